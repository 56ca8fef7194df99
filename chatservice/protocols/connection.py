"""One accepted connection, from accepting it until it is closed, whatever is spoken on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IHalfCloseableProtocol, IProtocol, ISSLTransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.protocols.policies import ProtocolWrapper
from twisted.python.failure import Failure
from zope.interface import alsoProvides, implementer

from chatservice.core.outlet import Outlet
from chatservice.core.session import Session
from chatservice.core.states import GONE
from chatservice.core.visits import Visit
from chatservice.protocols.proxied import host_of, when_known
from chatservice.tcp import peer_of, set_up_tcp

if TYPE_CHECKING:
    from chatservice.protocols.factory import ChatFactory


@implementer(IHalfCloseableProtocol)
class Connection(Protocol):
    """One accepted connection: what is the same for every protocol that is spoken on one.

    It is the transport's first protocol, until it is known where the connection comes from, which a
    proxy may have yet to say. Then it is counted at the door, and ``first`` makes the protocol that
    takes the transport over; that one may hand it on (`hand_over`). Whichever has it when it is
    closed calls `lost`. No protocol is known here: a circle would outlive the connection.
    """

    log = Logger()
    transport: Any  # whatever an endpoint makes: TCP, TLS, a Unix socket, a proxy's wrapper
    factory: ChatFactory
    visit: Visit
    """What counts it, for every protocol but this. ``visit.refused`` is why it may not come in."""

    def __init__(self, factory: ChatFactory, first: Callable[[Connection], IProtocol]) -> None:
        self.factory = factory
        self._first: Callable[[Connection], IProtocol] | None = first
        self.closing: Callable[[], object] | None = None
        """What is called when the server stops, for a protocol without a session; else it is cut.

        What begins a session then is told that the server stops."""

    # -- before anything is spoken ----------------------------------------------------------

    def connectionMade(self) -> None:
        """Begin, or wait for a proxy to say who comes."""
        set_up_tcp(self.transport)
        self.factory.connected(self)
        if isinstance(self.transport, ProtocolWrapper) and not self.is_encrypted:
            _pass_on_half_close(self.transport)
        if when_known(self.transport, self._begin):
            self._begin()
        elif not self.factory.has_room_to_wait():
            self.transport.abortConnection()

    def _begin(self) -> None:
        first, self._first = self._first, None
        if first is not None:
            self.visit = self.factory.hub.visit(host_of(self.transport))
            # The log has how many were turned away, but not who.
            if self.visit.refused is None:
                self.log.info("[NEW CLIENT] Connected from {address}", address=self.address)
            self.hand_over(first(self))

    def dataReceived(self, data: bytes) -> None:
        """Take what came in one piece with a proxy's header, after it."""
        transport = self.transport
        self._begin()
        transport.wrappedProtocol.dataReceived(data)

    def readConnectionLost(self) -> None:
        """End the connection of a proxy that says nothing."""
        self.transport.loseConnection()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Take note that it was closed before it was known where it comes from."""
        self.log.info("{address} is gone, and sent no PROXY header", address=self.address)
        self.lost()

    # -- what protocols use -----------------------------------------------------------------

    @property
    def is_encrypted(self) -> bool:
        """Whether it is under TLS."""
        return ISSLTransport.providedBy(self.transport)

    @property
    def address(self) -> object:
        """Where its far end is, for the log."""
        return peer_of(self.transport)

    def hand_over(self, protocol: IProtocol) -> None:
        """Give the transport to ``protocol``: from here on it gets all that arrives.

        What has arrived already is for the caller to pass on.
        """
        if isinstance(self.transport, ProtocolWrapper):
            self.transport.wrappedProtocol = protocol
        else:
            self.transport.protocol = protocol
        self.closing = None
        protocol.makeConnection(self.transport)

    def meet(self, outlet: Outlet, form: str) -> Session:
        """Begin the conversation with whoever is here, who is reached through ``outlet``.

        The session is over already for who is turned away. That is the end of waiting for the
        connection to become one: the hub waits for a nickname now.
        """
        self.factory.wait_no_more(self)
        self.closing = _nothing
        session: Session = self.factory.hub.connect(outlet, form, self.visit)
        if session.state is GONE and not self.factory.hub.door.is_told_why(session):
            self.transport.abortConnection()
        return session

    def reads(self) -> None:
        """Take note that it is there to read pages: it is counted apart, and takes no place."""
        visit = self.visit
        was_refused = visit.refused is not None
        self.factory.hub.reads(visit)
        if was_refused and visit.refused is None:
            self._let_in()

    def talks(self) -> None:
        """Take note that it is no longer there to read pages, but to talk, and needs a place."""
        self.factory.hub.talks(self.visit)
        if self.visit.refused is None:
            self.factory.refused_no_more(self)

    def _let_in(self) -> None:
        self.log.info("[NEW CLIENT] Connected from {address}", address=self.address)
        self.factory.refused_no_more(self)

    def lost(self) -> None:
        """Take note that it is closed, after its session, if any, has. Once is as good as twice."""
        self.closing = None  # which knows a protocol
        if self._first is None:
            self.factory.hub.gone(self.visit)
        self.factory.disconnected(self)

    def stop(self) -> None:
        """End it because the server stops, unless a session does that."""
        if self.closing is None:
            self.transport.abortConnection()
        else:
            self.closing()


def _nothing() -> None:
    """Leave it to the session, which knows."""


def _pass_on_half_close(wrapper: Any) -> None:
    """Let a proxy's wrapper pass on the end of input, which Twisted's does not.

    TLS has no such thing: its close_notify ends both directions in Twisted.
    """

    def read_lost() -> None:
        inside = wrapper.wrappedProtocol
        if IHalfCloseableProtocol.providedBy(inside):
            inside.readConnectionLost()
        else:
            wrapper.loseConnection()

    def write_lost() -> None:
        """Wait for the end of the connection, which follows."""

    alsoProvides(wrapper, IHalfCloseableProtocol)
    wrapper.readConnectionLost = read_lost
    wrapper.writeConnectionLost = write_lost
