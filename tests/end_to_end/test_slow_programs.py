"""Programs that read late, or never: JSON lines and WebSocket, plain and under TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chatservice.core.behind import MOST
from chatservice.protocols.outbox import MARK
from tests.end_to_end.late import LATE, Late, Message, closing_all
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.test_slow_readers import KIBIBYTE, memory, says

pytestmark = pytest.mark.slow

LINES = 3000

OF_TLS = 64 * KIBIBYTE
"""What OpenSSL and Twisted hold besides for each connection."""

by_each_way = pytest.mark.parametrize("way", LATE, ids=lambda way: way.way)
plain_or_not = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "TLS"])


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that no other test uses."""
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        yield server


def numbers_in(messages: list[Message]) -> list[int]:
    """Return the numbers of the long lines among some messages."""
    found = [re.match(r"<(\d+)>", str(each.get("text"))) for each in messages]
    return [int(each[1]) for each in found if each is not None]


def seqs_in(messages: list[Message]) -> list[int]:
    """Return the numbers that the log gave to what was said, heard or one's own."""
    return [each["seq"] for each in messages if each["type"] in {"said", "ok"}]


@by_each_way
@plain_or_not
def test_who_reads_late_gets_all_in_order_and_the_answers_to_what_they_asked(
    way: type[Late], encrypted: bool, own_server: Server
) -> None:
    late = way(own_server.port, nick="late", encrypted=encrypted)
    with closing_all(late):
        ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
        asked = []
        for start in range(0, 900, 300):
            asked += [f"{start}-{number}" for number in range(5)]
            late.sends(*({"type": "say", "text": name, "id": name} for name in asked[-5:]))
            says(ana, bob, 300)
        ana.types("that was it")
        bob.until("that was it\r\n")

        late.begins_to_read()
        read = late.until("that was it")
        if not any(each.get("id") == asked[-1] for each in read):
            read += late.until_answered(asked[-1])

        assert numbers_in(read) == 3 * list(range(300))
        assert [each["id"] for each in read if each["type"] == "ok"] == asked
        assert seqs_in(read) == sorted(set(seqs_in(read)))
        ana.types("live")
        assert [each["type"] for each in late.until("live")] == ["said"]


@by_each_way
@plain_or_not
def test_who_reads_very_late_gets_the_last_and_is_told_of_the_rest(
    way: type[Late], encrypted: bool, own_server: Server
) -> None:
    late = way(own_server.port, nick="late", encrypted=encrypted)
    with closing_all(late):
        ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
        says(ana, bob, LINES)
        late.begins_to_read()

        read = late.until(f"up to {LINES}")

        # On a busy machine the system may have taken some more meanwhile, and there are two.
        left_out = [each for each in read if each["type"] == "left-out"]
        at = read.index(left_out[-1])
        heard, rest = numbers_in(read), numbers_in(read[at:])
        said = [each for each in read if each["type"] == "said"]
        assert heard == sorted(set(heard))
        assert rest == list(range(LINES - len(rest), LINES))
        assert len([each for each in read[at:] if each["type"] == "said"]) == MOST
        assert len(said) + sum(each["number"] for each in left_out) == LINES + LINES // 100


def test_those_who_never_read_take_little_and_the_others_miss_nothing(own_server: Server) -> None:
    sleepers = [
        way(own_server.port, nick=f"{way.way}-{number}-{encrypted}", encrypted=encrypted)
        for way in LATE
        for number in range(5)
        for encrypted in (False, True)
    ]
    with ExitStack() as stack:
        stack.enter_context(closing_all(*sleepers))
        ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
        says(ana, bob, 300)
        before = memory(own_server)

        read = says(ana, bob, LINES)

        assert read == list(range(LINES)), "bob missed a line"
        assert memory(own_server) - before < len(sleepers) * (MARK + OF_TLS)
