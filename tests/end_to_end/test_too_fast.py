"""Those who write too fast or do something too often at a real server: what they are told."""

from __future__ import annotations

import re
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatservice.core.refusals import Code
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.words import refused

HERE = ("--host", "127.0.0.1")


def numbers_said(text: str, who: str) -> list[int]:
    """Return the numbers that somebody has said, in their order."""
    return [int(number) for number in re.findall(rf"{who}: (\d+)\r\n", text)]


def test_who_writes_too_fast_is_delayed_and_all_of_it_is_said(tmp_path: Path) -> None:
    with running(*twistd(*HERE, "--flood", "5/20", limited=True), directory=tmp_path) as server:
        ana, eva = server.guest_called("ana"), server.guest_called("eva")
        start = time.monotonic()
        eva.types(*(str(number) for number in range(25)))

        read = ana.until("eva: 24\r\n")

        took = time.monotonic() - start
    assert numbers_said(read, "eva") == list(range(25))
    assert took > 0.95 * (25 - 5 - 1) / 20


def test_nothing_more_is_received_of_who_writes_too_fast(tmp_path: Path) -> None:
    with running(*twistd(*HERE, "--flood", "2/0.1", limited=True), directory=tmp_path) as server:
        ana, eva = server.guest_called("ana"), server.guest_called("eva")
        eva.socket.setblocking(False)

        sent = 0
        while sent < 64 * 2**20 and select.select([], [eva.socket], [], 0.5)[1]:
            sent += eva.socket.send(b"hello there\n" * 1000)

        assert sent < 32 * 2**20  # the system itself holds some megabytes
        ana.types("/version")
        ana.until("chatservice")


IMPATIENT = """\
import sys
from datetime import timedelta
from chatservice.core import flood
flood.PATIENCE = timedelta(seconds=0.5)
flood.MUTED = timedelta(seconds=1)
from twisted.scripts.twistd import run
run()
"""
"""A server whose patience ends after half a second, and not after 15."""


def impatient(language: str) -> list[str]:
    """Return the command that runs it."""
    _, *arguments = twistd(*HERE, "--flood", "2/20", "--language", language, limited=True)
    return [sys.executable, "-c", IMPATIENT, *arguments]


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    """Each of the two."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def impatient_one(language: str, tmp_path: Path) -> Iterator[Server]:
    """A server whose patience ends soon, in each language."""
    with running(*impatient(language), directory=tmp_path, language=language) as server:
        yield server


def outcomes(eva: Guest, language: str, lines: int) -> tuple[list[int], int]:
    """Return which of some numbers somebody with an echo has said, and how many were refused."""
    muted = refused(language, Code.MUTED_FOR_FLOOD, seconds=1)
    read = "".join(eva.until("\r\n") for _ in range(lines))
    return numbers_said(read, "eva"), read.count(muted)


def test_who_goes_on_too_fast_is_muted_and_told_so_of_each_line(
    impatient_one: Server, language: str
) -> None:
    ana, eva = impatient_one.guest_called("ana"), impatient_one.guest_called("eva")
    eva.types("/set echo on")
    eva.until("\r\n")

    eva.types(*(str(number) for number in range(30)))

    numbers, refusals = outcomes(eva, language, 30)
    assert refusals
    assert numbers == list(range(30 - refusals))
    assert not select.select([eva.socket], [], [], 1.2)[0]  # the mute is over, and a break made
    eva.types("sorry")
    assert numbers_said(ana.until("eva: sorry\r\n"), "eva") == numbers


def test_who_goes_on_even_then_is_disconnected_and_told_why(
    impatient_one: Server, language: str
) -> None:
    ana, eva = impatient_one.guest_called("ana"), impatient_one.guest_called("eva")
    eva.types("/set echo on")
    eva.until("\r\n")

    eva.types(*(str(number) for number in range(100)))

    *lines, last = eva.end().splitlines(keepends=True)
    assert last == refused(language, Code.FLOODED)
    muted = lines.count(refused(language, Code.MUTED_FOR_FLOOD, seconds=1))
    numbers = numbers_said("".join(lines), "eva")
    assert len(numbers) + muted == len(lines)
    assert numbers == list(range(len(numbers)))
    left = {"en": "* eva left", "es": "* eva salió"}[language]
    assert numbers_said(ana.until(f"{left}\r\n"), "eva") == numbers


def test_who_is_disconnected_for_it_may_come_again(impatient_one: Server) -> None:
    eva = impatient_one.guest_called("eva")
    eva.types(*(str(number) for number in range(100)))
    eva.end()

    impatient_one.guest_called("eva")


# -- what people do too often ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which everything may be done twice, and two people spoken to who listen."""
    directory: Path = tmp_path_factory.mktemp("strict")
    limits = ["--flood", "off", "--renames", "2/60s", "--rooms-each", "2"]
    limits += ["--strangers", "2/60s", "--repeats", "2/60s"]
    with running(*twistd(*HERE, *limits, limited=True), directory=directory) as server:
        for name in ("one", "two", "three"):
            server.guest_called(name)
        yield server


@pytest.mark.parametrize(
    ("name", "lines", "told"),
    [
        ("ana", ["hi", "HI", "h i"], refused("en", Code.REPEATED, allowed=2, seconds=60)),
        (
            "bob",
            ["/rename bob2", "/rename bob3", "/rename bob4"],
            refused("en", Code.TOO_MANY_RENAMES, seconds=60),
        ),
        ("eva", ["/join one", "/join two"], refused("en", Code.TOO_MANY_ROOMS, allowed=2)),
        (
            "leo",
            ["/msg one hi", "/msg two hello", "/msg three hey"],
            refused("en", Code.TOO_MANY_STRANGERS, allowed=2, seconds=60),
        ),
    ],
)
def test_what_is_done_once_too_often_is_told(
    strict: Server, name: str, lines: list[str], told: str
) -> None:
    somebody = strict.guest_called(name)
    *allowed, over = lines
    somebody.types(*allowed, "/version")
    before = somebody.until("chatservice")

    somebody.types(over)

    assert told not in before
    somebody.until(told)
