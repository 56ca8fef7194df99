"""Draws cost against people, on two logarithmic axes, as an SVG without a library."""

from __future__ import annotations

import math
from collections.abc import Sequence

Figures = dict[str, float]
Results = dict[str, dict[str, Figures]]

PANELS = (("one", "one talks, a line at a time"), ("all", "all talk"))
COLOURS = ("#777777", "#d1495b", "#edae49", "#66a182", "#00578a", "#7fb3d5")
WIDTH, HEIGHT = 430, 330
LEFT, TOP = 64, 40
GAP = 90
LEGEND = 24

Point = tuple[float, float]


def drawn(results: Results) -> str:
    """Return the picture: a panel for each of two workloads, a line for each server."""
    series = {
        kind: {server: _points(some, kind) for server, some in results.items()}
        for kind, _ in PANELS
    }
    width = LEFT + len(PANELS) * (WIDTH + GAP)
    height = TOP + HEIGHT + 60 + LEGEND
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, (kind, title) in enumerate(PANELS):
        left = LEFT + number * (WIDTH + GAP)
        parts += _panel(left, title, series[kind])
    for number, server in enumerate(results):
        x = LEFT + number * 140
        y = height - LEGEND / 2
        parts.append(f'<circle cx="{x}" cy="{y - 4}" r="4" fill="{_colour(number)}"/>')
        parts.append(f'<text x="{x + 9}" y="{y}">{server}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _points(some: dict[str, Figures], kind: str) -> list[Point]:
    found = []
    for name, figures in some.items():
        workload, _, people = name.partition(" ")
        if workload == kind and figures.get("cpu_us"):
            found.append((float(people), figures["cpu_us"]))
    return sorted(found)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _panel(left: float, title: str, series: dict[str, list[Point]]) -> list[str]:
    points = [point for some in series.values() for point in some]
    middle = left + WIDTH / 2
    beside = f"translate({left - 46} {TOP + HEIGHT / 2}) rotate(-90)"
    what = "server CPU for each line delivered, µs"
    parts = [
        f'<text x="{middle}" y="{TOP - 16}" text-anchor="middle" font-weight="bold">{title}</text>',
        f'<text x="{middle}" y="{TOP + HEIGHT + 40}" text-anchor="middle">people</text>',
        f'<text transform="{beside}" text-anchor="middle">{what}</text>',
    ]
    if not points:
        return parts
    across = _decades([x for x, _ in points])
    up = _decades([y for _, y in points])
    for exponent in range(across[0], across[1] + 1):
        x = left + _share(10.0**exponent, across) * WIDTH
        parts.append(f'<path d="M{x:.1f} {TOP}v{HEIGHT}" stroke="#dddddd"/>')
        label = f"{10**exponent:,}"
        parts.append(
            f'<text x="{x:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{label}</text>'
        )
    for exponent in range(up[0], up[1] + 1):
        y = TOP + HEIGHT - _share(10.0**exponent, up) * HEIGHT
        parts.append(f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**exponent:g}</text>'
        )
    for number, some in enumerate(series.values()):
        places = [
            (left + _share(x, across) * WIDTH, TOP + HEIGHT - _share(y, up) * HEIGHT)
            for x, y in some
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        colour = _colour(number)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    return parts


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the exponents of the powers of ten between which all values lie."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _share(number: float, decades: tuple[int, int]) -> float:
    return (math.log10(number) - decades[0]) / (decades[1] - decades[0])
