"""How long a key takes to the screen while a room floods it, and whether every line is there.

`python benchmarks/client/flood.py [--people 20] [--rate 2000] [--seconds 10] [--sizes 80x24]`
prints a table: for each size of the terminal, how long it took from a key to the screen before the
flood and in it (a key each 50 ms), how long the client needed after the last line was sent, and
how many lines `--log` lacks or has twice. A real server, its limits lifted by its own options, is
on one loopback with the client and the people.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from people import Work, senders
from terminal import CLEAR_LINE, CLIENT, KEYS, Terminal, table

sys.path.append(str(Path(__file__).resolve().parents[1]))
from measuring import milliseconds, running

BETWEEN_KEYS = 0.05
LAST = "Ω that was all"


def typed(terminal: Terminal, keys: Iterator[str], seconds: float) -> list[float]:
    """Press keys; return how long each took to the screen."""
    took: list[float] = []
    begin = time.monotonic()
    while (due := begin + len(took) * BETWEEN_KEYS) < begin + seconds:
        while (left := due - time.monotonic()) > 0:
            terminal.take(left)
        key = next(keys)
        took.append(terminal.shows_key(key))
        if key == KEYS[len(KEYS) // 2]:
            # A line that grows without an end would be measured, too.
            terminal.press(CLEAR_LINE)
    return took


def measured(chosen: argparse.Namespace, columns: int, rows: int) -> list[object]:
    """Return a row of the table."""
    lines = int(chosen.rate * chosen.seconds)
    with TemporaryDirectory() as folder, running("--data", f"{folder}/data") as (_, port):
        log = Path(folder) / "log"
        address = f"127.0.0.1:{port}"
        command = (*CLIENT, address, "--nick", "reader", "--log", str(log), *chosen.options)
        with (
            Terminal(*command, columns=columns, rows=rows) as terminal,
            senders(port, chosen.people) as people,
        ):
            terminal.until("encrypted")  # it is in
            people.send(Work(20, 0, "Λ"))
            terminal.until("Λ")
            people.recv()
            keys = cycle(KEYS)
            before = typed(terminal, keys, min(2.0, chosen.seconds))
            cpu, written = terminal.cpu_seconds, terminal.bytes
            people.send(Work(lines, chosen.seconds, LAST, first=1000))
            during = typed(terminal, keys, chosen.seconds)
            cpu, written = terminal.cpu_seconds - cpu, terminal.bytes - written
            while not people.poll(0):
                terminal.take(0.01)
            took = people.recv()
            end = time.perf_counter()
            after = terminal.until("Ω") - end
            found = _numbers(log, chosen.people, terminal)
    wanted = range(1000, 1000 + lines)
    return [
        f"{columns}x{rows}",
        round(lines / took),
        *(f"{milliseconds(before)[name]:.1f}" for name in ("p50", "p99")),
        *(f"{milliseconds(during)[name]:.1f}" for name in ("p50", "p99", "max")),
        f"{max(0.0, after):.2f}",
        f"{cpu / chosen.seconds:.0%}",
        round(written / chosen.seconds / 1024),
        sum(not found[number] for number in wanted),
        sum(found[number] > 1 for number in wanted),
    ]


def _numbers(log: Path, people: int, terminal: Terminal) -> Counter[int]:
    """Return how often each line is in the log, once all are."""
    deadline = time.monotonic() + 10
    while (text := log.read_text(encoding="utf-8")).count(LAST) < people:
        if time.monotonic() > deadline:
            raise SystemExit(f"the last lines are not in the log: {text[-500:]!r}")
        terminal.take(0.05)
    return Counter(int(number) for number in re.findall(r"\bn(\d{8})\b", text))


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rate", type=int, default=2000, help="lines a second, of all together")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--sizes", default="80x24,200x50")
    parser.add_argument("options", nargs="*", help="more options for the client, after --")
    chosen = parser.parse_args()
    rows = []
    for size in chosen.sizes.split(","):
        columns, _, height = size.partition("x")
        rows.append(measured(chosen, int(columns), int(height)))
    head = ["terminal", "lines/s", "quiet: p50, ms", "p99", "flood: p50, ms", "p99", "max"]
    print(table([*head, "behind, s", "CPU", "KiB/s", "lost", "twice"], rows))


if __name__ == "__main__":
    main()
