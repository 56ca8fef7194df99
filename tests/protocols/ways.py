"""The ways into a chat in memory, each with somebody who does as told.

A table, for tests of what holds on every protocol: one more protocol is one more row of `WAYS`.
"""

from __future__ import annotations

import json
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IProtocol
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.connection import Connection
from chatservice.protocols.jsonlines import JsonProtocol
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.web import web_protocol
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal
from tests.protocols.chat import PROMPTS, Chat
from tests.protocols.web.frames import CLOSE, TEXT, frame, frames_in
from tests.protocols.web.visiting import HANDSHAKE, request

HOME = "198.51.100.7"

ASKED = re.compile(rf"{PROMPTS['en']}|Password for \w+: |New password: |Your password: ")
"""What stands before what is typed, without an end of its own."""

Message = dict[str, Any]


class Somebody(ABC):
    """Somebody at the far end of a connection from ``address``."""

    way: ClassVar[str]
    """What it is called."""
    first: ClassVar[Callable[[Connection], IProtocol]]
    """Makes the connection's first protocol."""

    def __init__(self, chat: Chat, address: str = HOME) -> None:
        self.chat = chat
        self.transport = StringTransport(peerAddress=IPv4Address("TCP", address, 40000))
        first = type(self).first
        chat.factory.speaking(first).buildProtocol(None).makeConnection(self.transport)
        self.opens()

    @property
    def protocol(self) -> Any:
        """What has the transport now."""
        return self.transport.protocol  # type: ignore[attr-defined]

    def opens(self) -> None:  # noqa: B027  # most have nothing to do
        """Do what comes before all else."""

    def sends(self, data: bytes) -> None:
        """Let bytes arrive."""
        self.protocol.dataReceived(data)
        self.chat.turn()

    def received(self) -> bytes:
        """Return all bytes that were sent since the last time."""
        self.chat.turn()
        data: bytes = self.transport.value()
        self.transport.clear()
        return data

    def vanishes(self) -> None:
        """End the connection without a goodbye."""
        self.protocol.connectionLost(Failure(ConnectionLost()))
        self.chat.turn()

    @property
    def is_cut(self) -> bool:
        """Whether the server has cut the connection."""
        return bool(getattr(self.transport, "disconnected", False))

    @abstractmethod
    def comes(self, nick: str, password: str = "") -> None:
        """Give a name, and the password of one that is registered."""

    @abstractmethod
    def packet(self, line: str) -> bytes:
        """Return the bytes in which a line goes to the server."""

    @abstractmethod
    def half(self, line: str) -> tuple[bytes, bytes]:
        """Return those of a line in two parts, neither of which is a whole one."""

    @abstractmethod
    def reads(self) -> list[str]:
        """Return what is read: refusals as sentences, "name: text" for what others say."""

    @abstractmethod
    def has_ended(self) -> bool:
        """Return whether the server ends the connection, as it is done on this way.

        To be called after `reads`, which sees the end.
        """

    def types(self, *lines: str) -> None:
        """Let lines arrive, all in one packet."""
        self.sends(b"".join(map(self.packet, lines)))

    def reads_after(self, *lines: str) -> list[str]:
        """Return what is read after some lines."""
        self.reads()
        self.types(*lines)
        self.chat.turns(3)
        return self.reads()


class LineSomebody(Somebody):
    """Lines of text."""

    way = "line"
    first = LineProtocol

    def comes(self, nick: str, password: str = "") -> None:
        self.types(nick)
        if password:
            self.types(password)
        self.chat.turns(3)

    def packet(self, line: str) -> bytes:
        return f"{line}\r\n".encode()

    def half(self, line: str) -> tuple[bytes, bytes]:
        data = self.packet(line)
        return data[:3], data[3:]

    def reads(self) -> list[str]:
        # Telnet's negotiation is between programs (RFC 854).
        text = re.sub(rb"\xff[\xfb-\xfe].", b"", self.received()).decode()
        return ASKED.sub("", text).split("\r\n")

    def has_ended(self) -> bool:
        return bool(self.transport.disconnecting)


