"""Rows that are written at once look as if prompt_toolkit had drawn each cell anew."""

from __future__ import annotations

import asyncio
import random
import re

import pytest

from chatservice.client.screen import pacing
from chatservice.client.talk.entries import Entry, Kind
from tests.client.screen.showing import Showing, showing
from tests.client.screen.talking import NOON, a_chat, said

CTRL_L, TAB, F1 = "\x0c", "\t", "\x1bOP"

TEXTS = (
    *("hello", "see https://example.com/a/b for more", "日本語の話", "שלום לכולם", "naïve café"),
    *(
        "👩‍👩‍👧 family, ❤️ and 🇪🇸 too",
        "e\u0301\u0301 marks",
        "word " * 40,
        "話" * 60,
        "a https://a.example/" + "b" * 90,
    ),
)


def an_entry(dice: random.Random, number: int) -> Entry:
    entry = said(f"{number} {dice.choice(TEXTS)}", dice.choice(("ana", "bo", "李", "eva")))
    entry.kind = dice.choice((Kind.SAID, Kind.ACTED, Kind.WHISPERED, Kind.NOTICE))
    entry.mention = dice.random() < 0.1
    return entry


def cells(shown: Showing) -> list[list[object]]:
    """Return each cell of the terminal, with its colours."""
    screen = shown.terminal.screen
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


async def drawn_anew(shown: Showing) -> list[list[object]]:
    shown.terminal.written = ""
    shown.press(CTRL_L)
    await shown.until(lambda: "\x1b[2J" in shown.terminal.written)
    await shown.until(lambda: "\x1b[?25h" in shown.terminal.written)
    return cells(shown)


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("seed", range(4))
def test_what_came_in_steps_looks_like_what_is_drawn_at_once(
    columns: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each step is drawn all the same, and nothing is learnt in between.
    monkeypatch.setattr(pacing, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(pacing, "SHARE", 0)

    async def run() -> None:
        dice = random.Random(seed)
        async with showing(a_chat("lobby"), columns, 12) as shown:
            number = 0
            for _ in range(8):
                for _ in range(dice.randint(1, 5)):
                    number += 1
                    shown.chat.add(shown.chat.current, an_entry(dice, number))
                await shown.shows(f" {number} ")
            came = cells(shown)
            assert came == await drawn_anew(shown)

    asyncio.run(run())


def test_what_came_behind_the_menu_of_completions_is_seen_when_that_is_gone() -> None:
    async def run() -> None:
        async with showing(a_chat("lobby")) as shown:
            shown.chat.add(shown.chat.current, said("good morning"))
            shown.press("/re" + TAB)
            await shown.shows("/register")
            for number in range(30):
                shown.chat.add(shown.chat.current, said(f"this is what line {number} is about"))
            await shown.shows("this is what line 20")
            shown.press("\x15")
            await shown.hides("/register")
            await shown.shows("this is what line 29")
            came = cells(shown)
            assert came == await drawn_anew(shown)

    asyncio.run(run())


def test_what_comes_behind_the_help_does_not_flash_up() -> None:
    async def run() -> None:
        async with showing(a_chat("lobby", "kitchen")) as shown:
            shown.press(F1)
            await shown.shows("Any key")
            shown.chat.add(shown.chat.current, said("good morning"))
            shown.chat.add(shown.chat.talks[1], said("here as well"))
            await shown.until(lambda: shown.chat.talks[1].unread)
            shown.press("x")
            await shown.shows("good morning")
            before, _, _ = shown.terminal.written.partition("2 #kitchen 1")
            assert "good morning" not in re.sub(r"\x1b\[[0-9;]*m", "", before)

    asyncio.run(run())


def test_a_key_does_not_have_the_log_drawn() -> None:
    async def run() -> None:
        async with showing(a_chat("lobby")) as shown:
            shown.chat.add(shown.chat.current, said("good morning", seq=1))
            await shown.shows("good morning")
            shown.chat.current.entries[0].text = "changed, and nobody was told"
            shown.chat.current.entries[0].version += 1
            shown.press("typed")
            await shown.shows("typed")
            assert "good morning" in shown.text

    asyncio.run(run())


def test_the_cursor_stays_where_one_types() -> None:
    async def run() -> None:
        async with showing(a_chat("lobby")) as shown:
            shown.press("typed")
            await shown.shows("typed")
            before = (shown.terminal.screen.cursor.y, shown.terminal.screen.cursor.x)
            shown.chat.add(shown.chat.current, Entry(Kind.NOTICE, NOON, "good morning"))
            await shown.shows("good morning")
            assert (shown.terminal.screen.cursor.y, shown.terminal.screen.cursor.x) == before

    asyncio.run(run())
