"""Programs that do not read, for whom the system holds little; each way to be one."""

from __future__ import annotations

import json
import socket
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.end_to_end.people import SECONDS
from tests.end_to_end.programs import LAST
from tests.end_to_end.ways import unverified
from tests.protocols.web.frames import TEXT, frame, frames_in
from tests.protocols.web.visiting import HANDSHAKE, request

Message = dict[str, Any]

LITTLE = 4096
MUCH = 1024 * 1024


class Late(ABC):
    """A program that reads when it is told to; ``take`` is called with each message."""

    way: str

    def __init__(
        self,
        port: int,
        *,
        encrypted: bool = False,
        receive_buffer: int = LITTLE,
        take: Callable[[Message], None] | None = None,
        **hello: Any,
    ) -> None:
        self._take = take
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(SECONDS)
        plain.connect(("127.0.0.1", port))
        self.socket: socket.socket | ssl.SSLSocket = (
            unverified().wrap_socket(plain) if encrypted else plain
        )
        self._unread = b""
        self._messages: list[Message] = []
        with ExitStack() as stack:
            stack.callback(self.socket.close)  # unless it goes well
            self.opens()
            self.sends({"type": "hello", "version": 1, "id": "hello", **hello})
            self.until_answered("hello")
            stack.pop_all()

    def opens(self) -> None:  # noqa: B027  # most have nothing to do
        """Do what comes before all messages."""

    @abstractmethod
    def packed(self, message: Message) -> bytes:
        """Return the bytes of a message."""

    @abstractmethod
    def unpacked(self, data: bytes) -> tuple[list[Message], bytes]:
        """Return the messages in the bytes that came, and what is left of those."""

    def sends(self, *messages: Message) -> None:
        """Send messages, all in one packet."""
        self.socket.sendall(b"".join(map(self.packed, messages)))

    def begins_to_read(self) -> None:
        """Let the system hold more again, or reading would take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MUCH)

    def reads(self) -> Message:
        """Return the next message. Raises `EOFError` at the end of the connection."""
        while not self._messages:
            self._messages, self._unread = self.unpacked(self._unread + self._arrives())
            self._messages.reverse()
        message = self._messages.pop()
        if self._take is not None:
            self._take(message)
        return message

    def _arrives(self) -> bytes:
        data = self.socket.recv(1 << 18)
        if not data:
            raise EOFError
        return data

    def until(self, text: str) -> list[Message]:
        """Return what is read until somebody says a text, and that too."""
        found = [self.reads()]
        while found[-1].get("text") != text:
            found.append(self.reads())
        return found

    def until_answered(self, request: str) -> list[Message]:
        """Return what is read until a request is answered, and that too."""
        found = [self.reads()]
        while not (found[-1].get("id") == request and found[-1]["type"] in LAST):
            found.append(self.reads())
        return found


class LateJson(Late):
    """JSON lines."""

    way = "json"

    def packed(self, message: Message) -> bytes:
        return json.dumps(message).encode() + b"\n"

    def unpacked(self, data: bytes) -> tuple[list[Message], bytes]:
        *lines, rest = data.split(b"\n")
        return [json.loads(line) for line in lines], rest


class LateWebSocket(Late):
    """A page that hangs."""

    way = "websocket"

    def opens(self) -> None:
        self.socket.sendall(request("GET", "/ws", headers=HANDSHAKE))
        while b"\r\n\r\n" not in self._unread:
            self._unread += self._arrives()
        header, _, self._unread = self._unread.partition(b"\r\n\r\n")
        assert header.startswith(b"HTTP/1.1 101 "), header

    def packed(self, message: Message) -> bytes:
        return frame(TEXT, json.dumps(message).encode())

    def unpacked(self, data: bytes) -> tuple[list[Message], bytes]:
        frames, rest = frames_in(data)
        return [json.loads(each.payload) for each in frames if each.opcode == TEXT], rest


LATE: tuple[type[Late], ...] = (LateJson, LateWebSocket)


@contextmanager
def closing_all(*programs: Late) -> Iterator[None]:
    """Close the connections in the end."""
    try:
        yield
    finally:
        for each in programs:
            each.socket.close()
