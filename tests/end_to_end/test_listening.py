"""Where a real server waits for people, and what it says when it can't."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, Guest, Piped
from tests.end_to_end.servers import encrypted_endpoint, outcome, running, twistd
from tests.programs import plain_environment, program, script

HERE = "interface=127.0.0.1"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def commands(*arguments: str) -> list[list[str]]:
    """Return each way to serve in the foreground, with these arguments."""
    return [
        [script("twistd"), "--nodaemon", "--pidfile=", "chat", *arguments],
        [sys.executable, "-m", "twisted", "chat", *arguments],
        [script("chatservice"), "server", *arguments],
        [sys.executable, "-m", "chatservice", "server", *arguments],
    ]


def test_the_log_says_where_people_are_waited_for_and_how_others_get_there(
    tmp_path: Path,
) -> None:
    with running(*twistd(), directory=tmp_path) as server:
        assert server.address == f"0.0.0.0:{server.port}"
        below = server.log.until("\n")
        assert re.search(rf"\[SERVER\] .*telnet \d+\.\d+\.\d+\.\d+ {server.port}, .*\n$", below)
        ana = server.guest()
        number = ana.socket.getsockname()[1]
        server.log.until(f"[NEW CLIENT] Connected from ('127.0.0.1', {number})")


def test_every_way_to_serve_serves(tmp_path: Path) -> None:
    for command in commands("--host", "127.0.0.1", "--port", "0"):
        if "twisted" not in command:  # that runner ends by the signal, not with status 0
            with running(*command, directory=tmp_path) as server:
                server.guest_called("ana")


def test_host_and_port_are_plain_arguments_of_chatservice_server(tmp_path: Path) -> None:
    command = [script("chatservice"), "server", "127.0.0.1", "0", "--language", "es"]
    with running(*command, directory=tmp_path, language="es") as server:
        assert server.address.startswith("127.0.0.1:")
        server.guest_called("ana")


def test_a_port_in_use_is_one_line_that_says_what_to_do(taken_port: int, tmp_path: Path) -> None:
    arguments = ("--host", "127.0.0.1", "--port", str(taken_port))
    for command in commands(*arguments):
        status, output, errors = outcome(*command, directory=tmp_path)

        assert status == 1, command
        assert errors.count("\n") == 1, errors
        assert str(taken_port) in errors
        assert "--port" in errors
        assert "Traceback" not in output + errors


def test_a_port_in_use_is_told_in_the_locales_language(taken_port: int, tmp_path: Path) -> None:
    command = twistd("--host", "127.0.0.1", port=str(taken_port))

    _, _, errors = outcome(*command, directory=tmp_path, LC_ALL="es_ES.UTF-8")

    assert f"El puerto {taken_port} " in errors


def test_an_endpoint_in_use_is_one_line_that_names_it(taken_port: int, tmp_path: Path) -> None:
    endpoint = f"tcp:{taken_port}:{HERE}"
    command = twistd("--listen", endpoint, port=None)

    status, output, errors = outcome(*command, directory=tmp_path)

    assert status == 1
    lines = [line for line in (output + errors).splitlines() if str(taken_port) in line]
    assert len(lines) == 1, lines
    assert "in use" in lines[0]
    assert "Traceback" not in output + errors


@pytest.mark.parametrize(
    ("arguments", "environment", "named", "allowed"),
    [
        (["--port", "65536"], {}, ["--port", "'65536'"], "0 to 65535"),
        (["--port", "a"], {}, ["--port", "'a'"], "0 to 65535"),
        (["--host", "nowhere"], {}, ["--host", "'nowhere'"], "0.0.0.0"),
        (["--language", "fr"], {}, ["--language", "'fr'"], "en, es"),
        (["--style", "loud"], {}, ["--style", "'loud'"], "clock, bracket"),
        (["--room", "a b"], {}, ["--room"], "letters, digits"),
        (["--motd", "missing.txt"], {}, ["--motd", "'missing.txt'"], "text file"),
        (["--listen", "nonsense:1"], {}, ["--listen", "'nonsense:1'"], "tcp:5050"),
        (["--data", "no/such/place"], {}, ["--data", "no/such/place"], "directory"),
        (["--config", "missing.toml"], {}, ["--config", "'missing.toml'"], "TOML"),
        (["--nosuch", "1"], {}, ["nosuch"], "--help"),
        (["surplus"], {}, [], "--help"),
        ([], {"CHAT_PORT": "-1"}, ["CHAT_PORT", "'-1'"], "0 to 65535"),
        ([], {"CHAT_LANGUAGE": "de"}, ["CHAT_LANGUAGE", "'de'"], "en, es"),
        (["--config", "wrong.toml"], {}, ["wrong.toml", "style", "'loud'"], "clock, bracket"),
        (["--config", "unknown.toml"], {}, ["unknown.toml", "'prot'"], "port"),
        (["--config", "broken.toml"], {}, ["broken.toml"], "port = 5050"),
    ],
)
def test_a_wrong_value_is_one_line_that_says_where_what_and_what_is_allowed(
    arguments: list[str],
    environment: dict[str, str],
    named: list[str],
    allowed: str,
    tmp_path: Path,
) -> None:
    tmp_path.joinpath("wrong.toml").write_text('style = "loud"\n')
    tmp_path.joinpath("unknown.toml").write_text("prot = 5050\n")
    tmp_path.joinpath("broken.toml").write_text("port 5050\n")
    command = twistd(*arguments, port=None)

    status, output, errors = outcome(*command, directory=tmp_path, **environment)

    assert status == 1
    assert output == ""
    assert errors.count("\n") == 1, errors
    for word in (*named, allowed):
        assert word in errors


def test_a_wrong_value_is_told_in_the_locales_language(tmp_path: Path) -> None:
    _, _, errors = outcome(*twistd(port="a"), directory=tmp_path, LC_ALL="es_ES.UTF-8")

    assert "no es un puerto" in errors


def test_a_flag_beats_the_environment_which_beats_the_file(taken_port: int, tmp_path: Path) -> None:
    # Whoever takes the wrong one meets a port in use.
    file = tmp_path / "chat.toml"
    file.write_text(f'host = "127.0.0.1"\nport = {taken_port}\nlanguage = "es"\nroom = "plaza"\n')
    with running(
        *twistd("--config", str(file), "--language", "en", port=None),
        directory=tmp_path,
        CHAT_PORT="0",
        CHAT_LANGUAGE="es",
    ) as server:
        assert server.address.startswith("127.0.0.1:")
        ana = server.guest_called("ana")
        ana.types("/rooms")
        ana.until("#plaza")


def test_a_unix_socket_is_a_door(tmp_path: Path) -> None:
    path = tmp_path / "chat.sock"
    with running(*twistd("--listen", f"unix:{path}", port=None), directory=tmp_path) as server:
        assert server.address == str(path)
        connecting = socket.socket(socket.AF_UNIX)
        connecting.settimeout(SECONDS)
        connecting.connect(str(path))
        with connecting:
            ana = Guest(connecting)
            ana.enters_as("ana")
            ana.types("/quit")
            assert ana.end() == "See you soon!\r\n"
        server.log.until("[NEW CLIENT] Connected from")


def test_behind_a_proxy_the_log_has_the_real_address(tmp_path: Path) -> None:
    command = twistd("--listen", f"haproxy:tcp:0:{HERE}", port=None)
    with running(*command, directory=tmp_path) as server:
        ana = server.guest()
        ana.sends(b"PROXY TCP4 192.0.2.9 192.0.2.1 56324 5050\r\n")
        ana.enters_as("ana")
        server.log.until("[NEW CLIENT] Connected from ('192.0.2.9', 56324)")
        ana.types("/quit")
        assert ana.end() == "See you soon!\r\n"


def test_behind_a_proxy_all_answers_come_after_the_end_of_input(tmp_path: Path) -> None:
    command = twistd("--listen", f"haproxy:tcp:0:{HERE}", port=None)
    with running(*command, directory=tmp_path) as server:
        bot = server.guest()
        bot.sends(b"PROXY TCP4 192.0.2.9 192.0.2.1 56324 5050\r\nbot\nhello\n/users\n")
        bot.socket.shutdown(socket.SHUT_WR)

        assert bot.end().endswith("Users online (1):\r\n  bot\r\nSee you soon!\r\n")


def test_an_encrypted_door_holds_the_same_conversation(tmp_path: Path) -> None:
    openssl = program("openssl")
    endpoint = encrypted_endpoint(tmp_path)
    with running(*twistd("--listen", endpoint, port=None), directory=tmp_path) as server:
        client = [openssl, "s_client", "-quiet", "-connect", f"127.0.0.1:{server.port}"]
        with Piped(*client, environment=plain_environment()) as ana:
            ana.until(PROMPTS["en"])
            ana.types("ana")
            ana.line(HINTS["en"])
            ana.types("/quit")
            ana.line("See you soon!")
            ana.end()


# As sd_listen_fds(3) has it: the sockets from descriptor 3 on, for the process of that number.
HANDING_OVER = """\
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_FDNAMES": "chat", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_a_socket_from_systemd_is_a_door(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inherited:
        port = inherited.getsockname()[1]
        command = twistd("--listen", "systemd:domain=INET:index=0", port=None)
        number = inherited.fileno()
        with running(
            *[sys.executable, "-c", HANDING_OVER, str(number), *command],
            directory=tmp_path,
            inherited=(number,),
        ) as server:
            assert server.address == f"127.0.0.1:{port}"
            server.guest_called("ana")


def test_several_doors_lead_to_the_same_chat(tmp_path: Path) -> None:
    path = tmp_path / "chat.sock"
    command = twistd("--host", "127.0.0.1", "--listen", f"unix:{path}")
    with running(*command, directory=tmp_path) as server:
        server.log.until(f"[SERVER] Waiting for connections on {path}")
        ana = server.guest_called("ana")
        connecting = socket.socket(socket.AF_UNIX)
        connecting.settimeout(SECONDS)
        connecting.connect(str(path))
        with connecting:
            bob = Guest(connecting)
            bob.enters_as("bob")
            bob.types("hello")
            ana.until("bob: hello\r\n")
