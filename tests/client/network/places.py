"""Servers in the tests' own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from OpenSSL import SSL
from twisted.internet import reactor as installed
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.ssl import ContextFactory
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.configuration import configuration
from chatservice.service import ChatService
from tests.certified import issue
from tests.end_to_end.people import SECONDS

reactor: Any = installed

ELSEWHERE = "chat.example"
"""A name under which this machine is somewhere else, as far as the client knows."""


@implementer(IHostResolution)
class _Resolution:
    name = ELSEWHERE

    def cancel(self) -> None:
        """Do nothing: it is done already."""


@implementer(IHostnameResolver)
class _Resolver:
    """Finds this machine under every name."""

    def resolveHostName(  # the name is Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> Any:
        resolution = _Resolution()
        resolutionReceiver.resolutionBegan(resolution)
        resolutionReceiver.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


@contextmanager
def this_machine_elsewhere() -> Iterator[None]:
    """Let every name be this machine's."""
    before = reactor.installNameResolver(_Resolver())
    try:
        yield
    finally:
        reactor.installNameResolver(before)


class Chat:
    """A real server. ``ports`` are those of its doors, ``arrivals`` how often somebody came.

    ``keys`` is what belongs to doors under TLS.
    """

    def __init__(self, *doors: str, keys: str = "", **flags: str | list[str]) -> None:
        listening = [f"{door}:0:interface=127.0.0.1{keys}" for door in doors]
        given: dict[str, str | list[str]] = {"listen": listening, "data": ":memory:"}
        self.service = ChatService(configuration(given | flags, {}), reactor)
        self.arrivals = 0

    def start(self) -> None:
        self.service.startService()
        for listener in self.service.listeners:
            port: Any = listener.port
            port.factory.buildProtocol = self._counting(port.factory.buildProtocol)

    def _counting(self, build: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def counted(address: Any) -> Any:
            self.arrivals += 1
            return build(address)

        return counted

    @property
    def ports(self) -> list[int]:
        doors: list[Any] = [listener.port for listener in self.service.listeners]
        return [door.getHost().port for door in doors]

    async def until_empty(self) -> None:
        """Wait until nobody is connected any more."""
        door: Any = self.service.listeners[0].port
        await door.factory.chat.when_empty().addTimeout(SECONDS, reactor)

    async def close(self) -> None:
        await self.service.stopService()


class Pair(ContextFactory):
    """A certificate and its key, in a folder: for doors (``keys``), and for a `Foreign`."""

    def __init__(self, folder: Path) -> None:
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        issue(certificate, key)
        self.keys = f":certKey={certificate}:privateKey={key}"
        # As ncat has it: without an ear for the names of protocols, with which Twisted's is born.
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.use_certificate_chain_file(str(certificate))
        context.use_privatekey_file(str(key))
        self.context = context
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
        self.fingerprint = loaded.fingerprint(hashes.SHA256()).hex(":").upper()

    def getContext(self) -> SSL.Context:
        return self.context


class Played(Protocol):
    """One connection to a server that the test plays."""

    transport: Any

    def __init__(self, server: Foreign) -> None:
        self._server = server
        self.received = b""
        self.is_lost = False

    def connectionMade(self) -> None:
        if self._server.banner:
            self.transport.write(self._server.banner)
        if self._server.closes:
            self.transport.loseConnection()
        self._server.noticed()

    def dataReceived(self, data: bytes) -> None:
        self.received += data
        if self._server.answer:
            self.transport.write(self._server.answer)
        self._server.noticed()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.is_lost = True
        self._server.noticed()


class Foreign(Factory):
    """A server that the test plays: it says its ``banner``, and ``answer`` to all it is told.

    Without ``goes_on`` it accepts one connection alone, as netcat does. With a ``pair`` it is under
    TLS.
    """

    noisy = False

    def __init__(
        self,
        banner: bytes = b"",
        answer: bytes = b"",
        *,
        goes_on: bool = False,
        closes: bool = False,
        pair: Pair | None = None,
    ) -> None:
        self.banner = banner
        self.answer = answer
        self.closes = closes
        self._goes_on = goes_on
        self.connections: list[Played] = []
        self._waiting: Deferred[None] | None = None
        if pair is None:
            self._port = reactor.listenTCP(0, self, interface="127.0.0.1")
        else:
            self._port = reactor.listenSSL(0, self, pair, interface="127.0.0.1")
        self.port: int = self._port.getHost().port

    def buildProtocol(self, addr: object) -> Played:
        if not self._goes_on:
            self._port.stopListening()
        self.connections.append(Played(self))
        return self.connections[-1]

    @property
    def heard(self) -> list[bytes]:
        """What it was told on each connection."""
        return [connection.received for connection in self.connections]

    def noticed(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something to happen here."""
        while not is_so():
            self._waiting = Deferred()
            await self._waiting.addTimeout(SECONDS, reactor)

    async def close(self) -> None:
        await maybeDeferred(self._port.stopListening)
        for connection in self.connections:
            if not connection.is_lost:
                connection.transport.abortConnection()
        await self.until(lambda: all(connection.is_lost for connection in self.connections))
