from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from chatservice.client.talk.chat import Chat, Hit, Search
from tests.client.screen.showing import Showing, showing
from tests.client.screen.talking import NOON, a_chat, said, waits

UP, DOWN, END = "\x1b[A", "\x1b[B", "\x1b[F"
PAGE_DOWN, F2, ESC = "\x1b[6~", "\x1b[12~", "\x1b"


def hit(text: str, at: int = 0, *marks: tuple[int, int], room: str = "lobby") -> Hit:
    entry = said(text)
    entry.at = NOON - timedelta(days=at)
    return Hit(entry, room, is_room=True, marks=marks)


def a_search(number: int = 3, *, more: bool = False) -> Search:
    return Search("cake", [hit(f"cake number {at}", at, (0, 4)) for at in range(number)], more)


def with_search(
    search: Search, test: Callable[[Showing], Awaitable[None]], columns: int = 80, rows: int = 24
) -> None:
    """Let a test look at what a search found."""

    async def run() -> None:
        async with showing(a_chat("lobby"), columns, rows) as shown:
            shown.chat.show_found(search)
            await shown.shows("cake")
            await test(shown)

    asyncio.run(run())


def test_each_result_tells_its_number_its_day_where_and_who() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows(" 2 2026-03-04 12:00 #lobby ana: cake number 1")

    with_search(a_search(), test)


def test_how_many_were_found_is_told() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("cake  Found: 3")

    with_search(a_search(), test)


def test_that_there_are_older_ones_is_told() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("cake  Found: the newest 3")

    with_search(a_search(more=True), test)


def test_it_is_gone_when_one_has_gone_to_a_result() -> None:
    async def test(shown: Showing) -> None:
        shown.press(DOWN + "\r")
        await shown.hides("Found: 3")
        shown.press("hello")
        await shown.until(lambda: shown.rows[-1].endswith("hello"))

    with_search(a_search(), test)


def test_it_is_gone_when_jump_has_shown_a_result() -> None:
    async def test(shown: Showing) -> None:
        shown.chat.target = shown.chat.add(shown.chat.current, said("here it was"))
        shown.chat.changed()
        await shown.hides("Found: 3")

    with_search(a_search(), test)


def test_it_is_gone_when_one_has_said_something() -> None:
    async def test(shown: Showing) -> None:
        shown.chat.add(shown.chat.current, waits())
        await shown.hides("Found: 3")

    with_search(a_search(), test)


def test_f2_shows_it_again_with_the_same_one_chosen() -> None:
    async def test(shown: Showing) -> None:
        shown.press(DOWN + "\r")
        await shown.hides("Found: 3")
        shown.press(F2)
        await shown.shows("> 2 ")
        shown.press(DOWN + "\r")
        await shown.until(lambda: shown.speaker.jumps == [2, 3])

    with_search(a_search(), test)


def test_on_a_very_narrow_screen_what_was_said_has_the_row() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows(">cake number 0")
        assert " cake number 1" in shown.rows

    with_search(a_search(), test, columns=20, rows=8)


@pytest.mark.parametrize("keys", [ESC + "/me", ESC + "hello"])
def test_what_is_typed_right_behind_escape_is_typed(keys: str) -> None:
    async def test(shown: Showing) -> None:
        shown.press(keys)
        await shown.until(lambda: shown.rows[-1].endswith(f"> {keys[1:]}"))
        assert shown.chat.search is None

    with_search(a_search(), test)


@pytest.mark.parametrize("keys", [ESC + "/me", ESC + "hello"])
def test_so_it_is_where_something_is_typed_already(keys: str) -> None:
    async def run(chat: Chat) -> None:
        async with showing(chat) as shown:
            shown.press("half")
            await shown.shows("half")
            chat.show_found(a_search())
            await shown.shows("cake number 2")
            shown.press(keys)
            await shown.until(lambda: shown.rows[-1].endswith(f"half{keys[1:]}"))
            assert chat.search is None

    asyncio.run(run(a_chat("lobby")))


def test_what_matches_is_marked() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("cake number 1")
        row = next(at for at, text in enumerate(shown.rows) if "cake number 1" in text)
        column = shown.rows[row].index("cake number 1")
        marked = [shown.terminal.screen.buffer[row][column + at].underscore for at in range(6)]
        assert marked == [True] * 4 + [False] * 2

    with_search(a_search(), test)


