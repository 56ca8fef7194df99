"""Debian's netcat: typed ahead, cut off, and from scripts."""

from __future__ import annotations

import subprocess

from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, WELCOMES
from tests.end_to_end.servers import Server
from tests.programs import plain_environment, program

GOODBYES = {"en": "See you soon!", "es": "¡Hasta pronto!"}
USERS = {"en": "Users online ({}):", "es": "Usuarios conectados ({}):"}
LEFT = {"en": "* {} left", "es": "* {} salió"}


def netcat(server: Server, typed: bytes) -> list[str]:
    """Return the lines that `printf typed | nc -N` prints."""
    ended = subprocess.run(
        [program("nc"), "-N", "127.0.0.1", str(server.port)],
        input=typed,
        capture_output=True,
        env=plain_environment(),
        timeout=SECONDS,
        check=True,
    )
    return ended.stdout.decode().split("\r\n")


def test_what_is_typed_ahead_gets_all_answers_and_then_the_end(server: Server) -> None:
    say = server.language

    lines = netcat(server, b"bot\nhola\n/users\n/quit\n")

    assert lines == [
        PROMPTS[say] + WELCOMES[say].format("bot"),
        HINTS[say],
        USERS[say].format(1),
        "  bot",
        GOODBYES[say],
        "",
    ]


def test_the_end_of_input_is_a_polite_leave_and_a_half_line_is_dropped(server: Server) -> None:
    ana = server.guest_called("ana")

    lines = netcat(server, b"pepe\nwhole\nhal")

    assert lines[-2:] == [GOODBYES[server.language], ""]
    read = ana.until(LEFT[server.language].format("pepe"))
    assert "pepe: whole\r\n" in read
    assert "hal\r\n" not in read


def test_the_end_of_input_before_a_nickname_ends_the_connection(server: Server) -> None:
    lines = netcat(server, b"")

    assert lines == [PROMPTS[server.language] + GOODBYES[server.language], ""]


def test_a_half_nickname_is_nobodys(server: Server) -> None:
    eva = server.guest_called("eva")

    netcat(server, b"half")

    eva.types("/users", "/version")
    assert "half" not in eva.until("chatservice")


def test_a_script_may_type_thousands_of_lines_ahead(server: Server) -> None:
    leo = server.guest_called("leo")
    said = [f"line {number}" for number in range(2000)]

    netcat(server, "\n".join(["script", *said, "/quit", ""]).encode())

    read = leo.until(LEFT[server.language].format("script"))
    assert [line.split("script: ")[1] for line in read.split("\r\n") if "script: " in line] == said
