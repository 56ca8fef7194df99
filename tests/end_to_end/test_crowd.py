"""Everyone reads everything, in one order, whatever 200 people do at the same time."""

from __future__ import annotations

import os
import random
import re

import pytest

from tests.end_to_end.crowd import PEOPLE, run
from tests.end_to_end.crowd_members import Member, Role
from tests.end_to_end.servers import Server, running, twistd

SAID = 6000
"""Messages, of which the system holds a third at most for somebody with small segments."""

BROUGHT = 1000
"""The last of those that were missed."""

TEXT = "x" * 500

LEFT_OUT = re.compile(r"(\d+) more lines were said meanwhile\. ")
"""How somebody who was behind is told of what they do not get."""


@pytest.mark.slow
def test_everyone_in_a_crowd_reads_all_that_is_for_them_once_and_in_order() -> None:
    seed = int(os.environ.get("CROWD_SEED") or random.SystemRandom().randrange(2**32))
    # pytest shows it on failure.
    print(f"CROWD_SEED={seed}, or python -m tests.end_to_end.crowd 1 --seed {seed}")  # noqa: T201

    result = run(seed)

    assert result.pauses >= PEOPLE[Role.SLOW], result


def _read_late(server: Server) -> list[list[str]]:
    """Return what three people read who had not read while much was said."""
    ana, bob = server.guest_called("ana"), server.guest_called("bob")
    late = [Member(Role.SLOW, number, server.port, {}) for number in range(3)]
    for member in late:
        bob.until(f"{member.name} is here\r\n")
    for first in range(0, SAID, 100):
        ana.types(*(f"m{number} {TEXT}" for number in range(first, first + 100)))
        bob.until(f"ana: m{first + 99} {TEXT}\r\n")
    for member in late:
        member.mark = f"ana: m{SAID - 1} {TEXT}"
        while member.mark:
            member.reads()
        member.socket.close()
    return [member.lines for member in late]


def test_who_read_late_gets_the_last_thousand_lines_and_how_many_more_there_were() -> None:
    with running(*twistd("--host", "127.0.0.1"), "--history", "0") as server:
        read_by = _read_late(server)

    for lines in read_by:
        numbers = [int(line.split()[1][1:]) for line in lines if line.startswith("ana: m")]
        told = sum(int(found[1]) for line in lines if (found := LEFT_OUT.match(line)))
        assert numbers == sorted(set(numbers))
        assert numbers[-BROUGHT:] == list(range(SAID - BROUGHT, SAID))
        assert len(numbers) + told == SAID
        assert told > 0
