"""The line being typed: what becomes of it, and how it looks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from prompt_toolkit.key_binding.key_processor import KeyPressEvent

from chatservice.client.screen.editor import MOST_ROWS
from chatservice.client.screen.pasting import MOST_PASTED
from chatservice.client.screen.remembered import Remembered
from chatservice.client.talk.chat import Chat, Question
from chatservice.render.phrasebook import phrasebook
from tests.client.screen.pressing import (
    ALT_ENTER,
    ENTER,
    ESCAPE,
    LEFT,
    UP,
    Pressing,
    Speaking,
    ctrl,
    editing,
    pasted,
)

FAMILY = "👩‍👩‍👧"

T = TypeVar("T")


def run(
    does: Callable[[Pressing], Awaitable[T]],
    chat: Chat | None = None,
    *,
    remembered: Remembered | None = None,
    columns: int = 80,
    rows: int = 12,
) -> T:
    """Return what comes of doing something with an editor."""

    async def go() -> T:
        async with editing(chat, remembered, columns, rows) as at:
            return await does(at)

    return asyncio.run(go())


# -- sending -----------------------------------------------------------------------------------


def test_enter_sends_what_is_typed() -> None:
    async def does(at: Pressing) -> tuple[list[str], str]:
        await at.press(*"hola", ENTER)
        return at.sent, at.text

    assert run(does) == (["hola"], "")


def test_several_lines_are_one_message() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("one", ALT_ENTER, "two", ENTER)
        return at.sent

    assert run(does) == ["one\ntwo"]


def test_what_is_blank_is_not_sent() -> None:
    async def does(at: Pressing) -> tuple[list[str], str]:
        await at.press(ENTER, "  ", ENTER)
        return at.sent, at.text

    assert run(does) == ([], "")


def test_what_is_not_taken_stays_to_be_changed() -> None:
    async def does(at: Pressing) -> tuple[str, list[str]]:
        assert at.speaker is not None
        at.speaker.refuses = lambda text: text == "/nonsense"
        await at.press("/nonsense", ENTER)
        return at.marked, at.remembered.get_strings()

    assert run(does) == ("/nonsense|", [])


def test_what_is_sent_can_be_brought_back() -> None:
    async def does(at: Pressing) -> str:
        await at.press("hola", ENTER, UP)
        return at.marked

    assert run(does) == "hola|"


def test_it_can_be_at_once() -> None:
    async def does(at: Pressing) -> str:
        await at.press("hola", ENTER + UP)
        await at.press(UP)
        return at.marked

    assert run(does) == "hola|"


def test_what_is_sent_before_anyone_can_take_it_waits() -> None:
    async def does(at: Pressing) -> tuple[list[str], str]:
        at.speaker = None
        await at.press("one", ENTER, "two", ENTER, "thr")
        at.speaker = Speaking(at.chat)
        await at.press("e")
        return at.sent, at.text

    assert run(does) == (["one", "two"], "thre")


def test_what_waited_and_is_not_taken_comes_back() -> None:
    async def does(at: Pressing) -> str:
        at.speaker = None
        await at.press("/nonsense", ENTER)
        at.speaker = Speaking(at.chat)
        at.speaker.refuses = lambda text: True
        await at.drawn()
        return at.marked

    assert run(does) == "/nonsense|"


def test_what_waited_and_is_not_taken_is_found_while_something_else_is_typed() -> None:
    async def does(at: Pressing) -> list[str]:
        at.speaker = None
        await at.press("/nonsense", ENTER, "other")
        at.speaker = Speaking(at.chat)
        at.speaker.refuses = lambda text: True
        await at.drawn()
        return [at.text, *at.remembered.get_strings()]

    assert run(does) == ["other", "/nonsense"]


def test_ctrl_c_clears_and_ctrl_y_brings_back() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("hola", ctrl("c"))
        cleared = at.text
        await at.press(ctrl("y"))
        return [cleared, at.text]

    assert run(does) == ["", "hola"]


def test_a_password_given_to_a_command_is_not_remembered() -> None:
    async def does(at: Pressing) -> tuple[list[str], str]:
        await at.press("/register hunter2", ENTER, UP)
        return at.sent, at.text

    assert run(does) == (["/register hunter2"], "")


def test_a_place_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("one", ENTER, "two", ENTER)
        return [entry.text for entry in at.chat.current.entries]

    [told] = run(does, remembered=Remembered(tmp_path))
    assert told.startswith(f"What you send is not kept for the next time ({tmp_path}: ")


# -- talks -------------------------------------------------------------------------------------


def test_what_is_half_typed_waits_in_its_talk() -> None:
    async def does(at: Pressing) -> list[str]:
        lobby, eva = at.chat.current, at.chat.talk("Eva", is_room=False)
        await at.press("to all", LEFT)
        at.chat.open(eva)
        await at.drawn()
        lines = [at.marked, lobby.draft]
        await at.press("to you")
        at.chat.open(lobby)
        await at.drawn()
        return [*lines, at.marked, eva.draft]

    assert run(does) == ["|", "to all", "to all|", "to you"]


def test_what_comes_together_with_the_key_for_another_talk_is_typed_there() -> None:
    async def does(at: Pressing) -> list[str]:
        lobby, eva = at.chat.current, at.chat.talk("Eva", is_room=False)

        @at.editor.bindings.add("f5")
        def turn(event: KeyPressEvent) -> None:
            at.chat.open(eva)

        await at.press("to all", "\x1b[15~to you")
        return [lobby.draft, at.text]

    assert run(does) == ["to all", "to you"]


def test_what_is_taken_back_is_of_the_same_talk() -> None:
    async def does(at: Pressing) -> str:
        eva = at.chat.talk("Eva", is_room=False)
        await at.press("to all")
        at.chat.open(eva)
        await at.press("x", ctrl("_"), ctrl("_"))
        return at.text

    assert run(does) == ""


def test_what_was_sent_is_no_draft_where_it_leads_to_another_talk() -> None:
    async def does(at: Pressing) -> list[str]:
        lobby, dev = at.chat.current, at.chat.talk("dev", is_room=True)
        assert at.speaker is not None

        def enter(text: str) -> None:
            at.chat.open(dev)
            at.editor.refresh()

        at.speaker.then = enter
        await at.press("/join dev", ENTER)
        return [lobby.draft, at.text]

    assert run(does) == ["", ""]


def test_what_was_begun_before_there_was_a_room_goes_on_in_it() -> None:
    async def does(at: Pressing) -> str:
        await at.press("hello eve", LEFT)
        at.chat.talk("lobby", is_room=True)
        await at.press("r")
        return at.marked

    assert run(does, Chat(phrasebook("en"), "chat.example.org")) == "hello evr|e"


def test_what_was_begun_in_a_talk_that_is_gone_is_found_with_up() -> None:
    async def does(at: Pressing) -> list[str]:
        dev = at.chat.talk("dev", is_room=True)
        at.chat.open(dev)
        await at.press("for dev")
        at.chat.close(dev)
        await at.drawn()
        line = at.text
        await at.press(UP)
        return [line, at.text]

    assert run(does) == ["", "for dev"]


# -- questions ---------------------------------------------------------------------------------


class Asking:
    """A question, and what came of it."""

    def __init__(self, text: str = "Nickname:", *, hidden: bool = False) -> None:
        self.answers: list[str] = []
        self.given_up = 0
        self.question = Question(text, self.answers.append, hidden, self._give_up)

    def _give_up(self) -> None:
        self.given_up += 1


def test_a_question_is_the_prompt() -> None:
    async def does(at: Pressing) -> list[str]:
        at.chat.question = Asking("Nickname:").question
        await at.drawn()
        await at.press("An")
        return at.shown

    assert run(does) == ["Nickname: An"]


def test_what_is_typed_is_the_answer() -> None:
    asking = Asking()

    async def does(at: Pressing) -> list[str]:
        at.chat.question = asking.question
        await at.drawn()
        await at.press("Ana", ENTER, ENTER)
        return at.sent

    assert (run(does), asking.answers) == ([], ["Ana", ""])


def test_an_answer_is_not_remembered() -> None:
    async def does(at: Pressing) -> str:
        at.chat.question = Asking().question
        await at.drawn()
        await at.press("Ana", ENTER)
        at.chat.question = None
        await at.drawn()
        await at.press(UP)
        return at.text

    assert run(does) == ""


def test_what_was_being_typed_waits_for_the_answer() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("half", LEFT)
        at.chat.question = Asking().question
        await at.drawn()
        asked = at.text
        await at.press("Ana", ENTER)
        at.chat.question = None
        await at.drawn()
        return [asked, at.marked]

    assert run(does) == ["", "hal|f"]


def test_enter_is_no_answer_to_a_question_that_nobody_saw() -> None:
    asking = Asking()

    async def does(at: Pressing) -> list[str]:
        await at.press("hello")
        at.chat.question = asking.question
        await at.press(ENTER)
        at.chat.question = None
        await at.drawn()
        return [at.text, *at.sent]

    assert (run(does), asking.answers) == (["hello"], [])


def test_a_question_that_is_asked_again_leaves_what_is_typed() -> None:
    async def does(at: Pressing) -> list[str]:
        at.chat.question = Asking().question
        await at.drawn()
        await at.press("An")
        at.chat.question = Asking().question
        await at.drawn()
        same = at.text
        at.chat.question = Asking("Password:").question
        await at.drawn()
        return [same, at.text]

    assert run(does) == ["An", ""]


@pytest.mark.parametrize("key", [ESCAPE, ctrl("c")])
@pytest.mark.parametrize("typed", ["", "half"])
def test_a_question_can_be_given_up(key: str, typed: str) -> None:
    asking = Asking()

    async def does(at: Pressing) -> str:
        at.chat.question = asking.question
        await at.drawn()
        await at.press(*typed, key)
        return at.text

    assert (run(does), asking.given_up, asking.answers) == ("", 1, [])


def test_a_question_that_has_to_be_answered_is_not_given_up() -> None:
    async def does(at: Pressing) -> list[str]:
        at.chat.question = Question("Nickname:", [].append)
        await at.drawn()
        await at.press("An", ESCAPE)
        kept = at.text
        await at.press(ctrl("c"))
        return [kept, at.text]

    assert run(does) == ["An", ""]


def test_a_long_question_stands_above_the_line_broken_at_words() -> None:
    async def does(at: Pressing) -> list[str]:
        text = "Nobody vouches for this server. Is its certificate right (yes/no)?"
        at.chat.question = Asking(text).question
        await at.drawn()
        await at.press("y")
        return at.shown

    assert run(does, columns=40) == [
        "Nobody vouches for this server. Is its",
        "certificate right (yes/no)?",
        "> y",
    ]


def test_nothing_is_looked_for_while_a_question_is_asked() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("one", ENTER)
        at.chat.question = Asking().question
        await at.drawn()
        await at.press(ctrl("r"), "o", ENTER)
        return at.shown

    asking = run(does)
    assert asking == ["Nickname:"]


def test_a_question_ends_what_is_looked_for() -> None:
    asking = Asking(hidden=True)

    async def does(at: Pressing) -> list[str]:
        await at.press("one", ENTER, ctrl("r"), "o")
        at.chat.question = asking.question
        await at.drawn()
        await at.press("hunter2")
        shown = at.shown
        await at.press(ENTER)
        return shown

    assert (run(does), asking.answers) == (["Nickname:"], ["hunter2"])


# -- how it looks ------------------------------------------------------------------------------


def test_the_prompt_is_the_talk() -> None:
    async def does(at: Pressing) -> list[list[str]]:
        room = at.shown
        at.chat.open(at.chat.talk("Eva", is_room=False))
        await at.drawn()
        return [room, at.shown]

    assert run(does) == [["#lobby>"], ["Eva>"]]


def test_a_name_that_would_disturb_the_screen_does_not() -> None:
    async def does(at: Pressing) -> list[str]:
        at.chat.question = Asking("Say\x1b[2J\n\x07who:").question
        await at.drawn()
        return at.shown

    assert run(does) == ["Say who:"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("hola", 4),
        ("日本語", 6),
        ("cafe\u0301", 4),
        ("שלום", 4),
        (FAMILY, 2),
        ("🇪🇸", 2),
        ("❤️", 2),
        ("👍🏽", 2),
        ("a\x01b", 4),
    ],
)
def test_the_cursor_stands_behind_what_is_typed(text: str, width: int) -> None:
    async def does(at: Pressing) -> tuple[int, int]:
        await at.press(pasted(text + "x"))
        behind = at.column
        await at.press(LEFT)
        return behind, at.column

    start = len("#lobby> ")
    assert run(does) == (start + width + 1, start + width)


def test_the_cursor_stands_right_within_a_text() -> None:
    async def does(at: Pressing) -> list[int]:
        columns = []
        await at.press(f"a{FAMILY}日e\u0301b")
        for _ in range(6):
            columns.append(at.column - len("#lobby> "))
            await at.press(LEFT)
        return columns

    assert run(does) == [7, 6, 5, 3, 1, 0]


def test_a_long_text_goes_on_in_the_next_row() -> None:
    async def does(at: Pressing) -> tuple[list[str], int]:
        await at.press("x" * 35 + "日本")
        return at.shown, at.column

    assert run(does, columns=40) == (["#lobby> " + "x" * 32, "xxx日本"], 7)


def test_the_lines_of_a_text_stand_below_each_other() -> None:
    async def does(at: Pressing) -> tuple[list[str], int]:
        await at.press("one", ALT_ENTER, "two")
        return at.shown, at.column

    assert run(does) == (["#lobby> one", "        two"], len("#lobby> two"))


def test_it_takes_no_more_rows_than_it_needs_and_never_too_many() -> None:
    async def does(at: Pressing) -> list[int]:
        counts = []
        for _ in range(MOST_ROWS + 2):
            counts.append(len(at.shown))
            await at.press("x", ALT_ENTER)
        return counts

    assert run(does) == [1, 2, 3, 4, 5, 6, 6, 6]


def test_on_a_low_screen_it_takes_no_more_than_half() -> None:
    async def press() -> list[str]:
        async with editing(columns=20, rows=5) as at:
            await at.press("word " * 40)
            return at.shown

    assert len(asyncio.run(press())) == 2


def test_a_long_name_leaves_room_to_type() -> None:
    async def does(at: Pressing) -> list[str]:
        at.chat.open(at.chat.talk("a" * 24, is_room=True))
        await at.drawn()
        await at.press("x")
        return at.shown

    assert run(does, columns=30) == ["#aaaaaaaaaaa…> x"]


def test_a_screen_of_a_few_cells_is_no_trouble() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("hola", ENTER)
        return at.sent

    assert run(does, columns=3, rows=2) == ["hola"]


# -- pasting -----------------------------------------------------------------------------------


def test_pasted_lines_stay_to_be_changed() -> None:
    async def does(at: Pressing) -> tuple[str, list[str]]:
        await at.press(pasted("one\ntwo"))
        return at.marked, at.sent

    assert run(does) == ("one\ntwo|", [])


def test_too_much_is_not_taken_and_told() -> None:
    async def does(at: Pressing) -> list[str]:
        await at.press("before", pasted("x" * (MOST_PASTED + 1)))
        return [at.text, at.chat.current.entries[-1].text]

    assert run(does) == [
        "before",
        "What you pasted has 20001 characters, and 20000 at once are allowed: paste it in parts.",
    ]


def test_as_much_as_is_allowed_is_taken() -> None:
    async def does(at: Pressing) -> int:
        await at.press(pasted("x" * MOST_PASTED))
        return len(at.text)

    assert run(does) == MOST_PASTED
