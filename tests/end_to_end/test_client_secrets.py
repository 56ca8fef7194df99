"""What the client keeps in files, and what it shows and keeps nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.screens import ClientAtTerminal
from tests.end_to_end.members import PASSWORD
from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server
from tests.end_to_end.words import said as words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def listener(english: Server) -> Guest:
    """Somebody who reads what is said."""
    return english.guest_called(fresh("Oyente"))


def test_what_was_sent_is_there_after_the_next_start(english: Server, tmp_path: Path) -> None:
    with talking(english.address, fresh("ana"), home=tmp_path) as client:
        client.enters("remembered")
        client.shows("remembered")
        client.types("\x04")
        assert client.ends_with() == 0
    with talking(english.address, fresh("ana"), home=tmp_path) as client:
        client.presses("Up")
        client.until(lambda: client.before_cursor().endswith("remembered"))
    files = [each for each in tmp_path.rglob("history") if each.is_file()]
    assert [each.stat().st_mode & 0o777 for each in files] == [0o600]


def everything_in(folder: Path) -> bytes:
    """Return what is in all the files of a folder."""
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_password_is_never_on_the_screen_or_in_a_file(
    english: Server, language: str, tmp_path: Path
) -> None:
    name = fresh("ana")
    with talking(english.address, name, home=tmp_path, language=language) as client:
        client.enters("/register")
        client.shows(words(language, "New password for {name}: ", name=name).rstrip())
        client.enters(PASSWORD)
        client.shows(words(language, "The same password again: ").rstrip())
        client.enters(PASSWORD)
        client.shows(f"{name} ")
        client.enters("said afterwards")
        client.shows("said afterwards")
        client.presses("Up", "Up", "Ctrl+C", "Ctrl+D")
        assert client.ends_with() == 0
        raw = client.raw
    with ClientAtTerminal(english.address, "--nick", name, home=tmp_path) as client:
        client.shows(f"Password of {name}")
        client.enters("battery horse")
        client.shows("wrong")
        client.shows(f"Password of {name}")
        client.enters(PASSWORD)
        client.shows("said afterwards")
        client.presses("Up")
        client.until(lambda: client.before_cursor().endswith("said afterwards"))
        raw += client.raw
    assert b"correct" not in raw
    assert b"battery" not in raw
    assert PASSWORD.encode() not in everything_in(tmp_path)


def test_a_password_that_is_typed_before_it_is_asked_for_is_not_said(
    english: Server, listener: Guest
) -> None:
    """Who registers types it twice, and does not wait for the second question."""
    name = fresh("ana")
    with talking(english.address, name) as client:
        client.enters("/register")
        client.shows(f"New password for {name}:")
        client.types(f"{PASSWORD}\r{PASSWORD}\r")
        client.shows(f"{name} is registered")
        client.enters("said afterwards;")
        assert "correct" not in listener.until(f"{name}: said afterwards;")
        assert b"correct" not in client.raw


def test_a_password_that_is_asked_for_says_so(english: Server) -> None:
    name = fresh("ana")
    guest = english.guest_called(name)
    guest.types("/register", PASSWORD, PASSWORD)
    guest.until("is registered")
    guest.types("/quit")
    guest.end()
    with ClientAtTerminal(english.address, "--nick", name) as client:
        client.shows(f"Password of {name}")
        client.enters(PASSWORD)
        client.shows(f"Welcome, {name}!")
