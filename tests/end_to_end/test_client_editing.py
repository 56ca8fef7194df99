"""The line being typed: each key, what was sent before, pasting."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.client.screens import ClientAtTerminal
from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server

pytestmark = pytest.mark.slow

FAMILY = "👨‍👩‍👧"

KEYS: dict[str, tuple[list[str], str]] = {
    "left": (["abc", "Left", "Left", "x"], "axbc"),
    "right": (["abc", "Home", "Right", "x"], "axbc"),
    "home and end": (["b", "Home", "a", "End", "c"], "abc"),
    "backspace": (["abc", "Backspace", "x"], "abx"),
    "delete": (["abc", "Home", "Delete", "x"], "xbc"),
    "ctrl+a": (["bc", "Ctrl+A", "a"], "abc"),
    "ctrl+e": (["ab", "Ctrl+A", "Ctrl+E", "c"], "abc"),
    "ctrl+b": (["ac", "Ctrl+B", "b"], "abc"),
    "ctrl+f": (["ac", "Ctrl+A", "Ctrl+F", "b"], "abc"),
    "ctrl+d": (["abc", "Ctrl+A", "Ctrl+D"], "bc"),
    "ctrl+h": (["abc", "Ctrl+H"], "ab"),
    "ctrl+k": (["uno dos", "Ctrl+A", "Ctrl+F", "Ctrl+K"], "u"),
    "ctrl+u": (["uno dos", "Ctrl+U", "tres"], "tres"),
    "ctrl+u in the middle": (["uno dos", "Alt+b", "Ctrl+U"], "dos"),
    "ctrl+w": (["uno dos-tres", "Ctrl+W", "x"], "uno x"),
    "ctrl+y": (["uno dos", "Ctrl+W", "Ctrl+A", "Ctrl+Y"], "dosuno"),
    "ctrl+y twice": (["ja", "Ctrl+U", "Ctrl+Y", "Ctrl+Y"], "jaja"),
    "ctrl+t": (["ab", "Ctrl+T"], "ba"),
    "ctrl+_": (["uno dos", "Ctrl+W", "Ctrl+_"], "uno dos"),
    "alt+b": (["uno dos tres", "Alt+b", "Alt+b", "x"], "uno xdos tres"),
    "alt+f": (["uno dos", "Ctrl+A", "Alt+f", "x"], "unox dos"),
    "alt+d": (["uno dos", "Ctrl+A", "Alt+d", "x"], "x dos"),
    "alt+backspace": (["uno dos-tres", "Alt+Backspace", "x"], "uno dos-x"),
    "ctrl+left": (["uno dos", "Ctrl+Left", "x"], "uno xdos"),
    "ctrl+right": (["uno dos", "Ctrl+A", "Ctrl+Right", "x"], "unox dos"),
    "words with accents": (["uno mañana", "Alt+b", "x"], "uno xmañana"),
    "words in other letters": (["один два", "Alt+b", "x"], "один xдва"),
    "backspace takes a whole emoji": ([f"a{FAMILY}", "Backspace", "b"], "ab"),
    "left goes over a whole emoji": ([f"a{FAMILY}", "Left", "b"], f"ab{FAMILY}"),
    "delete takes a letter with its accent": (["xe\u0301y", "Home", "Right", "Delete"], "xy"),
    "backspace takes a flag": (["a🇪🇸🇲🇽", "Backspace", "b"], "a🇪🇸b"),
    "left in Hebrew": (["שלום", "Left", "x"], "שלוxם"),
    "backspace in CJK": (["漢字", "Backspace", "語"], "漢語"),
}
"""What is pressed, and the line that comes of it."""


@pytest.fixture(scope="module")
def listener(english: Server) -> Guest:
    """Somebody who reads what comes of the keys."""
    return english.guest_called(fresh("Oyente"))


@pytest.fixture(scope="module")
def shared(english: Server) -> Iterator[ClientAtTerminal]:
    """A client that this module's tests share."""
    with talking(english.address, fresh("editora")) as client:
        yield client


@pytest.fixture
def editor(shared: ClientAtTerminal, listener: Guest) -> ClientAtTerminal:
    """The same, with an empty line, whatever another test left there."""
    marker = fresh("begin")
    shared.settles()  # nobody has read what it showed during the tests without it
    shared.presses("Ctrl+G", "Ctrl+E", "Ctrl+U", marker, "Enter")
    shared.shows(f"  {marker}")
    listener.until(f"{marker}\r\n")
    return shared


def said(listener: Guest, client: ClientAtTerminal) -> str:
    """Return what the client says next."""
    found = re.search(r": (.*)\r\n$", listener.until(re.compile(r"editora\d+: .*\r\n")))
    assert found is not None
    client.take(0)
    return found[1]


