"""People who read late, or never."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatservice.core.behind import MOST
from chatservice.protocols.outbox import MARK
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd

KIBIBYTE = 1024


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that no other test uses."""
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        yield server


def line(number: int) -> str:
    """Return a long line: many of them are far more than the system holds for a connection."""
    return f"<{number:06}>" + "a" * 4000


def says(speaker: Guest, listener: Guest, lines: int) -> list[int]:
    """Let so many long lines be said and read; returns their numbers as they were read."""
    read: list[int] = []
    for start in range(0, lines, 100):
        last = min(start + 100, lines)
        speaker.types(*(line(number) for number in range(start, last)), f"up to {last}")
        read += numbers_in(listener.until(f"up to {last}\r\n"))
    return read


def numbers_in(text: str) -> list[int]:
    """Return the numbers of the long lines in a text, in their order."""
    return [int(found) for found in re.findall(r"<(\d+)>a{4000}\r\n", text)]


def begins_to_read(late: Guest) -> Guest:
    """Let the system hold more for somebody again, who would have to read long else."""
    late.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * KIBIBYTE)
    return late


def memory(server: Server) -> int:
    """Return how many bytes of memory a server has."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * KIBIBYTE


def test_those_who_never_read_take_little_and_the_others_miss_nothing(own_server: Server) -> None:
    sleepers = [own_server.guest(receive_buffer=4096) for _ in range(30)]
    for number, sleeper in enumerate(sleepers):
        sleeper.types(f"sleeper-{number}")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    says(ana, bob, 200)
    before = memory(own_server)

    read = says(ana, bob, 2000)  # 8 MB for each of them, of which the system holds 4

    assert read == list(range(2000)), "bob missed a line"
    assert memory(own_server) - before < len(sleepers) * (MARK + 32 * KIBIBYTE)
    ana.types("/users")
    ana.until("(32):")


def test_who_reads_late_gets_everything_in_order_and_goes_on_live(own_server: Server) -> None:
    late = own_server.guest(receive_buffer=4096)
    late.types("late")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    says(ana, bob, 900)

    read = begins_to_read(late).until("up to 900\r\n")

    assert numbers_in(read) == list(range(900))
    ana.types("live")
    assert late.until("\r\n").endswith("ana: live\r\n")


def test_who_reads_very_late_gets_the_last_and_is_told_of_the_rest(own_server: Server) -> None:
    late = own_server.guest(receive_buffer=4096)
    late.types("late")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    says(ana, bob, 1500)  # 6 MB, more than the system holds
    for start in range(0, MOST, 100):
        ana.types(*(f"short {number}" for number in range(start, start + 100)))
        bob.until(f"ana: short {start + 99}\r\n")

    held, number, rest = re.split(
        r"(\d+) more lines were said meanwhile\. In #lobby, /history before \S+ shows the last "
        r"of them\.\r\n",
        begins_to_read(late).until(f"short {MOST - 1}\r\n"),
    )

    found = numbers_in(held)
    assert found == list(range(len(found)))
    assert held.count("ana: ") + int(number) == 1500 + 15
    assert re.findall(r"ana: short (\d+)\r\n", rest) == [str(number) for number in range(MOST)]


def test_a_server_that_stops_does_not_wait_for_who_never_reads(own_server: Server) -> None:
    own_server.guest(receive_buffer=4096).types("sleeper")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    says(ana, bob, 1000)

    own_server.signalled(signal.SIGTERM)

    assert bob.end().endswith("The server is closing. Try again in a moment.\r\n")
    assert own_server.ends_with() == 0


def test_who_reads_late_gets_the_last_words_after_what_was_held(own_server: Server) -> None:
    late = own_server.guest(receive_buffer=4096)
    late.types("late")
    ana, bob = own_server.guest_called("ana"), own_server.guest_called("bob")
    says(ana, bob, 1000)
    own_server.signalled(signal.SIGTERM)
    bob.end()

    read = begins_to_read(late).end()

    found = numbers_in(read)
    assert found == list(range(len(found)))
    assert read.endswith("The server is closing. Try again in a moment.\r\n")
    assert own_server.ends_with() == 0
