"""People who read late, or never."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatservice.render.phrasebook import phrasebook
from tests.end_to_end.servers import Server, running, twistd

LINE = "a" * 4000
MOST = 20_000
"""Lines, far more than the 4 MiB that may wait and what the system holds for a connection."""


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that no other test uses."""
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        yield server


def test_someone_who_never_reads_is_ended_and_the_others_miss_nothing(own_server: Server) -> None:
    own_server.guest(receive_buffer=4096).types("sleeper")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    said = 0
    read = ""

    while "* sleeper left" not in read:
        assert said < MOST, "nobody was ended"
        ana.types(*[LINE] * 100, f"{said}")
        said += 100
        read = bob.until(f"ana: {said - 100}\r\n")
        assert read.count(LINE) == 100, "bob missed a line"

    ana.types("/users")
    ana.until("(2):")
    own_server.log.until("Ending the connection of")


def test_a_server_that_stops_does_not_wait_for_who_never_reads(own_server: Server) -> None:
    own_server.guest(receive_buffer=4096).types("sleeper")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    for _ in range(10):
        ana.types(*[LINE] * 100, "so far")
        bob.until("so far\r\n")

    own_server.signalled(signal.SIGTERM)

    assert bob.end().endswith("The server is closing. Try again in a moment.\r\n")
    assert own_server.ends_with() == 0


def test_who_reads_late_gets_everything_and_the_last_words(own_server: Server) -> None:
    late = own_server.guest(receive_buffer=4096)
    late.types("late")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    for _ in range(10):  # 4 MB, more than the system holds
        ana.types(*[LINE] * 100, "so far")
        bob.until("so far\r\n")
    own_server.signalled(signal.SIGTERM)
    bob.end()

    read = late.end()

    assert read.count(LINE) == 1000
    assert read.endswith(
        phrasebook("en").say("The server is closing. Try again in a moment.") + "\r\n"
    )
    assert own_server.ends_with() == 0
