"""One connection's way out: what waits for its reader is bounded, and so is its closing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.logger import Logger
from zope.interface import implementer

MOST_WAITING = 4 * 1024 * 1024
"""Bytes that may wait for someone who reads too slowly, before their connection is ended."""

MUCH_WAITING = 1024 * 1024
"""Bytes of answers from which on a connection's further requests wait until it has read them."""

CLOSING_SECONDS = 5.0
"""How long a closing connection may take to read what it is still owed."""


@implementer(IPushProducer)
class Outbox:
    """Sends to a transport: the `chatservice.core.session.Outlet` of every protocol on TCP.

    It is the transport's producer: told to pause when the transport holds more than it likes
    (Twisted: 64 KiB), it keeps what is sent meanwhile itself, and so knows how much waits.
    """

    __slots__ = (
        "_clock",
        "_closed",
        "_cut",
        "_go_on",
        "_is_behind",
        "_paused",
        "_transport",
        "_waiting",
        "_waiting_size",
    )

    log = Logger()

    def __init__(self, transport: Any, clock: IReactorTime, go_on: Callable[[], None]) -> None:
        self._transport = transport
        self._clock = clock
        self._go_on = go_on
        self._closed = False
        self._paused = False
        self._waiting: deque[bytes] | None = None  # most connections never have any
        self._waiting_size = 0
        self._cut: IDelayedCall | None = None
        self._is_behind = False
        transport.registerProducer(self, True)

    def send(self, data: bytes) -> None:
        """Send bytes; after `close`, or once the connection is lost, do nothing."""
        if self._closed:
            return
        if not self._paused:
            self._transport.write(data)
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(data)
        self._waiting_size += len(data)
        if self._waiting_size > MOST_WAITING:
            self.log.warn(
                "Ending the connection of {peer}: it leaves {waiting} bytes unread",
                peer=self._transport.getPeer(),
                waiting=self._waiting_size,
            )
            self.lost()
            self._transport.abortConnection()

    def go_on(self) -> None:
        """Let the connection hand on further lines; see `Outlet.go_on`."""
        if not self._closed:
            self._go_on()

    def wait_if_behind(self) -> bool:
        """Return whether much waits to be read; if so, `go_on` is called when nothing does."""
        self._is_behind = self._waiting_size >= MUCH_WAITING
        return self._is_behind

    def close(self) -> None:
        """Close the connection when everything sent has gone out, or after a while anyway."""
        if self._closed:
            return
        self._closed = True
        self._cut = self._clock.callLater(CLOSING_SECONDS, self._transport.abortConnection)
        if not self._waiting:
            self._finish()

    def lost(self) -> None:
        """Take note that the connection is gone."""
        self._closed = True
        self._waiting = None
        self._is_behind = False
        if self._cut is not None and self._cut.active():
            self._cut.cancel()

    def pauseProducing(self) -> None:
        """Learn from the transport that it holds enough."""
        self._paused = True

    def resumeProducing(self) -> None:
        """Learn from the transport that all it held has gone out, and give it more."""
        self._paused = False
        while self._waiting and not self._paused:  # a write may pause again
            data = self._waiting.popleft()
            self._waiting_size -= len(data)
            self._transport.write(data)
        if self._is_behind and not self._waiting:
            self._is_behind = False
            self.go_on()
        if self._closed and self._waiting is not None and not self._waiting:
            self._waiting = None
            self._finish()

    def stopProducing(self) -> None:
        """Learn from the transport that it is closing."""
        self._closed = True

    def _finish(self) -> None:
        # A transport with a producer waits for it before it closes.
        self._transport.unregisterProducer()
        self._transport.loseConnection()
