"""Compares what it costs to hand lines to many people in each protocol that this server speaks.

`python benchmarks/fanout/protocols.py` puts 1,000 people into one room, all of whom talk: at a
terminal's lines, at JSON lines, and over WebSocket. It prints a table with the ratios to the first.

    --people 1000       how many
    --rounds 3          how often everything is done, by turns; each figure is the median
    --seconds 3         how long each is measured
    --json              print the figures as JSON instead

It needs what `run.py` needs, and measures as that does: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from load import Load
from machine import compile_program
from run import IN_FLIGHT, MOST_IN_FLIGHT, SETTLING_SECONDS
from servers import Server, in_protocols, serving

AT_ONCE = 200
"""How many arrive at a time."""

FAULTS = ("wrong", "lost", "incomplete")

Figures = dict[str, float]


def measure(load: Path, server: Server, people: int, seconds: float) -> Figures:
    """Return what was measured in one protocol."""
    talkers = min(people, MOST_IN_FLIGHT // people)
    lines = min(IN_FLIGHT, max(1, MOST_IN_FLIGHT // people // talkers))
    allowed = SETTLING_SECONDS * (1 + people / 1000)
    with serving(server) as running, Load(load, running, people, AT_ONCE, allowed) as crowd:
        length = crowd.arrived()["line"]
        return {**crowd.asked(f"all {talkers} {lines} {seconds}"), "bytes": length}


def table(found: dict[str, Figures]) -> str:
    """Return the figures as a Markdown table: a column for each protocol."""
    names = list(found)
    first = found[names[0]]
    rows = [
        ("bytes of a line", [f"{each['bytes']:.0f}" for each in found.values()]),
        ("million lines a second", [f"{each['rate'] / 1e6:.3g}" for each in found.values()]),
        ("of the first", [f"{each['rate'] / first['rate']:.2f} ×" for each in found.values()]),
        ("CPU for a line, ns", [f"{each['cpu_us'] * 1000:.3g}" for each in found.values()]),
        ("server, of its core", [f"{each['busy']:.0%}" for each in found.values()]),
        ("generator, of its core", [f"{each['load_busy']:.0%}" for each in found.values()]),
        ("not as it must be", [f"{sum(each[n] for n in FAULTS):.0f}" for each in found.values()]),
    ]
    lines = [("", *names), ("---",) * (1 + len(names)), *((what, *row) for what, row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure, and print what was found."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rounds: dict[str, list[Figures]] = {}
    with TemporaryDirectory(prefix="fanout-") as name:
        load = compile_program("load", "load.c", "measures.c", into=Path(name))
        for _ in range(chosen.rounds):
            for server in in_protocols():
                figures = measure(load, server, chosen.people, chosen.seconds)
                rounds.setdefault(server.name, []).append(figures)
    found = {
        name: {
            figure: (max if figure in FAULTS else statistics.median)(each[figure] for each in some)
            for figure in some[0]
        }
        for name, some in rounds.items()
    }
    print(json.dumps(found) if chosen.json else table(found))


if __name__ == "__main__":
    main()
