"""Passwords at real terminals: who types one does not see it, or is told."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.client.screens import CLIENT, ClientAtTerminal
from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, Guest, Piped, Terminal
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program

PASSWORD = "correct horse battery"
NEW, AGAIN = "New password for {}: ", "The same password again: "
WANTED = "Password for {}: "
REGISTERED = "{} is registered: from now on your password is asked for."
WARNING = "Careful: here the password will be seen on your screen while you type it."
_numbers = count(1)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps what it keeps."""
    directory: Path = tmp_path_factory.mktemp("passwords")
    return directory


@pytest.fixture(scope="module")
def server(directory: Path) -> Iterator[Server]:
    """A server, shared by the tests."""
    with running(*twistd("--host", "127.0.0.1"), directory=directory) as server:
        yield server


@pytest.fixture
def name() -> str:
    """A nickname that nobody has registered."""
    return f"ana{next(_numbers)}"


@pytest.fixture
def registered(server: Server, name: str) -> str:
    """A nickname that somebody has registered who is gone now."""
    ana = server.guest_called(name)
    ana.sends(b"/register\n")
    ana.until(NEW.format(name))
    ana.sends(f"{PASSWORD}\n".encode())
    ana.until(AGAIN)
    ana.sends(f"{PASSWORD}\n".encode())
    ana.until(REGISTERED.format(name))
    ana.types("/quit")
    ana.end()
    return name


def telnet(server: Server) -> Terminal:
    """Run telnet to a server."""
    command = [program("telnet"), "127.0.0.1", str(server.port)]
    return Terminal(*command, environment=plain_environment())


def test_telnet_hides_a_new_password_and_nothing_after_it(server: Server, name: str) -> None:
    with telnet(server) as ana:
        ana.until(PROMPTS["en"])
        ana.types(name)
        ana.line(HINTS["en"])
        ana.types("/register")
        seen = ana.until(NEW.format(name))
        ana.types(PASSWORD)
        seen += ana.until(AGAIN)
        ana.types(PASSWORD)
        seen += ana.until(REGISTERED.format(name))
        ana.until("\r\n")
        ana.types("/whois nobody here")
        ana.until("/whois nobody here\r\n")

    assert PASSWORD not in seen
    assert WARNING not in seen
    assert seen.endswith(f"{NEW.format(name)}\r\n{AGAIN}\r\n{REGISTERED.format(name)}")


def test_telnet_hides_the_password_of_a_name(server: Server, registered: str) -> None:
    with telnet(server) as ana:
        ana.until(PROMPTS["en"])
        ana.types(registered)
        seen = ana.until(WANTED.format(registered))
        ana.types("wrong")
        seen += ana.until(WANTED.format(registered))
        ana.types(PASSWORD)
        seen += ana.until(f"Welcome, {registered}!")

    assert "wrong\r\n" not in seen
    assert PASSWORD not in seen


def test_who_turns_hiding_off_in_telnet_is_warned(server: Server, registered: str) -> None:
    with telnet(server) as ana:
        ana.until(PROMPTS["en"])
        ana.types(registered)
        ana.until(WANTED.format(registered))
        ana.presses(b"\x1d")
        ana.until("telnet> ")
        ana.types("send dont echo")

        ana.until(WARNING)


def test_netcat_is_warned_and_shown_nothing_of_telnet(server: Server, name: str) -> None:
    typed = f"{name}\n/register\n{PASSWORD}\n{PASSWORD}\n/version\n"
    ended = subprocess.run(
        [program("nc"), "-N", "127.0.0.1", str(server.port)],
        input=typed.encode(),
        capture_output=True,
        env=plain_environment(),
        timeout=SECONDS,
        check=True,
    )

    assert WARNING in ended.stdout.decode()
    assert REGISTERED.format(name) in ended.stdout.decode()
    assert b"\xff" not in ended.stdout
    assert PASSWORD.encode() not in ended.stdout


