"""What stands between a server and a conversation, until it is known what the server speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from zope.interface import directlyProvides, providedBy

from chatservice.client.lines.connection import Connection

ALPN = b"chatservice"
"""How our server calls what is spoken here, JSON among it, in ALPN (docs/protocol.md)."""

LONGEST_GREETING = 64 * 1024
"""Bytes that are looked at to know a greeting, or an answer."""


class Closed:
    """What is had instead of a transport by who is to read what came before the end."""

    disconnecting = True

    def write(self, data: bytes) -> None:
        """Do nothing: nobody reads it."""

    def loseConnection(self) -> None:
        """Do nothing: it is closed."""

    abortConnection = loseConnection

    def getHost(self) -> None:
        """Return no address: there is none any more."""

    getPeer = getHost


class Gate(ProtocolWrapper):
    """Has a connection, and hands it over, with what was held back of it, to another protocol.

    It stays between the two: a connection that was made by an endpoint can't always be given away,
    and one that is handed over may turn out to be none for that protocol.
    """

    transport: Any

    def __init__(self, clock: Any) -> None:
        super().__init__(WrappingFactory(Factory()), Protocol())
        self._clock = clock
        self._timer: IDelayedCall | None = None
        self._held = b""
        self._is_open = False
        """Whether all that arrives is passed on."""
        self._is_over = False
        """Whether nothing that arrives, or becomes of the connection, is of interest any more."""

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        """Begin. The protocol inside gets its transport later."""
        directlyProvides(self, providedBy(transport))
        Protocol.makeConnection(self, transport)

    def abortConnection(self) -> None:
        """Close the connection at once."""
        self.disconnecting = 1
        self.transport.abortConnection()

    @property
    def _is_surely_ours(self) -> bool:
        """Whether the server said so in the handshake."""
        return getattr(self.transport, "negotiatedProtocol", None) == ALPN

    def _hand_over(self, inside: Any, transport: Any = None) -> None:
        self.wrappedProtocol = inside
        inside.makeConnection(transport or self)

    def _open(self) -> None:
        """Pass on what was held back, and all that follows."""
        self._wait_no_more()
        self._is_open = True
        held, self._held = self._held, b""
        if held:
            self.wrappedProtocol.dataReceived(held)

    def _give_up(self) -> None:
        self._is_over = True
        self._wait_no_more()
        self.abortConnection()

    def _wait(self, seconds: float) -> None:
        self._wait_no_more()
        self._timer = self._clock.callLater(seconds, self._time_is_up)

    def _wait_no_more(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None and timer.active():
            timer.cancel()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on that the connection is closed."""
        self.wrappedProtocol.connectionLost(reason)

    def _time_is_up(self) -> None:
        """Do what is due after `_wait`, for gates that wait."""


class Talking(Gate):
    """Nothing is left to find out: it is the lines that ``make_lines`` makes, which are ``lines``.

    There is no other reason for it than that they are made when there is a connection.
    """

    lines: Connection

    def __init__(self, clock: Any, make_lines: Callable[[], Connection]) -> None:
        super().__init__(clock)
        self._make_lines = make_lines

    def connectionMade(self) -> None:
        """Begin."""
        self.lines = self._make_lines()
        self._hand_over(self.lines)
