"""Transports whose far end reads as much as a test lets it; all else in them is Twisted's own."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.address import IPv4Address
from twisted.internet.main import CONNECTION_DONE
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.internet.tcp import Connection
from twisted.python.failure import Failure

from chatservice.protocols.outbox import Outbox

FULL = FileDescriptor.bufferSize + 1
"""Bytes of which a transport thinks that they are enough, and pauses its producer."""

PEER = IPv4Address("TCP", "192.0.2.9", 56324)


class Watch(Clock):
    """The part of a reactor that a transport asks to be told when its socket takes more."""

    def __init__(self) -> None:
        super().__init__()
        self.writers: set[object] = set()

    def addReader(self, reader: object) -> None:
        """Take note of nothing: what arrives is no matter of an outbox."""

    def addWriter(self, writer: object) -> None:
        self.writers.add(writer)

    def removeWriter(self, writer: object) -> None:
        self.writers.discard(writer)

    def removeReader(self, reader: object) -> None:
        """Take note of nothing."""


class Owner(Protocol):
    """The protocol whose outbox it is: it notes what it is told."""

    outbox: Outbox

    def __init__(self) -> None:
        self.times_drained = 0
        self.times_gone_on = 0
        self.lost: Failure | None = None
        self.when_drained: Callable[[], None] = lambda: None

    def drained(self) -> None:
        self.times_drained += 1
        self.when_drained()

    def go_on_soon(self) -> None:
        self.times_gone_on += 1

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost = reason
        self.outbox.lost()


class Wire(FileDescriptor):
    """One connection without a socket of its own, as TLS is: `read` is what was read of it.

    `closed` says that it came to an orderly end, with all sent; `cut` that it was aborted.
    """

    def __init__(self) -> None:
        self._watch = Watch()
        reactor: Any = self._watch
        super().__init__(reactor)
        self.connected = 1
        self.read = bytearray()
        self.closed = False
        self.cut = False
        self._room = 0

    def reads(self, most: int) -> None:
        """Let the far end read, as long as there is something, at most so many bytes."""
        self._room = most
        while self._room and self in self._watch.writers:
            if self.doWrite() is CONNECTION_DONE:
                self.closed = True
                self.connectionLost(Failure(CONNECTION_DONE))

    def reads_all(self) -> None:
        """Let the far end read until nothing more comes."""
        while self in self._watch.writers:
            self.reads(FULL)

    def writeSomeData(self, data: Any) -> int:
        """Give the far end what it has room for."""
        taken = bytes(data[: self._room])
        self.read += taken
        self._room -= len(taken)
        return len(taken)

    def abortConnection(self) -> None:
        """End the connection at once, whatever has not gone out."""
        self.cut = True

    def getPeer(self) -> IPv4Address:
        """Return where the far end is."""
        return PEER


class Line(Connection):
    """One connection over a pair of real sockets with little room, and an outbox at its near end.

    `clock` is its reactor. Nothing goes out by way of it but when the test says `turns`.
    """

    # Twisted's clients have it, and its `Connection` asks for it.
    _tlsClientDefault = True  # noqa: N815

    def __init__(self, *, over_tcp: bool = False) -> None:
        self.clock = Watch()
        self.owner = Owner()
        near, self.far = _tcp_pair() if over_tcp else socket.socketpair()
        self._near = near  # Twisted forgets its own when the connection is lost
        near.setblocking(False)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.far.setblocking(False)
        reactor: Any = self.clock
        super().__init__(near, self.owner, reactor)
        self.connected = 1
        self.outbox = self.owner.outbox = Outbox(self, reactor, self.owner)

    def turns(self) -> None:
        """Let the transport write what the socket takes, as the reactor does."""
        if self in self.clock.writers:
            outcome = self.doWrite()
            if outcome is not None:
                self.connectionLost(Failure(outcome))

    def reads(self, most: int) -> bytes:
        """Let the far end read so many bytes, or what there is; the reactor turns meanwhile."""
        read = bytearray()
        self.turns()
        while len(read) < most and (some := self._reads_some(most - len(read))):
            read += some
            self.turns()
        return bytes(read)

    def _reads_some(self, most: int) -> bytes:
        try:
            return self.far.recv(min(most, 65536))
        except BlockingIOError:
            return b""

    def fills(self) -> bytes:
        """Send until something waits; returns what was sent."""
        sent = bytearray()
        while not self.outbox.holds:
            piece = b"<%d>" % len(sent) * 100
            assert self.outbox.send(piece)
            sent += piece
        return bytes(sent)

    def is_reset(self) -> None:
        """End the connection from the far end, which drops what it has not read."""
        self.far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.far.close()

    def ends(self) -> None:
        """Let go of the sockets."""
        self.far.close()
        self._near.close()

    def getPeer(self) -> IPv4Address:
        """Return where the far end is said to be."""
        return PEER


@contextmanager
def on_a_socket() -> Iterator[Line]:
    """Yield a line whose sockets are let go of in the end, however that comes."""
    line = Line()
    try:
        yield line
    finally:
        line.ends()


def _tcp_pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        far = socket.create_connection(listening.getsockname())
        near, _ = listening.accept()
    return near, far
