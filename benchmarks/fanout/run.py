"""Compares what it costs to hand lines to many people: this server, and others, in one run.

`python benchmarks/fanout/run.py` measures all servers that are installed, prints a table with
ratios, writes results.json, table.md and cost.svg into `benchmarks/fanout/results`, and the table
into benchmarks/README.md.

    --quick             a few people and no IRC servers, in some seconds; writes nothing by itself
    --output FOLDER     where to write instead
    --servers A,B       only these: relay, naive, ngircd, inspircd, ours, "ours, :memory:"
    --people 10,200     sizes of the room
    --rounds 3          how often everything is done; each figure is the median
    --seconds 3         how long each workload is measured

benchmarks/README.md says what is measured and how.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from load import Load, LoadError
from machine import HERE, compile_program, resident_kibibytes, surroundings
from plot import drawn
from servers import Server, all_servers, serving
from table import OURS, table

IN_FLIGHT = 4
"""Lines of each person that are on their way while all talk."""

MOST_IN_FLIGHT = 2_000_000
"""Lines on their way to all their readers, so many at most: they may wait in memory."""

SETTLING_SECONDS = 60.0
"""How long people may take to arrive, for each thousand of them."""

RESULTS = HERE / "results"
README = HERE.parent / "README.md"

Figures = dict[str, float]
Results = dict[str, dict[str, Figures]]
"""What was measured, by server, and by workload and number of people, as in "all 200"."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured. ``paced`` are lines a second, by people."""

    people: tuple[int, ...] = (10, 30, 100, 200, 1000, 3000, 10_000)
    seconds: float = 3.0
    paced: dict[int, float] = field(default_factory=lambda: {1000: 60.0, 10_000: 5.0})
    paced_seconds: float = 10.0
    arrivals: tuple[int, ...] = (1000, 5000)
    at_once: int = 1000
    idle: int = 2000
    # Who takes minutes to tell more people of what so many did, or is only measured to compare.
    most_people: dict[str, int] = field(
        default_factory=lambda: {
            "naive": 5000,
            "ngircd": 1000,
            "inspircd": 5000,
            "ours, :memory:": 1000,
        }
    )


QUICK = Plan(
    people=(10, 50),
    seconds=0.2,
    paced={50: 60.0},
    paced_seconds=0.3,
    arrivals=(50,),
    at_once=10,
    idle=30,
)