def test_of_a_long_text_the_part_that_matches_is_seen() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("…")
        assert "the cake is ready" in shown.text

    text = "word " * 60 + "the cake is ready"
    begin = text.index("cake")
    with_search(Search("cake", [hit(text, 0, (begin, begin + 4))]), test)


def test_enter_goes_to_the_first_result() -> None:
    async def test(shown: Showing) -> None:
        shown.press("\r")
        await shown.until(lambda: shown.speaker.jumps)
        assert shown.speaker.jumps == [1]

    with_search(a_search(), test)


def test_the_arrow_keys_choose_another_one() -> None:
    async def test(shown: Showing) -> None:
        shown.press(DOWN + DOWN + UP + "\r")
        await shown.until(lambda: shown.speaker.jumps)
        assert shown.speaker.jumps == [2]

    with_search(a_search(), test)


def test_no_key_goes_beyond_the_last_one() -> None:
    async def test(shown: Showing) -> None:
        shown.press(DOWN * 9 + "\r")
        await shown.until(lambda: shown.speaker.jumps)
        assert shown.speaker.jumps == [3]

    with_search(a_search(), test)


def test_the_one_chosen_is_seen_however_many_there_are() -> None:
    async def test(shown: Showing) -> None:
        shown.press(END)
        await shown.shows(">40 ")

    with_search(a_search(40), test)


def test_m_looks_for_more() -> None:
    async def test(shown: Showing) -> None:
        shown.press("m")
        await shown.until(lambda: shown.speaker.typed)
        assert shown.speaker.typed == ["/search more"]

    with_search(a_search(more=True), test)


def test_what_was_found_besides_is_chosen_next() -> None:
    async def test(shown: Showing) -> None:
        shown.chat.show_found(a_search(5))
        await shown.shows("> 4 ")

    with_search(a_search(3, more=True), test)


def test_another_search_begins_at_its_first_result() -> None:
    async def test(shown: Showing) -> None:
        shown.press(DOWN)
        await shown.shows("> 2 ")
        shown.chat.show_found(Search("tea", [hit("tea"), hit("tea"), hit("tea")]))
        await shown.shows("> 1 ")

    with_search(a_search(), test)


def test_escape_closes_it() -> None:
    async def test(shown: Showing) -> None:
        shown.press(ESC)
        await shown.hides("cake")
        assert shown.chat.search is None

    with_search(a_search(), test)


def test_what_is_typed_goes_to_the_line() -> None:
    async def test(shown: Showing) -> None:
        shown.press("hello")
        await shown.until(lambda: "hello" in shown.rows[-1])

    with_search(a_search(), test)


def test_nothing_found_is_told_in_a_sentence() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("Nothing was found.")

    with_search(Search("cake", []), test)


def test_while_something_is_typed_the_keys_stay_there() -> None:
    async def run(chat: Chat) -> None:
        async with showing(chat) as shown:
            shown.press("half a sen")
            await shown.shows("half a sen")
            chat.show_found(a_search())
            await shown.shows("cake number 2")
            shown.press("tence")
            await shown.shows("half a sentence")

    asyncio.run(run(a_chat("lobby")))


def test_f2_gives_it_the_keys() -> None:
    async def run(chat: Chat) -> None:
        async with showing(chat) as shown:
            shown.press("half a sen")
            await shown.shows("half a sen")
            chat.show_found(a_search())
            shown.press(F2 + "\r")
            await shown.until(lambda: shown.speaker.jumps)

    asyncio.run(run(a_chat("lobby")))


def test_f2_gives_the_keys_back_to_the_line() -> None:
    async def test(shown: Showing) -> None:
        shown.press(F2 + "m")
        await shown.until(lambda: shown.rows[-1].endswith("m"))
        assert shown.speaker.typed == []

    with_search(a_search(more=True), test)


def test_page_down_looks_for_more() -> None:
    async def test(shown: Showing) -> None:
        shown.press(PAGE_DOWN)
        await shown.until(lambda: shown.speaker.typed)

    with_search(a_search(more=True), test)


def test_on_a_low_screen_the_log_keeps_half() -> None:
    async def test(shown: Showing) -> None:
        heading = next(at for at, row in enumerate(shown.rows) if "Found" in row)
        assert heading >= 4

    with_search(a_search(40), test, rows=12)


def test_a_text_that_steers_a_terminal_is_shown_without_that() -> None:
    async def test(shown: Showing) -> None:
        await shown.shows("ana: cake is here")

    with_search(Search("cake", [hit("\x1b[2Jcake is here", 0, (4, 8))]), test)
