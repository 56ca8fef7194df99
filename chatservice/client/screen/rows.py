"""An entry of a talk as rows of a width: the time, who said it, and the text beside that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples, to_formatted_text

from chatservice.client.lines.colours import displayable, without_colours
from chatservice.client.screen.clusters import cells
from chatservice.client.screen.colours import Colours
from chatservice.client.screen.days import day_in_words
from chatservice.client.screen.links import links, opening
from chatservice.client.screen.wrapping import Slice, fitting, width_of, wrap
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.words import LINE_BREAK, mention_of
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook

WIDE_ENOUGH = 50
"""From so many columns on, the rows of a text stand below each other, beside the name."""

_INDENT = 2
_NARROW = 10
"""With fewer columns there is no indentation."""

MOST_NAMES = 6
"""Of those who came or went together, so many are named."""


_LEFT_TO_RIGHT = "\u200e"
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


Row = StyleAndTextTuples


class _Piece(NamedTuple):
    """A part of what is wrapped. ``escape`` goes before each cell of a link."""

    style: str
    text: str
    escape: str = ""
    is_whole: bool = False


class Layout:
    """Makes rows, for somebody called ``nick``, in a language."""

    def __init__(self, book: Phrasebook, colours: Colours, nick: str = "") -> None:
        self.nick = nick
        self.book = book
        self._colours = colours
        self._looks = colours.looks

    def entry(self, entry: Entry, width: int, *, in_room: bool = True) -> list[Row]:
        """Return the rows of an entry, none of which is wider than ``width``."""
        head = [self._time(entry), *self._head(entry, in_room=in_room)]
        body = [*self._body(entry), *self._tail(entry)]
        if _is_right_to_left(head) and _is_right_to_left(body):
            # Where a terminal reorders a row, the name and the text would change places.
            head[-1] = head[-1]._replace(text=head[-1].text + _LEFT_TO_RIGHT)
        indent = _indent(head, width)
        rows = _rows([*head, *body], width, indent)
        if entry.problem:
            problem = _Piece(self._looks.problem, f"! {sanitise(entry.problem)}")
            rows += _rows([problem], width, indent, first=indent)
        return rows

    def day(self, day: date, width: int) -> list[Row]:
        """Return the line above a day."""
        return self._line(day_in_words(self.book, day), self._looks.aside, width)

    def mark(self, width: int) -> list[Row]:
        """Return the line above what came while nobody looked."""
        return self._line(self.book.say("new"), self._looks.mark, width)

    def aside(self, sentence: str, width: int) -> list[Row]:
        """Return a sentence of the client's own."""
        return _rows([_Piece(self._looks.aside, sentence)], width, 0)

    # -- pieces --------------------------------------------------------------------------------

    def _line(self, text: str, style: str, width: int) -> list[Row]:
        return _rows([_Piece(style, f"── {text} ──")], width, 0)

    def _time(self, entry: Entry) -> _Piece:
        style = self._looks.mention if entry.mention else self._looks.aside
        return _Piece(style, entry.at.astimezone().strftime("%H:%M "))

    def _head(self, entry: Entry, *, in_room: bool) -> Iterator[_Piece]:
        """Yield what stands between the time and the text."""
        if entry.kind in (Kind.ACTED, Kind.PRESENCE):
            yield _Piece(self._looks.aside, "* ")
        if entry.is_message:
            is_private = entry.kind is Kind.WHISPERED
            style = f"{self._looks.name} {'' if entry.own else self._colours.of(entry.who)}"
            name = _Piece(
                f"{style} {self._looks.private}" if is_private else style, sanitise(entry.who)
            )
            yield name
            if is_private and in_room:
                yield _Piece(self._looks.private, f" {self.book.say('(privately)')}")
        if entry.kind is not Kind.PRESENCE:
            yield _Piece("", "  " if entry.kind in (Kind.SAID, Kind.WHISPERED) else " ")

    def _body(self, entry: Entry) -> Iterator[_Piece]:
        """Yield the text."""
        looks = self._looks
        if entry.kind is Kind.PRESENCE:
            yield _Piece(looks.aside, self._presence(entry))
        elif entry.kind is Kind.LINE:
            yield from _linked(self._coloured(entry.text))
        elif entry.kind is Kind.NOTICE:
            lines = map(sanitise, entry.text.split("\n"))
            yield from _linked([(looks.aside, "\n".join(lines))])
        elif entry.gone:
            yield _Piece(looks.gone, sanitise(entry.text))
        else:
            text = sanitise(entry.text).replace(LINE_BREAK, f"{LINE_BREAK.rstrip()}\n")
            style = looks.aside if entry.state is State.WAITING else ""
            for piece in _linked([(style, text)]):
                yield from self._named(piece) if entry.mention else [piece]

    def _tail(self, entry: Entry) -> Iterator[_Piece]:
        if entry.edited:
            yield _Piece(self._looks.aside, f" {self.book.say('(edited)')}")
        if entry.state is State.WAITING:
            yield _Piece(self._looks.aside, " …")

    def _presence(self, entry: Entry) -> str:
        """Return who came and who went, in a sentence."""
        book = self.book
        parts = []
        if came := [*dict.fromkeys(entry.came)]:
            names = self._names(came)
            parts.append(book.count("{names} joined", "{names} joined", len(came), names=names))
        if went := [*dict.fromkeys(entry.went)]:
            names = self._names(went)
            parts.append(book.count("{names} left", "{names} left", len(went), names=names))
        return " · ".join(parts) or sanitise(entry.text)

    def _names(self, names: list[str]) -> str:
        named = ", ".join(map(sanitise, names[:MOST_NAMES]))
        more = len(names) - MOST_NAMES
        if more <= 0:
            return named
        return self.book.count(
            "{names} and {number} more", "{names} and {number} more", more, names=named
        )

    def _coloured(self, text: str) -> StyleAndTextTuples:
        """Return a line in the colours that its server gave it."""
        safe = displayable(text)
        if not self._colours.enabled or "\x1b" not in safe:
            return [("", without_colours(safe))]
        # Each character is a fragment of its own there.
        fragments = to_formatted_text(ANSI(safe))
        return [
            (style, "".join(text for _, text, *_ in each))
            for style, each in groupby(fragments, itemgetter(0))
        ]

    def _named(self, piece: _Piece) -> Iterator[_Piece]:
        """Yield a piece with one's own name in it marked."""
        if not self.nick or piece.is_whole:
            yield piece
            return
        end = 0
        for found in mention_of(self.nick).finditer(piece.text):
            yield piece._replace(text=piece.text[end : found.start()])
            yield _Piece(self._looks.me, found[0])
            end = found.end()
        yield piece._replace(text=piece.text[end:])


