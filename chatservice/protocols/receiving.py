"""Cuts what arrives into lines, no faster than the session and the reactor's turn allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.protocols.basic import LineReceiver

from chatservice.core.replies import Goodbye
from chatservice.core.session import Session
from chatservice.protocols.outbox import Outbox

if TYPE_CHECKING:
    from chatservice.protocols.connection import Connection

LONGEST_LINE = 4096
"""Bytes, without the line end."""

LINES_A_TURN = 128
"""Lines of one connection that are taken in one turn of the reactor."""

SECONDS_A_TURN = 0.004
"""How long the lines of one packet may hold the reactor; what is left waits for its next turn."""

MOST_UNREAD = 64 * 1024
"""Bytes of lines that wait for their turn, from which on no more are received."""


class PacedReceiver(LineReceiver):
    """A `LineReceiver` of text whose line ends are LF: a subclass says what becomes of each line.

    That, and what is received at all, waits while the session or what it sends has to. A line has
    at most ``MAX_LENGTH`` bytes, without its end.
    """

    delimiter = b"\n"
    MAX_LENGTH = LONGEST_LINE
    # What few connections ever need stands here, so that it takes no place in the others.
    _skipping = False
    """Whether the rest of a line that was refused is still to come."""
    _waits = False
    """Whether lines that are there are not taken now."""
    _is_queued = False
    """Whether that is because this turn has enough to do."""
    _is_deaf = False
    """Whether so many wait that nothing more is received."""
    _unsent = b""
    """What the far end's program waits for, such as telnet, and there is no room for now."""
    _has_ended = False
    """Whether nothing more will be received."""
    transport: Any  # whatever an endpoint makes: TCP, TLS, a Unix socket, a proxy's wrapper
    session: Session
    _outbox: Outbox

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.factory = connection.factory

    def lineReceived(self, line: bytes) -> None:
        """Take a whole line, without its end."""
        raise NotImplementedError

    def lineLengthExceeded(self, line: bytes) -> None:
        """Take what there is, more than `MAX_LENGTH`, of a line whose rest will be skipped."""
        raise NotImplementedError

    def line_takes_too_long(self, seconds: int) -> None:
        """Give up the line that is half there since ``seconds`` ago."""
        raise NotImplementedError

    def text_received(self, text: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        self._buffer += text
        if not self._waits:
            self._take()
        elif len(self._buffer) > MOST_UNREAD:
            self._listen_no_more()

    def text_ended(self) -> None:
        """Say goodbye once all that arrived is taken: nothing more will."""
        self._has_ended = True
        if not self._waits:
            self._take()  # which says it when this turn has room for it

    def skip_line(self) -> None:
        """Drop the line that is half there, and what is still to come of it."""
        self.forget_half_line()
        self._skipping = True

    def forget_half_line(self) -> None:
        """Drop the line that is half there: what comes now is the beginning of another."""
        self._buffer = b""
        self.factory.half_lines.pop(self, None)

    def _listen_no_more(self) -> None:
        if not self._is_deaf:
            self._is_deaf = True
            self.transport.pauseProducing()

    def _take(self) -> None:
        """Cut what is there into lines, as far as this turn of the reactor allows.

        `LineReceiver.dataReceived` would copy the rest of the packet for each line of it, and take
        1.1 µs instead of 0.3.
        """
        text = self._buffer
        self._lines_left = LINES_A_TURN
        self._until = self.factory.clock.seconds() + SECONDS_A_TURN
        start = 0
        while not self._must_wait():
            end = text.find(self.delimiter, start)
            line = text[start : end if end >= 0 else None]
            if len(line) > self.MAX_LENGTH and not self._skipping:
                self._skipping = True
                self.lineLengthExceeded(line)
            if end < 0:
                start = len(text) if self._skipping else start
                break
            if not self._skipping:
                self._lines_left -= 1
                self.lineReceived(line)
            self._skipping = False
            start = end + 1
        self._buffer = text[start:]
        half_lines = self.factory.half_lines
        if not self._buffer or self._waits:
            half_lines.pop(self, None)
        elif start or self not in half_lines:
            half_lines[self] = self.factory.clock.seconds()
        if self._has_ended and not self._waits:
            self.session.leave(Goodbye())

    def _must_wait(self) -> bool:
        """Stop taking lines until later if there is a reason; return whether there is.

        One packet may hold thousands of lines, each of which may ask for much: without this,
        one person's packet is everyone's pause.
        """
        if self._outbox.holds or self.session.must_wait:
            # `go_on` comes through the outbox when the answer is there, or what waits is read: who
            # asks for more than they read would only have more and more waiting for them.
            self._waits = True
        elif (
            self._lines_left <= 0
            or self.factory.hub.turn.is_full
            or self.factory.clock.seconds() > self._until
        ):
            self._wait_for_turn()
        return self._waits

    def _wait_for_turn(self) -> None:
        self._waits = self._is_queued = True
        self.factory.wait(self)

    def go_on_soon(self) -> None:
        """Take more lines in a turn to come, if any wait and nothing is in their way."""
        if self._waits and not (self._is_queued or self.session.must_wait or self._outbox.holds):
            self._wait_for_turn()

    def go_on(self) -> None:
        """Take more lines: it is this connection's turn."""
        self._waits = self._is_queued = False
        if self.connection not in self.factory.connections:
            return
        self._take()
        self._listen_again()

    def _listen_again(self) -> None:
        if self._is_deaf and not self._unsent and len(self._buffer) <= MOST_UNREAD:
            self._is_deaf = False
            self.transport.resumeProducing()
