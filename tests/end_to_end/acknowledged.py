"""Somebody who says one message after another, and notes which of them the server took."""

from __future__ import annotations

import re
from pathlib import Path

import apsw

from tests.end_to_end.servers import Server, twistd

NOT_SENT = (
    "The server can't keep anything just now, so nothing was sent or changed: "
    "try again in a moment."
)


def serving(data: Path) -> tuple[str, ...]:
    """Return the command that serves a history."""
    return (*twistd("--host", "127.0.0.1"), "--data", str(data))


class Conversation:
    """`ana` talks, and `bob` reads; `acknowledged` is what both have read, in order."""

    def __init__(self, server: Server) -> None:
        self.ana, self.bob = server.guest_called("ana"), server.guest_called("bob")
        self.ana.types("/set echo on", "/version")
        self.ana.until("chatservice ")
        self.acknowledged: list[str] = []
        self._said = 0
        self._read_by_bob = ""

    def say(self, length: int = 0) -> bool:
        """Let ana say something of `length` characters; return whether it was sent to everyone."""
        self._said += 1
        text = f"message {self._said} {'x' * length}".strip()
        self.ana.types(text)
        answer = self.ana.until(re.compile(f"ana: {text}\r\n|{re.escape(NOT_SENT)}\r\n"))
        if NOT_SENT in answer:
            return False
        self._read_by_bob += self.bob.until(f"ana: {text}\r\n")
        self.acknowledged.append(text)
        return True

    def say_until_refused(self, length: int = 0) -> None:
        """Let ana talk until something is not sent."""
        for _ in range(5000):
            if not self.say(length):
                return
        raise AssertionError("all of it was sent")

    def read_by_bob(self) -> list[str]:
        """Return all that bob has read of ana's, by a moment after the last of it."""
        self.bob.types("/version")
        self._read_by_bob += self.bob.until("chatservice ")
        return re.findall("ana: (.*)\r\n", self._read_by_bob)


def kept(data: Path) -> list[str]:
    """Return the texts in the history of a folder, in order."""
    connection = apsw.Connection(str(data / "history.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return [
            str(text) for (text,) in connection.execute("SELECT text FROM messages ORDER BY place")
        ]
    finally:
        connection.close()


def complaints(log: str, about: str = "keeping what is said") -> int:
    """Return how many lines of a server's log say that something failed."""
    return log.count(f"[SERVER] Failed: {about}: ")
