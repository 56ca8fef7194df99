"""The client at a real terminal, with a real server."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.client.screens import ClientAtTerminal
from tests.end_to_end.people import WELCOMES, Guest
from tests.end_to_end.servers import Server, running, twistd

DISCONNECTED = {"en": "Disconnected from the server", "es": "Desconectado del servidor"}
LOCALES = {"en": "C.UTF-8", "es": "es_ES.UTF-8"}
_numbers = count(1)


def fresh(name: str) -> str:
    """Return a nickname that nobody has had in this run."""
    return f"{name}{next(_numbers)}"


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Server]:
    """A server of a test's own, where nobody has said anything yet."""
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        yield server


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


def welcomed(server: Server, name: str, **terminal: object) -> ClientAtTerminal:
    """Return a client that has just read its welcome."""
    client = ClientAtTerminal(server.address, "--nick", name, **terminal)  # type: ignore[arg-type]
    client.shows(WELCOMES[server.language].format(name))
    return client


HALF_TYPED = "¿Mañana, ñandú? 漢字かな交じり文 🎉🚀 é"  # the last é has its accent apart


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_half_typed_line_stays_whole_below_what_others_say(quiet: Server, columns: int) -> None:
    juan = quiet.guest_called("Juan")
    name = fresh("ana")
    with welcomed(quiet, name, columns=columns) as client:
        client.types(HALF_TYPED)
        client.shows("🎉🚀")
        before = client.cursor()[1]
        for number in range(1, 11):
            said = f"{number}: ¡Olé! 漢字 🎉 " + "palabra " * number
            juan.types(said)
            letters = "".join(said.split())
            client.until(lambda letters=letters: letters in client.letters())
            client.until(lambda: client.lines()[-1] == HALF_TYPED)
            assert client.lines().count(HALF_TYPED) == 1
            client.until(lambda: client.cursor()[1] == before)
        starts = [row for row in client.lines() if "¡Olé!" in row]
        assert len(starts) == 10
        assert all(re.match(r"\[\d\d:\d\d\] Juan: \d+: ¡Olé!", row) for row in starts)
        client.enters(", fin")
        assert juan.until("fin").splitlines()[-1].endswith(f"{name}: {HALF_TYPED}, fin")
        client.until(lambda: f"{HALF_TYPED}, fin\n" in client.text() + "\n")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_line_of_several_rows_stays_whole(quiet: Server, columns: int) -> None:
    juan = quiet.guest_called("Juan")
    long = "mañana " * 50 + "fin"
    with welcomed(quiet, fresh("ana"), columns=columns) as client:
        client.types(long)
        client.until(lambda: client.letters().endswith("mañanafin"))
        juan.types("corto")
        client.shows(": corto\n")
        client.until(lambda: client.letters().endswith("mañanafin"))
        assert client.letters().count("mañana") == 50
        client.enters("al")
        assert juan.until("final").endswith(f"{long}al")


def test_a_burst_of_lines_does_not_touch_what_is_typed_meanwhile(quiet: Server) -> None:
    juan = quiet.guest_called("Juan")
    with welcomed(quiet, fresh("ana"), rows=200) as client:
        for letter in "ñandú漢字🎉":
            juan.types(*(f"{letter} {number}" for number in range(10)))
            client.types(letter)
        client.until(lambda: client.text().endswith("ñandú漢字🎉"))
        client.shows("🎉 9")
        client.until(lambda: client.text().endswith("ñandú漢字🎉"))
        rows = [row for row in client.text().splitlines() if re.search(r"\w+: . \d$", row)]
        assert len(rows) == 80


def test_the_question_is_the_prompt_and_its_answer_stays_as_a_line(
    server: Server,
) -> None:
    name = fresh("ana")
    prompt = {"en": "Enter your nickname:", "es": "Usuario:"}[server.language]
    with ClientAtTerminal(server.address) as client:
        client.until(lambda: client.lines() == [prompt])
        client.types(name)
        client.until(lambda: client.lines() == [f"{prompt} {name}"])
        client.types("\r")
        client.shows(WELCOMES[server.language].format(name))
        assert client.lines()[0] == f"{prompt} {name}"


def test_a_nickname_of_the_command_line_is_shown_as_if_it_had_been_typed(server: Server) -> None:
    name = fresh("ana")
    with welcomed(server, name) as client:
        prompt = {"en": "Enter your nickname:", "es": "Usuario:"}[server.language]
        assert client.lines()[:2] == [f"{prompt} {name}", WELCOMES[server.language].format(name)]


