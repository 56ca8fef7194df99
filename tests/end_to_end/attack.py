"""Thousands who are up to no good at a real server, and how long the others' lines take meanwhile.

`python -m tests.end_to_end.attack` connects 5,000 who send nothing, 1,000 who send a byte every
five seconds and 500 who take a nickname and never read, all at once, while 50 people chat. It
prints what it has measured, and ends with status 1 if that is more than it may be. A number behind
it is the share of all that: 0.1 is what the tests do.

How long a line takes is from when it is sent until another person has it, for each of the others.
It is measured first while nobody else is there, then from the first attacker on, and at last while
all of them hang up, which is told beside. They come from the address of the 50, which is trusted,
and nobody is sent away for choosing no nickname: else all of them would be gone in a minute, or
never come in. All other limits are as they are by default.

Memory is what the system has given to the server. Of what a connection takes, about 3 KiB, Python
gives nothing back: pymalloc returns an arena of 1 MiB when nothing at all is in it, and a few
things that others have said meanwhile are in each. It is free for what comes next, so it is not
more after a second attack than after the first. (glibc's malloc_trim(3) finds less than 2 MiB.)
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
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple, final

from tests.end_to_end.crowd_members import many_open_files
from tests.end_to_end.people import SECONDS, Reader, eventually
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program

PEOPLE = 50
PAUSE = 1.0
"""Seconds between two lines of a person, about."""

LENGTHS = (20, 2000)
"""Characters of a line. In half a minute that is more than the system holds for who never reads."""

SILENT, DRIPPING, DEAF = 5000, 1000, 500
WARMING_UP, QUIET, ATTACKED, AGAIN, LEAVING = 2.0, 20.0, 40.0, 6.0, 3.0
"""For how many seconds people chat at each stage, when all attack."""

SPARE_FILES = 500
"""Files that server and attackers have open, besides the connections of the attackers."""

PATIENCE = 60.0
"""Seconds that the attackers may take to come, and the server to let go of them."""

MOST_TIMES = 3.0
"""How many times as long lines may take while the server is attacked."""

KEPT, KEPT_EACH = 4 * 2**20, 4 * 2**10
"""Bytes that may be kept after an attack, or a second one; and of the first for each attacker."""


class Result(NamedTuple):
    """What was measured: times in seconds, memory in bytes."""

    attackers: int
    quiet: list[float]
    attacked: list[float]
    leaving: list[float]
    before: int
    during: int
    after: int
    after_another: int

    @property
    def times(self) -> float:
        """How many times as long lines take while the server is attacked."""
        return percentile(self.attacked) / percentile(self.quiet)

    @property
    def memory_comes_back(self) -> bool:
        """Whether what the attackers took is there for others."""
        kept = self.after - self.before
        more = self.after_another - self.after
        return kept <= KEPT + KEPT_EACH * self.attackers and more <= KEPT

    def __str__(self) -> str:
        stages = ("quiet", self.quiet), ("attacked", self.attacked), ("leaving", self.leaving)
        sizes = (
            ("before", self.before),
            ("with them", self.during),
            ("after", self.after),
            ("after another attack", self.after_another),
        )
        return "\n".join(
            (
                f"{self.attackers} attackers, {PEOPLE} people",
                *(f"a line takes, {stage}: {told(took)}" for stage, took in stages),
                f"99th percentile, attacked: {self.times:.2f} times that of the quiet server",
                *(f"memory {when}: {size / 2**20:.1f} MiB" for when, size in sizes),
            )
        )


def percentile(values: Sequence[float], share: float = 0.99) -> float:
    """Return the value that a share of all are not greater than."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(values: Sequence[float]) -> str:
    """Return how long lines took, as text."""
    shares = (("median", 0.5), ("99 %", 0.99), ("longest", 1.0))
    figures = (f"{name} {percentile(values, share) * 1000:.2f} ms" for name, share in shares)
    return f"{', '.join(figures)} ({len(values)} times)"


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
    reading = [program("nice"), "-n", "19", program("cat")]
    with subprocess.Popen(reading, stdin=server.process.stdout, stdout=subprocess.DEVNULL) as cat:
        try:
            yield
        finally:
            cat.kill()


@final
class Attack:
    """Attackers who come to a port at once: so many silent ones, dripping ones and deaf ones."""

    def __init__(self, port: int, *counts: int) -> None:
        command = [sys.executable, "-m", "tests.end_to_end.attackers", str(port), *map(str, counts)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=plain_environment(),
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Attack:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.__exit__(None, None, None)

    def are_there(self) -> None:
        """Wait until all of them are connected."""
        assert self._process.stdout is not None
        Reader(self._process.stdout.fileno()).line("there")

    def leave(self) -> None:
        """Let all of them hang up."""
        assert self._process.stdin is not None
        self._process.stdin.close()


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


def run(share: float = 1.0, seed: int = 0) -> Result:
    """Attack a server of its own with a share of all there are; return what was measured."""
    counts = [round(share * each) for each in (SILENT, DRIPPING, DEAF)]
    shorter = share**0.6
    options = ["--host", "127.0.0.1", "--trusted", "127.0.0.0/8", "--nickname-seconds", "3600"]
    options += ["--max-connections", str(sum(counts) + 2 * PEOPLE)]
    with (
        many_open_files(sum(counts) + SPARE_FILES),
        running(*twistd(*options, limited=True)) as server,
        log_is_read(server),
        closing(People(server.port, seed)) as people,
    ):
        people.chat(WARMING_UP)
        quiet = people.chat(QUIET * shorter)
        before, files = memory(server), open_files(server)

        def attack(seconds: float) -> tuple[list[float], list[float], int]:
            with Attack(server.port, *counts) as attackers:
                attacked = people.chat(seconds * shorter)
                attackers.are_there()
                eventually(lambda: open_files(server) >= files + sum(counts), PATIENCE)
                during = memory(server)
                attackers.leave()
                leaving = people.chat(LEAVING * shorter)
                eventually(lambda: open_files(server) < files + SPARE_FILES * share, PATIENCE)
            return attacked, leaving, during

        attacked, leaving, during = attack(ATTACKED)
        after = memory(server)
        attack(AGAIN)
        return Result(sum(counts), quiet, attacked, leaving, before, during, after, memory(server))


def main() -> int:
    """Do as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("share", type=float, nargs="?", default=1.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed}", flush=True)  # noqa: T201
    result = run(chosen.share, chosen.seed)
    print(result)  # noqa: T201
    return int(result.times >= MOST_TIMES or not result.memory_comes_back)


if __name__ == "__main__":
    sys.exit(main())
