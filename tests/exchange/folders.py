"""Histories in folders of a test's own, and files to be read into them."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw
from twisted.trial.unittest import SynchronousTestCase

from chatservice.exchange import exporting
from chatservice.exchange.exporting import Selection
from chatservice.exchange.importing import Imported, Importer
from chatservice.exchange.reading import entries
from chatservice.exchange.shapes import SHAPES, Checks, Entry
from chatservice.history import schema
from chatservice.history.files import open_history
from chatservice.history.rows import author_row, last_number, room_row

AT = 1_790_000_000_123_456
"""A time in microseconds since 1970: 2026-09-21T14:13:20.123456Z."""

CHECKS = Checks(room="lobby", latest=AT + 10**12)


def read(content: str | bytes, checks: Checks = CHECKS) -> list[Entry]:
    """Return the messages in a file with that content."""
    data = content.encode() if isinstance(content, str) else content
    return list(entries(io.BytesIO(data), checks))


def written(entries: list[Entry], shape: str = "jsonl") -> str:
    """Return a file with those messages."""
    return "".join(SHAPES[shape].written([entries]))


class FolderTestCase(SynchronousTestCase):
    """A test with a folder; `history` opens one in it, closed afterwards."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def history(self, name: str = "data") -> apsw.Connection:
        connection = open_history(self.folder / name)
        self.addCleanup(connection.close)
        return connection


def messages(count: int, step: int = 1_000_000) -> Iterator[Entry]:
    """Yield messages that are `step` microseconds apart."""
    for number in range(count):
        yield Entry(AT + number * step, f"room{number % 3}", f"user{number % 7}", f"text {number}")


def add(connection: apsw.Connection, *entries: Entry) -> Imported:
    """Import messages, and return what came of it."""
    importer = Importer(connection)
    importer.add(entries)
    return importer.imported


def exported(connection: apsw.Connection, selection: Selection | None = None) -> list[Entry]:
    """Return the messages that an export has, in its order."""
    chunks = exporting.chunks(connection, selection or Selection())
    return [entry for chunk in chunks for entry in chunk]


def whisper(connection: apsw.Connection, place: int, text: str) -> None:
    """Keep a private message, as the server does."""
    author, receiver = author_row(connection, "Ana", 1), author_row(connection, "Luis", 2)
    connection.execute(
        "INSERT INTO messages (place, seq, at, kind, author, receiver, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (place, last_number(connection) + 1, place, schema.WHISPERED, author, receiver, text),
    )


def say(connection: apsw.Connection, place: int, text: str, at: int | None = None) -> None:
    """Keep what Ana, whom the server knows, says in the lobby, as the server does."""
    author, room = author_row(connection, "Ana", 1), room_row(connection, "lobby")
    at = place if at is None else at
    connection.execute(
        "INSERT INTO messages (place, seq, at, kind, room, author, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (place, last_number(connection) + 1, at, schema.SAID, room, author, text),
    )
