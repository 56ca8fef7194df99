"""A filter whose standard input and output, server and clock are all in memory."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.ending import Ending
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.network.address import Address
from chatservice.client.streams.filter import Filter
from chatservice.client.surroundings import Surroundings
from chatservice.render.phrasebook import phrasebook

QUESTION = b"Enter your nickname: "
WELCOME = b"Welcome, ana!\r\n"
GOODBYE = b"See you soon!\r\n"


class ServerSide(StringTransport):
    """The way to a server, which closes when it is told to."""

    aborted = False

    def abortConnection(self) -> None:
        self.aborted = True
        self.protocol.connectionLost()

    protocol: Connection


class InAndOut(StringTransport):
    """Standard input and output."""

    def loseConnection(self) -> None:
        super().loseConnection()
        self.protocol.connectionLost()

    protocol: Filter


class FilterCase(SynchronousTestCase):
    """A filter between a standard input, a standard output and a server, all in memory."""

    def start(self, nickname: str | None = "ana", **surroundings: Any) -> None:
        self.clock = Clock()
        self.io, self.server = InAndOut(), ServerSide()
        address = Address("127.0.0.1", 5050)

        def standard_io(protocol: Filter, reactor: Any) -> None:
            protocol.makeConnection(self.io)

        self.filter = Filter(
            self.clock, address, phrasebook("en"), Surroundings(**surroundings), standard_io
        )
        connection = Connection(Conversation(nickname), self.filter)
        self.io.protocol, self.server.protocol = self.filter, connection
        connection.makeConnection(self.server)
        self.ending: Deferred[Ending] = self.filter.converse(connection)

    def says(self, data: bytes) -> None:
        """Let the server say something."""
        self.server.protocol.dataReceived(data)

    def sent(self) -> bytes:
        """Return what the server was sent since the last time."""
        data = self.server.value()
        self.server.clear()
        return data

    def written(self) -> bytes:
        """Return what was written since the last time."""
        data = self.io.value()
        self.io.clear()
        return data

    def named(self, **surroundings: Any) -> None:
        """Start, and let the server take the nickname."""
        self.start(**surroundings)
        self.says(QUESTION)
        self.says(WELCOME)
        self.sent()
        self.written()

    @property
    def reading(self) -> bool:
        return self.io.producerState == "producing"
