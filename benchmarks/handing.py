"""Times the ways in which one piece of bytes can go to many sockets, side by side.

`python benchmarks/handing.py` prints one line of JSON: the CPU time, in microseconds, that each of
200 receivers takes, by what is in the way of the system call; and what it takes to leave out a
speaker's own lines. All ways take turns on the same connections of this machine.
"""

from __future__ import annotations

import argparse
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median
from typing import Any

from measuring import show
from twisted.internet.protocol import Protocol
from twisted.internet.tcp import Server

from chatservice.core.audience import around, hand_out
from chatservice.protocols.outbox import Outbox

LINE = b"[14:35] user0: some words, as people write them, or so, and some more of them\r\n"


class Writers:
    """The part of a reactor that a transport asks to be told when its socket takes more."""

    def __init__(self) -> None:
        self.waiting: set[Any] = set()

    def addWriter(self, writer: Any) -> None:
        """Remember a transport that has something to write."""
        self.waiting.add(writer)

    def removeWriter(self, writer: Any) -> None:
        """Forget it."""
        self.waiting.discard(writer)

    def addReader(self, reader: Any) -> None:
        """Do nothing: nothing is read."""

    removeReader = addReader

    def write(self) -> None:
        """Let all that wait write."""
        for writer in list(self.waiting):
            writer.doWrite()


class Quiet:
    """The owner of an outbox, with nothing to do."""

    def drained(self) -> None:
        """Do nothing."""

    go_on_soon = drained


class Dropping:
    """An outlet that takes everything and does nothing with it."""

    __slots__ = ("take",)

    def __init__(self) -> None:
        self.take = len


class Crowd:
    """So many connections: their transports, outboxes and far ends."""

    def __init__(self, people: int) -> None:
        self.reactor = Writers()
        self._far: list[socket.socket] = []
        self.transports: list[Any] = []
        with socket.create_server(("127.0.0.1", 0), backlog=people) as door:
            for number in range(people):
                far = socket.create_connection(door.getsockname())
                far.setblocking(False)
                self._far.append(far)
                near, address = door.accept()
                near.setblocking(False)
                near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                reactor: Any = self.reactor
                made: Any = Server(near, Protocol(), address, None, number, reactor)
                self.transports.append(made)
        clock: Any = None
        self.outlets = {object(): Outbox(made, clock, Quiet()) for made in self.transports}
        self._dropping = {key: Dropping() for key in self.outlets}

    def read(self) -> None:
        """Let everyone read all there is."""
        for far in self._far:
            with suppress(BlockingIOError):
                while far.recv(65536):
                    pass

    # -- the ways ------------------------------------------------------------------------------

    def by_transport(self) -> None:
        """Give the bytes to each transport, and let the reactor call it back."""
        for transport in self.transports:
            transport.write(LINE)
        self.reactor.write()

    def by_outlet(self) -> None:
        """Call each outlet."""
        for outlet in self.outlets.values():
            outlet.send(LINE)

    def by_hand_out(self) -> None:
        """Hand out, as a turn does."""
        sessions: Any = self.outlets
        hand_out(LINE, sessions.items())

    def to_nobody(self) -> None:
        """Hand out to outlets that drop everything: the loop alone."""
        sessions: Any = self._dropping
        hand_out(LINE, sessions.items())


def joined_anew(pieces: list[bytes], own: list[int]) -> bytes:
    """Return all pieces but a speaker's own, joined for this one speaker."""
    left_out = set(own)
    return b"".join(piece for index, piece in enumerate(pieces) if index not in left_out)


def microseconds(call: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1000


def main() -> None:
    """Time everything."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=300)
    chosen = parser.parse_args()
    crowd = Crowd(chosen.people)

    ways = {
        "transport.write": crowd.by_transport,
        "outlet.send": crowd.by_outlet,
        "hand_out": crowd.by_hand_out,
        "hand_out, the loop alone": crowd.to_nobody,
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(chosen.rounds):
        for name, way in ways.items():
            took[name].append(microseconds(way) / chosen.people)
            crowd.read()
    pieces = [LINE] * 4 * chosen.people
    blob = memoryview(b"".join(pieces))
    ends = [len(LINE) * index for index in range(len(pieces) + 1)]
    own = [8, 9, 10, 11]
    cuts: dict[str, Callable[[], object]] = {
        "the slices between": lambda: around(blob, ends, own, [b""] * len(own)),
        "joined anew": lambda: joined_anew(pieces, own),
    }
    show(
        {
            "each receiver": {name: round(median(times), 2) for name, times in took.items()},
            f"each speaker, {len(pieces)} lines": {
                name: round(median([microseconds(cut) for _ in range(chosen.rounds)]), 2)
                for name, cut in cuts.items()
            },
        }
    )


if __name__ == "__main__":
    main()
