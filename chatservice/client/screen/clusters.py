"""Grapheme clusters in as many cells as are counted for them, whatever a terminal makes of them.

prompt_toolkit counts the width of each code point, a terminal may count another one, or one for the
whole cluster (Unicode Technical Report 29): 👩‍👧 is two cells wide, or four, ❤️ is one or two. Since
prompt_toolkit writes nothing but the cells that have changed, one cell too many leaves all that
follows in the wrong place, for good.

So each cluster that is more than one code point of a well-known width is shown as one code point
that stands for it, its "mark": `cells` makes them, `chatservice.client.screen.output` writes, in
place of each, the cluster itself and then moves the cursor to where the next cell is. Marks are
code points that have the width of the cluster, and that no text has: one in a text is itself shown
by a mark. No library does this; the widths and the borders of clusters are wcwidth's.

    width 1           U+F0000 and on: private use
    width 2           end of plane 3: unassigned, wide by default (Unicode Technical Report 11)
    each cell more    U+100000 and on: private use

A cluster gets the most that any terminal may need: with less, what stands behind it would cover
it; with more, there is a gap on some terminals. Hebrew and Arabic stand in the order in which they
are read, as in weechat and irssi: terminals that know the bidirectional algorithm (VTE, Konsole,
mlterm) reorder the cells of each row by themselves, and would turn round what is turned already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples
from wcwidth import iter_graphemes, wcwidth

MOST_CELLS = 8
"""Cells of one cluster: strangers' have up to five (`chatservice.core.text.MAX_MARKS`)."""

_HALF = 8_192
"""Clusters that are remembered, twice: many more than differ on one screen."""

FIRST_MARK = "\U0003a000"
"""No other code point behind this one is written to a screen."""


class Part(NamedTuple):
    """What a mark stands for: a cluster, and which of its cells, from 0."""

    cluster: str
    width: int
    cell: int


class Shown(NamedTuple):
    """Fragments with marks for clusters, and the places that belong together, in code points."""

    fragments: StyleAndTextTuples
    to_display: Callable[[int], int]
    to_source: Callable[[int], int]


