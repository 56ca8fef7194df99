"""The benchmarks run, small: whether what they print is there, and never how fast anything is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.programs import CHECKOUT, plain_environment

pytestmark = pytest.mark.slow

SURROUNDINGS = {"machine", "python", "twisted", "sqlite"}

RUNS = {
    "handing": (
        ("--people", "5", "--rounds", "3"),
        {"each receiver", "each speaker, 20 lines"},
    ),
    "detecting": (
        ("--connections", "50"),
        {"to the answer, µs", "CPU, µs"},
    ),
    "slow": (
        ("--people", "3", "--lines", "50", "--times", "5"),
        {"KiB each", "on the way, alone, ms", "on the way, beside them, ms"},
    ),
    "stored": (
        ("--people", "3", "--lines", "5", "--pairs", "1"),
        {"ratio", "stored a second", "in memory a second"},
    ),
    "commits": (
        ("--commits", "20"),
        {"1 a turn, alone", "1 a turn, during checkpoints", "20 a turn, during checkpoints"},
    ),
    "large": (
        ("--messages", "3000", "--searches", "5"),
        {
            *("start", "start, empty", "last 50", "join", "no search"),
            *("search for rare words", "search for common words"),
        },
    ),
}
"""What each is given, and what it promises to print beside the machine and the versions."""


@pytest.mark.parametrize("name", RUNS)
def test_a_benchmark_prints_its_figures_as_one_line_of_json(name: str) -> None:
    options, promised = RUNS[name]
    program = CHECKOUT / "benchmarks" / f"{name}.py"

    ended = subprocess.run(
        [sys.executable, str(program), *options],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    assert promised | SURROUNDINGS <= json.loads(ended.stdout).keys()
