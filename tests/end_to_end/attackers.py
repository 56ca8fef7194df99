"""The attackers of `tests.end_to_end.attack`: a program of its own, so that it slows nobody down.

    python -m tests.end_to_end.attackers PORT SILENT DRIPPING DEAF

connects so many who send nothing, who send a byte every five seconds, and who take a nickname and
never read; to this machine alone. It prints a line when all are there, and ends, with all its
connections, at the end of its input, or after `MOST_SECONDS`.
"""

from __future__ import annotations

import os
import resource
import select
import socket
import sys
import time

DRIP_SECONDS = 5.0
"""How often each of those who drip sends a byte."""

MOST_SECONDS = 300.0

SMALL_BUFFER, SMALL_SEGMENTS = 2304, 536
"""For who never reads. With larger ones the system would hold megabytes for each."""


class Attackers:
    """Connections to a port of this machine."""

    def __init__(self, port: int, silent: int, dripping: int, deaf: int) -> None:
        self._port = port
        # Those of each kind come among the others, as evenly as can be.
        order = [
            (number / count, kind)
            for kind, count in (("deaf", deaf), ("dripping", dripping), ("silent", silent))
            for number in range(count)
        ]
        made = [(kind, self._connected(kind, n)) for n, (_, kind) in enumerate(sorted(order))]
        self._all = [each for _, each in made]
        self._dripping = [each for kind, each in made if kind == "dripping"]

    def _connected(self, kind: str, number: int) -> socket.socket:
        attacker = socket.socket()
        if kind == "deaf":
            attacker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            attacker.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENTS)
        attacker.connect(("127.0.0.1", self._port))
        attacker.setblocking(False)
        if kind == "deaf":
            attacker.send(f"deaf{number}\r\n".encode())
        return attacker

    def stay(self) -> None:
        """Send a byte now and then, until the end of the input."""
        deadline = time.monotonic() + MOST_SECONDS
        sent, begun = 0, time.monotonic()
        while time.monotonic() < deadline and not select.select([sys.stdin], [], [], 0.02)[0]:
            due = int((time.monotonic() - begun) / DRIP_SECONDS * len(self._dripping))
            while sent < due:
                _drip(self._dripping[sent % len(self._dripping)])
                sent += 1

    def close(self) -> None:
        """Close all connections."""
        for each in self._all:
            each.close()


def _drip(attacker: socket.socket) -> None:
    try:
        attacker.send(b"a")
    except OSError:  # the server has let it go
        return


def main() -> None:
    """Do as the command line says."""
    port, silent, dripping, deaf = map(int, sys.argv[1:])
    os.nice(19)  # real ones have processors of their own
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    attackers = Attackers(port, silent, dripping, deaf)
    print("there", flush=True)  # noqa: T201
    attackers.stay()
    attackers.close()


if __name__ == "__main__":
    main()
