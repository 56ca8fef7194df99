from __future__ import annotations

import asyncio
import functools
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone

import pytest

from chatservice.client.talk.chat import Question, Status
from tests.client.screen.showing import Showing, showing
from tests.client.screen.talking import a_chat, said, waits, whispered

ALT = "\x1b"
LEFT, RIGHT = "\x1b[1;3D", "\x1b[1;3C"
PAGE_UP, END = "\x1b[5~", "\x1b[F"
F1, ESC = "\x1bOP", "\x1b"
CTRL_C, CTRL_D, CTRL_L = "\x03", "\x04", "\x0c"

Test = Callable[[Showing], Awaitable[None]]


def at(*rooms: str, columns: int = 80, rows: int = 24) -> Callable[[Test], Callable[[], None]]:
    """Let a test look at a screen with some rooms, the first of which is open."""

    def decorate(test: Test) -> Callable[[], None]:
        # A wrapper without `__wrapped__`: pytest would ask for a fixture of the parameter's name.
        def run() -> None:
            async def shown() -> None:
                async with showing(a_chat(*rooms), columns, rows) as screen:
                    await test(screen)

            asyncio.run(shown())

        functools.update_wrapper(run, test, assigned=("__module__", "__name__", "__qualname__"))
        del run.__wrapped__  # type: ignore[attr-defined]
        return run

    return decorate


# -- what is seen --------------------------------------------------------------------------------


@at("lobby")
async def test_the_room_stands_above(shown: Showing) -> None:
    await shown.until(lambda: shown.rows[0].startswith("#lobby"))


@at("lobby")
async def test_what_is_said_appears(shown: Showing) -> None:
    shown.chat.add(shown.chat.current, said("good morning"))

    await shown.shows("good morning")


@at("lobby", "kitchen")
async def test_the_talks_stand_above_the_line(shown: Showing) -> None:
    await shown.until(lambda: shown.status.startswith("1 #lobby  2 #kitchen"))


@at("lobby")
async def test_what_is_typed_stays_while_lines_arrive(shown: Showing) -> None:
    shown.press("half a ")
    for number in range(100):
        shown.chat.add(shown.chat.current, said(f"line {number}"))
    shown.press("sentence")

    await shown.shows("half a sentence")
    await shown.shows("line 99")


@at("lobby")
async def test_what_is_typed_is_sent_with_enter(shown: Showing) -> None:
    shown.press("hello\r")

    await shown.until(lambda: shown.speaker.typed == ["hello"])


@at("lobby")
async def test_a_question_is_asked_where_one_types(shown: Showing) -> None:
    answers: list[str] = []
    shown.chat.question = Question("Nickname: ", answers.append)
    shown.chat.changed()
    await shown.shows("Nickname:")
    shown.press("eva\r")

    await shown.until(lambda: answers == ["eva"])


@at("lobby")
async def test_the_seconds_until_the_next_attempt_are_counted_down(shown: Showing) -> None:
    shown.chat.status = Status.WAITING
    shown.chat.retry_at = datetime.now(timezone.utc) + timedelta(seconds=1.2)
    shown.chat.changed()

    await shown.shows("trying again in 2 s")
    await shown.shows("trying again in 1 s")
    await shown.shows("Connecting…")


@at("lobby")
async def test_the_window_has_the_room_in_its_title(shown: Showing) -> None:
    await shown.until(lambda: shown.terminal.screen.title == "chatservice – #lobby")


@pytest.mark.parametrize("rows", [5, 6, 8, 24, 100])
@pytest.mark.parametrize("columns", [20, 40, 80, 200, 300])
def test_it_has_room_on_a_screen_of_any_size(columns: int, rows: int) -> None:
    async def run() -> None:
        chat = a_chat("lobby", "kitchen")
        for number in range(30):
            chat.add(chat.current, said(f"line {number}"))
        async with showing(chat, columns, rows) as shown:
            shown.press("typed")
            await shown.until(lambda: "typed" in shown.rows[-1])
            assert "line 29" in shown.text
            assert "1 #lobby" in shown.status

    asyncio.run(run())


@at("lobby", columns=80, rows=24)
async def test_after_a_change_of_size_all_is_drawn_again(shown: Showing) -> None:
    shown.chat.add(shown.chat.current, said("good morning"))
    await shown.shows("good morning")
    shown.terminal.resize(40, 10)
    shown.terminal.clear()
    shown.chat.changed()

    await shown.shows("good morning")
    assert shown.status.startswith("1 #lobby")


# -- talks ---------------------------------------------------------------------------------------


@at("lobby", "kitchen")
async def test_alt_and_a_digit_turn_to_a_talk(shown: Showing) -> None:
    shown.press(f"{ALT}2")

    await shown.until(lambda: shown.rows[0].startswith("#kitchen"))


@at(*"abcdefghij")
async def test_alt_0_turns_to_the_tenth_talk(shown: Showing) -> None:
    shown.press(f"{ALT}0")

    await shown.until(lambda: shown.chat.current.name == "j")


