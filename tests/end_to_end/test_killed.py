"""A server that is killed while programs talk: nothing is lost, and nothing comes twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.end_to_end.killed import kill

KILLS = 6
"""`python -m tests.end_to_end.killed 100` does more."""


@pytest.mark.slow
def test_programs_go_on_where_they_were_when_the_server_was_killed(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    # pytest shows it on failure.
    print(f"python -m tests.end_to_end.killed {KILLS} --seed {seed}")  # noqa: T201

    talkers = kill(KILLS, tmp_path, seed)

    assert min(len(each.reading.messages) for each in talkers) > KILLS
