"""What each of the operator's commands does, with its bar and its last words."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISREG
from typing import BinaryIO

from chatservice.commands.bars import Bar, bar
from chatservice.commands.options import CommandError, Options, place
from chatservice.core.dates import parse_date
from chatservice.core.names import Name, parse_name
from chatservice.core.refusals import Refused
from chatservice.exchange import copying, exporting
from chatservice.exchange.importing import Importer
from chatservice.exchange.reading import entries
from chatservice.exchange.shapes import SHAPES, Checks, Entry
from chatservice.history.files import open_history
from chatservice.history.rows import micro
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal

MOST_AHEAD = timedelta(days=1)
"""How far in the future an imported message may be: clocks differ, and zones get mixed up."""


def export(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Write the history to standard output."""
    directory, _ = place(options, environment)
    since = _since(options, book)
    with closing(open_history(directory, writable=False)) as connection:
        room = None
        if options["room"] is not None:
            room = exporting.room_called(connection, _room(options, book))
        selection = exporting.Selection(room, since)
        output = sys.stdout.buffer
        # A bar among the messages would be in nobody's interest.
        with bar(book.say("Exporting"), hidden=sys.stdout.isatty()) as progress:
            if progress.is_seen:
                progress.is_of(exporting.count(connection, selection))
            chunks = _counted(exporting.chunks(connection, selection), progress)
            for text in SHAPES[options["format"]].written(chunks):
                output.write(text.encode())
        output.flush()


def _since(options: Options, book: Phrasebook) -> int:
    """Return the time of `--since`, in microseconds since 1970."""
    if options["since"] is None:
        return 0
    try:
        since = parse_date(options["since"], "", datetime.now(timezone.utc))
    except Refused as refused:
        raise CommandError(f"--since: {refusal(book, refused)}") from refused
    return max(0, micro(since))


def _room(options: Options, book: Phrasebook) -> Name:
    """Return the name that is the value of `--room`."""
    try:
        return parse_name(options["room"].removeprefix("#"))
    except Refused as refused:
        raise CommandError(f"--room: {refusal(book, refused)}") from refused


def _counted(chunks: Iterable[list[Entry]], progress: Bar) -> Iterator[list[Entry]]:
    for chunk in chunks:
        yield chunk
        progress.goes_on(len(chunk))


def import_(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Read a file into the history, and say how much of it was new."""
    directory, room = place(options, environment)
    if options["room"] is not None:
        room = _room(options, book).text
    checks = Checks(room, micro(datetime.now(timezone.utc) + MOST_AHEAD))
    with _opened(Path(options["file"])) as file:
        size = file.seek(0, 2)
        # A file with a mistake in it adds nothing.
        with bar(book.say("Checking"), total=size, unit="B") as progress:
            for number, _entry in enumerate(entries(file, checks)):
                if not number % 1000:
                    progress.stands_at(file.tell())
        with (
            closing(open_history(directory)) as connection,
            bar(book.say("Importing"), total=size, unit="B") as progress,
        ):
            importer = Importer(connection)
            importer.add(entries(file, checks), lambda: progress.stands_at(file.tell()))
    done = importer.imported
    _say(
        book.count("{number} message imported.", "{number} messages imported.", done.added)
        + " "
        + book.count("{number} was there already.", "{number} were there already.", done.known)
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that can be read twice; what comes through a pipe is kept in one meanwhile."""
    with path.open("rb") as file:
        if S_ISREG(os.fstat(file.fileno()).st_mode):
            yield file
            return
        with tempfile.TemporaryFile() as kept:
            copyfileobj(file, kept)
            yield kept


def back_up(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Copy the history and the accounts to a file."""
    directory, _ = place(options, environment)
    file = Path(options["file"])
    with bar(book.say("Copying")) as progress:
        has_accounts = copying.back_up(directory, file, progress.stands_at_of)
    if has_accounts:
        _say(book.say("The history and the accounts are copied to {file}.", file=file))
    else:
        _say(book.say("The history is copied to {file}.", file=file))


def restore(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Put a copy in the place of the history, and of the accounts if it has some."""
    directory, _ = place(options, environment)
    file = Path(options["file"])
    with bar(book.say("Copying")) as progress:
        done = copying.restore(directory, file, progress.stands_at_of)
    sentences = [book.say("The history is that of {file} now.", file=file)]
    if done.former is not None:
        sentences.append(book.say("The one before is kept as {file}.", file=done.former))
    if done.has_accounts:
        sentences.append(book.say("The accounts are those of {file} too.", file=file))
    if done.former_accounts is not None:
        sentences.append(book.say("Those before are kept as {file}.", file=done.former_accounts))
    if done.kept_accounts:
        sentences.append(book.say("It has no accounts: those that are there stay."))
    _say(" ".join(sentences))


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