class ObjectSomebody(Somebody):
    """Objects, however they come; ``objects`` are all that ever did."""

    def opens(self) -> None:
        self.objects: list[Message] = []

    @abstractmethod
    def wrapped(self, message: Message) -> bytes:
        """Return the bytes of an object."""

    @abstractmethod
    def unwrapped(self, data: bytes) -> list[Message]:
        """Return the objects that are in the bytes that came."""

    def asks(self, kind: str, **fields: object) -> list[Message]:
        """Send an object; return those that come then."""
        self.reads_objects()
        self.sends(self.wrapped({"type": kind, **fields}))
        self.chat.turns(3)
        return self.reads_objects()

    def comes(self, nick: str, password: str = "") -> None:
        secret = {"password": password} if password else {}
        self.sends(self.wrapped({"type": "hello", "version": 1, "nick": nick, **secret}))
        self.chat.turns(3)

    def packet(self, line: str) -> bytes:
        return self.wrapped({"type": "line", "text": line, "id": "a"})

    def reads_objects(self) -> list[Message]:
        """Return the objects that came since the last time."""
        found = self.unwrapped(self.received())
        self.objects += found
        return found

    def reads(self) -> list[str]:
        return [_sentence(each) for each in self.reads_objects()]


def _sentence(message: Message) -> str:
    if message["type"] == "error":
        return str(message["text"])
    if message["type"] == "said":
        return f"{message['from']}: {message['text']}"
    return f"<{message['type']}>"


class JsonSomebody(ObjectSomebody):
    """JSON lines."""

    way = "json"
    first = JsonProtocol

    def wrapped(self, message: Message) -> bytes:
        return json.dumps(message).encode() + b"\n"

    def unwrapped(self, data: bytes) -> list[Message]:
        return [json.loads(line) for line in data.splitlines()]

    def half(self, line: str) -> tuple[bytes, bytes]:
        data = self.packet(line)
        return data[:3], data[3:]

    def has_ended(self) -> bool:
        return bool(self.transport.disconnecting)


class WebSocketSomebody(ObjectSomebody):
    """A page, in a WebSocket."""

    way = "websocket"
    first = web_protocol

    def opens(self) -> None:
        super().opens()
        self.code: int | None = None
        """With which the server has said goodbye."""
        self.sends(request("GET", "/ws", headers=HANDSHAKE))
        header, _, self._unread = self.transport.value().partition(b"\r\n\r\n")
        assert header.startswith(b"HTTP/1.1 101 "), header
        self.transport.clear()

    def wrapped(self, message: Message) -> bytes:
        return frame(TEXT, json.dumps(message).encode())

    def unwrapped(self, data: bytes) -> list[Message]:
        frames, self._unread = frames_in(self._unread + data)
        for each in frames:
            if each.opcode == CLOSE:
                self.code = int.from_bytes(each.payload[:2], "big")
        return [json.loads(each.payload) for each in frames if each.opcode == TEXT]

    def half(self, line: str) -> tuple[bytes, bytes]:
        data = self.packet(line)
        return data[:9], data[9:]

    def has_ended(self) -> bool:
        return self.code is not None


WAYS: tuple[type[Somebody], ...] = (LineSomebody, JsonSomebody, WebSocketSomebody)
"""Every protocol. What is tested of all of them is tested of each row."""


class WayTestCase(SynchronousTestCase):
    """Somebody came by one of the ways; ``way`` is that one. To be decorated with `by_each_way`."""

    way: ClassVar[type[Somebody]]

    def sentence(self, code: Code, **details: Any) -> str:
        """Return how a refusal is told on that way, in English."""
        refused, is_for_program = Refused(code, **details), issubclass(self.way, ObjectSomebody)
        return refusal(phrasebook("en"), refused, is_for_program=is_for_program)


def by_each_way(case: type[WayTestCase]) -> type[WayTestCase]:
    """Put a test case for each way into the module where ``case`` is; that is the first one's."""
    return _for_each(case, WAYS)


def by_each_way_of_objects(case: type[WayTestCase]) -> type[WayTestCase]:
    """Do the same for those ways on which objects are sent."""
    return _for_each(case, [each for each in WAYS if issubclass(each, ObjectSomebody)])


def _for_each(case: type[WayTestCase], ways: Any) -> type[WayTestCase]:
    made = []
    for way in ways:
        name = f"{case.__name__}_{way.way}"
        details = {"way": way, "__module__": case.__module__, "__qualname__": name}
        made.append(type(name, (case,), details))
        setattr(sys.modules[case.__module__], name, made[-1])
    delattr(sys.modules[case.__module__], made[0].__name__)
    return made[0]
