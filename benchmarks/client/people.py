"""Those who talk while a client is measured, in a process of their own."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from terminal import SECONDS

TURN_SECONDS = 0.01
"""How often each of them says what is due by then."""


def line(number: int, length: int) -> bytes:
    """Return a line that no other is: its number, and words of some length behind it."""
    words = "the quick brown fox jumps over the lazy dog again "
    text = f"n{number:08d} {words * (length // len(words) + 1)}"[:length]
    return f"{text.rstrip()}\r\n".encode()


class Senders:
    """People in one room, who throw away unread what is said there."""

    def __init__(self, port: int, people: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._sockets = []
        for number in range(people):
            connection = socket.create_connection(("127.0.0.1", port), SECONDS)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(f"sender{number}\r\n".encode())
            read = b""
            while b"Type /help" not in read:
                read += connection.recv(65536)
            self._sockets.append(connection)
            self._selector.register(connection, selectors.EVENT_READ)

    def say(self, lines: list[bytes]) -> None:
        """Say lines, by turns."""
        shares: list[list[bytes]] = [[] for _ in self._sockets]
        for number, each in enumerate(lines):
            shares[number % len(shares)].append(each)
        for connection, share in zip(self._sockets, shares, strict=True):
            connection.sendall(b"".join(share))
            self.read(0)

    def say_at_last(self, text: str) -> None:
        """Let each of them say the same: somebody says it when all others are done."""
        for connection in self._sockets:
            connection.sendall(f"{text}\r\n".encode())

    def read(self, seconds: float) -> None:
        """Throw away what comes in that time."""
        deadline = time.monotonic() + seconds
        while True:
            ready = self._selector.select(max(0, deadline - time.monotonic()))
            for key, _ in ready:
                found = key.fileobj
                assert isinstance(found, socket.socket)
                # Of TCP, MSG_TRUNC is what makes Linux copy nothing (tcp(7)).
                found.recv(1 << 20, socket.MSG_TRUNC)
            if time.monotonic() >= deadline:
                return


@dataclass(frozen=True)
class Work:
    """``lines`` are to be said in ``seconds`` (0: as fast as it goes), then ``last`` by each."""

    lines: int
    seconds: float
    last: str
    first: int = 0
    length: int = 70


def _senders(port: int, people: int, orders: Connection) -> None:
    senders = Senders(port, people)
    orders.send("ready")
    while True:
        while not orders.poll(0):
            senders.read(0.05)
        work: Work | None = orders.recv()
        if work is None:
            return
        orders.send(_work(senders, work))


def _work(senders: Senders, work: Work) -> float:
    """Do it; return how many seconds it took."""
    begin, said = time.monotonic(), 0
    while said < work.lines:
        passed = time.monotonic() - begin
        due = work.lines if not work.seconds else int(work.lines * passed / work.seconds)
        due = min(due, work.lines, said + 2000)
        senders.say([line(work.first + number, work.length) for number in range(said, due)])
        said = due
        senders.read(TURN_SECONDS if work.seconds else 0)
    took = time.monotonic() - begin
    senders.say_at_last(work.last)
    return took


@contextmanager
def senders(port: int, people: int) -> Iterator[Connection]:
    """Run people who talk; they take `Work`, and answer with the seconds that it took."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_senders, args=(port, people, there), daemon=True)
    process.start()
    try:
        if not here.poll(SECONDS) or here.recv() != "ready":
            raise SystemExit("the senders could not come in")
        yield here
    finally:
        process.terminate()
        process.join(SECONDS)