@pytest.mark.parametrize("name", KEYS)
def test_a_key_does_to_the_line_what_it_does_in_a_shell(
    editor: ClientAtTerminal, listener: Guest, name: str
) -> None:
    keys, line = KEYS[name]
    editor.presses(*keys)
    editor.until(lambda: f" {line}" in editor.rows()[editor.cursor()[0]])
    editor.presses("Enter")
    assert said(listener, editor) == line


# -- what was sent before ------------------------------------------------------------------------


def test_up_and_down_go_through_what_was_sent(editor: ClientAtTerminal, listener: Guest) -> None:
    for line in ("first one", "second one"):
        editor.enters(line)
        assert said(listener, editor) == line
    editor.presses("Up", "Up", "Down", " again", "Enter")
    assert said(listener, editor) == "second one again"


def test_up_keeps_what_is_half_typed(editor: ClientAtTerminal, listener: Guest) -> None:
    editor.enters("one before")
    said(listener, editor)
    editor.presses("half", "Up")
    editor.until(lambda: editor.before_cursor().endswith("one before"))
    editor.presses("Down")
    editor.until(lambda: editor.before_cursor().endswith("half"))
    editor.presses("Ctrl+U")


def test_reverse_search_finds_what_was_sent(editor: ClientAtTerminal, listener: Guest) -> None:
    for line in ("needle one", "straw", "needle two", "hay"):
        editor.enters(line)
        said(listener, editor)
    editor.presses("Ctrl+R", "need")
    editor.until(lambda: "needle two" in editor.rows()[-1] or "needle two" in editor.rows()[-2])
    editor.presses("Ctrl+R")
    editor.until(lambda: "needle one" in editor.rows()[-1] or "needle one" in editor.rows()[-2])
    editor.presses("Enter")
    editor.until(lambda: editor.rows()[-1].endswith("needle one"))
    editor.presses("End", "!", "Enter")
    assert said(listener, editor) == "needle one!"


@pytest.mark.parametrize("key", ["End", "Home", "Left", "Ctrl+A", "Ctrl+E", "Alt+b"])
def test_a_key_that_moves_ends_the_search_as_in_a_shell(
    editor: ClientAtTerminal, listener: Guest, key: str
) -> None:
    editor.enters("haystack")
    said(listener, editor)
    editor.presses("Ctrl+R", "hays")
    editor.shows("backward: hays")
    editor.presses(key)
    editor.shows_no_more("backward: hays")
    editor.presses("Enter")
    assert said(listener, editor) == "haystack"


# -- pasting -------------------------------------------------------------------------------------


def test_three_pasted_lines_are_one_message(editor: ClientAtTerminal, listener: Guest) -> None:
    editor.pastes("uno\ndos\ntres")
    editor.until(lambda: "tres" in editor.text())
    editor.presses("Enter")
    assert said(listener, editor) == "uno ⏎ dos ⏎ tres"


EIGHT = [f"pasted {number}" for number in range(8)]


def test_eight_pasted_lines_are_asked_about(editor: ClientAtTerminal, listener: Guest) -> None:
    editor.pastes("\n".join(EIGHT))
    editor.presses("Enter")
    editor.shows("8 lines")
    editor.presses("Enter")
    assert said(listener, editor) == " ⏎ ".join(EIGHT)


def test_or_are_sent_one_by_one(editor: ClientAtTerminal, listener: Guest) -> None:
    editor.pastes("\n".join(EIGHT))
    editor.presses("Enter")
    editor.shows("8 lines")
    editor.presses("l")
    assert [said(listener, editor) for _ in EIGHT] == EIGHT


def test_or_stay_where_they_can_be_changed(editor: ClientAtTerminal, listener: Guest) -> None:
    editor.pastes("\n".join(EIGHT))
    editor.presses("Enter")
    editor.shows("8 lines")
    editor.presses("Escape")
    editor.shows_no_more("8 lines")
    editor.until(lambda: editor.before_cursor().endswith("pasted 7"))
    editor.presses("Ctrl+C")
    editor.until(lambda: "pasted 7" not in editor.rows()[editor.cursor()[0]])
    editor.enters("afterwards")
    assert said(listener, editor) == "afterwards"


def test_what_is_pasted_steers_neither_the_client_nor_the_terminal(
    editor: ClientAtTerminal, listener: Guest
) -> None:
    editor.pastes("a\x03b\x04c\x1b[2Jd")
    editor.presses("Enter")
    line = said(listener, editor)
    assert re.sub("[^abcd]", "", line) == "abcd"
    assert b"\x1b[2Jd" not in editor.raw