@at("lobby")
async def test_a_digit_without_a_talk_changes_nothing(shown: Showing) -> None:
    shown.press(f"{ALT}7hello")

    await shown.shows("hello")
    assert shown.chat.current.name == "lobby"


@at("lobby", "kitchen", "garden")
async def test_alt_left_from_the_first_talk_turns_to_the_last(shown: Showing) -> None:
    shown.press(LEFT)

    await shown.until(lambda: shown.chat.current.name == "garden")


@at("lobby", "kitchen", "garden")
async def test_alt_right_turns_to_the_next_talk(shown: Showing) -> None:
    shown.press(RIGHT)

    await shown.until(lambda: shown.chat.current.name == "kitchen")


@at("lobby", "kitchen", "garden")
async def test_alt_a_turns_first_to_where_one_was_named(shown: Showing) -> None:
    shown.chat.add(shown.chat.talks[1], said("hello"))
    shown.chat.add(shown.chat.talks[2], said("hello eva", mention=True))
    shown.press(f"{ALT}a")

    await shown.until(lambda: shown.chat.current.name == "garden")


@at("lobby", "kitchen", "garden")
async def test_alt_a_turns_to_what_was_not_read(shown: Showing) -> None:
    shown.chat.add(shown.chat.talks[2], said("hello"))
    shown.press(f"{ALT}a")

    await shown.until(lambda: shown.chat.current.name == "garden")


@at("lobby")
async def test_page_up_reads_back(shown: Showing) -> None:
    for number in range(200):
        shown.chat.add(shown.chat.current, said(f"line {number}"))
    await shown.shows("line 199")
    shown.press(PAGE_UP)

    await shown.hides("line 199")


@at("lobby")
async def test_what_comes_while_one_reads_back_is_counted(shown: Showing) -> None:
    for number in range(200):
        shown.chat.add(shown.chat.current, said(f"line {number}"))
    await shown.shows("line 199")
    shown.press(PAGE_UP)
    await shown.hides("line 199")
    shown.chat.add(shown.chat.current, said("one more"))

    await shown.shows("↓ 1 new line (End)")


@at("lobby")
async def test_end_goes_to_the_newest_when_nothing_is_typed(shown: Showing) -> None:
    for number in range(200):
        shown.chat.add(shown.chat.current, said(f"line {number}"))
    await shown.shows("line 199")
    shown.press(PAGE_UP)
    await shown.hides("line 199")
    shown.press(END)

    await shown.shows("line 199")


@at("lobby")
async def test_what_is_to_be_shown_is_shown_once(shown: Showing) -> None:
    for number in range(200):
        shown.chat.add(shown.chat.current, said(f"line {number}"))
    await shown.shows("line 199")
    shown.chat.target = shown.chat.current.entries[20]
    shown.chat.changed()

    await shown.shows("line 20")
    assert shown.chat.target is None


# -- help ----------------------------------------------------------------------------------------


@at("lobby")
async def test_f1_shows_all_keys(shown: Showing) -> None:
    shown.press(F1)

    await shown.shows("Alt+1…9")


@at("lobby")
async def test_any_key_closes_the_help_and_is_not_typed(shown: Showing) -> None:
    shown.press(F1)
    await shown.shows("Any key")
    shown.press("x")
    await shown.hides("Any key")
    shown.press("hello")

    await shown.until(lambda: shown.rows[-1].endswith("hello"))
    assert "xhello" not in shown.text


@at("lobby", "kitchen")
async def test_a_key_with_alt_closes_the_help_and_is_not_typed(shown: Showing) -> None:
    shown.press(F1)
    await shown.shows("Any key")
    shown.press(f"{ALT}2")
    await shown.hides("Any key")
    shown.press("hello")

    await shown.until(lambda: shown.rows[-1].endswith("hello"))
    assert "2hello" not in shown.text


@at("lobby", rows=10)
async def test_the_help_scrolls_on_a_low_screen(shown: Showing) -> None:
    shown.press(F1)
    await shown.shows("more. Any other key")
    shown.press("\x1b[B" * 40)

    await shown.shows("/quit")


def test_somebody_who_is_new_is_told_what_to_do() -> None:
    async def run() -> None:
        async with showing(a_chat("lobby"), remembered="") as shown:
            await shown.shows("Type and press Enter to talk.")

    asyncio.run(run())


@at("lobby")
async def test_who_has_sent_something_before_is_not_told_what_to_do(shown: Showing) -> None:
    await shown.shows("F1: help")

    assert "Type and press Enter" not in shown.text


# -- leaving -------------------------------------------------------------------------------------


@at("lobby")
async def test_ctrl_d_says_goodbye(shown: Showing) -> None:
    shown.press(CTRL_D)

    await shown.until(lambda: shown.speaker.goodbyes == 1)
    await shown.shows("Leaving…")


@at("lobby")
async def test_ctrl_d_again_waits_for_no_goodbye(shown: Showing) -> None:
    shown.press(CTRL_D)
    await shown.shows("Leaving…")
    shown.press(CTRL_D)

    await shown.ends()


