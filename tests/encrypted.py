"""TLS without a socket: a client whose bytes pass through the test's hands."""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, ServerFactory, connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.certificates import Credentials
from chatservice.tls import Contexts, set_up
from tests.certified import client_context


class Inside(Protocol):
    """What is under TLS: it remembers what it is told."""

    transport: Any

    def __init__(self) -> None:
        self.received = b""
        self.is_lost = False

    def dataReceived(self, data: bytes) -> None:
        self.received += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.is_lost = True


@implementer(IHalfCloseableProtocol)
class TalkingOn(Inside):
    """One that goes on when its peer has ended its input."""

    has_ended = False

    def readConnectionLost(self) -> None:
        self.has_ended = True

    def writeConnectionLost(self) -> None:
        raise AssertionError("nobody has ended this side's output")


class Server:
    """Connections under TLS of a protocol, with a clock that the test turns."""

    def __init__(self, credentials: Credentials, protocol: type[Inside] = TalkingOn) -> None:
        self.contexts = Contexts()
        self.contexts.use(credentials, "a test")
        self.clock = Clock()
        inside: Any = ServerFactory.forProtocol(protocol)
        self.factory = TLSMemoryBIOFactory(self.contexts, False, inside, self.clock)
        set_up(self.factory, 10, self.clock)

    def accept(self) -> tuple[Any, StringTransport]:
        """Begin a connection."""
        connection: Any = self.factory.buildProtocol(None)  # type: ignore[arg-type]
        transport = StringTransport()
        connection.makeConnection(transport)
        return connection, transport


class Client:
    """Somebody at the other end of a new connection to a `Server`.

    ``connection`` is the server's, ``transport`` what is under it.
    """

    def __init__(self, server: Server, context: ssl.SSLContext | None = None) -> None:
        self.clock = server.clock
        self.connection, self.transport = server.accept()
        self.inside: Any = self.connection.wrappedProtocol
        self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = (context or client_context(authority=False)).wrap_bio(
            self._arrived, self._leaving, server_hostname="localhost"
        )

    def leaving(self) -> bytes:
        """Return what the client sends now."""
        return self._leaving.read()

    def exchange(self) -> None:
        """Let all that is on its way arrive, on both sides."""
        while True:
            self.clock.advance(0)  # Twisted gathers what is written in a turn
            to_server, to_client = self.leaving(), self.transport.value()
            self.transport.clear()
            self._arrived.write(to_client)
            if to_server:
                self.connection.dataReceived(to_server)
            if not to_server and not to_client:
                return

    def shakes_hands(self) -> None:
        """Go through the handshake."""
        for _ in range(2):  # flights of the server's (RFC 8446 2, RFC 5246 7.3)
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            self.exchange()
        self.tls.do_handshake()
        self.exchange()

    def sends(self, data: bytes) -> None:
        """Send data."""
        self.tls.write(data)
        self.exchange()

    def reads(self) -> bytes:
        """Return what the server has sent; nothing where it has ended."""
        self.exchange()
        read = b""
        while True:
            try:
                more = self.tls.read(65536)
            except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                return read
            if not more:
                return read
            read += more

    def ends_its_output(self) -> None:
        """Send close_notify (RFC 8446 6.1)."""
        with suppress(ssl.SSLWantReadError):
            self.tls.unwrap()
        self.exchange()

    def ends_tcps_output(self) -> None:
        """End the connection's one direction without a word of TLS, as ncat does."""
        self.connection.readConnectionLost()
