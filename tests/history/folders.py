"""What the tests of the history on disk share: a folder, and what is said in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Event, Said, Whispered
from chatservice.core.log import Last, Record, Search
from chatservice.core.query import parse_query
from chatservice.history import schema
from chatservice.history.disk import DiskHistory
from chatservice.history.files import connect
from chatservice.history.rows import author_row, micro, room_row

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN, ANA, OTHER_ANA = 11, 22, 33
"""Identities."""


def said(text: str, room: str = "lobby", who: str = "Juan", at: datetime = NOW) -> Said:
    return Said(at, room, who, text)


def whispered(text: str, who: str = "Juan", to: str = "Ana") -> Whispered:
    return Whispered(NOW, who, to, text)


def keep(
    history: DiskHistory, *events: Event, author: int = JUAN, receiver: int = ANA
) -> list[int]:
    """Let events be kept in one turn; returns their numbers."""
    return history.append([Record(event, author, receiver) for event in events])


def texts(history: DiskHistory, room: str = "lobby", count: int = 10_000) -> list[str]:
    """Return what is kept of a room, the oldest first."""
    return [kept.message.text for kept in history.last(Last(room, count))]


def found(
    history: DiskHistory, typed: str, reader: int = JUAN, partner: str | None = None
) -> list[str]:
    """Return what a search finds, the newest first."""
    wanted = Search(parse_query(typed, "UTC", NOW), reader, 10_000, partner=partner)
    return [kept.message.text for kept in history.search(wanted).messages]


def put_in_order(history: DiskHistory, now: datetime = NOW) -> int:
    """Do all the housekeeping that is due; returns in how many steps."""
    steps = 1
    while history.keep_up(now):
        steps += 1
    history.keep_up(now)
    return steps


def steps(history: DiskHistory, call: Callable[[], object]) -> int:
    """Return how many steps SQLite's machine takes on the reactor's connection, in tens."""
    taken = 0

    def count() -> bool:
        nonlocal taken
        taken += 1
        return False

    history._connection.set_progress_handler(count, 10)
    try:
        call()
    finally:
        history._connection.set_progress_handler(None)
    return taken


def in_a_folder(case: SynchronousTestCase) -> DiskHistory:
    """Return a history in a new folder; both are gone when the test has ended."""
    folder = TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    history = DiskHistory(Path(folder.name))
    history.open()
    case.addCleanup(history.close)
    return history


class FolderTestCase(SynchronousTestCase):
    """Has a folder of its own; the history is made in ``directory``, which is not there yet."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"

    def opened(
        self, directory: Path | None = None, *, retain: timedelta | None = None
    ) -> DiskHistory:
        """Return the history of a folder; it is closed in the end, if it is not before."""
        history = DiskHistory(directory or self.directory, retain=retain)
        history.open()
        self.addCleanup(history.close)
        return history

    def hold(self) -> Holder:
        """Return another program that holds the history."""
        holder = Holder(self.directory)
        self.addCleanup(holder.ends)
        return holder

    def files_with(self, word: str, directory: Path | None = None) -> list[str]:
        """Return the names of the folder's files in which a word stands, in any case."""
        return sorted(
            file.name
            for file in (directory or self.directory).iterdir()
            if word.lower().encode() in file.read_bytes().lower()
        )


class Holder:
    """Another program that writes to, or reads, the history in a folder."""

    def __init__(self, directory: Path) -> None:
        self._connection = connect(directory / "history.db")

    def writes(self) -> None:
        """Take the lock that only one has who writes."""
        self._connection.execute("BEGIN IMMEDIATE")

    def reads(self) -> None:
        """Read the history as it is now, and go on reading."""
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM messages").fetchall()

    def keeps(self, at: datetime, text: str, seq: int) -> None:
        """Put a message of nobody known into the lobby, which has been spoken in."""
        place = micro(at)
        with self._connection:
            room = room_row(self._connection, "lobby")
            author = author_row(self._connection, "Somebody", 0)
            self._connection.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)",
                (place, seq, place, schema.SAID, room, author, text),
            )

    def lets_go(self) -> None:
        """Write no more, and read no more."""
        self._connection.execute("ROLLBACK")

    def ends(self) -> None:
        """End the program."""
        self._connection.close()
