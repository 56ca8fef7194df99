"""Servers that a test plays by hand, for what no real server does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.end_to_end.people import SECONDS


@contextmanager
def listening(family: socket.AddressFamily = socket.AF_INET) -> Iterator[socket.socket]:
    """Listen on a port of this machine that the system chooses."""
    with socket.socket(family) as listener:
        listener.settimeout(SECONDS)
        listener.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        listener.listen()
        yield listener


@contextmanager
def never_answering() -> Iterator[int]:
    """Give the port of a server that answers no attempt to connect: too many wait already."""
    with listening() as listener:
        listener.listen(0)
        waiting = []
        try:
            # Linux lets one more than the backlog in; the attempts after those get no answer.
            for _ in range(8):
                attempt = socket.socket()
                attempt.setblocking(False)
                attempt.connect_ex(listener.getsockname())
                waiting.append(attempt)
            yield listener.getsockname()[1]
        finally:
            for attempt in waiting:
                attempt.close()


def accepted(listener: socket.socket) -> socket.socket:
    """Return the next connection, with a deadline for whatever is done to it."""
    connection, _ = listener.accept()
    connection.settimeout(SECONDS)
    return connection


def welcome(connection: socket.socket, name: str) -> None:
    """Ask for a nickname and take it."""
    connection.sendall(b"Enter your nickname: ")
    answer = b""
    while not answer.endswith(b"\n"):
        answer += connection.recv(100)
    assert answer == f"{name}\r\n".encode()
    connection.sendall(f"Welcome, {name}!\r\n".encode())
