"""A real server with few places, with few files, and with none left at all."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatservice.accepting import BACKLOG
from chatservice.core.door import MOST_LEAVING
from tests.end_to_end.people import PROMPTS, SECONDS, Guest
from tests.end_to_end.servers import Server, encrypted_endpoint, running, twistd
from tests.programs import program

FULL = {
    "en": "The server is full: try again later.\r\n",
    "es": "El servidor está lleno: inténtalo más tarde.\r\n",
}

HERE = ("--host", "127.0.0.1")


def limited(soft: int, hard: int, *command: str) -> list[str]:
    """Return a command that runs another one with a limit of open files."""
    return [program("sh"), "-c", f'ulimit -Sn {soft}; ulimit -Hn {hard}; exec "$@"', "sh", *command]


@pytest.fixture(params=["en", "es"])
def with_two_places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server for two people, in each language."""
    command = twistd(*HERE, "--max-connections", "2", "--language", request.param)
    with running(*command, directory=tmp_path, language=request.param) as server:
        yield server


def test_who_comes_to_a_full_server_reads_so_and_is_let_go(with_two_places: Server) -> None:
    with_two_places.guest_called("ana"), with_two_places.guest_called("bob")

    assert with_two_places.guest().end() == FULL[with_two_places.language]


def test_a_place_that_becomes_free_can_be_had_at_once(with_two_places: Server) -> None:
    _, bob = with_two_places.guest_called("ana"), with_two_places.guest_called("bob")
    with_two_places.guest().end()
    bob.types("/quit")
    bob.end()

    with_two_places.guest_called("eva")


def test_a_full_server_still_has_the_page(with_two_places: Server) -> None:
    with_two_places.guest_called("ana"), with_two_places.guest_called("bob")
    asked = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    for _ in range(3):
        browser = with_two_places.guest()
        browser.sends(asked)
        assert browser.end().startswith("HTTP/1.1 200 ")


def test_a_rush_at_a_full_server_is_one_line_of_its_log(tmp_path: Path) -> None:
    with running(*twistd(*HERE, "--max-connections", "2"), directory=tmp_path) as server:
        ana, bob = server.guest_called("ana"), server.guest_called("bob")
        late = [server.guest() for _ in range(300)]
        assert [each.end() for each in late] == [FULL["en"]] * 300
        ana.types("hello")
        bob.until("ana: hello\r\n")
        server.process.terminate()
        rest = server.log.until("Main loop terminated")

    about = [line for line in rest.splitlines() if "[NEW CLIENT]" in line or "Full" in line]
    assert len(about) == 3, about
    assert "[SERVER] Full: all 2 places are taken;" in about[2]


def test_the_limit_of_open_files_is_raised_and_told(tmp_path: Path) -> None:
    command = limited(256, 512, *twistd(*HERE, "--max-connections", "200"))
    with running(*command, directory=tmp_path) as server:
        assert (
            "[SERVER] 512 files may be open at once (it was 256): room for 200 connections\n"
            in server.opening
        )
        assert "Too few" not in server.opening


def test_a_limit_that_is_too_low_is_a_warning_and_holds(tmp_path: Path) -> None:
    command = limited(300, 300, *twistd(*HERE, "--max-connections", "1000"))
    with running(*command, directory=tmp_path) as server:
        found = re.search(r"Too few for --max-connections 1000: (\d+) will fit", server.opening)
        assert found is not None
        assert "LimitNOFILE=1506" in server.opening
        fit = int(found[1])
        inside = [server.guest() for _ in range(fit)]
        assert [each.until(PROMPTS["en"]) for each in inside] == [PROMPTS["en"]] * fit

        assert server.guest().end() == FULL["en"]


@pytest.mark.skipif(sys.platform != "linux", reason="ss(8) is Linux's")
@pytest.mark.parametrize("endpoint", ["tcp:0", "haproxy:tcp:0", "tcp:0:backlog=20"])
def test_thousands_may_wait_to_be_accepted_unless_the_operator_says_otherwise(
    endpoint: str, tmp_path: Path
) -> None:
    asked = 20 if "backlog" in endpoint else BACKLOG
    allowed = int(Path("/proc/sys/net/core/somaxconn").read_text())
    command = twistd("--listen", f"{endpoint}:interface=127.0.0.1", port=None)
    with running(*command, directory=tmp_path) as server:
        listing = [program("ss"), "-Hltn", f"sport = :{server.port}"]
        told = subprocess.run(listing, check=True, capture_output=True, text=True, timeout=SECONDS)

    assert told.stdout.split()[2] == str(min(asked, allowed))


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit(2) is Linux's")
def test_a_server_without_any_file_left_goes_on_and_serves_again(tmp_path: Path) -> None:
    with running(*twistd(*HERE), directory=tmp_path) as server:
        ana, bob = server.guest_called("ana"), server.guest_called("bob")
        pid = server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(open_of(pid)), before[1]))
        for _ in range(20):
            assert is_closed_unheard(server.guest())
        ana.types("hello")
        bob.until("ana: hello\r\n")

        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        server.guest_called("eva")
        server.process.terminate()
        rest = server.log.until("Main loop terminated")

    assert rest.count("EMFILE") == 1
    assert "[SERVER] No more files can be opened (EMFILE)" in rest


def open_of(pid: int) -> list[Path]:
    """Return the files that a process has open."""
    return list(Path(f"/proc/{pid}/fd").iterdir())


def is_closed_unheard(guest: Guest) -> bool:
    """Wait for the end of a connection; return whether nothing came before it."""
    try:
        return guest.socket.recv(1) == b""
    except ConnectionResetError:
        return True


def test_who_never_shakes_hands_holds_no_file_of_a_full_server(tmp_path: Path) -> None:
    command = twistd("--listen", encrypted_endpoint(tmp_path), "--max-connections", "1", port=None)
    with running(*command, directory=tmp_path) as server:
        server.guest()
        silent = [server.guest() for _ in range(MOST_LEAVING + 1)]

        assert is_closed_unheard(silent[-1])  # at once: so many others are about
        assert all(is_closed_unheard(each) for each in silent)
        server.process.terminate()
        assert "Traceback" not in server.log.until("Main loop terminated")
