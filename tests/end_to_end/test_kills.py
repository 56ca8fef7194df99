"""A server that is killed while people talk: what anyone has read is in the history afterwards."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.end_to_end.kills import kill

KILLS = 20
"""`python -m tests.end_to_end.kills 1000` does more."""


@pytest.mark.slow
def test_what_anyone_has_read_survives_the_kill_of_the_server(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    # pytest shows it on failure.
    print(f"python -m tests.end_to_end.kills {KILLS} --seed {seed}")  # noqa: T201

    kills = kill(KILLS, tmp_path / "data", seed)

    assert kills.read > KILLS