def measurements(plan: Plan, server: Server) -> Iterator[tuple[str, int, list[str]]]:
    """Yield what is measured with a server: its name, how many people, and the load's commands."""
    most = plan.most_people.get(server.name, sys.maxsize)
    for people in plan.people:
        if people <= most:
            talkers = min(people, MOST_IN_FLIGHT // people)
            lines = min(IN_FLIGHT, max(1, MOST_IN_FLIGHT // people // talkers))
            commands = [f"one {plan.seconds}", f"all {talkers} {lines} {plan.seconds}"]
            if people in plan.paced:
                commands.insert(0, f"paced {plan.paced[people]} {plan.paced_seconds}")
            yield "room", people, commands
    for people in plan.arrivals:
        if people <= most:
            yield "arrivals", people, []
    yield "idle", min(plan.idle, most), []


def measure(load: Path, plan: Plan, server: Server) -> dict[str, Figures]:
    """Measure one server once."""
    found: dict[str, Figures] = {}
    for name, people, commands in measurements(plan, server):
        with serving(server) as running:
            before = resident_kibibytes(running.pid)
            at_once = min(plan.at_once if name == "arrivals" else 200, server.at_once)
            seconds = SETTLING_SECONDS * (1 + people / 1000)
            with Load(load, running, people, at_once, seconds) as crowd:
                try:
                    arrived = crowd.arrived()
                    for command in commands:
                        found[f"{command.split()[0]} {people}"] = crowd.asked(command)
                except LoadError as error:
                    print(f"{server.name}, {people} people: {error}", file=sys.stderr)
                    continue
                if name == "arrivals":
                    found[f"arrivals {people}"] = _of_arrivals(arrived, people)
                if name == "idle":
                    grown = resident_kibibytes(running.pid) - before
                    found["idle"] = {"people": people, "KiB each": grown / people}
    return found


def _of_arrivals(arrived: Figures, people: int) -> Figures:
    return {
        **arrived,
        "people": people,
        "a second": people / arrived["seconds"],
        "cpu_each_us": arrived["server_cpu"] / people * 1e6,
    }


def median(rounds: list[dict[str, Figures]]) -> dict[str, Figures]:
    """Return the median of each figure of several rounds; of what must not be, the worst."""
    merged: dict[str, Figures] = {}
    for name in dict.fromkeys(name for figures in rounds for name in figures):
        some = [figures[name] for figures in rounds if name in figures]
        merged[name] = {
            figure: (max if figure in ("wrong", "lost", "incomplete") else statistics.median)(
                [figures[figure] for figures in some if figure in figures]
            )
            for figure in some[0]
        }
    return merged


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--servers")
    parser.add_argument("--people")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float)
    return parser.parse_args()


def planned(chosen: argparse.Namespace) -> Plan:
    """Return the plan that the command line asks for."""
    plan = QUICK if chosen.quick else Plan()
    changes: dict[str, object] = {}
    if chosen.people:
        changes["people"] = tuple(int(number) for number in chosen.people.split(","))
    if chosen.seconds:
        changes["seconds"] = chosen.seconds
    return Plan(**({name: getattr(plan, name) for name in plan.__slots__} | changes))


def write(
    output: Path, started: dict[str, object], rounds: dict[str, list[dict[str, Figures]]]
) -> None:
    """Write what was found so far: figures, table and plot."""
    results: Results = {server: median(some) for server, some in rounds.items()}
    output.mkdir(parents=True, exist_ok=True)
    document = {"surroundings": started, "results": results, "rounds": rounds}
    (output / "results.json").write_text(json.dumps(document, indent=1) + "\n")
    (output / "table.md").write_text(table(results) + "\n")
    (output / "cost.svg").write_text(drawn(results))
    if output == RESULTS:
        write_readme(started, table(results))


def write_readme(started: dict[str, object], text: str) -> None:
    """Put the table, and what it was measured on, where benchmarks/README.md has its marks."""
    before, start, rest = README.read_text().partition("<!-- fanout -->\n")
    _, end, after = rest.partition("<!-- /fanout -->")
    measured = (
        f"Measured by `{started['command']}` on commit {started['commit']}: {started['machine']}; "
        f"load average at the start {started['load average']}; Python {started['python']}, "
        f"Twisted {started['twisted']}, {started['ngircd']}, {started['inspircd']}."
    )
    plot = "![CPU for each line delivered, by people](fanout/results/cost.svg)"
    README.write_text(f"{before}{start}{measured}\n\n{text}\n\n{plot}\n{end}{after}")


def main() -> None:
    """Measure, and print, write and draw what was found."""
    # Whoever ends this program ends what it started, too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    chosen = arguments()
    plan = planned(chosen)
    rounds: dict[str, list[dict[str, Figures]]] = {}
    with TemporaryDirectory(prefix="fanout-") as name:
        relay = compile_program("relay", "relay.c", into=Path(name))
        load = compile_program("load", "load.c", "measures.c", into=Path(name))
        servers = all_servers(relay)
        if chosen.servers:
            wanted = [part.strip() for part in chosen.servers.replace(", :", " :").split(",")]
            servers = [s for s in servers if s.name.replace(",", "") in wanted]
        elif chosen.quick:
            servers = [s for s in servers if s.name in ("relay", "naive", OURS)]
        output = chosen.output or (None if chosen.quick else RESULTS)
        started = surroundings()
        for number in range(chosen.rounds):
            for server in servers:
                if server.is_here:
                    print(f"round {number + 1}: {server.name}", file=sys.stderr)
                    rounds.setdefault(server.name, []).append(measure(load, plan, server))
                    if output is not None:
                        write(output, started, rounds)
    print(table({server: median(some) for server, some in rounds.items()}))


if __name__ == "__main__":
    main()
