"""Breaking a text into rows: at spaces, between ideographs, around links, and never in a cluster.

prompt_toolkit breaks wherever a row is full, and the standard library's `textwrap` counts
characters, not cells. wcwidth's `wrap` knows cells, but neither rows of different lengths nor what
is not to be broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from prompt_toolkit.utils import get_cwidth

from chatservice.client.screen.clusters import is_rest

# Lines may break on either side of these (Unicode Technical Report 14, class ID), but not before
# what closes.
_IDEOGRAPHS = (
    "\u2e80-\u2fff\u3003-\u3007\u3012\u3013\u3021-\u303e\u3041-\ua4cf\uf900-\ufaff"
    "\U00020000-\U00031fff"
)
_CLOSING = "、。〉》」』】〕〗！），．：；？］"
_UNITS = re.compile(
    rf"(?P<space>[ ]+)|(?P<end>\n)|(?P<wide>[{_IDEOGRAPHS}][{_CLOSING}]*)|[^ \n{_IDEOGRAPHS}]+"
)


class Slice(NamedTuple):
    """A row: so many cells of indentation, then a part of the text."""

    indent: int
    start: int
    end: int


class _Unit(NamedTuple):
    """What is broken last: a word, or the spaces between two, a line end, an ideograph, a link."""

    kind: str | None
    start: int
    end: int
    width: int


_Group = list[_Unit]
"""Units without a place to break between them."""


def width_of(text: str) -> int:
    """Return how many cells a text of `chatservice.client.screen.clusters.cells` needs."""
    # prompt_toolkit would remember the width of each word for ever.
    return len(text) if text.isascii() else sum(map(get_cwidth, text))


def fitting(text: str, cells: int) -> str:
    """Return a text in which no character needs more than that many cells."""
    if text.isascii() or (cells > 1 and not any(map(is_rest, text))):
        return text
    return "".join(
        character if width_of(character) <= cells else "\ufffd" for character in _characters(text)
    )


def wrap(
    text: str, width: int, indent: int, whole: Sequence[tuple[int, int]] = (), *, first: int = 0
) -> list[Slice]:
    """Return the rows of a text of `chatservice.client.screen.clusters.cells`.

    Rows are as wide as ``width`` at most, the first one begins at ``first`` and the others at
    ``indent``; a line end in the text ends a row. What ``whole`` names, from and to, is broken
    only where it is wider than ``width``, and has less indentation where it needs the room. No
    character may need more cells than there are beside the indentation: see `fitting`.
    """
    if "\n" not in text and width_of(text) <= width - first:
        return [Slice(first, 0, len(text))]
    rows = _Rows(text, width, indent, first)
    for group in _groups(text, whole):
        rows.place(group)
    return rows.done()


class _Rows:
    """The rows so far, and the one that is being filled."""

    def __init__(self, text: str, width: int, indent: int, first: int) -> None:
        self._text = text
        self._width = width
        self._indent = indent
        self._rows: list[Slice] = []
        self._open(0, first)

    def place(self, group: _Group) -> None:
        """Put what belongs together where there is room."""
        first = group[0]
        width = first.width if len(group) == 1 else sum(unit.width for unit in group)
        if first.kind == "end":
            self._close()
            self._open(first.end, self._indent)
        elif first.kind == "space":
            self._spaces += width
        elif self._used + self._spaces + width <= self._room:
            self._add(group[-1].end, width)
        elif width <= self._width - self._indent:
            self._turn(first.start, self._indent)
            self._add(group[-1].end, width)
        elif len(group) > 1:
            for unit in group:
                self.place([unit])
        elif first.kind == "whole" and width <= self._width:
            self._turn(first.start, self._width - width)
            self._add(first.end, width)
        else:
            self._cut(first)

    def done(self) -> list[Slice]:
        """Return all rows: one at least."""
        self._close()
        return self._rows

    def _cut(self, unit: _Unit) -> None:
        end = unit.start
        for character in _characters(self._text[unit.start : unit.end]):
            width = width_of(character)
            if self._used + self._spaces + width > self._room:
                self._turn(end, self._indent)
            end += len(character)
            self._add(end, width)

    def _open(self, start: int, indent: int) -> None:
        self._start = self._end = start
        self._row_indent = indent
        self._room = self._width - indent
        self._used = self._spaces = 0

    def _add(self, end: int, width: int) -> None:
        self._used += self._spaces + width
        self._spaces = 0
        self._end = end

    def _turn(self, start: int, indent: int) -> None:
        """Go on in a new row; in the same one where there are but spaces in it."""
        if self._used:
            self._close()
        else:
            indent = min(indent, self._row_indent)
        self._open(start, indent)

    def _close(self) -> None:
        self._rows.append(Slice(self._row_indent, self._start, self._end))


def _groups(text: str, whole: Sequence[tuple[int, int]]) -> Iterator[_Group]:
    """Yield what may be parted from what stands before and behind it."""
    group: _Group = []
    for unit in _units(text, whole):
        if unit.kind in (None, "whole"):
            group.append(unit)
        else:
            if group:
                yield group
                group = []
            yield [unit]
    if group:
        yield group


def _units(text: str, whole: Sequence[tuple[int, int]]) -> Iterator[_Unit]:
    at = 0
    for start, end in (*whole, (len(text), len(text))):
        for found in _UNITS.finditer(text, at, start):
            width = 0 if found.lastgroup == "end" else width_of(found[0])
            yield _Unit(found.lastgroup, found.start(), found.end(), width)
        if start < end:
            yield _Unit("whole", start, end, width_of(text[start:end]))
        at = end


def _characters(text: str) -> Iterator[str]:
    """Yield each character, together with the rests of its cells."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not is_rest(text[at]):
            yield text[start:at]
            start = at
