"""Programs connected to a `tests.protocols.chat.Chat`: objects in, objects out."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from chatservice.protocols.jsonlines import JsonProtocol
from tests.protocols.chat import Chat

Message = dict[str, Any]


class Program:
    """A program connected to a chat: what it sends, and what it reads."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.transport = StringTransport()
        chat.factory.speaking(JsonProtocol).buildProtocol(None).makeConnection(self.transport)
        self.protocol: JsonProtocol = self.transport.protocol  # type: ignore[attr-defined]

    def arrives(self, *packets: bytes) -> None:
        """Let bytes arrive at the server, each packet in a turn of its own."""
        for packet in packets:
            self.protocol.dataReceived(packet)
            self._chat.turn()

    def sends(self, *messages: Message) -> None:
        """Let objects arrive, all in one packet."""
        self.arrives("".join(f"{json.dumps(message)}\n" for message in messages).encode())

    def reads(self) -> list[Message]:
        """Return the objects sent to this program since it last read."""
        self._chat.turn()
        data: bytes = self.transport.value()
        self.transport.clear()
        if data and not data.endswith(b"\n"):
            raise AssertionError(data)
        return [json.loads(line) for line in data.splitlines()]

    def asks(self, kind: str, **fields: object) -> list[Message]:
        """Send one request of the type ``kind``, and return all that is read after it."""
        self.sends({"type": kind, **fields})
        return self.reads()

    def ends_the_input(self) -> None:
        """Close the sending side alone, as `nc -N` does."""
        self.protocol.readConnectionLost()
        self._chat.turn()

    def vanishes(self) -> None:
        """End the connection without a goodbye."""
        self.protocol.connectionLost(Failure(ConnectionLost()))
        self._chat.turn()

    def is_disconnected(self) -> None:
        """End the connection, as the transport does after it was closed."""
        self.protocol.connectionLost(connectionDone)
        self._chat.turn()

    @property
    def is_leaving(self) -> bool:
        """Whether the server is closing this connection."""
        return bool(self.transport.disconnecting)


def program_called(chat: Chat, name: str) -> Program:
    """Connect a program that has a nickname already, and has read all up to now."""
    program = Program(chat)
    program.asks("hello", version=1, nick=name)
    return program
