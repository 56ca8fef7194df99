"""The client line by line: `--plain`, and terminals without abilities."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client.relays import Relay
from tests.client.screens import CLIENT, at_home
from tests.end_to_end.members import PASSWORD
from tests.end_to_end.onscreen import LOCALES, fresh
from tests.end_to_end.people import WELCOMES, Guest, Terminal
from tests.end_to_end.servers import Server
from tests.programs import plain_environment

WAYS: dict[str, tuple[list[str], dict[str, str]]] = {
    "--plain": (["--plain"], {"TERM": "xterm-256color"}),
    "TERM=dumb": ([], {"TERM": "dumb"}),
    "no TERM": ([], {"TERM": ""}),
    "an unknown TERM": ([], {"TERM": "unknown"}),
}


class Transcript:
    """What stands on such a terminal: every byte is kept."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.text = ""

    def until(self, awaited: str) -> str:
        """Return what is read up to that."""
        read = self.terminal.until(awaited)
        self.text += read
        return read

    def end(self) -> str:
        """Return the rest."""
        read = self.terminal.end()
        self.text += read
        return read


@contextmanager
def plainly(
    address: str, *arguments: str, home: Path, language: str = "en", **environment: str
) -> Iterator[Transcript]:
    """Run the client at a terminal; there must be no escape sequence in all that it writes."""
    surroundings = plain_environment(
        **(at_home(home) | {"LC_ALL": LOCALES[language]} | environment)
    )
    with Terminal(*CLIENT, address, *arguments, environment=surroundings) as terminal:
        transcript = Transcript(terminal)
        yield transcript
        assert "\x1b" not in transcript.text
        assert "\b" not in transcript.text


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_talks_in_sentences_and_without_any_escape_sequence(
    english: Server, juan: Guest, way: str, language: str, tmp_path: Path
) -> None:
    options, environment = WAYS[way]
    name = fresh("ana")
    arguments = ("--nick", name, *options)
    with plainly(
        english.address, *arguments, home=tmp_path, language=language, **environment
    ) as ana:
        ana.until(WELCOMES[language].format(name))
        juan.types("¿Hay alguien? 漢字 🎉")
        assert "Juan" in ana.until("¿Hay alguien? 漢字 🎉\r\n").splitlines()[-1]
        ana.terminal.types("hola")
        juan.until(f"{name}: hola")
        ana.terminal.types("/quit")
        ana.end()
        assert ana.terminal.ends_with() == 0


def test_the_nickname_is_asked_for(english: Server, tmp_path: Path) -> None:
    name = fresh("ana")
    with plainly(english.address, home=tmp_path) as ana:
        ana.until("Your nickname: ")
        ana.terminal.types(name)
        ana.until(f"Welcome, {name}!")
        ana.terminal.types("/quit")
        ana.end()


def test_a_refused_nickname_is_asked_for_again(english: Server, tmp_path: Path) -> None:
    name = fresh("ana")
    with plainly(english.address, home=tmp_path) as ana:
        ana.until("Your nickname: ")
        ana.terminal.types("12")
        ana.until("A name needs at least one letter.\r\nYour nickname: ")
        ana.terminal.types(name)
        ana.until(f"Welcome, {name}!")


def test_a_password_is_neither_shown_nor_kept(english: Server, tmp_path: Path) -> None:
    name = fresh("ana")
    with plainly(english.address, "--nick", name, home=tmp_path) as ana:
        ana.until(f"Welcome, {name}!")
        ana.terminal.types("/register")
        ana.until(f"New password for {name}: ")
        ana.terminal.types(PASSWORD)
        ana.until("The same password again: ")
        ana.terminal.types(PASSWORD)
        ana.until(f"{name} is registered")
        ana.terminal.types("shown again")
        ana.until("shown again")
        ana.terminal.types("/quit")
        ana.end()
    assert PASSWORD not in ana.text
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert PASSWORD.encode() not in kept


def test_ones_own_line_stands_there_once(english: Server, juan: Guest, tmp_path: Path) -> None:
    name = fresh("ana")
    with plainly(english.address, "--nick", name, home=tmp_path) as ana:
        ana.until(f"Welcome, {name}!")
        ana.terminal.types("sólo una vez")
        juan.until("sólo una vez")
        juan.types("otra cosa")
        ana.until("otra cosa")
        assert ana.text.count("sólo una vez") == 1
        ana.terminal.types("/quit")
        ana.end()


def test_a_lost_connection_is_told_and_what_is_typed_meanwhile_sent_once(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    name = fresh("ana")
    with (
        Relay(english.port) as relay,
        plainly(relay.address, "--nick", name, home=tmp_path) as ana,
    ):
        ana.until(f"Welcome, {name}!")
        relay.goes()
        ana.until("lost")
        ana.terminal.types("meanwhile")
        relay.comes_back()
        juan.until(f"{name}: meanwhile")
        ana.until("Connected again.")
        ana.terminal.types("afterwards")
        assert "meanwhile" not in juan.until(f"{name}: afterwards")
        ana.terminal.types("/quit")
        ana.end()


@pytest.mark.parametrize("keys", [b"exit\n", b"/quit\n", b"\x04", b"\x03"])
@pytest.mark.parametrize("way", ["--plain", "TERM=dumb"])
def test_every_way_to_leave_is_clean(
    english: Server, juan: Guest, keys: bytes, way: str, tmp_path: Path
) -> None:
    options, environment = WAYS[way]
    name = fresh("ana")
    with plainly(english.address, "--nick", name, *options, home=tmp_path, **environment) as ana:
        ana.until(f"Welcome, {name}!")
        ana.terminal.presses(keys)
        assert "Traceback" not in ana.end()
        assert ana.terminal.ends_with() == 0
        juan.until(f"* {name} left")


def test_a_signal_leaves_cleanly(english: Server, juan: Guest, tmp_path: Path) -> None:
    name = fresh("ana")
    with plainly(english.address, "--nick", name, home=tmp_path) as ana:
        ana.until(f"Welcome, {name}!")
        os.kill(ana.terminal.process.pid, signal.SIGTERM)
        assert "Traceback" not in ana.end()
        juan.until(f"* {name} left")


def test_a_flood_of_lines_arrives_whole_and_in_order(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    name = fresh("ana")
    lines = [f"n{number};" for number in range(2000)]
    with plainly(english.address, "--nick", name, home=tmp_path) as ana:
        ana.until(f"Welcome, {name}!")
        juan.types(*lines)
        read = ana.until(lines[-1])
        found = [line.split()[-1] for line in read.splitlines() if line.endswith(";")]
        assert found == lines
        ana.terminal.types("/quit")
        ana.end()
