"""Programs at a real server: JSON lines over a socket, and what was sent and read there."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from tests.end_to_end.people import SECONDS

Message = dict[str, Any]

LAST = ("ok", "error", "goodbye")
"""The types of a request's last answer."""


class Program:
    """A program at a server. ``sent`` and ``read`` are all that it ever sent and read."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.sent: list[Message] = []
        self.read: list[Message] = []
        self._unread = b""
        self._requests = 0

    def sends(self, message: Message) -> None:
        """Send one object."""
        self.sent.append(message)
        self.socket.sendall(json.dumps(message, ensure_ascii=False).encode() + b"\n")

    def reads(self) -> Message:
        """Return the next object. Raises `EOFError` at the end of the connection."""
        until = time.monotonic() + SECONDS
        while b"\n" not in self._unread:
            assert time.monotonic() < until
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        message: Message = json.loads(line)
        self.read.append(message)
        return message

    def until(self, wanted: Callable[[Message], bool]) -> list[Message]:
        """Return what is read up to an object that is ``wanted``, and that too."""
        found = [self.reads()]
        while not wanted(found[-1]):
            found.append(self.reads())
        return found

    def until_type(self, kind: str) -> Message:
        """Return the next object of a type; those before it are skipped."""
        return self.until(lambda message: message["type"] == kind)[-1]

    def asks(self, kind: str, **fields: object) -> list[Message]:
        """Send a request, and return what is read up to its last answer, and that too."""
        self._requests += 1
        name = str(self._requests)
        self.sends({"type": kind, "id": name, **fields})
        return self.until(lambda message: message.get("id") == name and message["type"] in LAST)

    def end(self) -> list[Message]:
        """Return what is read until the server closes the connection."""
        found = []
        try:
            while True:
                found.append(self.reads())
        except EOFError:
            return found
