"""A transport whose far end reads as much as a test lets it; all else in it is Twisted's own."""

from __future__ import annotations

from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.address import IPv4Address
from twisted.internet.main import CONNECTION_DONE
from twisted.python.failure import Failure

FULL = FileDescriptor.bufferSize + 1
"""Bytes of which a transport thinks that they are enough, and pauses its producer."""


class Watch:
    """The part of a reactor that a transport asks to be told when its socket takes more."""

    def __init__(self) -> None:
        self.writers: set[object] = set()

    def addWriter(self, writer: object) -> None:
        self.writers.add(writer)

    def removeWriter(self, writer: object) -> None:
        self.writers.discard(writer)

    def removeReader(self, reader: object) -> None:
        """Take note of nothing: nobody sends anything on this wire."""


class Wire(FileDescriptor):
    """One connection: `read` is what the far end has read of it.

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
        return IPv4Address("TCP", "192.0.2.9", 56324)
