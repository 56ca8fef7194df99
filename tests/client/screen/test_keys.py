"""The keys of a shell, pressed one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from chatservice.client.screen.remembered import Remembered
from chatservice.client.talk.chat import Question
from chatservice.client.talk.talks import Person
from chatservice.core.catalogue import CATALOGUE
from tests.client.screen.pressing import (
    ALT_ENTER,
    BACKSPACE,
    DELETE,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    HOME,
    LEFT,
    RIGHT,
    SHIFT_TAB,
    TAB,
    UP,
    Pressing,
    alt,
    chat_in_lobby,
    ctrl,
    editing,
)

FAMILY = "👩‍👩‍👧"
FLAG = "🇪🇸"
UNDO = ctrl("_")
CTRL_LEFT, CTRL_RIGHT = "\x1b[1;5D", "\x1b[1;5C"
SHIFT_LEFT, SHIFT_HOME, CTRL_SHIFT_LEFT = "\x1b[1;2D", "\x1b[1;2H", "\x1b[1;6D"


def after(keys: Sequence[str], *sent: str) -> str:
    """Return what stands in the line after some keys, a bar where the cursor is."""

    async def press() -> str:
        remembered = Remembered(None)
        for each in sent:
            remembered.append_string(each)
        async with editing(remembered=remembered) as at:
            await at.press(*keys)
            return at.marked

    return asyncio.run(press())


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        # to and fro
        (["one two", ctrl("a")], "|one two"),
        (["one two", HOME], "|one two"),
        (["one two", ctrl("a"), ctrl("e")], "one two|"),
        (["one two", HOME, END], "one two|"),
        (["ab", ctrl("b")], "a|b"),
        (["ab", HOME, ctrl("f")], "a|b"),
        (["one two", alt("b")], "one |two"),
        (["one two", CTRL_LEFT], "one |two"),
        (["one two", HOME, alt("f")], "one| two"),
        (["one two", HOME, CTRL_RIGHT], "one| two"),
        # words of any language
        (["la mañana", alt("b")], "la |mañana"),
        (["שלום עולם", alt("b")], "שלום |עולם"),
        (["la mañana ", HOME, alt("f"), alt("f")], "la mañana| "),
        (["la mañana", alt(BACKSPACE)], "la |"),
        (["ñandú cae", HOME, alt("d")], "| cae"),
        # erasing, and bringing back
        (["one two", ctrl("w")], "one |"),
        (["one two.three", ctrl("w")], "one |"),
        (["one two.three", alt(BACKSPACE)], "one two.|"),
        (["one two", alt("b"), ctrl("u")], "|two"),
        (["one two", alt("b"), ctrl("k")], "one |"),
        (["one two", ctrl("u"), ctrl("y")], "one two|"),
        (["one two", ctrl("u"), ctrl("u"), ctrl("y")], "one two|"),
        (["one two", ctrl("w"), ctrl("w"), ctrl("y")], "one two|"),
        (["one two", alt("b"), ctrl("k"), HOME, ctrl("y")], "two|one "),
        (["one two", ctrl("k"), ctrl("w"), ctrl("y")], "one two|"),
        (["one", ctrl("u"), "two", ctrl("u"), ctrl("y"), alt("y")], "one|"),
        (["one two", HOME, ctrl("d")], "|ne two"),
        (["one", ctrl("d")], "one|"),
        (["ab", ctrl("t")], "ba|"),
        (["abc", LEFT, LEFT, ctrl("t")], "ba|c"),
        (["one two", HOME, alt("l"), alt("c")], "one Two|"),
        # taking back
        (["one", ctrl("u"), UNDO], "one|"),
        (["one", ctrl("u"), ctrl("x"), UNDO], "one|"),
        (["one two", ctrl("w"), ctrl("x") + ctrl("u")], "one two|"),
        (["one two", BACKSPACE, BACKSPACE, UNDO], "one two|"),
        # what is one character to people
        ([f"a{FAMILY}{FLAG}", LEFT], f"a{FAMILY}|{FLAG}"),
        ([f"a{FAMILY}{FLAG}", LEFT, LEFT], f"a|{FAMILY}{FLAG}"),
        ([f"a{FAMILY}{FLAG}", HOME, RIGHT, RIGHT], f"a{FAMILY}|{FLAG}"),
        ([f"a{FAMILY}", BACKSPACE], "a|"),
        ([f"a{FAMILY}", ctrl("h")], "a|"),
        (["ae\u0301", BACKSPACE], "a|"),
        ([f"{FLAG}{FLAG}", BACKSPACE], f"{FLAG}|"),
        ([f"{FAMILY}b", HOME, DELETE], "|b"),
        ([f"{FAMILY}b", HOME, ctrl("d")], "|b"),
        ([f"{FLAG}{FAMILY}", ctrl("t")], f"{FAMILY}{FLAG}|"),
        ([f"a{FAMILY}b", LEFT, LEFT, ctrl("t")], f"{FAMILY}a|b"),
        # words change places
        (["one two three", HOME, alt("f"), alt("t")], "two one| three"),
        (["one two three", alt("t")], "one three two|"),
        (["la mañana, sí", alt("t")], "la sí, mañana|"),
        (["one", alt("t")], "one|"),
        # nothing is ever selected
        (["one", ctrl("@"), "x"], "onex|"),
        (["one", ctrl("@"), LEFT, LEFT, BACKSPACE], "|ne"),
        (["one", ctrl("x") + ctrl("x"), "x"], "x|one"),
        (["one two", SHIFT_LEFT, ctrl("u")], "|o"),
        (["one two", SHIFT_LEFT, SHIFT_LEFT, ctrl("w")], "one |wo"),
        (["one two", SHIFT_HOME, "x"], "x|one two"),
        (["one two", CTRL_SHIFT_LEFT, ctrl("k")], "one |"),
        ([f"a{FAMILY}", SHIFT_LEFT, BACKSPACE], f"|{FAMILY}"),
        # nothing to do
        ([BACKSPACE], "|"),
        ([DELETE], "|"),
        ([ctrl("t")], "|"),
        (["a", HOME, ctrl("t")], "|a"),
        ([ctrl("w")], "|"),
        ([TAB], "|"),
        # several lines
        (["a", ALT_ENTER, "b"], "a\nb|"),
        (["ab", ALT_ENTER, "cd", UP], "ab|\ncd"),
        (["ab", ALT_ENTER, "cd", HOME, LEFT], "ab|\ncd"),
        (["ab", ALT_ENTER, "cd", HOME, BACKSPACE], "ab|cd"),
        (["ab", ALT_ENTER, "cd", ctrl("u")], "ab\n|"),
        (["ab", ALT_ENTER, "cd", HOME, ctrl("t")], "ab\n|cd"),
        # keys without a meaning here
        (["one", alt("#")], "one|"),
        (["one", alt("-"), "x"], "onex|"),
        ([ctrl("x") + "(", "a", ctrl("x") + ")", ctrl("x") + "e"], "a|"),
        (["one", alt("x"), "y"], "oney|"),
        (["one", alt("ñ"), "y"], "oney|"),
        (["one", alt("/"), "y"], "oney|"),
        (["one", alt("*"), "y"], "oney|"),
        (["one", ctrl("q"), ctrl("w")], "|"),
        (["one", ESCAPE, "x"], "onex|"),
    ],
)
def test_a_key_does_what_it_does_in_a_shell(keys: list[str], line: str) -> None:
    assert after(keys) == line


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ([UP], "tres|"),
        ([UP, UP], "dos\nlíneas|"),
        ([UP, UP, UP], "dos|\nlíneas"),
        ([UP, UP, UP, UP], "uno|"),
        ([UP] * 9, "uno|"),
        ([UP, UP, DOWN], "tres|"),
        (["typed", UP, DOWN], "typed|"),
        ([ctrl("p")], "tres|"),
        ([alt("<")], "uno|"),
        ([ctrl("r"), "u", "n"], "un|"),
        ([ctrl("r"), "u", "n", ENTER], "|uno"),
        ([ctrl("r"), "U", "N", ENTER], "|uno"),
        ([ctrl("r"), "s", ENTER], "tre|s"),
        ([ctrl("r"), "s", ctrl("r"), ENTER], "dos\nlínea|s"),
        ([ctrl("r"), "u", "n", END], "uno|"),
        ([ctrl("r"), "n", LEFT], "dos\nl|íneas"),
        ([ctrl("r"), "n", ctrl("e")], "dos\nlíneas|"),
        ([ctrl("r"), "í", alt("b")], "dos\n|líneas"),
        ([ctrl("r"), "u", "n", ESCAPE, "x"], "x|uno"),
        ([ctrl("r"), "u", "n", ctrl("g")], "|"),
        ([ctrl("r"), "u", "n", ctrl("c")], "|"),
        (["typed", ctrl("r"), "u", ctrl("g")], "typed|"),
        ([ctrl("r"), "u", ENTER, ctrl("u"), ctrl("k"), ctrl("r"), ENTER], "|"),
        ([ctrl("r"), "u", f"{FAMILY}", BACKSPACE, "n", ENTER], "|uno"),
        ([alt(".")], "tres|"),
    ],
)
def test_what_was_sent_is_brought_back(keys: list[str], line: str) -> None:
    assert after(keys, "uno", "dos\nlíneas", "tres") == line


def test_looking_for_what_was_sent_shows_it() -> None:
    async def look() -> list[str]:
        remembered = Remembered(None)
        remembered.append_string("uno dos")
        async with editing(remembered=remembered) as at:
            await at.press(ctrl("r"), "d", "o")
            return at.shown

    assert asyncio.run(look()) == ["#lobby> uno dos", "Search backward: do"]


def test_what_is_looked_for_and_not_there_is_told() -> None:
    async def look() -> list[list[str]]:
        remembered = Remembered(None)
        remembered.append_string("uno dos")
        shown = []
        async with editing(remembered=remembered) as at:
            await at.press(ctrl("r"), "D", "x")
            shown.append(at.shown)
            await at.press(BACKSPACE)
            shown.append(at.shown)
        return shown

    assert [rows[-1] for rows in asyncio.run(look())] == [
        "Nothing found backward: Dx",
        "Search backward: D",
    ]


@pytest.mark.parametrize("key", ["/", "*", "e", "x"])
def test_a_key_right_behind_escape_is_typed(key: str) -> None:
    async def press() -> tuple[str, str]:
        given_up: list[str] = []
        async with editing() as at:
            question = Question("New password: ", given_up.append, give_up=lambda: give_up(at))
            at.chat.question = question
            await at.drawn()
            await at.press(f"secret{alt(key)}")
            return at.text, "".join(given_up)

    def give_up(at: Pressing) -> None:
        at.chat.question = None

    assert asyncio.run(press()) == (key, "")


def completed(*keys: str) -> tuple[str, list[str]]:
    """Return the line and the screen after some keys, where Eva, José and Jon are."""

    async def press() -> tuple[str, list[str]]:
        chat = chat_in_lobby()
        chat.current.people = {name: Person(name) for name in ("Eva", "José", "Jon")}
        async with editing(chat) as at:
            await at.press(*keys)
            return at.marked, at.shown

    return asyncio.run(press())


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["/ren", TAB], "/rename |"),
        (["@e", TAB], "@Eva |"),
        (["e", TAB], "Eva: |"),
        (["hi @e there", *[LEFT] * 6, TAB], "hi @Eva| there"),
        (["@jo", TAB], "@jo|"),
        (["@jo", TAB, TAB], "@Jon|"),
        (["@jo", TAB, TAB, TAB], "@José|"),
        (["@jo", TAB, SHIFT_TAB], "@José|"),
        (["@jo", TAB, DOWN, DOWN], "@José|"),
        (["@jo", TAB, TAB, TAB, TAB], "@jo|"),
        (["@jo", TAB, TAB, ESCAPE], "@jo|"),
        (["@jo", TAB, TAB, ENTER], "@Jon|"),
        (["@jo", TAB, TAB, " x"], "@Jon x|"),
        (["/set s", TAB], "/set style |"),
        (["/ro", TAB], "/room|"),
        (["/ro", TAB, TAB, TAB], "/room|"),
        (["/un", TAB, "i", TAB], "/unignore |"),
        (["@e", TAB, UNDO], "@e|"),
    ],
)
def test_tab_completes(keys: list[str], line: str) -> None:
    assert completed(*keys)[0] == line


def test_the_menu_shows_what_there_is_and_what_it_means() -> None:
    shown = completed("/un", TAB)[1]

    for name in ("unignore", "unban", "unmute"):
        summary = CATALOGUE.find(name).command.summary
        assert any(f"/{name}" in row and summary[:30] in row for row in shown)


def test_on_a_narrow_screen_the_menu_shows_names_alone() -> None:
    async def press() -> list[str]:
        async with editing(columns=20) as at:
            await at.press("/un", TAB)
            return at.shown

    assert "/unignore" in [row.strip() for row in asyncio.run(press())]


def test_the_menu_goes_with_what_was_completed() -> None:
    assert completed("@e", TAB)[1] == ["#lobby> @Eva"]


def test_keys_that_come_at_once_wait_for_what_is_completed() -> None:
    assert completed("@e" + TAB + "x")[0] == "@Eva x|"
