"""Thousands who are up to no good at a real server, and how long the others' lines take meanwhile.

`python -m tests.end_to_end.attack` connects 5,000 who send nothing, 1,000 who send a byte every
five seconds and 500 who take a nickname and never read, all at once, while 50 people chat, and
prints what it has measured; a number behind it is the share of that (0.1 by itself in the tests).

How long a line takes is from when it is sent until another person has it, for each of the others.
It is measured first while nobody else is there, and then from the first attacker on. The 50 come
from one address, and the attackers from the same: it is trusted, so that no limit for addresses
keeps them out, and none of them is thrown out for choosing no nickname. All other limits are as
they are by default.
"""

from __future__ import annotations

import argparse
import random
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.end_to_end.crowd_members import many_open_files
from tests.end_to_end.people import SECONDS, Reader, eventually
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program

PEOPLE = 50
PAUSE = 1.0
"""Seconds between two lines of a person, about."""

SILENT, DRIPPING, DEAF = 5000, 1000, 500
QUIET_SECONDS, ATTACK_SECONDS = 20.0, 40.0
WARMING_UP = 2.0
LENGTHS = (20, 2000)
"""Characters of a line."""

SPARE_FILES = 500
"""Files that server and attackers have open, besides the connections of the attackers."""

PATIENCE = 60.0
"""Seconds that the attackers may take to come, and the server to let go of them."""


class Result(NamedTuple):
    """What was measured: times in seconds, memory in bytes."""

    attackers: int
    quiet: list[float]
    attacked: list[float]
    before: int
    during: int
    after: int

    @property
    def ratio(self) -> float:
        """How many times as long lines take while the server is attacked."""
        return percentile(self.attacked) / percentile(self.quiet)

    def __str__(self) -> str:
        return (
            f"{self.attackers} attackers. 99th percentile: quiet {told(self.quiet)}, attacked "
            f"{told(self.attacked)}: {self.ratio:.2f} times. Memory: {mebibytes(self.before)} "
            f"before, {mebibytes(self.during)} with them, {mebibytes(self.after)} after"
        )


