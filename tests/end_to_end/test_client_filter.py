"""The client in a pipe, with a real server."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.client.screens import CLIENT
from tests.client.servers import accepted, listening, welcome
from tests.end_to_end.people import SECONDS, WELCOMES, Guest, Piped
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment


def filtered(*arguments: str, given: bytes = b"", **environment: str) -> tuple[int, str, str]:
    """Run the client on an input; return its status, output and errors."""
    ended = subprocess.run(
        [*CLIENT, *arguments],
        env=plain_environment(**environment),
        input=given,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    output, errors = ended.stdout.decode(), ended.stderr.decode()
    assert "Traceback" not in output + errors
    return ended.returncode, output, errors


def shell(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a pipeline in which "$@" is the client."""
    return subprocess.run(
        ["bash", "-c", command, "bash", *CLIENT, *arguments],
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture
def juan(english: Server, request: pytest.FixtureRequest) -> Guest:
    """Somebody who reads what is said."""
    return english.guest_called(f"Juan{abs(hash(request.node.name)) % 10**9}")


def test_a_line_from_a_pipe_is_said(server: Server) -> None:
    reader = server.guest_called("Reader1")
    status, output, errors = filtered(server.address, "--nick", "ana1", given="¡hola!\n".encode())
    assert (status, errors) == (0, "")
    assert output.splitlines()[0] == WELCOMES[server.language].format("ana1")
    assert "Enter your nickname" not in output
    assert "Usuario:" not in output
    reader.until("ana1: ¡hola!")


def test_without_a_nickname_the_first_line_is_it(english: Server, juan: Guest) -> None:
    status, output, _ = filtered(english.address, given=b"ana2\nhola\n")
    assert status == 0
    assert output.startswith("Welcome, ana2!\n")
    assert "ana2: ana2" not in juan.until("ana2: hola")


def test_everything_has_been_taken_when_it_ends(tmp_path: Path) -> None:
    lines = [f"línea {number}" for number in range(5000)]
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        reader = server.guest_called("Juan")
        given = "\n".join(lines).encode()  # the last one without its end
        assert filtered(server.address, "--nick", "ana", given=given)[0] == 0
        said = reader.until("* ana left").splitlines()
        assert [line.partition("ana: ")[2] for line in said if "ana: " in line] == lines


def test_input_may_be_a_file(english: Server, juan: Guest, tmp_path: Path) -> None:
    file = tmp_path / "input.txt"
    file.write_text("from a file\r\n")
    output = tmp_path / "output.txt"
    command = f'"$@" <"{file}" >"{output}"'
    ended = shell(command, english.address, "--nick", "ana3")
    assert (ended.returncode, ended.stderr) == (0, "")
    juan.until("ana3: from a file")
    assert output.read_text().startswith("Welcome, ana3!\n")


def test_input_may_be_nothing(english: Server) -> None:
    ended = shell('"$@" </dev/null', english.address, "--nick", "ana4")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_output_that_is_read_no_further_ends_it_quietly(english: Server, juan: Guest) -> None:
    command = 'printf "hola\\n" | "$@" | head -1; echo "${PIPESTATUS[@]}"'
    ended = shell(command, english.address, "--nick", "ana5")
    assert (ended.stdout, ended.stderr) == ("Welcome, ana5!\n0 0 0\n", "")
    juan.until("ana5: hola")


def test_an_endless_input_ends_with_its_output(english: Server) -> None:
    # What is said goes to a room where nobody is.
    command = (
        '(echo /join empty; yes "$(printf %01000d)") | "$@" | head -1; echo "${PIPESTATUS[@]:1}"'
    )
    ended = shell(command, english.address, "--nick", "ana6")
    assert (ended.stdout, ended.stderr) == ("Welcome, ana6!\n0 0\n", "")


def test_a_taken_nickname_says_so_and_nothing_else(english: Server, juan: Guest) -> None:
    english.guest_called("Taken")
    status, output, errors = filtered(english.address, "--nick", "Taken", given=b"secret\n")
    assert status == 1
    assert "chatservice: The name Taken is taken: choose another one.\n" in errors
    assert "secret" not in output + errors
    juan.types("last")
    juan.types("/set echo on", "behind")
    assert "secret" not in juan.until(": behind")


@pytest.mark.parametrize("word", ["exit", "/quit", "/exit"])
def test_a_line_that_leaves_is_the_last(english: Server, juan: Guest, word: str) -> None:
    given = f"one\n{word}\ntwo\n".encode()
    name = f"bob{len(word)}"
    status, output, errors = filtered(english.address, "--nick", name, given=given)
    assert (status, errors) == (0, "Disconnected from the server\n")
    assert output.endswith("See you soon!\n")
    assert f"{name}: two" not in juan.until(f"* {name} left")


def test_leaving_is_told_in_the_language_of_the_locale(english: Server) -> None:
    *_, errors = filtered(
        english.address, "--nick", "ana7", given=b"exit\n", LC_ALL="", LANG="es_ES.UTF-8"
    )
    assert errors == "Desconectado del servidor\n"


def test_a_line_too_long_is_refused_and_the_next_one_said(english: Server, juan: Guest) -> None:
    given = b"x" * 5000 + b"\nshort\n"
    status, output, _ = filtered(english.address, "--nick", "ana8", given=given)
    assert status == 0
    assert "too long" in output
    assert "x" * 100 not in juan.until("ana8: short")


def test_ctrl_c_leaves_cleanly(english: Server, juan: Guest) -> None:
    client = [*CLIENT, english.address, "--nick", "ana9"]
    with Piped(*client, environment=plain_environment()) as ana:
        ana.line("Welcome, ana9!")
        ana.types("hola")
        juan.until("ana9: hola")
        ana.process.send_signal(signal.SIGINT)
        assert ana.end().endswith("See you soon!\nDisconnected from the server\n")
        assert ana.ends_with() == 0
        juan.until("* ana9 left")


def test_the_shells_input_blocks_again_afterwards(english: Server) -> None:
    script = (
        "import os, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
        "print(os.get_blocking(0), os.get_blocking(1))"
    )
    client = [*CLIENT, english.address, "--nick", "ana10"]
    ended = subprocess.run(
        [CLIENT[0], "-c", script, *client],
        env=plain_environment(),
        input=b"",
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    assert ended.stdout.endswith(b"True True\n")


def test_a_server_that_does_not_read_does_not_fill_the_memory() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        client = [*CLIENT, address, "--nick", "ana"]
        with Piped(*client, environment=plain_environment()) as ana:
            server = accepted(listener)
            with server:
                welcome(server, "ana")
                assert flood(ana._input.fileno(), b"hola\n" * 13_000) < MOST_BYTES


def test_an_output_that_is_not_read_does_not_fill_the_memory() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        client = [*CLIENT, address, "--nick", "ana"]
        with Piped(*client, environment=plain_environment()), accepted(listener) as server:
            welcome(server, "ana")
            assert flood(server.fileno(), b"hola\r\n" * 10_000) < MOST_BYTES


MOST_BYTES = 24 * 1024 * 1024
"""More than all the buffers of the system's between two programs, far less than is offered."""


def flood(descriptor: int, data: bytes) -> int:
    """Write until nobody takes anything any more; return how many bytes went."""
    os.set_blocking(descriptor, False)
    written = 0
    while written < 8 * MOST_BYTES and select.select([], [descriptor], [], 1.0)[1]:
        written += os.write(descriptor, data)
    return written


def test_colours_stay_out_of_a_pipe(english: Server, juan: Guest) -> None:
    client = [*CLIENT, english.address, "--nick", "ana11"]
    with Piped(*client, environment=plain_environment()) as ana:
        ana.types("/set colour on")
        ana.line("colour is on now.")
        juan.types("colourful")
        assert "\x1b" not in ana.until("colourful")
        ana.closes_its_input()
        assert ana.ends_with() == 0


def test_a_server_on_ipv6(tmp_path: Path) -> None:
    try:
        with listening(socket.AF_INET6):
            pass
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running(*twistd("--host", "::1"), directory=tmp_path) as server:
        given = b"hola\n"
        assert filtered(f"[::1]:{server.port}", "--nick", "ana", given=given)[0] == 0
        assert filtered("::1", str(server.port), "--nick", "bob", given=given)[0] == 0
        assert filtered("[::1]", "--nick", "eva", given=given, CHAT_PORT=str(server.port))[0] == 0
