"""JSON messages in a WebSocket (RFC 6455): what the chat page speaks.

The messages are those of `chatservice.protocols.jsonlines`, each in a text message. What arrives is
taken apart by wsproto, and the commonest of it by `chatservice.protocols.web.quick`; it is text of
the same kind from there on: as fast, and as much, as the intake of all protocols takes. What is
sent comes as frames from the renderer, each made once for all who get it.
"""

from __future__ import annotations

from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from wsproto.connection import Connection as Frames
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason

from chatservice.core.replies import Goodbye
from chatservice.protocols.connection import Connection
from chatservice.protocols.jsonlines import JsonProtocol
from chatservice.protocols.outbox import Outbox
from chatservice.protocols.receiving import SECONDS_A_TURN
from chatservice.protocols.web.closing import FrameOutbox
from chatservice.protocols.web.pacing import TOO_MANY, FramePace
from chatservice.protocols.web.quick import MOST, Quick
from chatservice.render.frames import FORM

FRAMES_A_TURN = 256
"""Frames of one connection that are taken in one turn of the reactor: some 4 ms for the smallest,
of which 10,000 fit into what is received at once."""

PING = b"\x89\x00"
"""A ping without anything in it (section 5.5.2). What the far end sends shows that it is there."""


class WebSocketProtocol(JsonProtocol):
    """One connection's protocol, after the handshake: frames in, frames out.

    ``frames`` is what wsproto made of the handshake, ``accepted`` the bytes that accept it.
    """

    FORM = FORM
    _outbox: FrameOutbox
    _is_unread = False
    """Whether frames that are there wait for a turn of the reactor."""
    _size = 0
    """Bytes of the message whose end has not come yet."""
    _has_failed = False
    """Whether something was wrong with the frames."""
    _is_over = False
    """Whether what arrives is not looked at any more: it is the end, or nothing to wait for."""

    def __init__(self, connection: Connection, frames: Frames, accepted: bytes) -> None:
        super().__init__(connection)
        self._frames = frames
        self._quick = Quick(self.MAX_LENGTH)
        self._pace = FramePace()
        self._accepted = accepted

    def connectionMade(self) -> None:
        """Accept the handshake, and begin the conversation."""
        self.factory.heartbeat.heard(self)
        super().connectionMade()

    def make_outbox(self) -> Outbox:
        """Return what this connection's session sends to."""
        outbox = FrameOutbox(self.transport, self.factory.clock, self, self._frames)
        if self.connection.visit.refused is not None:
            outbox.answer = CloseConnection(CloseReason.TRY_AGAIN_LATER)
            outbox.waits = False
        outbox.begin(self._accepted)
        self._accepted = b""
        return outbox

    # -- what arrives ---------------------------------------------------------------------------

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        self.factory.heartbeat.heard(self)
        is_open = self._frames.state in (ConnectionState.OPEN, ConnectionState.LOCAL_CLOSING)
        if not is_open or self._is_over:
            return
        texts, data = self._quick.take(data, 0 if self._is_unread or self.is_closing else MOST)
        if texts:
            self.text_received(b"".join(text.replace(b"\n", b" ") + b"\n" for text in texts))
        if data:
            self._frames.receive_data(data)
            if not self._is_unread:
                self._read_frames()

    def _read_frames(self) -> None:
        """Take as many frames as this turn of the reactor allows."""
        text: list[str] = []
        pongs: list[bytes] = []
        goodbye: CloseConnection | None = None
        self._is_unread = False
        until = self.factory.clock.seconds() + SECONDS_A_TURN
        for count, event in enumerate(self._frames.events(), 1):
            goodbye = self._take_event(event, text, pongs)
            if goodbye is not None:
                break
            if count == FRAMES_A_TURN or self.factory.clock.seconds() > until:
                self._read_on_later()
                break
        self.answer(b"".join(pongs))
        if text and not self.is_closing:
            self.text_received("".join(text).encode())
        if goodbye is not None:
            self._hear_goodbye(goodbye)

    def _take_event(
        self, event: Event, text: list[str], pongs: list[bytes]
    ) -> CloseConnection | None:
        """Take one event; return the end of the connection, if it is that."""
        if isinstance(event, CloseConnection):
            return event
        now = self.factory.hub.turn.now()
        if not self._pace.allows(event, now, is_closing=self.is_closing):
            return TOO_MANY
        if self.is_closing:
            return None
        if isinstance(event, Ping):
            pongs.append(self._frames.send(event.response()))
        elif isinstance(event, BytesMessage):
            return CloseConnection(CloseReason.UNSUPPORTED_DATA, "send text, not binary data")
        elif isinstance(event, TextMessage):
            self._size += len(event.data.encode())
            if self._size > self.MAX_LENGTH:
                allowed = f"at most {self.MAX_LENGTH} bytes are allowed"
                return CloseConnection(CloseReason.MESSAGE_TOO_BIG, allowed)
            # In JSON a line end is as good as a space between two words, and stands nowhere else.
            text.append(event.data.replace("\n", " "))
            if event.message_finished:
                text.append("\n")
                self._size = 0
        return None

    def _hear_goodbye(self, goodbye: CloseConnection) -> None:
        """Take the far end's goodbye, or end the connection for what is wrong with its frames."""
        state = self._frames.state
        if state is ConnectionState.REMOTE_CLOSING:
            self._outbox.answer = goodbye.response()
            self.text_ended()
        elif state is ConnectionState.OPEN:
            self._fail(goodbye)
        else:  # what was awaited, or in its place nonsense, or too much
            self._is_over = True
            self._outbox.end()

    def _fail(self, why: CloseConnection) -> None:
        """End the connection, and tell its program why (section 7.1.7)."""
        self.log.info(
            "Ending the WebSocket of {address}: {code}",
            address=self.connection.address,
            code=int(why.code),
        )
        self._has_failed = True
        self._outbox.answer = why
        understood = (CloseReason.UNSUPPORTED_DATA, CloseReason.MESSAGE_TOO_BIG)
        self._is_over = why.code not in understood
        self._outbox.waits = not self._is_over
        self.session.leave(Goodbye())  # after the answers to what came before

    # -- whose turn it is -----------------------------------------------------------------------

    def _read_on_later(self) -> None:
        """Leave the frames that are there for a turn to come, and receive no more until then."""
        self._is_unread = True
        self._listen_no_more()
        if not self._is_queued:
            self._wait_for_turn()

    def _listen_again(self) -> None:
        if not (self._is_unread or self._is_over):
            super()._listen_again()

    def go_on(self) -> None:
        """Take more lines, and then more frames: it is this connection's turn."""
        super().go_on()
        # What one turn has no time for takes no more of it.
        is_next = self._is_unread and not self._is_queued
        if is_next and self.connection in self.factory.connections:
            self._read_frames()
            self._listen_again()

    # -- whether they are there -----------------------------------------------------------------

    @property
    def is_held_up(self) -> bool:
        """Whether nothing can be heard of the far end, because it is not listened to, or asked."""
        return self._is_deaf or bool(self._outbox.holds)

    def ping(self) -> None:
        """Ask whether the far end is there."""
        if not self.is_closing:
            self._outbox.send(PING)

    def is_silent(self, seconds: float) -> None:
        """Cut the connection of a far end that is not there."""
        self.log.info(
            "Ending the WebSocket of {address}: for {seconds:.0f} seconds it has not answered",
            address=self.connection.address,
            seconds=seconds,
        )
        self.transport.abortConnection()

    # -- the end --------------------------------------------------------------------------------

    @property
    def is_closing(self) -> bool:
        """Whether nothing more is taken from the far end."""
        closed = (ConnectionState.LOCAL_CLOSING, ConnectionState.CLOSED)
        return self._has_failed or self._frames.state in closed

    def closing(self) -> None:
        """Listen for nothing but the far end's goodbye; see `ClosingOwner`."""
        self._unsent = b""
        self.forget_half_line()
        if self._is_deaf and not self._is_unread:
            self._is_deaf = False
            self.transport.resumeProducing()

    def readConnectionLost(self) -> None:
        """Take the end of input for goodbye: none other will come."""
        self._outbox.waits = False
        if self._frames.state is ConnectionState.LOCAL_CLOSING:
            self._outbox.end()
        else:
            super().readConnectionLost()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Let go of the connection."""
        self.factory.heartbeat.forget(self)
        super().connectionLost(reason)