def percentile(values: Sequence[float], share: float = 0.99) -> float:
    """Return the value that a share of all are not greater than."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(values: Sequence[float]) -> str:
    """Return how long lines took, as text."""
    figures = (percentile(values), percentile(values, 0.5), max(values))
    p99, half, most = (f"{value * 1000:.2f} ms" for value in figures)
    return f"{p99} (median {half}, longest {most}, of {len(values)})"


def mebibytes(size: int) -> str:
    """Return a size as text."""
    return f"{size / 2**20:.1f} MiB"


class People:
    """Some people who chat, and read at once what the others say."""

    _LINE = re.compile(rb"<(\d+)>")

    def __init__(self, port: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._selector = selectors.DefaultSelector()
        self._sent: list[float] = []
        """When each line was sent."""
        self._took: list[float] = []
        self._unread: dict[socket.socket, bytes] = {}
        for number in range(PEOPLE):
            person = socket.create_connection(("127.0.0.1", port), SECONDS)
            person.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            person.sendall(f"person{number}\r\n".encode())
            self._unread[person] = b""
            self._selector.register(person, selectors.EVENT_READ)

    def close(self) -> None:
        """Close what is open."""
        self._selector.close()
        for person in self._unread:
            person.close()

    def chat(self, seconds: float) -> list[float]:
        """Let everyone talk for some time; return how long each line took to each of the others.

        Raises `AssertionError` if somebody misses one.
        """
        self._took = []
        first, start = len(self._sent), time.perf_counter()
        due = {person: start + self._chance.uniform(0, PAUSE) for person in self._unread}
        while (now := time.perf_counter()) < start + seconds:
            for person, at in due.items():
                if at <= now:
                    self._says(person)
                    due[person] = at + self._chance.uniform(0.5, 1.5) * PAUSE
            self._read(min(due.values()) - now)
        awaited = (len(self._sent) - first) * (PEOPLE - 1)
        while len(self._took) < awaited:
            assert time.perf_counter() < now + SECONDS, f"{len(self._took)} of {awaited} came"
            self._read(0.1)
        return self._took

    def _says(self, person: socket.socket) -> None:
        line = f"<{len(self._sent)}> {'x' * self._chance.randint(*LENGTHS)}\r\n".encode()
        self._sent.append(time.perf_counter())
        person.sendall(line)

    def _read(self, seconds: float) -> None:
        ready = self._selector.select(max(0.0, seconds))
        # They all had it by now: what reading takes is not the server's affair.
        now = time.perf_counter()
        for key, _ in ready:
            person = key.fileobj
            assert isinstance(person, socket.socket)
            data = person.recv(65536)
            assert data, "the server has let go of a person"
            *lines, self._unread[person] = (self._unread[person] + data).split(b"\r\n")
            for line in lines:
                if found := self._LINE.search(line):
                    self._took.append(now - self._sent[int(found[1])])


@contextmanager
def log_is_read(server: Server) -> Iterator[None]:
    """Read what a server writes, which has a line for each who comes: a pipe has an end.

    Another program does, so that it takes no time from those who chat.
    """
    reading = [program("cat")]
    with subprocess.Popen(reading, stdin=server.process.stdout, stdout=subprocess.DEVNULL) as cat:
        try:
            yield
        finally:
            cat.kill()


@contextmanager
def attackers(port: int, silent: int, dripping: int, deaf: int) -> Iterator[Callable[[], None]]:
    """Let attackers come, and go at the end; yields what waits until all of them are connected."""
    command = [sys.executable, "-m", "tests.end_to_end.attackers"]
    command += map(str, (port, silent, dripping, deaf))
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=plain_environment(),
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        output = Reader(process.stdout.fileno())
        try:
            yield lambda: output.line("there") and None
        finally:
            process.stdin.close()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def memory(server: Server) -> int:
    """Return how many bytes of memory a server has (proc_pid_status(5))."""
    found = re.search(r"VmRSS:\s+(\d+) kB", _of(server, "status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def open_files(server: Server) -> int:
    """Return how many files a server has open."""
    return len(list(_of(server, "fd").iterdir()))


def _of(server: Server, name: str) -> Path:
    return Path(f"/proc/{server.process.pid}/{name}")


def run(share: float = 1.0, seed: int = 0, verbose: bool = False) -> Result:
    """Attack a server of its own with a share of all there are; return what was measured."""
    silent, dripping, deaf = (round(share * count) for count in (SILENT, DRIPPING, DEAF))
    count = silent + dripping + deaf
    seconds = share**0.5
    options = ["--host", "127.0.0.1", "--trusted", "127.0.0.0/8", "--nickname-seconds", "3600"]
    options += ["--max-connections", "10000", "--arrivals", "off"]
    with (
        many_open_files(count + SPARE_FILES),
        running(*twistd(*options, limited=True)) as server,
        log_is_read(server),
        closing(People(server.port, seed)) as people,
    ):
        people.chat(WARMING_UP)
        quiet = people.chat(QUIET_SECONDS * seconds)
        before, files = memory(server), open_files(server)
        with attackers(server.port, silent, dripping, deaf) as wait_for_them:
            attacked = people.chat(ATTACK_SECONDS * seconds)
            wait_for_them()
            assert open_files(server) >= files + count, "not all of them were let in"
            during = memory(server)
        eventually(lambda: open_files(server) <= files + SPARE_FILES, PATIENCE)
        people.chat(WARMING_UP)
        after = memory(server)
    return Result(count, quiet, attacked, before, during, after)


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("share", type=float, nargs="?", default=1.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed}", flush=True)  # noqa: T201
    print(run(chosen.share, chosen.seed))  # noqa: T201


if __name__ == "__main__":
    main()