def test_a_refused_nickname_is_asked_for_again(english: Server) -> None:
    name = fresh("ana")
    with ClientAtTerminal(english.address, "--nick", "12") as client:
        client.shows("A name needs at least one letter.")
        client.until(lambda: client.lines()[-1] == "Enter your nickname:")
        client.enters(name)
        client.shows(f"Welcome, {name}!")


@pytest.mark.parametrize("keys", ["exit\r", "/quit\r", "/exit\r", "/salir\r", "\x03", "\x04"])
@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_way_to_leave_is_clean(english: Server, keys: str, locale: str) -> None:
    terminal = {"LC_ALL": "", "LANG": LOCALES[locale]}
    with welcomed(english, fresh("ana"), **terminal) as client:
        client.types(keys)
        assert client.ends_with() == 0
        assert client.lines()[-2:] == ["See you soon!", DISCONNECTED[locale]]
        assert "Traceback" not in client.text()


@pytest.mark.parametrize("keys", ["exit\r", "\x03", "\x04"])
def test_one_can_leave_instead_of_choosing_a_nickname(english: Server, keys: str) -> None:
    with ClientAtTerminal(english.address) as client:
        client.shows("Enter your nickname:")
        client.types(keys)
        assert client.ends_with() == 0
        assert client.lines()[-1] == DISCONNECTED["en"]


def test_ctrl_c_leaves_in_the_middle_of_a_line(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with welcomed(english, name) as client:
        client.types("secreto\x03")
        assert client.ends_with() == 0
        assert "secreto" not in juan.until(f"* {name} left")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_cleanly(english: Server, number: signal.Signals, juan: Guest) -> None:
    name = fresh("ana")
    with welcomed(english, name) as client:
        client.types("x")
        client.shows("\nx")
        os.kill(client.pid, number)
        assert client.ends_with() == 0
        assert client.lines()[-1] == DISCONNECTED["en"]
        juan.until(f"* {name} left")


def test_several_pasted_lines_are_several_lines(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with welcomed(english, name) as client:
        client.types("\x1b[200~uno\ndos\n\x1b[201~\r")
        juan.until(f"{name}: uno")
        juan.until(f"{name}: dos")


def test_up_brings_back_what_was_said(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with welcomed(english, name) as client:
        client.enters("again")
        juan.until(f"{name}: again")
        client.types("\x1b[A\r")
        juan.until(f"{name}: again")


def test_tab_completes_a_command(english: Server) -> None:
    with welcomed(english, fresh("ana")) as client:
        client.types("/vers\t")
        client.shows("/version")
        client.types("\r")
        client.shows("chatservice 1.")


def test_tab_offers_commands_with_their_meaning(english: Server) -> None:
    with welcomed(english, fresh("ana")) as client:
        client.types("/u\t")
        client.shows("/users")
        client.shows("/unignore")
        client.shows("Who is online")


def test_colours_and_the_bell_reach_the_terminal(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with welcomed(english, name) as client:
        client.enters("/set colour on")
        client.shows("colour is on now.")
        client.enters("/set bell on")
        client.shows("bell is on now.")
        juan.types(f"@{name} colourful")
        client.shows("colourful")
        client.until(lambda: client.bells == 1)
        row = next(row for row in client.lines() if "colourful" in row)
        author = re.search(r"Juan\d+", row)
        assert author is not None
        assert client.colour_of(author[0]) != "default"
        assert client.colour_of("colourful") == "default"


def test_the_terminal_is_given_back_as_it_was(english: Server) -> None:
    with welcomed(english, fresh("ana")) as client:
        before = client.settings()
        client.types("\x03")
        client.ends_with()
        after = client.settings()
        assert after != before, "the client never took the terminal over"
        assert after == client.first_settings


def test_lines_typed_at_full_speed_stand_on_the_screen_once(quiet: Server) -> None:
    lines = [f"línea {number};" for number in range(40)]
    with welcomed(quiet, "ana", rows=100) as client:
        # One key after the other, so that some are pressed between two lines.
        for key in "".join(f"{line}\r" for line in lines):
            client.types(key)
            client.take(0.0005)
        client.types("\x04")
        assert client.ends_with() == 0
        start = client.lines().index(lines[0])
        assert client.lines()[start : start + 40] == lines
