"""The collector's settings are the whole process's, so each is looked at in one of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.programs import plain_environment


def said_by(code: str) -> str:
    """Return what a new Python prints that has set the collector up, and then runs ``code``."""
    ended = subprocess.run(
        [sys.executable, "-c", f"from chatservice import collecting\ncollecting.set_up()\n{code}"],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ended.stdout.strip()


def test_what_was_there_at_the_start_is_left_out_of_collections() -> None:
    assert int(said_by("import gc; print(gc.get_freeze_count())")) > 1000


def test_circles_that_come_later_are_still_collected() -> None:
    circles = "[each.append(each) for each in ([] for _ in range(10 * collecting.ALLOCATIONS))]"
    counted = "sum(stage['collected'] for stage in gc.get_stats())"

    found = said_by(f"import gc\nbefore = {counted}\n{circles}\nprint({counted} - before)")

    assert int(found) > 0
