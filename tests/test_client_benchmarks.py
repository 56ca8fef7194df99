"""The client's benchmarks, small: that they run and lose nothing, never how fast anything is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.programs import CHECKOUT, plain_environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="they need /proc"),
]


def table(name: str, *options: str) -> list[list[str]]:
    """Return the rows of the table that a benchmark prints, without the head."""
    ended = subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "client" / f"{name}.py"), *options],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [line.split() for line in ended.stdout.splitlines()[2:]]


def test_a_small_flood_loses_nothing_and_doubles_nothing() -> None:
    (row,) = table(
        "flood", *("--people", "5", "--rate", "500", "--seconds", "1", "--sizes", "80x24")
    )
    assert row[0] == "80x24"
    assert row[-2:] == ["0", "0"]


def test_a_start_is_measured() -> None:
    rows = table("starting", "--times", "1")
    assert len(rows) == 6
    assert all(float(cell) > 0 for row in rows for cell in row[-3:])


def test_memory_is_measured() -> None:
    *rows, last = table("memory", "--lines", "8000", "--every", "4000")
    assert [row[0] for row in rows] == ["4,000", "8,000"]
    assert last[0] == "grown"
