"""Whether the client's memory stays flat while a million lines are said.

`python benchmarks/client/memory.py [--lines 1000000] [--every 100000]` prints a table: how much
memory the client has after so many lines, and how many a second it took. A real server that keeps
nothing is between ten people and the client. They say 2,000 lines, and the next when those are on
the client's screen, so that none is left out for it.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import cycle
from pathlib import Path

from people import Work, senders
from terminal import CLIENT, KEYS, Terminal, table

sys.path.append(str(Path(__file__).resolve().parents[1]))
from measuring import running

AT_ONCE = 2000


def main() -> None:
    """Measure, and print what was found as it is found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("options", nargs="*", help="more options for the client, after --")
    chosen = parser.parse_args()
    rows: list[list[object]] = []
    with running("--data", ":memory:") as (_, port):
        command = (*CLIENT, f"127.0.0.1:{port}", "--nick", "reader", *chosen.options)
        with Terminal(*command) as terminal, senders(port, 10) as people:
            terminal.until("encrypted")  # it is in
            ends = cycle(KEYS)
            said, since = 0, time.monotonic()
            while said < chosen.lines:
                lines = min(AT_ONCE, chosen.lines - said)
                end = next(ends)
                people.send(Work(lines, 0, end, first=said))
                terminal.until(end)
                people.recv()
                said += lines
                if said % chosen.every == 0 or said == chosen.lines:
                    now = time.monotonic()
                    rate = round(chosen.every / (now - since))
                    rows.append([f"{said:,}", terminal.resident_kibibytes, rate])
                    since = now
    print(table(["lines", "client, KiB", "lines/s"], rows))
    print(f"grown since the first row: {int(str(rows[-1][1])) - int(str(rows[0][1])):,} KiB")


if __name__ == "__main__":
    main()
