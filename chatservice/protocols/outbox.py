"""One connection's way out: what it has not read yet is bounded, and so is its closing."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.logger import Logger
from zope.interface import implementer

MOST_UNREAD = 4 * 1024 * 1024
"""Bytes that may wait for someone who reads nothing, before their connection is ended."""

CLOSING_SECONDS = 5.0
"""How long a closing connection may take to read what it is still owed."""


@implementer(IPushProducer)
class Outbox:
    """Sends to a transport: the `chatservice.core.session.Outlet` of every protocol on TCP.

    As the transport's producer it is told when what was written piles up (Twisted: more than
    64 KiB waiting) and when that has gone out. A chat cannot be paused, so what it learns is
    whether the person still reads.
    """

    __slots__ = ("_clock", "_closed", "_closing", "_transport", "_unread")

    log = Logger()

    def __init__(self, transport: Any, clock: IReactorTime) -> None:
        self._transport = transport
        self._clock = clock
        self._closed = False
        self._closing: IDelayedCall | None = None
        self._unread: int | None = None
        """Bytes written since the transport was full; `None` while it is not."""
        transport.registerProducer(self, True)

    def send(self, data: bytes) -> None:
        """Send bytes; after `close`, or once the connection is lost, do nothing."""
        if self._closed:
            return
        self._transport.write(data)
        if self._unread is not None:
            self._unread += len(data)
            if self._unread > MOST_UNREAD:
                self.log.warn(
                    "Ending the connection of {peer}: it has {unread} bytes waiting unread",
                    peer=self._transport.getPeer(),
                    unread=self._unread,
                )
                self._closed = True
                self._transport.abortConnection()

    def close(self) -> None:
        """Close the connection when everything sent has gone out, or after a while anyway."""
        if self._closed:
            return
        self._closed = True
        # A transport with a producer waits for it before it closes.
        self._transport.unregisterProducer()
        self._transport.loseConnection()
        self._closing = self._clock.callLater(CLOSING_SECONDS, self._transport.abortConnection)

    def lost(self) -> None:
        """Take note that the connection is gone."""
        self._closed = True
        if self._closing is not None and self._closing.active():
            self._closing.cancel()

    def pauseProducing(self) -> None:
        """Learn from the transport that the person reads more slowly than they are sent."""
        if self._unread is None:
            self._unread = 0

    def resumeProducing(self) -> None:
        """Learn from the transport that all has gone out."""
        self._unread = None

    def stopProducing(self) -> None:
        """Learn from the transport that it is closing."""
        self._closed = True
