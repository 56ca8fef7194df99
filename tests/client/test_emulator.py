"""The screen that tests look at: whether it does what terminals do."""

from __future__ import annotations

import pyte
import pytest

from tests.client.emulator import ALTERNATE, Emulator
from tests.client.keyboard import pressed

FAMILY = "👨‍👩‍👧"


def drawn(text: str, *, joins: bool = True, columns: int = 20) -> Emulator:
    """Return a screen on which a text was written."""
    screen = Emulator(columns, 3, joins=joins)
    pyte.ByteStream(screen).feed(text.encode())
    return screen


@pytest.mark.parametrize(
    ("text", "cells"),
    [("a", 1), ("漢", 2), ("e\u0301", 1), ("שָׁ", 1), (FAMILY, 2), ("❤️", 2), ("🇪🇸", 2), ("👍🏽", 2)],
)
def test_where_clusters_are_known_one_takes_one_place(text: str, cells: int) -> None:
    assert drawn(text).cursor.x == cells


@pytest.mark.parametrize(
    ("text", "cells"), [("漢", 2), ("e\u0301", 1), ("שָׁ", 1), (FAMILY, 6), ("❤️", 1), ("👍🏽", 4)]
)
def test_elsewhere_each_code_point_takes_its_own(text: str, cells: int) -> None:
    assert drawn(text, joins=False).cursor.x == cells


@pytest.mark.parametrize("joins", [True, False])
def test_nothing_that_is_written_is_left_out(joins: bool) -> None:
    assert drawn(f"a{FAMILY}b", joins=joins).rows[0].rstrip() == f"a{FAMILY}b"


def test_a_mark_that_comes_behind_a_full_row_belongs_to_its_last_letter() -> None:
    screen = drawn("abcde\u0301f", columns=5)
    assert [row.rstrip() for row in screen.rows[:2]] == ["abcde\u0301", "f"]


def test_the_first_screen_is_there_again_after_the_other_one() -> None:
    screen = drawn("first\x1b[?1049h\x1b[Hother")
    assert screen.rows[0].rstrip() == "other"
    assert ALTERNATE in screen.modes
    pyte.ByteStream(screen).feed(b"\x1b[?1049l")
    assert screen.rows[0].rstrip() == "first"
    assert ALTERNATE not in screen.modes


def test_keys_are_sent_as_xterm_sends_them() -> None:
    assert pressed("a", "Ctrl+A", "Alt+b", "Up", "mañana") == "a\x01\x1bb\x1b[Amañana"
