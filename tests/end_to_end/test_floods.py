"""One person who sends or asks for a great deal at a real server, and everyone else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.people import HINTS
from tests.end_to_end.servers import Server, running, twistd

pytestmark = pytest.mark.slow

PACKET = 64 * 1024
"""Bytes; the most that Twisted reads of one connection at a time."""

SOON = 2.0
"""Seconds, which is generous: it takes a few hundredths."""


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that no other test floods."""
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        yield server


def test_a_flood_of_unknown_commands_holds_up_nobody(own_server: Server) -> None:
    ana, bob, mallory = (own_server.guest_called(name) for name in ("ana", "bob", "mallory"))
    line = b"/zz\n"

    mallory.sends(line * (PACKET // len(line)))
    bob.types("hello")
    ana.until("bob: hello\r\n", seconds=SOON)
    ana.types("hello back")
    bob.until("ana: hello back\r\n", seconds=SOON)


def test_a_flood_of_lines_holds_up_nobody(own_server: Server) -> None:
    ana, bob, mallory = (own_server.guest_called(name) for name in ("ana", "bob", "mallory"))

    mallory.sends(b"x\n" * (PACKET // 2))
    bob.types("hello")
    ana.until("bob: hello\r\n", seconds=SOON)


def test_lines_sent_ahead_of_the_end_of_input_are_all_said(own_server: Server) -> None:
    leo, script = own_server.guest_called("leo"), own_server.guest_called("script")
    said = [f"line {number}" for number in range(5000)]

    script.types(*said)
    script.socket.shutdown(socket.SHUT_WR)

    read = leo.until("* script left").split("\r\n")
    assert [line.split("script: ")[1] for line in read if "script: " in line] == said


def test_whoever_reads_all_the_time_gets_whatever_they_ask_for(own_server: Server) -> None:
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    for number in range(20):
        ana.types(*["z" * 4000] * 10, f"so far {number}")
        bob.until(f"so far {number}\r\n")
    reader = own_server.guest_called("reader")

    reader.types(*["/history 200"] * 20, "/version")

    assert reader.until("chatservice").count("so far 19\r\n") == 20 + 1  # and on arriving


def test_whoever_comes_in_the_middle_of_a_flood_is_let_in(own_server: Server) -> None:
    mallory = own_server.guest_called("mallory")
    mallory.sends(b"/help\n" * (PACKET // 6))

    eva = own_server.guest()
    eva.types("eva")

    eva.until(HINTS["en"], seconds=SOON)