def _is_right_to_left(pieces: Iterable[_Piece]) -> bool:
    return any(_RIGHT_TO_LEFT.search(piece.text) for piece in pieces)


def _linked(fragments: StyleAndTextTuples) -> Iterator[_Piece]:
    """Yield pieces of a text with its links, which go on where the style changes."""
    found = links("".join(text for _, text, *_ in fragments))
    link = next(found, None)
    style, escape = opening(link.address) if link else ("", "")
    at = 0
    for own_style, text, *_ in fragments:
        end = at + len(text)
        while at < end:
            if link is None or end <= link.start:
                yield _Piece(own_style, text[at - end :])
                at = end
            elif at < link.start:
                yield _Piece(own_style, text[at - end : link.start - end])
                at = link.start
            else:
                to = min(end, link.end)
                yield _Piece(
                    f"{own_style} underline {style}",
                    text[at - end : to - end or None],
                    escape,
                    True,
                )
                at = to
                if at == link.end:
                    link = next(found, None)
                    style, escape = opening(link.address) if link else ("", "")


def _indent(head: Iterable[_Piece], width: int) -> int:
    """Return where the rows of a text begin after the first one."""
    beside = sum(width_of(cells(piece.text)) for piece in head)
    if width >= WIDE_ENOUGH and beside <= width // 2:
        return beside
    return _INDENT if width >= _NARROW else 0


def _rows(pieces: Iterable[_Piece], width: int, indent: int, *, first: int = 0) -> list[Row]:
    """Return pieces in rows; the first one begins at ``first``, the others at ``indent``."""
    room = width - max(indent, first)
    shown = [piece._replace(text=fitting(cells(piece.text), room)) for piece in pieces]
    whole: list[tuple[int, int]] = []
    at = 0
    for piece in shown:
        end = at + len(piece.text)
        if piece.is_whole:
            # A link may go on in another colour.
            start = whole.pop()[0] if whole and whole[-1][1] == at else at
            whole.append((start, end))
        at = end
    slices = wrap("".join(piece.text for piece in shown), width, indent, whole, first=first)
    return [_row(shown, each, width) for each in slices]


def _row(pieces: list[_Piece], row: Slice, width: int) -> Row:
    fragments: StyleAndTextTuples = [("", " " * row.indent)] if row.indent else []
    at = 0
    for piece in pieces:
        text = piece.text[max(row.start - at, 0) : max(row.end - at, 0)]
        at += len(piece.text)
        if piece.escape:
            # prompt_toolkit writes no more than what has changed: so each cell has the link.
            for character in text:
                fragments += [("[ZeroWidthEscape]", piece.escape), (piece.style, character)]
        elif text:
            fragments.append((piece.style, text))
        if at >= row.end:
            break
    return fragments
