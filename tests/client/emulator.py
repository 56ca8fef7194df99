"""A terminal's screen: pyte's, with what terminals do besides and whole-screen programs need."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pyte
from wcwidth import iter_graphemes, wcswidth, wcwidth

FOCUS = 1004
"""The terminal tells when it is turned to and away from (XTerm Control Sequences, "FocusIn")."""

PASTE = 2004
"""What is pasted comes between marks (XTerm Control Sequences, "Bracketed Paste Mode")."""

ALTERNATE = 1049
"""The other screen, which keeps the first one as it was (XTerm Control Sequences, DECSET)."""


class Emulator(pyte.Screen):
    """A screen that joins what belongs together, and answers when it is asked where its cursor is.

    ``joins``: whether a character of several code points takes the place of one, as in terminals
    that know grapheme clusters (kitty, WezTerm, foot); otherwise each code point takes its own
    (xterm, VTE). pyte itself throws away all that stands behind a joiner.
    """

    def __init__(self, columns: int, lines: int, *, joins: bool = True) -> None:
        super().__init__(columns, lines)
        self.joins = joins
        self.answers = b""
        self.bells = 0
        self.modes: set[int] = set()
        """The private modes (DECSET) that were set since, and not reset."""
        self._first: tuple[Any, Any] | None = None

    def write_process_input(self, data: str) -> None:
        """Keep an answer until it is fetched."""
        self.answers += data.encode()

    def bell(self, *args: object) -> None:
        """Count."""
        self.bells += 1

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Remember private modes, and turn to the alternate screen."""
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private"):
            self.modes.update(modes)
            if ALTERNATE in modes and self._first is None:
                self._first = deepcopy(self.buffer), deepcopy(self.cursor)
                self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Forget private modes, and turn back to the first screen."""
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private"):
            self.modes.difference_update(modes)
            if ALTERNATE in modes and self._first is not None:
                (self.buffer, self.cursor), self._first = self._first, None
                self.cursor.y = min(self.cursor.y, self.lines - 1)
                self.cursor.x = min(self.cursor.x, self.columns - 1)
                self.dirty.update(range(self.lines))

    def draw(self, data: str) -> None:
        """Put characters where the cursor is."""
        if data.isascii():
            super().draw(data)
            return
        for character in data:
            if not self._joined(character):
                super().draw(character)

    def _joined(self, character: str) -> bool:
        """Make a code point a part of what stands before the cursor, where it is one."""
        width = wcwidth(character)
        row, column = self._before()
        before = self.buffer[row][column]
        if width > 0:
            if not self.joins or len(list(iter_graphemes(before.data + character))) != 1:
                return False
        elif self.cursor.x == 0 and self.cursor.y == 0:
            return True  # there is nothing that it could be a part of
        whole = before.data + character
        self.buffer[row][column] = before._replace(data=whole)
        if self.joins and wcswidth(whole) == 2 and self.cursor.x == column + 1 < self.columns:
            # What was narrow is wide now: a flag, or a sign that became an emoji.
            self.buffer[row][column + 1] = before._replace(data="")
            self.cursor.x += 1
        return True

    def _before(self) -> tuple[int, int]:
        """Return where the character stands that was drawn before the cursor."""
        row, column = self.cursor.y, self.cursor.x - 1
        if column < 0:
            row, column = max(0, row - 1), self.columns - 1
        if column and not self.buffer[row][column].data:
            column -= 1  # the second half of a wide one
        return row, column

    @property
    def rows(self) -> list[str]:
        """What stands in each row, as it would be copied."""
        # pyte's `display` measures the first code point of a cell, so it leaves the half of what
        # became wide later out.
        return [
            "".join(self.buffer[row][column].data for column in range(self.columns))
            for row in range(self.lines)
        ]
