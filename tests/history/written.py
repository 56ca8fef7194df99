"""A history in a folder, written as the server does, row by row, for what reads it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept
from chatservice.history import schema
from chatservice.history.files import open_history
from chatservice.history.rows import author_row, forget_words, micro, room_row

START = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
PEOPLE = {"ana": 1, "juan": 2, "maría": 3}
"""The identities of who says something; whoever else does is nobody known."""

KINDS = {Said: schema.SAID, Acted: schema.ACTED, Whispered: schema.WHISPERED}


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def folder_for(case: TestCase) -> Path:
    """Return the path of a folder that is not there yet, and gone when the test is over."""
    folder = TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    return Path(folder.name) / "data"


class Written:
    """The history in ``directory``; ``kept`` is what should be in it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.connection = open_history(directory)
        self.kept: dict[int, Kept] = {}
        self._place = 0

    def close(self) -> None:
        self.connection.close()

    def say(self, text: str, who: str = "Ana", room: str = "lobby") -> int:
        return self.keep(Said(after(len(self.kept)), room, who, text))

    def whisper(self, text: str, who: str = "Ana", to: str = "Juan") -> int:
        return self.keep(Whispered(after(len(self.kept)), who, to, text))

    def keep(self, message: Said | Acted | Whispered, place: int | None = None) -> int:
        """Return the sequence number."""
        room = receiver = None
        self._place = place or max(self._place + 1, micro(message.at))
        with self.connection:
            seq: int = self.connection.execute(
                "UPDATE counters SET value = value + 1 WHERE name = 'seq' RETURNING value"
            ).get
            if isinstance(message, Whispered):
                receiver = author_row(self.connection, message.to, person(message.to))
            else:
                room = room_row(self.connection, message.room)
            author = author_row(self.connection, message.who, person(message.who))
            self.connection.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
                (
                    self._place,
                    seq,
                    micro(message.at),
                    KINDS[type(message)],
                    room,
                    author,
                    receiver,
                    message.text,
                ),
            )
        self.kept[seq] = Kept(seq, message)
        return seq

    def correct(self, seq: int, text: str) -> None:
        with self.connection:
            forget_words(self.connection, "m.seq = ?", (seq,))
            self.connection.execute(
                "UPDATE messages SET text = ?, edited = 1 WHERE seq = ?", (text, seq)
            )

    def delete(self, seq: int) -> None:
        with self.connection:
            forget_words(self.connection, "m.seq = ?", (seq,))
            self.connection.execute("DELETE FROM messages WHERE seq = ?", (seq,))


def person(name: str) -> int:
    return PEOPLE.get(name.lower(), 0)
