"""Texts of many lines, which it is asked about before they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from chatservice.client.screen.pasting import MOST_LINES, MOST_SINGLY
from chatservice.client.talk.chat import Question
from tests.client.screen.pressing import (
    ENTER,
    ESCAPE,
    UP,
    Pressing,
    chat_in_lobby,
    ctrl,
    editing,
    pasted,
)

LINES = [f"line {number}" for number in range(MOST_LINES + 1)]
TEXT = "\n".join(LINES)
MANY = "\n".join(f"line {number}" for number in range(MOST_SINGLY + 1))


def after(keys: Sequence[str], text: str = TEXT, columns: int = 80) -> Pressing:
    """Return an editor after a text was pasted, Enter was pressed, and then some keys."""

    async def press() -> Pressing:
        async with editing(columns=columns) as at:
            await at.press(pasted(text), ENTER, *keys)
            return at

    return asyncio.run(press())


def test_a_few_lines_are_sent_at_once() -> None:
    text = "\n".join(LINES[:MOST_LINES])
    assert after([], text).sent == [text]


def test_blank_lines_do_not_count() -> None:
    text = "\n\n".join(LINES[:MOST_LINES]) + "\n"
    assert after([], text).sent == [text]


def test_more_lines_are_asked_about() -> None:
    at = after([])

    assert at.sent == []
    assert at.shown[:2] == [
        "6 lines: Enter sends them as one message, L each line as a message, Esc goes",
        "back to the text.",
    ]


def test_the_text_stays_on_the_screen_meanwhile() -> None:
    assert [row.strip() for row in after([]).shown[2:]] == LINES[-2:]


def test_the_question_is_asked_in_ones_language() -> None:
    async def press() -> list[str]:
        async with editing(chat_in_lobby("es")) as at:
            await at.press(pasted(TEXT), ENTER)
            return at.shown

    assert "6 l" in asyncio.run(press())[0]


def test_with_enter_they_are_one_message() -> None:
    at = after([ENTER])
    assert (at.sent, at.text) == ([TEXT], "")


@pytest.mark.parametrize("key", ["l", "L"])
def test_with_l_each_line_is_a_message(key: str) -> None:
    at = after([key])
    assert (at.sent, at.text) == (LINES, "")


def test_blank_lines_are_no_messages() -> None:
    assert after(["l"], "\n\n".join(LINES) + "\n").sent == LINES


def test_very_many_messages_are_asked_about_again() -> None:
    at = after(["l", ENTER], MANY)

    assert at.sent == []
    assert " ".join(at.shown[:2]) == (
        "That makes 21 messages, one after the other: L again sends them, Esc goes back "
        "to the text."
    )


def test_asked_again_they_are_sent_with_l() -> None:
    at = after(["l", "L"], MANY)

    assert (at.sent, at.text) == (MANY.split("\n"), "")


def test_asked_again_one_goes_on_typing_with_escape() -> None:
    at = after(["l", ESCAPE, "x", ENTER, ENTER], MANY)

    assert at.sent == [f"{MANY}x"]


@pytest.mark.parametrize("key", [ESCAPE, ctrl("c"), ctrl("d"), ctrl("g")])
def test_with_escape_one_goes_on_typing(key: str) -> None:
    at = after([key, "x"])
    assert (at.sent, at.marked) == ([], f"{TEXT}x|")


def test_other_keys_do_nothing() -> None:
    at = after(["x", UP, "\t", pasted("more")])
    assert (at.sent, at.shown[0][:8]) == ([], "6 lines:")


@pytest.mark.parametrize("key", [ENTER, "l"])
def test_all_of_it_can_be_brought_back(key: str) -> None:
    assert after([key, UP], "\n\n".join(LINES)).text.replace("\n\n", "\n") == TEXT


def test_with_a_password_among_the_lines_nothing_is_remembered() -> None:
    assert after(["l"], f"{TEXT}\n/register hunter2").remembered.get_strings() == []


def test_from_the_first_line_that_is_not_taken_all_stay() -> None:
    async def press() -> tuple[list[str], str, list[str]]:
        async with editing() as at:
            assert at.speaker is not None
            at.speaker.refuses = lambda text: text == LINES[2]
            await at.press(pasted(TEXT), ENTER, "l")
            return at.sent, at.text, at.remembered.get_strings()

    sent, kept = LINES[:2], "\n".join(LINES[2:])
    assert asyncio.run(press()) == (sent, kept, ["\n".join(sent)])


def test_another_talk_ends_the_question() -> None:
    async def press() -> tuple[str, str, list[str]]:
        async with editing() as at:
            lobby, eva = at.chat.current, at.chat.talk("Eva", is_room=False)
            await at.press(pasted(TEXT), ENTER)
            at.chat.open(eva)
            await at.drawn()
            await at.press("l", ENTER)
            return lobby.draft, at.text, at.sent

    assert asyncio.run(press()) == (TEXT, "", ["l"])


def test_a_question_of_the_server_comes_first() -> None:
    answers: list[str] = []

    async def press() -> tuple[str, list[str]]:
        async with editing() as at:
            await at.press(pasted(TEXT), ENTER)
            at.chat.question = Question("Nickname:", answers.append)
            await at.drawn()
            await at.press("l", ENTER)
            at.chat.question = None
            await at.drawn()
            return at.text, at.sent

    assert (asyncio.run(press()), answers) == ((TEXT, []), ["l"])


def test_an_answer_of_many_lines_is_one_line() -> None:
    answers: list[str] = []

    async def press() -> None:
        async with editing() as at:
            at.chat.question = Question("Password:", answers.append, hidden=True)
            await at.drawn()
            await at.press(pasted("hunter2\n"), ENTER, pasted("one\ntwo"), ENTER)

    asyncio.run(press())
    assert answers == ["hunter2", "one two"]
