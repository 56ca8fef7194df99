"""Browsers in memory: what they ask for over HTTP, and what they say in a WebSocket.

Answers are read by h11 and by a reader of frames that is no part of the server.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import h11
from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from chatservice.protocols.web import web_protocol
from tests.protocols.chat import Chat
from tests.protocols.web.frames import CLOSE, TEXT, Frame, frame, frames_in

HOST = "localhost:5050"

HANDSHAKE = {
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
"""RFC 6455, 1.3."""

ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""What is answered to that key, as the RFC has it."""


class Response(NamedTuple):
    """What was answered: header fields have names in small letters."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.content)


def request(
    method: str, target: str, content: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """Return the bytes of a request; a header that is empty is left out."""
    fields = {"Host": HOST, **(headers or {})}
    if content:
        fields.setdefault("Content-Length", str(len(content)))
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def responses_in(data: bytes, *methods: str) -> list[Response]:
    """Return the answers to requests with these methods that ``data`` is."""
    found = []
    for method in methods:
        client = h11.Connection(h11.CLIENT)
        length = [("Content-Length", "0")] if method == "POST" else []
        client.send(h11.Request(method=method, target="/", headers=[("Host", "x"), *length]))
        client.send(h11.EndOfMessage())
        client.receive_data(data)
        event = client.next_event()
        assert isinstance(event, h11.Response), event
        content = b""
        while not isinstance(part := client.next_event(), h11.EndOfMessage):
            assert isinstance(part, h11.Data), part
            content += bytes(part.data)
        fields = {name.decode(): value.decode("latin-1") for name, value in event.headers}
        found.append(Response(event.status_code, fields, content))
        data = client.trailing_data[0]
    assert not data
    return found


class Visitor:
    """Somebody connected to where HTTP is spoken."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.transport = StringTransport()
        chat.factory.speaking(web_protocol).buildProtocol(None).makeConnection(self.transport)

    @property
    def protocol(self) -> Any:
        """What has the transport now."""
        return self.transport.protocol  # type: ignore[attr-defined]

    def sends(self, *packets: bytes) -> None:
        """Let bytes arrive at the server, each packet in a turn of its own."""
        for packet in packets:
            self.protocol.dataReceived(packet)
            self.chat.turn()

    def received(self, *, turn: bool = True) -> bytes:
        """Return all bytes sent to this visitor since they last looked, after another turn."""
        if turn:
            self.chat.turn()
        data = self.transport.value()
        self.transport.clear()
        return data

    def asks(
        self,
        method: str,
        target: str,
        content: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send a request, and return the answer to it."""
        self.sends(request(method, target, content, headers))
        (response,) = responses_in(self.received(), method)
        return response

    def gets(self, target: str, **headers: str) -> Response:
        """Ask for something, with header fields whose names have a _ for each -."""
        return self.asks(
            "GET", target, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )

    def is_disconnected(self, *, cleanly: bool = True) -> None:
        """End the connection, as the transport does after it was closed."""
        reason = connectionDone if cleanly else Failure(ConnectionLost())
        self.protocol.connectionLost(reason)
        self.chat.turn()

    @property
    def is_leaving(self) -> bool:
        """Whether the server is closing this connection."""
        return bool(self.transport.disconnecting)

    @property
    def is_cut(self) -> bool:
        """Whether the server has cut this connection."""
        return bool(getattr(self.transport, "disconnected", False))


class Browser(Visitor):
    """Somebody at the other end of a WebSocket."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat)
        self.sends(request("GET", "/ws", headers=HANDSHAKE))
        data = self.transport.value()
        header, _, rest = data.partition(b"\r\n\r\n")
        assert header.startswith(b"HTTP/1.1 101 "), header
        self.transport.clear()
        self._unread = rest

    def frames(self, *, turn: bool = True) -> list[Frame]:
        """Return the frames that came since this browser last looked."""
        found, self._unread = frames_in(self._unread + self.received(turn=turn))
        return found

    def reads(self, *, turn: bool = True) -> list[dict[str, Any]]:
        """Return the messages among them."""
        frames = self.frames(turn=turn)
        return [json.loads(each.payload) for each in frames if each.opcode == TEXT]

    def says(self, **message: object) -> None:
        """Send a message."""
        self.sends(frame(TEXT, json.dumps(message).encode()))

    def enters_as(self, nick: str) -> None:
        """Say hello, and read all that follows."""
        self.says(type="hello", version=1, nick=nick)
        self.chat.turn()
        self.reads()

    def code(self) -> int | None:
        """Return the code with which the server says goodbye, if it has; 1005 for none."""
        for each in self.frames():
            if each.opcode == CLOSE:
                return int.from_bytes(each.payload[:2], "big") if each.payload else 1005
        return None
