"""The table: what each server takes, in the order of the issue's targets, and the ratios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OURS, RELAY = "ours", "relay"
IRC = ("ngircd", "inspircd")

Figures = dict[str, float]
Results = dict[str, dict[str, Figures]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: where its figure stands in the results, and what it is called.

    ``more_is_better`` says which way the ratios are to be read.
    """

    what: str
    workload: str
    figure: str
    scale: float = 1.0
    more_is_better: bool = False


def rows(results: Results) -> list[Row]:
    """Return the lines of the table for all that was measured."""
    sizes = sorted(
        {int(name.split()[1]) for some in results.values() for name in some if " " in name}
    )
    found = []
    for kind, title in (("one", "one talks"), ("all", "all talk")):
        found += [
            Row(f"{n:,} people, {title}: CPU for each line delivered, µs", f"{kind} {n}", "cpu_us")
            for n in sizes
        ]
    found += [
        Row(
            f"{n:,} people, all talk: million lines delivered a second",
            f"all {n}",
            "rate",
            1e-6,
            more_is_better=True,
        )
        for n in sizes
    ]
    for n in sizes:
        name = f"paced {n}"
        for figure, title in (("p50_us", "median"), ("p99_us", "99th percentile")):
            found.append(Row(f"{n:,} people, paced: {title}, ms", name, figure, 1e-3))
        found.append(Row(f"{n:,} people, paced: CPU for each line delivered, µs", name, "cpu_us"))
    for n in sizes:
        name = f"arrivals {n}"
        found.append(Row(f"{n:,} arrive: a second", name, "a second", more_is_better=True))
        found.append(Row(f"{n:,} arrive: CPU for each, µs", name, "cpu_each_us"))
    found.append(Row("memory for each idle connection, KiB", "idle", "KiB each"))
    return found


def value(results: Results, server: str, row: Row) -> float | None:
    """Return a server's figure for a line of the table, if it was measured."""
    found = results.get(server, {}).get(row.workload, {}).get(row.figure)
    return None if found is None else found * row.scale


def table(results: Results) -> str:
    """Return the results as a Markdown table, and below it whatever was not as it must be."""
    head = ["", *results, f"{OURS} / {RELAY}", f"{OURS} / better IRC server"]
    lines = [head, ["---"] * len(head)]
    for row in rows(results):
        values = [value(results, server, row) for server in results]
        if any(each is not None for each in values):
            ratios = [_ratio(results, row, [RELAY]), _ratio(results, row, list(IRC))]
            lines.append([row.what, *map(_number, values), *map(_number, ratios)])
    lines.append(["busiest generator, of its core", *_busiest(results), "", ""])
    text = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([*text, "", *_faults(results)]).rstrip()


def _ratio(results: Results, row: Row, others: list[str]) -> float | None:
    ours = value(results, OURS, row)
    better: Callable[..., float] = max if row.more_is_better else min
    known = [found for other in others if (found := value(results, other, row)) is not None]
    return ours / better(known) if ours is not None and known and better(known) else None


def _number(number: float | None) -> str:
    if number is None:
        return "–"
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _busiest(results: Results) -> list[str]:
    return [
        f"{max((figures.get('load_busy', 0) for figures in some.values()), default=0):.0%}"
        for some in results.values()
    ]


def _faults(results: Results) -> list[str]:
    """Return a sentence for each workload in which a line was lost, doubled or out of order."""
    return [
        f"{server}, {workload}: {figures['wrong']:.0f} lines not as expected, "
        f"{figures['lost']:.0f} connections lost, {figures['incomplete']:.0f} people with more or "
        "less than they were owed."
        for server, some in results.items()
        for workload, figures in some.items()
        if figures.get("wrong") or figures.get("lost") or figures.get("incomplete")
    ]
