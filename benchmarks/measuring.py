"""What the benchmarks have in common: a server of their own, people at it, and how figures look."""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import apsw

SECONDS = 60.0
"""How long a server may take for anything."""

_WAITING = re.compile(rb"Waiting for connections on 127\.0\.0\.1:(\d+)")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of all (from 0 to 1) are not greater than."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(values: Sequence[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the greatest of some seconds."""
    figures = {"p50": percentile(values, 0.5), "p99": percentile(values, 0.99), "max": max(values)}
    return {name: round(value * 1000, 3) for name, value in figures.items()}


def show(figures: dict[str, object]) -> None:
    """Print figures as one line of JSON, with the machine and the versions beside them."""
    surroundings = {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "twisted": version("twisted"),
        "sqlite": apsw.sqlite_lib_version(),
    }
    print(json.dumps(figures | surroundings, ensure_ascii=False))


def _processor() -> str:
    try:
        found = re.search("model name\\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()


UNHURRIED = ["--flood", "off", "--flood-registered", "off", "--repeats", "off"]
"""A benchmark types faster than people do."""


@contextmanager
def serving(*options: str) -> Iterator[int]:
    """Run a server on a free port of this machine; yields the port once it accepts."""
    with running(*options) as (_, port):
        yield port


@contextmanager
def running(*options: str) -> Iterator[tuple[int, int]]:
    """Run a server on a free port of this machine; yields its process's number and the port."""
    command = [sys.executable, "-m", "chatservice", "server", "127.0.0.1", "0", *UNHURRIED]
    command += options
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        try:
            port = _port(process.stdout)
            # Its log has a line for each who comes, and a pipe that nobody reads has an end.
            reading = Thread(target=process.stdout.read)
            reading.start()
            yield process.pid, port
        finally:
            process.terminate()
        reading.join()


def _port(log: Iterator[bytes]) -> int:
    seen = b""
    for line in log:
        seen += line
        if found := _WAITING.search(line):
            return int(found[1])
    raise SystemExit(f"the server does not start: {seen.decode()}")


class Person:
    """Somebody at a server, who asks and reads the answers."""

    def __init__(self, port: int, name: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unread = b""
        self.asks(name, b"Type /help for commands.")

    def asks(self, line: str, *answers: bytes) -> bytes:
        """Send a line, and read up to one of ``answers``; return all that was read."""
        self.socket.sendall(f"{line}\r\n".encode())
        return self.reads(*answers)

    def reads(self, *answers: bytes) -> bytes:
        """Read up to one of ``answers``; return all that was read."""
        while True:
            ends = [self._unread.find(answer) + len(answer) for answer in answers]
            ends = [end for end, answer in zip(ends, answers, strict=True) if end >= len(answer)]
            if ends:
                read, self._unread = self._unread[: min(ends)], self._unread[min(ends) :]
                return read
            data = self.socket.recv(65536)
            if not data:
                raise SystemExit(f"the server hung up after {self._unread!r}")
            self._unread += data

    def pings(self) -> None:
        """Ask something that the server answers from what it knows."""
        self.asks("/version", b"chatservice ")
