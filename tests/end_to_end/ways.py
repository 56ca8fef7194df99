"""The ways in to one port: each protocol, plain and under TLS, with somebody who does as told."""

from __future__ import annotations

import json
import socket
import ssl
from abc import ABC, abstractmethod
from contextlib import ExitStack
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, WELCOMES, Reader

Message = dict[str, Any]


def unverified() -> ssl.SSLContext:
    """Return the TLS of a client that takes the certificate that the server made itself."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connected(port: int, *, encrypted: bool) -> socket.socket:
    """Return a connection to the port."""
    plain = socket.create_connection(("127.0.0.1", port), SECONDS)
    return unverified().wrap_socket(plain) if encrypted else plain


class Way(ABC):
    """Somebody who came in by one of the ways, by the name of ``nick``."""

    name: str

    def __init__(self, port: int, nick: str, language: str, *, encrypted: bool = False) -> None:
        self.nick = nick
        self.come(port, language, encrypted=encrypted)

    @abstractmethod
    def come(self, port: int, language: str, *, encrypted: bool) -> None:
        """Connect, and take the nickname."""

    @abstractmethod
    def does(self, line: str) -> None:
        """Do what a line says, which goes well; return when that is sure."""

    @abstractmethod
    def is_refused(self, line: str) -> str:
        """Do what a line says, which is refused; return the sentence."""

    @abstractmethod
    def until(self, text: str) -> None:
        """Read on until somebody has said a text, or done it."""

    @abstractmethod
    def close(self) -> None:
        """End the connection, however it stands."""


class LineWay(Way):
    """Lines of text, as telnet and netcat have them."""

    name = "line"

    def come(self, port: int, language: str, *, encrypted: bool) -> None:
        self.socket = connected(port, encrypted=encrypted)
        self.reader = _Received(self.socket)
        self.reader.until(PROMPTS[language])
        self._types(self.nick)
        self.reader.line(WELCOMES[language].format(self.nick))
        self.reader.line(HINTS[language])

    def _types(self, line: str) -> None:
        self.socket.sendall(f"{line}\r\n".encode())

    def does(self, line: str) -> None:
        self._types(line)
        if line.startswith("/quit"):
            self.reader.end()
            return
        # Whatever it is, it is done before the next line is.
        self._types("/version")
        self.reader.until("chatservice ")
        self.reader.until("\n")

    def is_refused(self, line: str) -> str:
        self._types("/version")
        self.reader.until("chatservice ")
        self.reader.until("\n")
        self._types(line)
        return self.reader.until("\n").strip()

    def until(self, text: str) -> None:
        self.reader.until(text)

    def close(self) -> None:
        self.socket.close()


class _Received(Reader):
    """Reads what arrives on a socket, be it under TLS, up to what is awaited."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection.fileno())
        self._socket = connection

    def _more(self, deadline: float) -> bool:
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return False
        self._unread += data
        self._ended = not data
        return True


class ObjectWay(Way):
    """Objects, however they come; ``read`` are all that ever did."""

    def come(self, port: int, language: str, *, encrypted: bool) -> None:
        self.read: list[Message] = []
        self._requests = 0
        self.open(port, encrypted=encrypted)
        self._asks({"type": "hello", "version": 1, "nick": self.nick, "language": language})

    @abstractmethod
    def open(self, port: int, *, encrypted: bool) -> None:
        """Connect."""

    @abstractmethod
    def send(self, text: str) -> None:
        """Send an object."""

    @abstractmethod
    def receive(self) -> str:
        """Return the next object."""

    def _next(self) -> Message:
        message: Message = json.loads(self.receive())
        self.read.append(message)
        return message

    def _asks(self, message: Message) -> Message:
        self._requests += 1
        name = str(self._requests)
        self.send(json.dumps({**message, "id": name}))
        while True:
            answer = self._next()
            if answer.get("id") == name and answer["type"] in {"ok", "error", "goodbye"}:
                return answer

    def does(self, line: str) -> None:
        answer = self._asks({"type": "line", "text": line})
        assert answer["type"] != "error", answer

    def is_refused(self, line: str) -> str:
        answer = self._asks({"type": "line", "text": line})
        assert answer["type"] == "error", answer
        return str(answer["text"])

    def until(self, text: str) -> None:
        while self._next().get("text") != text:
            pass

    def events(self, of: str) -> list[Message]:
        """Return what was heard of what somebody did, but for when, and by what number."""
        heard = [m for m in self.read if of in (m.get("from"), m.get("who"), *_names(m))]
        return [{k: v for k, v in m.items() if k not in _DIFFERENT} for m in heard]


_DIFFERENT = ("at", "seq", "message")
"""What is another for each message: when, by what number, about which."""


def _names(message: Message) -> list[str]:
    who = message.get("who")
    return who if isinstance(who, list) else []


class JsonWay(ObjectWay):
    """JSON lines."""

    name = "json"

    def open(self, port: int, *, encrypted: bool) -> None:
        self.socket = connected(port, encrypted=encrypted)
        self._file = self.socket.makefile("rw", encoding="utf-8", newline="\n")

    def send(self, text: str) -> None:
        self._file.write(f"{text}\n")
        self._file.flush()

    def receive(self) -> str:
        line = self._file.readline()
        assert line, "the connection ended"
        return line

    def close(self) -> None:
        self._file.close()
        self.socket.close()


class WebSocketWay(ObjectWay):
    """WebSocket, spoken by another implementation of it than the server's."""

    name = "websocket"

    def open(self, port: int, *, encrypted: bool) -> None:
        scheme = "wss" if encrypted else "ws"
        self._opened = ExitStack()
        self._connection: ClientConnection = self._opened.enter_context(
            connect(
                f"{scheme}://127.0.0.1:{port}/ws",
                ssl=unverified() if encrypted else None,
                origin=f"{'https' if encrypted else 'http'}://127.0.0.1:{port}",
                proxy=None,
                open_timeout=SECONDS,
            )
        )

    def send(self, text: str) -> None:
        self._connection.send(text)

    def receive(self) -> str:
        return str(self._connection.recv(SECONDS))

    def close(self) -> None:
        self._opened.close()


WAYS = (LineWay, JsonWay, WebSocketWay)