def test_the_client_hides_a_password_and_forgets_it(server: Server, name: str) -> None:
    with ClientAtTerminal(server.address, "--nick", name) as client:
        client.shows(HINTS["en"])
        client.enters("/register")
        client.shows(NEW.format(name).strip())
        client.types("/us\t")
        client.enters(PASSWORD)
        client.shows(AGAIN.strip())
        client.enters(f"/us{PASSWORD}")
        client.shows(REGISTERED.format(name))
        client.types("\x1b[A")
        client.until(lambda: client.lines()[-1].endswith("> /register"))
        client.types("\x03\x04")
        client.ends_with()

    assert PASSWORD.encode() not in client.raw
    assert b"/users" not in client.raw


def test_the_client_hides_the_password_of_a_name(server: Server, registered: str) -> None:
    with ClientAtTerminal(server.address) as client:
        client.shows("Your nickname:")
        client.enters(registered)
        client.shows(f"Password of {registered}")
        client.enters("exit")  # which is a password here, if a wrong one
        client.shows("Name or password are wrong.")
        client.enters(PASSWORD)
        client.shows(f"Welcome, {registered}!")
        client.types("\x04")
        assert client.ends_with() == 0

    assert PASSWORD.encode() not in client.raw


def test_the_client_can_be_left_at_the_question(server: Server, registered: str) -> None:
    with ClientAtTerminal(server.address, "--nick", registered) as client:
        client.shows(f"Password of {registered}")
        client.types("\x04")
        assert client.ends_with() == 0
        assert client.lines()[-1] == "Disconnected from the server"


def test_a_terminal_without_abilities_hides_it_too(server: Server, registered: str) -> None:
    command = [*CLIENT, server.address, "--nick", registered]
    with Terminal(*command, environment=plain_environment()) as ana:
        ana.until(f"Password of {registered} (empty: another nickname): ")
        ana.presses(f"{PASSWORD}\n".encode())
        seen = ana.until(f"Welcome, {registered}!\r\n")
        ana.line(HINTS["en"])
        ana.presses(b"/version\n")
        ana.until("/version\r\n")
        ana.presses(b"exit\n")
        ana.until("Disconnected from the server\r\n")
        assert ana.ends_with() == 0

    assert PASSWORD not in seen


def test_in_a_pipe_the_first_line_is_the_password(server: Server, registered: str) -> None:
    bob: Guest = server.guest_called(f"bob{registered}")
    with Piped(
        *CLIENT, server.address, "--nick", registered, environment=plain_environment()
    ) as ana:
        ana.types(PASSWORD)
        ana.types("hello")
        ana.closes_its_input()
        shown = ana.end()
        assert ana.ends_with() == 0

    assert shown.startswith(f"Welcome, {registered}!\n")
    assert PASSWORD not in shown
    assert PASSWORD not in bob.until(f"{registered}: hello")


def test_in_a_pipe_a_wrong_password_says_so_and_nothing_else(
    server: Server, registered: str
) -> None:
    with Piped(
        *CLIENT, server.address, "--nick", registered, environment=plain_environment()
    ) as ana:
        ana.types("wrong")
        ana.types("hello")
        ana.closes_its_input()
        shown = ana.end()
        assert ana.ends_with() == 1

    assert "chatservice: Name or password are wrong." in shown
    assert "Nothing was sent." in shown


def test_no_password_is_in_the_log_nor_in_any_file(
    server: Server, registered: str, directory: Path
) -> None:
    with telnet(server) as ana:
        ana.until(PROMPTS["en"])
        ana.types(registered)
        ana.until(WANTED.format(registered))
        ana.types("GET / HTTP/1.1 secret")
        ana.until(WANTED.format(registered))
        ana.types(PASSWORD)
        ana.line(HINTS["en"])
    bob = server.guest_called(f"eva{registered}")
    number = bob.socket.getsockname()[1]
    logged = server.log.until(f"('127.0.0.1', {number})")

    kept = {file: file.read_bytes() for file in directory.rglob("*") if file.is_file()}
    for place, content in (kept | {Path("log"): logged.encode()}).items():
        assert PASSWORD.encode() not in content, place
        assert b"HTTP/1.1 secret" not in content, place
