"""How the client ends where something else than the person or the server decides it."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client.emulator import ALTERNATE
from tests.client.screens import CLIENT, ClientAtTerminal, at_home
from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.people import SECONDS, eventually
from tests.end_to_end.servers import Server
from tests.programs import plain_environment

pytestmark = pytest.mark.slow

MAIN = "from chatservice.__main__ import main; raise SystemExit(main())"

GATED = f"""
import importlib, sys, time
from pathlib import Path
gate, real = Path(sys.argv.pop(1)), importlib.import_module
def slowly(name, *rest):
    while name.endswith("on_twisted") and not gate.exists():
        time.sleep(0.01)
    return real(name, *rest)
importlib.import_module = slowly
{MAIN}
"""
"""The client, whose screen is given to Twisted when the file in its first argument is there."""

RAISING = f"""
from chatservice.client.keeping import Keeper
async def run(self):
    raise TypeError("a fault")
Keeper.run = run
{MAIN}
"""
RAISING_LATER = f"""
import asyncio
from chatservice.client.keeping import Keeper
real = Keeper.run
def fail():
    raise TypeError("a fault")
def run(self):
    asyncio.get_event_loop().call_soon(fail)
    return real(self)
Keeper.run = run
{MAIN}
"""
"""The client with a fault in what keeps it connected, and with one on the loop of its screen."""

STUCK = f"""
import socket, sys, threading
from pathlib import Path
sign = Path(sys.argv.pop(1))
def stuck(*_, **__):
    sign.touch()
    threading.Event().wait()
socket.getaddrinfo = stuck
{MAIN}
"""
"""The client on a machine whose resolver never answers; it makes the file in its first argument
when it is asked."""

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])


def python(source: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", source, *arguments, "client"]


def is_given_back(client: ClientAtTerminal) -> bool:
    """Return whether the terminal is as it was: its settings, no mode but those it begins with."""
    return client.settings() == client.first_settings and client.modes - {7, 25} == set()


# -- on the screen -------------------------------------------------------------------------------


@SIGNALS
def test_a_signal_before_twisted_has_the_screen_leaves_cleanly(
    number: signal.Signals, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    with ClientAtTerminal("127.0.0.1", client=python(GATED, str(gate))) as client:
        client.until(lambda: ALTERNATE in client.modes)
        os.kill(client.pid, number)
        client.until(lambda: ALTERNATE not in client.modes)
        gate.touch()
        assert client.ends_with() == 0
        assert is_given_back(client)
        assert "Traceback" not in client.text()


@SIGNALS
def test_a_signal_while_twisted_is_given_the_screen_leaves_cleanly(
    english: Server, number: signal.Signals, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    with ClientAtTerminal(english.address, client=python(GATED, str(gate))) as client:
        client.until(lambda: ALTERNATE in client.modes)
        gate.touch()
        os.kill(client.pid, number)
        assert client.ends_with() == 0
        assert is_given_back(client)
        assert "Traceback" not in client.text()


@SIGNALS
def test_a_signal_after_it_says_goodbye_and_leaves_cleanly(
    english: Server, number: signal.Signals
) -> None:
    with talking(english.address, fresh("ana")) as client:
        os.kill(client.pid, number)
        assert client.ends_with() == 0
        assert is_given_back(client)
        assert "Disconnected from the server" in client.text()


@pytest.mark.parametrize("source", [RAISING, RAISING_LATER])
def test_a_fault_behind_the_screen_is_a_sentence_and_gives_the_terminal_back(source: str) -> None:
    with ClientAtTerminal("127.0.0.1", client=python(source)) as client:
        assert client.ends_with() == 1
        assert is_given_back(client)
        assert "Something went wrong in the client (a fault)" in client.text()
        assert "Traceback" not in client.text()


# -- without one ---------------------------------------------------------------------------------


@contextmanager
def started(command: list[str], home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a client between pipes."""
    with subprocess.Popen(
        command,
        env=plain_environment(**at_home(home)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        try:
            yield program
        finally:
            if program.poll() is None:
                program.kill()


def waiting(descriptor: int) -> int:
    """Return how many bytes are in a pipe."""
    (number,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4)))
    return int(number)


@pytest.mark.parametrize("how", [["--json"], ["--plain"], []])
def test_output_that_nobody_reads_does_not_hold_up_a_signal(
    english: Server, how: list[str], tmp_path: Path
) -> None:
    juan, name = english.guest_called(fresh("Juan")), fresh("ana")
    with started([*CLIENT, english.address, "--nick", name, *how], tmp_path) as program:
        assert program.stdout is not None
        fcntl.fcntl(program.stdout.fileno(), fcntl.F_SETPIPE_SZ, 4096)
        juan.until(f"* {name} joined")
        juan.types(*("x" * 400 for _ in range(100)), "/users")
        juan.until("Users online")
        program.send_signal(signal.SIGTERM)
        assert program.wait(SECONDS) == 0


def test_a_name_that_is_looked_up_for_ever_does_not_hold_up_a_signal(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    command = [*python(STUCK, str(asked)), "chat.example.org", "--json"]
    with started(command, tmp_path) as program:
        eventually(asked.exists)
        program.send_signal(signal.SIGTERM)
        assert program.wait(SECONDS) == 0


def test_nor_does_it_on_the_screen(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    with ClientAtTerminal("chat.example.org", client=python(STUCK, str(asked))) as client:
        client.until_true(asked.exists)
        os.kill(client.pid, signal.SIGTERM)
        assert client.ends_with() == 0
        assert is_given_back(client)


def test_ctrl_c_while_once_waits_for_its_text_says_that_nothing_was_sent(tmp_path: Path) -> None:
    with started([*CLIENT, "127.0.0.1", "--once", "-"], tmp_path) as program:
        assert program.stdin is not None
        assert program.stderr is not None
        text = program.stdin
        text.write(b"x")
        text.flush()
        eventually(lambda: waiting(text.fileno()) == 0)
        program.send_signal(signal.SIGINT)
        assert program.wait(SECONDS) == 1
        assert program.stderr.read() == b"chatservice: Nothing was sent.\n"


# -- what helps ----------------------------------------------------------------------------------


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A home with servers in its file whose names are like those of hosts."""
    folder = tmp_path / ".config" / "chatservice"
    folder.mkdir(parents=True)
    file = folder / "client.toml"
    names = ("localhos", "nowhere")
    file.write_text("".join(f'[servers.{name}]\nhost = "192.0.2.7"\n' for name in names))
    return tmp_path


def told(home: Path, *arguments: str) -> str:
    """Return what a client that says something once complains about."""
    with started([*CLIENT, *arguments, "--once", "x"], home) as program:
        _, errors = program.communicate(timeout=SECONDS)
        assert program.returncode == 1
    return errors.decode()


def test_a_host_that_is_not_found_may_have_been_a_server_of_the_file(known: Path) -> None:
    assert "Did you mean nowhere, which is a server in" in told(known, "nowhere.invalid")


def test_another_failure_has_nothing_to_do_with_the_name(known: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        said = told(known, "localhost", str(bound.getsockname()[1]))
    assert "refused the connection" in said
    assert "Did you mean" not in said
