"""The client's window: begun, resized, suspended, fetched back, left."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests.client.emulator import ALTERNATE, FOCUS
from tests.client.screens import ClientAtTerminal, ClientInShell
from tests.end_to_end.onscreen import LOCALES, fresh, talking
from tests.end_to_end.people import WELCOMES, Guest
from tests.end_to_end.servers import Server
from tests.end_to_end.words import said

pytestmark = pytest.mark.slow


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


# -- another size ----------------------------------------------------------------------------------


def test_a_window_that_is_resized_in_the_middle_of_a_word_keeps_it(
    english: Server, juan: Guest
) -> None:
    long = "palabra " * 20 + "última"
    with talking(english.address, fresh("ana"), columns=80, rows=24) as client:
        juan.types(long)
        client.shows("última")
        client.types("maña")
        client.until(lambda: client.before_cursor().endswith("maña"))
        for columns, rows in ((40, 24), (200, 50), (30, 10), (80, 24)):
            client.resize(columns, rows)
            client.until(lambda last=rows - 1: client.cursor()[0] == last)
            client.until(lambda: client.before_cursor().endswith("maña"))
            client.shows("última")
            assert client.letters().count("maña") == 1
        client.enters("na")
        juan.until("mañana")


def test_a_window_may_be_tiny_for_a_while(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana"), columns=80, rows=24) as client:
        client.types("hola")
        for columns, rows in ((12, 3), (5, 2), (1, 1)):
            client.resize(columns, rows)
            juan.types(f"{columns} columns")
            client.take(0.2)
        client.resize(80, 24)
        client.until(lambda: client.before_cursor().endswith("hola"))
        client.shows("1 columns")
        client.enters("")
        juan.until("hola")


# -- suspended ----------------------------------------------------------------------------------


def test_suspended_and_resumed_it_stands_there_as_before(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with ClientInShell(english.address, "--nick", name) as client:
        client.shows(f"Welcome, {name}!")
        client.types("half a li")
        client.until(lambda: client.before_cursor().endswith("half a li"))
        client.types("\x1a")
        client.shows("Stopped")
        client.until(lambda: client.before_cursor() == client.PROMPT)
        assert not client.modes & {ALTERNATE, FOCUS}
        client.enters("echo the shell has $((40 + 2))")
        client.shows("the shell has 42")
        juan.types("said meanwhile")
        client.enters("fg")
        client.shows("said meanwhile")
        client.until(lambda: client.before_cursor().endswith("half a li"))
        client.enters("ne")
        juan.until(f"{name}: half a line")
        client.types("\x04")
        client.until(lambda: client.before_cursor() == client.PROMPT)


def test_suspended_with_a_flood_meanwhile_nothing_is_lost(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with ClientInShell(english.address, "--nick", name, rows=300) as client:
        client.shows(f"Welcome, {name}!")
        client.types("\x1a")
        client.shows("Stopped")
        lines = [f"n{number};" for number in range(200)]
        juan.types(*lines)
        juan.types("/version")
        juan.until("chatservice")
        client.enters("fg")
        client.shows("n199;")
        client.until(lambda: re.findall(r"n\d+;", client.text()) == lines)


# -- beginning and leaving -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_nickname_is_asked_for(english: Server, language: str) -> None:
    prompt = said(language, "Your nickname: ").rstrip()
    name = fresh("ana")
    with ClientAtTerminal(english.address, LC_ALL=LOCALES[language]) as client:
        client.until(lambda: client.before_cursor().startswith(prompt))
        client.enters(name)
        client.shows(WELCOMES[language].format(name))


def test_a_refused_nickname_is_asked_for_again(english: Server) -> None:
    name = fresh("ana")
    with ClientAtTerminal(english.address, "--nick", "Taken#1") as client:
        client.until(lambda: client.before_cursor().startswith("Your nickname:"))
        client.shows("A name can't contain #")
        client.enters("12")
        client.shows("A name needs at least one letter.")
        client.until(lambda: client.before_cursor().startswith("Your nickname:"))
        client.enters(name)
        client.shows(f"Welcome, {name}!")


@pytest.mark.parametrize("keys", ["exit\r", "/quit\r", "/exit\r", "/salir\r", "\x04"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_way_to_leave_is_clean(
    english: Server, juan: Guest, keys: str, language: str
) -> None:
    name = fresh("ana")
    with talking(english.address, name, language=language) as client:
        client.types(keys)
        assert client.ends_with() == 0
        assert client.lines()[-1] == said(language, "Disconnected from the server")
        assert b"Traceback" not in client.raw
        juan.until(f"* {name} left")


@pytest.mark.parametrize("keys", ["/quit\r", "\x04"])
def test_one_can_leave_instead_of_choosing_a_nickname(english: Server, keys: str) -> None:
    with ClientAtTerminal(english.address) as client:
        client.shows("Your nickname:")
        client.types(keys)
        assert client.ends_with() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_cleanly(english: Server, number: signal.Signals, juan: Guest) -> None:
    name = fresh("ana")
    with talking(english.address, name) as client:
        client.types("x")
        client.until(lambda: client.before_cursor().endswith("x"))
        os.kill(client.pid, number)
        client.ends_with()
        juan.until(f"* {name} left")
        assert b"Traceback" not in client.raw
        assert client.settings() == client.first_settings


@pytest.mark.parametrize("keys", ["\x04", "/quit\r"])
def test_the_terminal_is_given_back_as_it_was(english: Server, keys: str) -> None:
    with talking(english.address, fresh("ana")) as client:
        assert client.settings() != client.first_settings
        assert ALTERNATE in client.modes
        client.types(keys)
        client.ends_with()
        assert client.settings() == client.first_settings
        # 25: the cursor is visible; 7: rows wrap. Terminals begin with both.
        assert client.modes - {7, 25} == set()


def test_ctrl_c_empties_the_line_and_where_it_is_empty_says_how_to_leave(
    english: Server, juan: Guest
) -> None:
    name = fresh("ana")
    with talking(english.address, name) as client:
        client.types("secreto")
        client.until(lambda: client.before_cursor().endswith("secreto"))
        client.types("\x03")
        client.until(lambda: "secreto" not in client.before_cursor())
        client.types("\x03")
        client.shows("Ctrl+D leaves")
        client.enters("hola")
        assert "secreto" not in juan.until(f"{name}: hola")


def test_a_terminal_that_is_not_read_for_a_while_holds_nothing_up_for_good(
    english: Server, juan: Guest
) -> None:
    """Ctrl+S, or a network that stands still: the system takes only so much of what is written."""
    name = fresh("ana")
    with talking(english.address, name, rows=50, columns=200) as client:
        begin = time.monotonic()
        while (held := time.monotonic() - begin) < 2:
            # One after the other, so that there is something to draw each time.
            juan.types(f"{held} {'x' * 150}", "/version")
            juan.until("chatservice")
        client.enters("still there;")
        client.until(lambda: "  still there;" in client.text(), seconds=1 + held)
        juan.until(f"{name}: still there;")


BREAKING = (
    "import chatservice.client.talk.session as session; session.Session.__init__ = (1).__add__; "
)
RUN = "import sys; from chatservice.client.command import run; sys.exit(run(sys.argv[1:]))"
BROKEN_AT_START = [sys.executable, "-c", BREAKING + RUN]
"""The client with a fault that shows as soon as the screen stands there, before it connects."""


def test_a_fault_at_the_start_is_a_sentence_and_gives_the_terminal_back(english: Server) -> None:
    with ClientAtTerminal(
        english.address, "--nick", "ana", client=BROKEN_AT_START, columns=200
    ) as client:
        assert client.ends_with() == 1
        assert "Something went wrong in the client" in client.lines()[-1]
        assert b"Traceback" not in client.raw
        assert client.modes - {7, 25} == set()
        assert client.settings() == client.first_settings
