"""Servers in the tests' own process, and somebody who dials them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

from chatservice.client import failures
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import Happening
from chatservice.client.network.address import Address
from chatservice.client.network.dialing import Dialer, Tls
from chatservice.client.network.link import Link
from chatservice.client.network.memory import Memory
from chatservice.client.network.trust import KnownHosts, Trust
from chatservice.configuration import configuration
from chatservice.render.messages import Message
from chatservice.render.phrasebook import phrasebook
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


class Person:
    """Somebody who dials, and takes whatever they get. ``told`` is all that they were told."""

    def __init__(
        self,
        folder: Path,
        port: int,
        host: str = ELSEWHERE,
        tls: Tls = Tls.FOUND,
        seconds: float = SECONDS,
    ) -> None:
        self.address = Address(host, port)
        self.known = KnownHosts(folder / "known_hosts")
        self.memory = Memory(folder / "state" / "servers")
        self.told: list[Message | Happening | str] = []
        self.asked: list[str] = []
        self.accepts: bool | Deferred[bool] = True
        self.turned: Deferred[None] | None = None
        self._waiting: Deferred[None] | None = None
        self.connection: Link | Connection | None = None
        self.dialer = Dialer(
            reactor,
            self.address,
            tls=tls,
            trust=Trust(self.known),
            memory=self.memory,
            seconds=seconds,
            accept=self._accept,
        )

    async def _accept(self, fingerprint: str) -> bool:
        self.asked.append(fingerprint)
        reactor.callLater(0, self._note, "asked")
        return self.accepts if isinstance(self.accepts, bool) else await self.accepts

    def switches(self) -> None:
        """Dial again when a connection turns out to be to a server that speaks more."""
        self.turned = Deferred()
        self.dialer.again = self._again

    def _again(self) -> None:
        assert self.turned is not None
        self.turned.callback(None)

    async def turns(self) -> None:
        """Wait for that."""
        assert self.turned is not None
        await self.turned.addTimeout(SECONDS, reactor)
        self.connection = None

    async def is_told_why_not(self) -> str:
        """Dial in vain; return the sentence that says why."""
        try:
            connection = await self.dials()
        except Exception as error:
            return failures.not_connected(phrasebook("en"), self.address, error, SECONDS)
        raise AssertionError(f"connected: {connection}")

    async def dials(self) -> Link | Connection:
        self.connection = await self.dialer.dial(
            lambda: Link(self, reactor), lambda: Connection(Conversation(), self)
        )
        return self.connection

    async def links(self) -> Link:
        """Dial, where the answer has to be JSON."""
        link = await self.dials()
        assert isinstance(link, Link), link
        return link

    async def talks(self) -> Connection:
        """Dial, where the answer has to be lines."""
        connection = await self.dials()
        assert isinstance(connection, Connection), connection
        return connection

    # -- Listener, and Front --

    def connected(self, link: Link) -> None:
        self._note("connected")
        link.send({"type": "hello", "version": 1, "nick": "ana"})

    def heard(self, told: Message | Sequence[Happening]) -> None:
        self._note(*([told] if isinstance(told, Message) else told))

    def lost(self, reason: Failure | None = None) -> None:
        self._note("lost")

    def _note(self, *told: Message | Happening | str) -> None:
        self.told += told
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)

    async def until(self, kind: type | str) -> Any:
        """Return the first thing of a kind that was told."""
        while True:
            for each in self.told:
                if each == kind or (isinstance(kind, type) and isinstance(each, kind)):
                    return each
            self._waiting = Deferred()
            await self._waiting.addTimeout(SECONDS, reactor)

    async def close(self) -> None:
        if self.connection is not None and "lost" not in self.told:
            self.connection.transport.abortConnection()
            await self.until("lost")
