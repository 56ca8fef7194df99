"""One connection's way out: what waits for its reader is bounded, and so is its closing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.internet.tcp import Connection
from twisted.logger import Logger
from zope.interface import implementer

from chatservice.tcp import bottom_of, peer_of

MARK = 128 * 1024
"""Bytes that may wait for a reader before nothing more is taken for them."""

TRANSPORTS_OWN = 64 * 1024
"""Bytes that a transport holds when it asks for no more (`FileDescriptor.bufferSize`)."""

CLOSING_SECONDS = 5.0
"""How long a closing connection may take to read what it is still owed."""


class Owner(Protocol):
    """The protocol whose outbox it is."""

    def drained(self) -> None:
        """Learn that nothing waits any more."""
        ...

    def go_on_soon(self) -> None:
        """Learn that the session takes more."""
        ...

    def hide(self) -> bool:
        """Let nothing be seen of what the person types; see `Outlet.hide`."""
        ...

    def show(self) -> None:
        """Let it be seen again."""
        ...


class _Nobody:
    """The owner of an outbox whose connection is gone."""

    def drained(self) -> None:
        """Do nothing."""

    go_on_soon = show = drained

    def hide(self) -> bool:
        """Do nothing: nobody types."""
        return True


NOBODY = _Nobody()


def _nothing(data: bytes) -> int:
    """Take nothing, in the place of a socket."""
    return 0


@implementer(IPushProducer)
class Outbox:
    """Sends to a transport: the `chatservice.core.outlet.Outlet` of every protocol on TCP.

    While nothing waits, bytes go to the socket itself, whose `send` is what `take` is then: by way
    of `transport.write` and the reactor's calling back they take half as long again, without what
    the reactor itself takes (benchmarks/handing.py). What the socket does not take, be it that it
    is full or broken, is given to the transport, which knows what to do about both, and `take`
    takes nothing until the transport has got rid of it. Where there is no plain socket (TLS, a
    proxy's wrapper, a test's transport), everything is given to the transport.
    """

    __slots__ = ("_clock", "_cut", "_owner", "_transport", "holds", "take")

    log = Logger()

    def __init__(self, transport: Any, clock: IReactorTime, owner: Owner) -> None:
        self._transport = transport
        self._clock = clock
        self._owner = owner
        self._cut: IDelayedCall | None = None
        self.holds = 0
        """Bytes that wait to be read, about; when nothing does, `Owner.drained` is called."""
        self.take: Callable[[bytes], int] = self._direct()
        transport.registerProducer(self, True)

    def _direct(self) -> Callable[[bytes], int]:
        transport = self._transport
        if isinstance(transport, Connection) and not transport.TLS:
            send: Callable[[bytes], int] = transport.socket.send
            return send
        return _nothing

    @property
    def _is_closed(self) -> bool:
        return self.take is len

    def keep(self, data: bytes, taken: int) -> bool:
        """Take what `take` has left of ``data``; see `Outlet.keep`."""
        if self._is_closed:
            return True
        rest = data[taken:] if taken else data
        if self.holds and not taken and self.holds + len(rest) > MARK:
            return False
        self._write(rest)
        return True

    def _write(self, data: bytes) -> None:
        if self.holds:
            self.holds += len(data)
        elif self.take is not _nothing:
            self.holds = len(data)
            self.take = _nothing
            # As if the transport had paused this producer itself: then it tells when all is gone.
            self._transport.producerPaused = True
        self._transport.write(data)

    def send(self, data: bytes) -> bool:
        """Send bytes; see `Outlet.send`. After `close`, or a lost connection, drop them."""
        try:
            taken = self.take(data)
        except OSError:
            taken = 0
        return taken == len(data) or self.keep(data, taken)

    def send_parts(self, parts: Sequence[memoryview]) -> bool:
        """Send ``parts``, one after the other; see `Outlet.send_parts`."""
        if self.take is _nothing or self._is_closed:
            return self.send(b"".join(parts))
        try:
            taken = self._transport.socket.sendmsg(parts)
        except OSError:  # also of too many parts for one call
            taken = 0
        return taken == sum(map(len, parts)) or self.keep(b"".join(parts), taken)

    def close(self, last_words: bytes = b"") -> None:
        """Close the connection when everything sent has gone out, or after a while anyway."""
        if self._is_closed:
            return
        if last_words and not self.send(last_words):
            self._write(last_words)
        self.take = len
        self._cut = self._clock.callLater(CLOSING_SECONDS, self._transport.abortConnection)
        # A transport with a producer waits for it before it closes.
        self._transport.unregisterProducer()
        self._transport.loseConnection()

    def cut(self, seconds: float) -> None:
        """End the connection of somebody who was behind for so many ``seconds``."""
        if self._is_closed:
            return
        self.log.warn(
            "Ending the connection of {peer}: for {seconds:.0f} seconds it has read less than is "
            "said, and {waiting} bytes wait for it",
            peer=peer_of(self._transport),
            seconds=seconds,
            waiting=self.holds,
        )
        self.lost()
        self._transport.abortConnection()

    def lost(self) -> None:
        """Take note that the connection is gone."""
        self.take = len
        self.holds = 0
        self._owner = NOBODY  # which knows this: a circle would outlive the connection
        if self._cut is not None and self._cut.active():
            self._cut.cancel()

    def go_on(self) -> None:
        """Let the connection hand on further lines; see `Outlet.go_on`."""
        if not self._is_closed:
            self._owner.go_on_soon()

    def hide(self) -> bool:
        """Let nothing be seen of what the person types; see `Outlet.hide`."""
        return self._is_closed or self._owner.hide()

    def show(self) -> None:
        """Let it be seen again; see `Outlet.show`."""
        if not self._is_closed:
            self._owner.show()

    def pauseProducing(self) -> None:
        """Learn from the transport that it holds enough."""
        self.holds = self.holds or TRANSPORTS_OWN

    def resumeProducing(self) -> None:
        """Learn from the transport that all it held has gone out."""
        self.holds = 0
        if getattr(bottom_of(self._transport), "disconnecting", False):
            # TLS closes what it is wrapped around when its peer ends it, whatever still waits; a
            # transport that has a producer waits for that before it closes.
            self._transport.unregisterProducer()
        elif not self._is_closed:
            self.take = self._direct()
            self._owner.drained()

    def stopProducing(self) -> None:
        """Learn from the transport that it is closing."""
        self.take = len