@at("lobby")
async def test_ctrl_d_does_not_leave_while_something_is_typed(shown: Showing) -> None:
    shown.press(f"hello{CTRL_D}")
    await shown.shows("hello")

    assert shown.speaker.goodbyes == 0


@at("lobby")
async def test_before_anything_is_connected_ctrl_d_leaves_at_once(shown: Showing) -> None:
    shown.screen.speaker = None
    shown.press(CTRL_D)

    await shown.ends()


@at("lobby")
async def test_ctrl_c_tells_how_to_leave(shown: Showing) -> None:
    shown.press(CTRL_C)

    await shown.shows("Ctrl+D leaves")


@at("lobby")
async def test_ctrl_c_takes_back_what_waits(shown: Showing) -> None:
    for _ in range(4):
        shown.chat.add(shown.chat.current, waits())
    await shown.shows("4 waiting, Ctrl+C stops")
    shown.press(CTRL_C)

    await shown.shows("4 lines taken back")
    assert "waiting" not in shown.text


@at("lobby")
async def test_a_silent_server_is_told_of_without_a_key(shown: Showing) -> None:
    shown.screen._status._heard_at -= timedelta(seconds=5.8)
    shown.chat.add(shown.chat.current, waits(datetime.now(timezone.utc) - timedelta(seconds=60)))

    await shown.shows("no answer for 6 s")


@at("lobby")
async def test_the_next_key_takes_that_away(shown: Showing) -> None:
    shown.press(CTRL_C)
    await shown.shows("Ctrl+D leaves")
    shown.press("a")

    await shown.hides("Ctrl+D leaves")


@at("lobby")
async def test_the_terminal_is_left_as_it_was(shown: Showing) -> None:
    await shown.until(lambda: "\x1b[?1004h" in shown.terminal.written)
    shown.screen.end()
    await shown.ends()

    left = shown.terminal.written.rpartition("\x1b[?1049l")[2]
    assert "\x1b[?1004l" in left
    assert "\x1b[23;2t" in left
    assert "\x1b[?1004h" not in left


@at("lobby")
async def test_the_cursor_of_the_shell_stays_where_it_is(shown: Showing) -> None:
    before, _, _ = shown.terminal.written.partition("\x1b[?1049h")

    assert not re.search(r"\x1b\[[0-9;]*[A-HJKf]", before)


@at("lobby")
async def test_a_terminal_that_is_gone_ends_it(shown: Showing) -> None:
    shown._keys.close()

    await shown.ends()
    assert shown.speaker.goodbyes == 1


@at("lobby")
async def test_who_has_ended_watches_no_more(shown: Showing) -> None:
    shown.screen.end()
    await shown.ends()

    assert shown.chat.watchers == []


# -- the terminal --------------------------------------------------------------------------------


@at("lobby")
async def test_a_report_of_the_focus_is_never_typed(shown: Showing) -> None:
    shown.press("a\x1b[Ob\x1b[Ic")

    await shown.until(lambda: shown.rows[-1].endswith("abc"))


@at("lobby")
async def test_after_a_quoting_key_a_report_of_the_focus_is_not_typed(shown: Showing) -> None:
    shown.press("a\x11\x1b[O")
    await shown.until(lambda: not shown.chat.is_seen)
    shown.press("bc")

    await shown.until(lambda: shown.rows[-1].endswith("abc"))


@at("lobby")
async def test_what_comes_without_the_focus_is_not_read(shown: Showing) -> None:
    shown.press("\x1b[O")
    await shown.until(lambda: not shown.chat.is_seen)
    shown.chat.add(shown.chat.current, said("hello"))

    assert shown.chat.current.unread == 1


@at("lobby")
async def test_it_rings_for_a_private_message(shown: Showing) -> None:
    shown.chat.add(shown.chat.talk("ana", is_room=False), whispered("hello"))
    shown.chat.ring()

    # The title of the window ends with the same character.
    titles = r"\x1b\][^\a]*\a"
    await shown.until(lambda: "\a" in re.sub(titles, "", shown.terminal.written))


@at("lobby")
async def test_ctrl_l_draws_what_something_else_wrote_over(shown: Showing) -> None:
    shown.chat.add(shown.chat.current, said("good morning"))
    await shown.shows("good morning")
    shown.terminal.clear()
    shown.press(CTRL_L)

    await shown.shows("good morning")


@at("lobby")
async def test_ctrl_l_leaves_the_screen_of_the_shell_alone(shown: Showing) -> None:
    await shown.until(lambda: shown.rows[0])
    before = len(shown.terminal.written)
    shown.press(CTRL_L)
    await shown.until(lambda: "\x1b[2J" in shown.terminal.written[before:])

    assert "\x1b[?1049l" not in shown.terminal.written


def test_it_is_there_before_twisted_and_the_catalogue() -> None:
    late = ("twisted", "msgspec", "chatservice.core.catalogue", "chatservice.render.messages")
    code = (
        "import sys, chatservice.client.screen.screen;"
        f"print([name for name in {late} if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"
