"""Finds out by somebody's first bytes what they speak, and leaves the connection to it.

Whoever says nothing is a person, waiting for a greeting:

    → connects
    (200 milliseconds)
    ← Enter your nickname:

Where a browser came from lately, that takes a second: the first bytes of its next connection may be
lost on the way, and come late, and a page does not survive a greeting. So a person with telnet
behind the same address waits for it that long, at most.

What is recognised, and how, is in `chatservice.protocols.detectors`. Nothing of this is left when
it is done: the protocol found has the transport, as if it had had it from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.internet.interfaces import (
    IDelayedCall,
    IHalfCloseableProtocol,
    IHandshakeListener,
    IProtocol,
)
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.protocols.connection import Connection
from chatservice.protocols.detectors import AUTO, DETECTORS, LINE
from chatservice.protocols.detectors.detector import Detector
from chatservice.protocols.line import LineProtocol

SILENCE_SECONDS = 0.2
"""How long somebody may say nothing, or not enough, until they get the conversation's greeting."""

LATE_SECONDS = 1.0
"""How long, where HTTP or TLS was spoken lately: time for one packet to be sent again."""

LONGEST_BEGINNING = 1024
"""Bytes that are enough for any row of the table, but for white space without end."""


@implementer(IHalfCloseableProtocol, IHandshakeListener)
class Detecting(Protocol):
    """Has a connection until it is known what is spoken on it, which ``rows`` know.

    Under TLS that begins when the handshake is complete; there is no TLS inside TLS. Who may not
    come in is told so in what they speak, if not too many are at once.
    """

    log = Logger()
    transport: Any  # whatever an endpoint makes

    def __init__(self, connection: Connection, rows: tuple[Detector, ...] = DETECTORS) -> None:
        self._connection = connection
        self._rows = rows
        self._beginning = b""
        self._silence: IDelayedCall | None = None

    def connectionMade(self) -> None:
        """Wait for the first bytes."""
        self._connection.transport = self.transport  # what is around it may be new: TLS
        is_refused = self._connection.visit.refused is not None
        if is_refused and not self._connection.factory.may_be_told_why(self._connection):
            self._leave_to(LineProtocol)  # whose session is told so at once, or is cut
        elif not isinstance(self.transport, TLSMemoryBIOProtocol):
            self._begin(None)

    def handshakeCompleted(self) -> None:
        """Begin to wait under TLS: its handshake may have taken any time."""
        self._begin(self.transport.negotiatedProtocol)

    def _begin(self, negotiated: bytes | None) -> None:
        if negotiated is not None:
            for row in self._rows:
                if row.alpn == negotiated:
                    self._recognised(row)
                    return
            self._rows = tuple(row for row in self._rows if row.alpn is None)
        connection = self._connection
        if connection.is_encrypted or connection.factory.encrypted is None:
            self._rows = tuple(row for row in self._rows if row.is_plain)
        self._silence = connection.factory.clock.callLater(self._patience(), self._time_is_up)
        connection.closing = partial(self._leave_to, LineProtocol)

    def _patience(self) -> float:
        connection = self._connection
        is_late = connection.factory.speaking_first.has(connection.visit.origin)
        is_expected = any(row.is_browsers for row in self._rows)
        return LATE_SECONDS if is_late and is_expected else SILENCE_SECONDS

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        self._beginning += data
        beginning = self._beginning[:LONGEST_BEGINNING]
        is_open = False
        for row in self._rows:
            verdict = row.recognises(beginning)
            if verdict:
                self._recognised(row)
                return
            is_open |= verdict is None
        if not is_open or len(beginning) == LONGEST_BEGINNING:
            self._leave_to(LineProtocol)

    def _recognised(self, row: Detector) -> None:
        if row.is_browsers:
            self._connection.factory.speaking_first.spoke(self._connection.visit.origin)
        self._leave_to(row.speak)

    def _time_is_up(self) -> None:
        # A reactor that was held up calls what is due before it reads. What has arrived meanwhile
        # is read between this turn and the next.
        self._silence = self._connection.factory.clock.callLater(0, self._is_silent)

    def _is_silent(self) -> None:
        self._silence = None
        self._leave_to(LineProtocol)

    def _leave_to(self, speak: Callable[[Connection], IProtocol]) -> IProtocol:
        self._wait_no_more()
        protocol = speak(self._connection)
        self._connection.hand_over(protocol)
        if self._beginning:
            protocol.dataReceived(self._beginning)
        return protocol

    def _wait_no_more(self) -> None:
        silence, self._silence = self._silence, None
        if silence is not None:
            silence.cancel()

    def readConnectionLost(self) -> None:
        """Take the end of input (`nc -N`): what came before it is all there is to go by."""
        inside: Any = self._leave_to(LineProtocol)
        inside.readConnectionLost()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Forget a connection that is closed before anybody knows what it was for."""
        self._wait_no_more()
        self.log.info("{address} is gone without a word", address=self._connection.address)
        self._connection.lost()


def speaks(name: str) -> Callable[[Connection], IProtocol]:
    """Return what makes the first protocol of connections to where ``name`` is spoken.

    It is one of `chatservice.protocols.detectors.SPOKEN`.
    """
    if name == AUTO:
        return Detecting
    if name == LINE:
        return LineProtocol
    return next(row.speak for row in DETECTORS if row.is_plain and row.name == name)
