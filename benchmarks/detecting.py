"""Times what it costs to find out what somebody speaks who speaks first.

`python benchmarks/detecting.py` prints one line of JSON: for a connection to an endpoint where the
first bytes decide (`auto=`), and to one where there is nothing to decide (`line=`), the
microseconds from connecting to the first byte of the answer, and those of the server's CPU time,
closing included; and how much more the former takes. Both ways take turns at one server.
"""

from __future__ import annotations

import argparse
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread

from measuring import SECONDS, show

WAITING = re.compile(rb"Waiting for connections on 127\.0\.0\.1:(\d+)(?: \((\w+)\))?\n")

SAID = b"no nickname\r\n"
"""A line that is answered, and leaves no trace."""

AT_ONCE = struct.pack("ii", 1, 0)
"""Closes a connection without leaving its port unusable for a while (SO_LINGER)."""

BLOCK = 50
"""Connections of one kind, one after the other, before it is the other kind's turn."""


@contextmanager
def serving() -> Iterator[tuple[int, dict[str, int]]]:
    """Run a server; yields its process's number and, for each way, the port."""
    command = [sys.executable, "-m", "chatservice", "server", "--data", ":memory:"]
    command += ["--arrivals", "off"]
    for way in ("line", "auto"):
        command += ["--listen", f"{way}=tcp:0:interface=127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        ports: dict[str, int] = {}
        for line in process.stdout:
            if found := WAITING.search(line):
                ports[(found[2] or b"auto").decode()] = int(found[1])
            if len(ports) == 2:
                break
        # Its log has a line for each who comes, and a pipe that nobody reads has an end.
        reading = Thread(target=process.stdout.read)
        reading.start()
        try:
            yield process.pid, ports
        finally:
            process.terminate()
            reading.join()


def answered(port: int) -> float:
    """Connect, say something, and return the seconds until the answer begins."""
    with socket.socket() as connecting:
        connecting.settimeout(SECONDS)
        connecting.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        start = time.perf_counter()
        connecting.connect(("127.0.0.1", port))
        connecting.sendall(SAID)
        if not connecting.recv(65536):
            raise SystemExit("the server hung up")
        return time.perf_counter() - start


def cpu(pid: int) -> float:
    """Return the seconds that a process has had of a CPU."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def main() -> None:
    """Time both ways."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--connections", type=int, default=3000, help="of each kind")
    blocks = max(1, parser.parse_args().connections // BLOCK)
    waits: dict[str, list[float]] = {"line": [], "auto": []}
    costs: dict[str, list[float]] = {"line": [], "auto": []}
    with serving() as (pid, ports):
        for block in range(blocks + 1):
            for way, port in ports.items():
                before = cpu(pid)
                took = [answered(port) for _ in range(BLOCK)]
                if block:  # the first is there to warm up
                    waits[way] += took
                    costs[way].append((cpu(pid) - before) / BLOCK)
    figures: dict[str, object] = {}
    for name, found in (("to the answer, µs", waits), ("CPU, µs", costs)):
        each = {way: round(median(values) * 1e6, 1) for way, values in found.items()}
        figures[name] = each | {"detection": round(each["auto"] - each["line"], 1)}
    show(figures)


if __name__ == "__main__":
    main()
