"""A door under TLS, and those who knock at it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.people import Guest
from tests.end_to_end.servers import WAITING, Server, encrypted_endpoint, running, twistd

PROMPT = b"Enter your nickname: "


@pytest.fixture
def both_doors(tmp_path: Path) -> Iterator[tuple[Server, int]]:
    """A server with a plain door, and the port of its encrypted one."""
    command = twistd("--host", "127.0.0.1", "--listen", encrypted_endpoint(tmp_path))
    with running(*command, directory=tmp_path) as server:
        found = WAITING.search(server.log.until(WAITING))  # the doors are told in their order
        assert found is not None
        yield server, int(found[1].rpartition(":")[2])


def test_who_connects_and_never_shakes_hands_is_in_the_log_at_once(
    both_doors: tuple[Server, int],
) -> None:
    server, encrypted = both_doors
    server.address = f"127.0.0.1:{encrypted}"

    silent = server.guest()

    number = silent.socket.getsockname()[1]
    server.log.until(f"[NEW CLIENT] Connected from ('127.0.0.1', {number})")


def test_lines_sent_ahead_of_the_end_are_all_said(both_doors: tuple[Server, int]) -> None:
    server, encrypted = both_doors
    leo = server.guest_called("leo")
    server.address = f"127.0.0.1:{encrypted}"
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    said = [f"line {number}" for number in range(1000)]

    with context.wrap_socket(server.guest().socket) as script:
        assert script.recv(len(PROMPT)) == PROMPT
        script.sendall("".join(f"{line}\r\n" for line in ("script", *said)).encode())
        read = leo.until(f"{said[-1]}\r\n").split("\r\n")

    leo.until("* script left")
    assert [line.split("script: ")[1] for line in read if "script: " in line] == said


def test_who_talks_in_the_open_to_the_encrypted_door_is_let_go(
    both_doors: tuple[Server, int],
) -> None:
    server, encrypted = both_doors
    leo = server.guest_called("leo")
    server.address = f"127.0.0.1:{encrypted}"
    stranger: Guest = server.guest()

    stranger.types("mallory", "hello")

    stranger.end()
    leo.types("/users")
    assert "mallory" not in leo.until("(1):\r\n  leo\r\n")