class _Marks:
    """Code points, given to parts in turn: those of the half that is older are taken back."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._given = 0
        self._marks: dict[Part, str] = {}
        self._parts: dict[str, Part] = {}
        self._older: dict[str, Part] = {}
        self.generation = 0

    def mark(self, part: Part) -> str:
        mark = self._marks.get(part)
        if mark is None:
            if len(self._marks) == _HALF:
                # Nothing that is on the screen now goes: it was asked for since the last time.
                self._older, self._parts, self._marks = self._parts, {}, {}
                self.generation += 1
            mark = chr(self._first + self._given)
            self._given = (self._given + 1) % (2 * _HALF)
            self._marks[part] = mark
            self._parts[mark] = part
        return mark

    def part(self, mark: str) -> Part | None:
        return self._parts.get(mark) or self._older.get(mark)


_WIDE = _Marks(ord(FIRST_MARK))
_NARROW = _Marks(0xF0000)
_REST = _Marks(0x100000)


def cells(text: str) -> str:
    """Return a text as it is given to prompt_toolkit: each character is one or two cells wide.

    Control characters stay, which prompt_toolkit shows as in `^A`.
    """
    if _is_shown_itself(text):
        return text
    return "".join(shown for _, shown in _clusters(text))


def generation() -> int:
    """Return what changes as soon as texts made by `cells` before may no longer be shown."""
    return _WIDE.generation + _NARROW.generation + _REST.generation


def part_of(mark: str) -> Part | None:
    """Return what a character stands for; `None` if it is no mark."""
    if mark < FIRST_MARK:
        return None
    return (_WIDE if mark < "\U0003ffff" else _NARROW if mark < "\U00100000" else _REST).part(mark)


def is_rest(character: str) -> bool:
    """Return whether a character of `cells` belongs to the one before, which it may not leave."""
    return character >= "\U00100000"


def blank() -> str:
    """Return what shows nothing in one cell, and is written even where nothing follows in a row."""
    return _NARROW.mark(Part(" ", 1, 0))


def reach(mark: str) -> int:
    """Return how many cells a terminal draws that gives each code point of a cluster its own."""
    part = part_of(mark)
    return 0 if part is None or part.cell else sum(max(wcwidth(each), 0) for each in part.cluster)


def positions(text: str) -> tuple[list[int], list[int]]:
    """Return where each place in a text is in what `cells` makes of it, and the other way round.

    Both lists have a place more than there are characters. A place inside a cluster is at its
    beginning.
    """
    if _is_shown_itself(text):
        return [*range(len(text) + 1)], [*range(len(text) + 1)]
    there: list[int] = []
    back: list[int] = []
    for cluster, shown in _clusters(text):
        back_to = len(there)
        there += [len(back)] * len(cluster)
        back += [back_to] * len(shown)
    return [*there, len(back)], [*back, len(there)]


def show(fragments: StyleAndTextTuples) -> Shown:
    """Return fragments with marks for clusters: for an input processor of prompt_toolkit.

    A cluster of characters of several styles has that of its first one.
    """
    text = "".join(fragment[1] for fragment in fragments)
    if _is_shown_itself(text):
        return Shown(fragments, lambda place: place, lambda place: place)
    styles = [fragment[0] for fragment in fragments for _ in fragment[1]]
    shown = cells(text)
    there, back = positions(text)
    last = len(text)
    return Shown(
        [(styles[back[at]], character) for at, character in enumerate(shown)],
        lambda place: there[min(max(place, 0), last)],
        lambda place: back[min(max(place, 0), len(back) - 1)],
    )


def _is_shown_itself(text: str) -> bool:
    return text.isascii() or all(map(_is_plain, text))


@lru_cache(maxsize=8_192)
def _is_plain(character: str) -> bool:
    """Return whether a character alone has one width on all terminals.

    Not so: marks, formats, what is private; emoji and what Unicode has got of late, of which
    terminals know more or less.
    """
    if character < "\u0300":
        return character not in "\xa0\xad"
    if character >= "\U0001f000":
        # Han of planes 2 and 3 are as old as terminals that know of them.
        return "\U00020000" <= character < "\U00031350"
    return unicodedata.category(character)[0] not in "MC" and wcwidth(character) > 0


def _clusters(text: str) -> Iterator[tuple[str, str]]:
    """Yield each cluster of a text, and what is shown for it."""
    for cluster in _whole(iter_graphemes(text)):
        if cluster == "\xa0":
            yield cluster, " "  # prompt_toolkit would underline it
        elif len(cluster) == 1 and (_is_plain(cluster) or cluster < "\xa0"):
            yield cluster, cluster
        else:
            yield cluster, _marks(cluster)


def _whole(clusters: Iterator[str]) -> Iterator[str]:
    """Join to each cluster what has no width of its own: a mark of direction, say."""
    whole = ""
    for cluster in clusters:
        if whole and wcwidth(cluster[0]) <= 0 and not (_is_control(cluster) or _is_control(whole)):
            whole += cluster
        else:
            if whole:
                yield whole
            whole = cluster
    if whole:
        yield whole


def _is_control(cluster: str) -> bool:
    return unicodedata.category(cluster[0]) == "Cc"


@lru_cache(maxsize=4_096)
def _look(cluster: str) -> tuple[str, int]:
    """Return how a cluster is written, and in how many cells."""
    cluster = cluster.encode("utf-8", "replace").decode()  # a lone surrogate is no character
    categories = [unicodedata.category(character) for character in cluster]
    if all(category == "Cf" for category in categories):
        return "", 0
    # Terminals without clusters count a spacing mark as one.
    widths = [
        max(wcwidth(character), category == "Mc", 0)
        for character, category in zip(cluster, categories, strict=True)
    ]
    if widths[0] == 0:
        cluster = f" {cluster}"  # or it would go onto the cell before
    if any(_is_emoji(character) for character in cluster):
        return cluster, 2
    return cluster, min(max(sum(widths), 1), MOST_CELLS)


def _is_emoji(character: str) -> bool:
    return "\U0001f1e6" <= character < "\U0001fb00" or character in "\ufe0f\u20e3"


def _marks(cluster: str) -> str:
    written, width = _look(cluster)
    if width < 2:
        return _NARROW.mark(Part(written, 1, 0)) if width else ""
    first = _WIDE.mark(Part(written, width, 0))
    return first + "".join(_REST.mark(Part(written, width, cell)) for cell in range(2, width))
