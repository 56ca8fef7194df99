"""Runs one of the operator's commands; whatever goes wrong is a sentence, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

import apsw

from chatservice.commands import account, actions, describing
from chatservice.commands.options import (
    AccountOptions,
    BackupOptions,
    CommandError,
    ExportOptions,
    ImportOptions,
    Options,
    RestoreOptions,
    SchemaOptions,
    read,
)
from chatservice.core.refusals import Refused
from chatservice.exchange.failures import ExchangeError, WrongEntryError
from chatservice.history.files import HistoryError
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook
from chatservice.render.refusals import refusal

INTERRUPTED = 130
"""The exit status after Ctrl+C, as shells have it: 128 and the number of the signal."""

_Action = Callable[[Options, Phrasebook, Mapping[str, str]], None]

_COMMANDS: dict[str, tuple[type[Options], _Action]] = {
    "export": (ExportOptions, actions.export),
    "import": (ImportOptions, actions.import_),
    "backup": (BackupOptions, actions.back_up),
    "restore": (RestoreOptions, actions.restore),
    "account": (AccountOptions, account.run),
    "schema": (SchemaOptions, describing.schema),
}

NAMES = tuple(_COMMANDS)
"""The commands there are."""


def run(name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run the command ``name``, one of `NAMES`; return the exit status.

    ``--help`` and ``--version`` raise `SystemExit`.
    """
    surroundings = os.environ if environment is None else environment
    book = phrasebook(locale_language(surroundings))
    kind, act = _COMMANDS[name]
    options = kind(book)
    try:
        read(options, arguments)
        act(options, book, surroundings)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
        return 0  # Whoever reads has had enough, as `head` has: that is no failure.
    except KeyboardInterrupt:
        _complain(name, book.say(options.interrupted))
        return INTERRUPTED
    except Exception as error:  # no operator should meet a traceback
        _complain(name, _sentence(book, error, options))
        return 1
    return 0


def _complain(name: str, sentence: str) -> None:
    sys.stderr.write(f"chatservice {name}: {sentence}\n")


def _let_go_of_output() -> None:
    """Let nothing be written to standard output any more, be it when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _sentence(book: Phrasebook, error: Exception, options: Options) -> str:
    if isinstance(error, CommandError):
        return error.sentence
    if isinstance(error, WrongEntryError):
        return _wrong_entry(book, error, options)
    if isinstance(error, ExchangeError | HistoryError):
        return book.say(error.message, **error.details)
    if isinstance(error, Refused):
        return refusal(book, error)
    if isinstance(error, apsw.FullError):
        return book.say("the disk is full: make room and try again")
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return book.say("another program holds the history: try again later")
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return book.say(
            "the history is damaged ({reason}): `chatservice restore FILE` puts a backup in its "
            "place",
            reason=_reason(error),
        )
    if isinstance(error, OSError) and error.strerror:
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror}"
    return book.say("something went wrong ({reason})", reason=_reason(error))


def _wrong_entry(book: Phrasebook, error: WrongEntryError, options: Options) -> str:
    problem = error.problem
    if isinstance(problem, Refused):
        sentence = refusal(book, problem)
    else:
        sentence = book.say(problem.message, **problem.details)
    place = book.say("{file}: line {line}", file=options["file"], line=error.line)
    if error.number:
        # Many programs write a whole list on one line.
        place = book.say("{place}, message {number}", place=place, number=error.number)
    details = {"place": place, "problem": sentence}
    if not error.field:
        return book.say("{place}: {problem}", **details)
    return book.say('{place}, field "{field}": {problem}', field=error.field, **details)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
