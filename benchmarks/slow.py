"""What people who never read cost a server, and the others.

`python benchmarks/slow.py [--people 1000] [--lines 400]` prints one line of JSON. Somebody says
long lines to a room with so many people who read nothing, until far more waits for each than the
system holds for them; ``KiB each`` is how much the server's memory grew by that. How long a short
line takes from one of two other people to the other is measured before they come, and beside them.
"""

from __future__ import annotations

import argparse
import re
import resource
import socket
import tempfile
import time
from pathlib import Path

from measuring import Person, milliseconds, running, show

LONG = "a" * 4000
LINES_AT_ONCE = 50


def never_reads(port: int, name: str) -> socket.socket:
    """Return the connection of somebody who has a name, room for a few lines, and reads nothing."""
    connection = socket.socket()
    # The peer's segments are small, too, else the system would hold megabytes for each.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"{name}\r\n".encode())
    return connection


def resident_kibibytes(pid: int) -> int:
    """Return how much memory a process has (proc_pid_status(5))."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


def seconds_on_the_way(one: Person, other: Person, times: int) -> list[float]:
    """Return how long each of some short lines takes from ``one`` to the ``other``."""
    took = []
    for number in range(times):
        start = time.perf_counter()
        one.socket.sendall(f"line {number}.\r\n".encode())
        other.reads(f"line {number}.\r\n".encode())
        took.append(time.perf_counter() - start)
        time.sleep(0.002)
    return took


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=400)
    parser.add_argument("--times", type=int, default=500)
    chosen = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with (
        tempfile.TemporaryDirectory() as folder,
        running("--data", f"{folder}/data") as (pid, port),
    ):
        one, other = Person(port, "one"), Person(port, "other")
        alone = seconds_on_the_way(one, other, chosen.times)
        sleepers = [never_reads(port, f"sleeper{number}") for number in range(chosen.people)]
        while f"Users online ({chosen.people + 2})".encode() not in other.asks("/users", b"):\r\n"):
            time.sleep(0.1)
        before = resident_kibibytes(pid)
        for start in range(0, chosen.lines, LINES_AT_ONCE):
            lines = "".join(f"{LONG}\r\n" for _ in range(LINES_AT_ONCE))
            one.socket.sendall(f"{lines}{start} said.\r\n".encode())
            other.reads(f"{start} said.\r\n".encode())
        grown = resident_kibibytes(pid) - before
        beside = seconds_on_the_way(one, other, chosen.times)
        for sleeper in sleepers:
            sleeper.close()
    show(
        {
            "benchmark": "slow",
            "people who never read": chosen.people,
            "KiB each": round(grown / chosen.people, 1),
            "on the way, alone, ms": milliseconds(alone),
            "on the way, beside them, ms": milliseconds(beside),
        }
    )


if __name__ == "__main__":
    main()
