"""The way out of a WebSocket: an outbox that says goodbye as RFC 6455, section 7, has it."""

from __future__ import annotations

from typing import Any, Protocol

from twisted.internet.interfaces import IReactorTime
from wsproto.connection import Connection, ConnectionState
from wsproto.events import CloseConnection
from wsproto.frame_protocol import CloseReason

from chatservice.core.replies import ServerClosing
from chatservice.core.settings import Settings
from chatservice.protocols.outbox import CLOSING_SECONDS, Outbox, Owner
from chatservice.render.frames import FORM, FrameRenderer

_SERVER_CLOSES = FrameRenderer()(ServerClosing(), Settings().representation(FORM))
"""The last words to everybody, when the server stops."""


class ClosingOwner(Owner, Protocol):
    """The protocol whose outbox it is."""

    def closing(self) -> None:
        """Learn that nothing more is sent, and that all that is heard now is the answer to that."""
        ...


class FrameOutbox(Outbox):
    """An outbox for frames that come ready from the renderer; ``frames`` is what knows the others.

    Closing it sends the last frame, and waits for the far end to send its own, if it has not
    already: who closes a connection at once may take from the far end what it has not read yet.
    """

    __slots__ = ("_closing", "_frames", "answer", "waits")

    def __init__(
        self, transport: Any, clock: IReactorTime, owner: ClosingOwner, frames: Connection
    ) -> None:
        super().__init__(transport, clock, owner)
        self._frames = frames
        self._closing: ClosingOwner | None = owner
        self.answer = CloseConnection(CloseReason.NORMAL_CLOSURE)
        """What is said in the end: the answer to the far end's goodbye, if that came first."""
        self.waits = True
        """Whether the far end's goodbye is worth waiting for."""

    def begin(self, data: bytes) -> None:
        """Send what comes before all frames, which may have to wait for what was sent before."""
        self._write(data)

    def close(self, last_words: bytes = b"") -> None:
        """Say goodbye, and close the connection when that was answered, or after a while anyway."""
        if self._is_closed:
            return
        waits = self.waits and self._frames.state is ConnectionState.OPEN
        if last_words.endswith(_SERVER_CLOSES):
            self.answer = CloseConnection(CloseReason.GOING_AWAY)
        goodbye = last_words + self._frames.send(self.answer)
        if not self.send(goodbye):
            self._write(goodbye)
        self.take = len
        self._cut = self._clock.callLater(CLOSING_SECONDS, self._transport.abortConnection)
        owner, self._closing = self._closing, None
        if not waits:
            self.end()
        elif owner is not None:
            owner.closing()

    def end(self) -> None:
        """Close the connection once all is sent: both sides have said goodbye."""
        # A transport with a producer waits for it before it closes.
        self._transport.unregisterProducer()
        self._transport.loseConnection()

    def lost(self) -> None:
        """Take note that the connection is gone."""
        super().lost()
        self._closing = None
