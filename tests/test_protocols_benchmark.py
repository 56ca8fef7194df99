"""The benchmark of the protocols, small: that it measures all of them, and all is delivered."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.programs import CHECKOUT, plain_environment, program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it needs Linux's epoll and /proc"),
]

FAULTS = ("wrong", "lost", "incomplete")


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, float]]:
    """What a quick run found, by protocol."""
    program("cc")
    options = ("--people", "10", "--rounds", "1", "--seconds", "0.2", "--json")
    ended = subprocess.run(
        [sys.executable, "benchmarks/fanout/protocols.py", *options],
        cwd=CHECKOUT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    figures: dict[str, dict[str, float]] = json.loads(ended.stdout)
    return figures


def test_every_protocol_is_measured(found: dict[str, dict[str, float]]) -> None:
    assert list(found) == ["lines", "JSON lines", "WebSocket"]


def test_nobody_misses_a_line_gets_one_twice_or_out_of_order(
    found: dict[str, dict[str, float]],
) -> None:
    assert [(name, fault) for name, each in found.items() for fault in FAULTS if each[fault]] == []


def test_lines_were_delivered_and_checked(found: dict[str, dict[str, float]]) -> None:
    assert all(each["delivered"] > 0 and each["checked"] > 0 for each in found.values())
