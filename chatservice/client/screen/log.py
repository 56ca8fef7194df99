"""The talk that is shown: its last rows, or those to which somebody has scrolled back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from prompt_toolkit.application import get_app
from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.output import ColorDepth

from chatservice.client.screen.clusters import generation
from chatservice.client.screen.colours import Colours
from chatservice.client.screen.rows import Layout, Row
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry
from chatservice.client.talk.talks import Talk

MOST_LAID_OUT = 1_000
"""Entries whose rows are remembered: some screens full."""


class _Place(NamedTuple):
    """A row: that of the entry at ``entry`` in the talk; lines above the entry are rows of it."""

    entry: int
    row: int


class Log(UIControl):
    """Shows ``chat.current``; `chatservice.client.screen.pane` draws it.

    Scrolling is by rows; what is read stays where it is. ``older`` is called
    when somebody is at the top and would go on.
    """

    def __init__(self, chat: Chat, *, colours: bool, older: Callable[[Talk], None]) -> None:
        self._chat = chat
        self._older = older
        self._has_colours = colours
        self._talk = chat.current
        self._anchor: Entry | None = None
        self._offset = 0
        self._hint = 0
        self._target: Entry | None = None
        self._width, self._height = 80, 24
        self._depth: ColorDepth | None = None
        self._colours = Colours(enabled=colours)
        self._was_read_back: set[Talk] = set()
        self._layout = Layout(chat.book, self._colours)
        self._cache: OrderedDict[Entry, tuple[object, list[Row]]] = OrderedDict()

    @property
    def is_at_end(self) -> bool:
        """Whether the last rows are shown, and those that come will be."""
        return self._anchor is None

    @property
    def below(self) -> int:
        """How many messages came since somebody scrolled back."""
        return 0 if self.is_at_end else self._chat.current.unread

    # -- scrolling -----------------------------------------------------------------------------

    def reads_back(self, talk: Talk) -> None:
        """Take note that something older came into a talk: there may be more of it."""
        self._was_read_back = {talk, *self._was_read_back.intersection(self._chat.talks)}

    def page_up(self) -> None:
        """Go back by as many rows as are shown, but one; ask for what is older at the top."""
        self._move(-max(1, self._height - 1))

    def page_down(self) -> None:
        """Go on by as many rows as are shown, but one."""
        self._move(max(1, self._height - 1))

    def line_up(self) -> None:
        """Go back by a row."""
        self._move(-1)

    def line_down(self) -> None:
        """Go on by a row."""
        self._move(1)

    def to_end(self) -> None:
        """Show the last rows."""
        self._reset(self._chat.current)
        self._talk.is_read_back = False
        self._chat.look()

    def to_mark(self) -> None:
        """Show what came while nobody looked, from its first line on, if there is any."""
        mark = self._chat.current.mark
        if mark is not None and mark in self._chat.current.entries:
            self._prepare()
            self._go(_Place(self._chat.current.entries.index(mark), 0))

    def show(self, entry: Entry) -> None:
        """Bring an entry of the current talk into the middle and mark it."""
        self._prepare()
        if entry in self._talk.entries:
            at = self._talk.entries.index(entry)
            self._target = entry
            middle = max(0, (self._height - len(self._body(at))) // 2)
            self._go(self._moved(_Place(at, len(self._above(at))), -middle))

    def _move(self, rows: int) -> None:
        self._prepare()
        talk = self._talk
        if not talk.entries:
            if rows < 0:
                self._ask_older()
            return
        top = self._top()
        place = self._moved(top, rows)
        if rows < 0 and place == (0, 0):
            self._ask_older()
        if place != top or rows > 0:
            self._go(place)

    def _ask_older(self) -> None:
        if not (self._talk.is_loading or self._talk.is_whole):
            self._older(self._talk)

    def _go(self, place: _Place) -> None:
        """Show rows from a place on, or the last ones where that is as far."""
        if place >= self._end():
            self._anchor = None
            self._talk.is_read_back = False
            self._chat.look()
            return
        self._anchor = self._talk.entries[place.entry]
        self._offset = place.row - len(self._above(place.entry))
        self._hint = place.entry
        self._talk.is_read_back = True

    def _reset(self, talk: Talk) -> None:
        self._talk = talk
        self._anchor = self._target = None

    # -- places --------------------------------------------------------------------------------

    def _top(self) -> _Place:
        """Return the first row that is shown."""
        if self._anchor is None:
            return self._end()
        at = self._index(self._anchor)
        return self._moved(_Place(at, len(self._above(at))), self._offset)

    def _end(self) -> _Place:
        """Return the first row that is shown where the last one is shown."""
        last = len(self._talk.entries)
        return self._moved(_Place(last, 0), -self._height)

    def _moved(self, place: _Place, rows: int) -> _Place:
        """Return the place so many rows on, or back, or the last or first one there is."""
        entries = self._talk.entries
        at, row = place.entry, place.row + rows
        while row < 0 and at > 0:
            at -= 1
            row += self._length(at)
        while at < len(entries) and row >= (length := self._length(at)):
            row -= length
            at += 1
        return _Place(at, max(0, row) if at < len(entries) else 0)

    def _index(self, entry: Entry) -> int:
        """Return where an entry stands; where it stood, if it was taken away."""
        entries = self._talk.entries
        if not (self._hint < len(entries) and entries[self._hint] is entry):
            try:
                self._hint = entries.index(entry)
            except ValueError:
                self._hint = max(0, min(self._hint, len(entries) - 1))
        return self._hint

    # -- rows ----------------------------------------------------------------------------------

    def _length(self, at: int) -> int:
        return len(self._above(at)) + len(self._body(at))

    def _body(self, at: int) -> list[Row]:
        """Return the rows of an entry."""
        entry = self._talk.entries[at]
        is_target = entry is self._target
        key = (entry.version, self._width, self._talk.is_room, is_target, generation())
        known = self._cache.get(entry)
        if known is not None and known[0] == key:
            self._cache.move_to_end(entry)
            return known[1]
        rows = self._layout.entry(entry, self._width, in_room=self._talk.is_room)
        if is_target:
            rows = [_marked(row, self._colours.looks.target) for row in rows]
        self._cache[entry] = key, rows
        if len(self._cache) > MOST_LAID_OUT:
            self._cache.popitem(last=False)
        return rows

    def _above(self, at: int) -> list[Row]:
        """Return the lines above an entry."""
        entries = self._talk.entries
        entry = entries[at]
        rows: list[Row] = []
        if not at:
            rows += self._first()
        day = _day(entry)
        if not at or _day(entries[at - 1]) != day:
            rows += self._layout.day(day, self._width)
        if entry is self._talk.mark:
            rows += self._layout.mark(self._width)
        return rows

    def _first(self) -> list[Row]:
        """Return what stands above all entries."""
        say, talk = self._chat.book.say, self._talk
        if talk.is_loading:
            sentence = say("Fetching what was said before…")
        elif talk.is_whole:
            sentence = say("Nothing was said here before this.")
        elif self._may_be_older():
            sentence = say("Page Up shows what was said before.")
        else:
            return []
        return self._layout.aside(sentence, self._width)

    def _may_be_older(self) -> bool:
        """Return whether something may stand above all entries.

        A conversation with one person begins, as a rule, where it was opened.
        """
        talk = self._talk
        if not talk.is_room:
            return talk in self._was_read_back
        return any(entry.seq for entry in talk.entries[:50])

    # -- showing -------------------------------------------------------------------------------

    def create_content(self, width: int, height: int) -> UIContent:
        """Return exactly ``height`` rows: nothing else of the talk is laid out."""
        self._width, self._height = max(1, width), max(1, height)
        self._prepare()
        place = self._top()
        if self._anchor is not None and place >= self._end():
            self._go(place)
            place = self._top()
        rows = self._rows_from(place, height)
        rows[:0] = [[]] * (height - len(rows))
        return UIContent(rows.__getitem__, line_count=height)

    def _prepare(self) -> None:
        """Take note of what may have changed besides the entries."""
        chat = self._chat
        if chat.current is not self._talk:
            self._reset(chat.current)
        depth = get_app().color_depth
        if depth is not self._depth:
            self._depth = depth
            self._colours = Colours(enabled=self._has_colours, depth=depth)
            self._layout = Layout(chat.book, self._colours, chat.nick)
            self._cache.clear()
        elif (chat.nick, chat.book) != (self._layout.nick, self._layout.book):
            self._layout = Layout(chat.book, self._colours, chat.nick)
            self._cache.clear()

    def _rows_from(self, place: _Place, height: int) -> list[Row]:
        rows: list[Row] = []
        at, skipped = place
        while len(rows) < height and at < len(self._talk.entries):
            rows += [*self._above(at), *self._body(at)][skipped:]
            at, skipped = at + 1, 0
        return rows[:height]


def _day(entry: Entry) -> date:
    return entry.at.astimezone().date()


def _marked(row: Row, style: str) -> Row:
    return [(f"{own} {style}", text) for own, text, *_ in row]
