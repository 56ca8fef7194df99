"""Passwords, which leave no trace."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from chatservice.client.screen.hidden import Kept
from chatservice.client.talk.chat import Question
from tests.client.screen.pressing import (
    BACKSPACE,
    ENTER,
    HOME,
    TAB,
    UP,
    Pressing,
    alt,
    ctrl,
    editing,
    pasted,
)

SHIFT_HOME = "\x1b[1;2H"


def after(keys: Sequence[str], later: Sequence[str] = ()) -> tuple[Pressing, list[str]]:
    """Return an editor after a password was asked for and keys were pressed, and its answers.

    With keys for ``later`` the question is gone when those are pressed.
    """
    answers: list[str] = []

    async def press() -> Pressing:
        async with editing() as at:
            at.chat.question = Question("Password:", answers.append, hidden=True)
            await at.drawn()
            await at.press(*keys)
            if later:
                at.chat.question = None
                await at.drawn()
                await at.press(*later)
            return at

    return asyncio.run(press()), answers


@pytest.mark.parametrize(
    "keys", [["h"], ["hunter2"], [pasted("hunter2")], [pasted("hunter2\n")], ["hunter2", HOME]]
)
def test_nothing_of_it_is_shown_not_even_how_long_it_is(keys: list[str]) -> None:
    at, _ = after(keys)
    assert (at.shown, at.column) == (["Password:"], len("Password: "))


def test_it_can_be_corrected() -> None:
    _, answers = after(["hunter3", BACKSPACE, "2", ENTER, "xy", ctrl("u"), "hunter2", ENTER])
    assert answers == ["hunter2", "hunter2"]


@pytest.mark.parametrize(
    "keys",
    [
        [ctrl("u")],
        [ctrl("w")],
        [HOME, ctrl("k")],
        [HOME, alt("d")],
        [alt(BACKSPACE)],
        [SHIFT_HOME, ctrl("w")],
        [SHIFT_HOME, alt("w")],
        [ctrl("c")],
    ],
)
def test_what_is_erased_cannot_be_brought_back(keys: list[str]) -> None:
    at, _ = after(["hunter2", *keys, ENTER], [ctrl("y"), alt("y"), ctrl("_")])
    assert at.text == ""


def test_what_is_erased_leaves_what_was_before() -> None:
    async def press() -> str:
        async with editing() as at:
            await at.press("kept", ctrl("u"))
            at.chat.question = Question("Password:", [].append, hidden=True)
            await at.drawn()
            await at.press("hunter2", ctrl("u"))
            at.chat.question = None
            await at.drawn()
            await at.press(ctrl("y"))
            return at.text

    assert asyncio.run(press()) == "kept"


def test_it_is_not_remembered() -> None:
    at, _ = after(["hunter2", ENTER], [UP])
    assert (at.text, at.remembered.get_strings()) == ("", [])


def test_it_is_not_taken_back_into_the_line() -> None:
    at, _ = after(["hunter2"], ["a", ctrl("_"), ctrl("_")])
    assert at.text == ""


def test_no_macro_holds_it() -> None:
    at, _ = after([ctrl("x") + "(", "hunter2", ENTER], [ctrl("x") + ")", ctrl("x") + "e"])
    assert at.text == ""


def test_it_is_not_completed() -> None:
    _, answers = after(["/ren", TAB, ENTER])
    assert answers == ["/ren"]


def test_nothing_does_not_take_the_place_of_what_was_cut() -> None:
    kept = Kept()
    kept.set_text("one")
    kept.set_text("")
    assert kept.get_data().text == "one"
