"""What a search found, below the log: chosen with the arrow keys, gone to with Enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prompt_toolkit.application import get_app
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.containers import ConditionalContainer, HSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl, UIContent, UIControl
from prompt_toolkit.layout.dimension import Dimension

from chatservice.client.screen.clusters import cells, is_rest, positions
from chatservice.client.screen.escaping import is_alone
from chatservice.client.screen.fitting import CUT, clipped, shown, width_of
from chatservice.client.talk.chat import Chat, Hit, Search

MOST_ROWS = 12
"""Results that are seen at once; fewer on a low screen, of which the log keeps half."""

_NARROW = 60

_NARROWEST = 36
"""On a screen with fewer columns than this, a result is what was said, and nothing else."""


class Found:
    """The panel. It is shown from when something is found until somebody has gone to a result.

    ``jump`` goes to a result, by its number from 1; ``more`` looks for older ones; ``go_back``
    gives the focus to the line being typed, and with it the key pressed, if there is one.
    """

    def __init__(
        self,
        chat: Chat,
        *,
        jump: Callable[[int], None],
        more: Callable[[], None],
        go_back: Callable[[KeyPressEvent | None], None],
    ) -> None:
        self._chat = chat
        self._jump = jump
        self._more = more
        self._go_back = go_back
        self._control = _Results(chat, self._bindings())
        self._is_open = False
        self.is_shown = Condition(lambda: self._is_open and chat.search is not None)
        heading = Window(
            FormattedTextControl(self._heading),
            height=1,
            style="class:found.heading",
        )
        self.results = Window(self._control, height=self._height, style="class:found")
        self.container = ConditionalContainer(HSplit([heading, self.results]), self.is_shown)

    def came(self, search: Search) -> None:
        """Show what was found: the first result is chosen, or the first of the new ones."""
        self._control.came(search)
        self.show()

    def show(self) -> None:
        """Show what was found last, if anything was."""
        self._is_open = True

    def hide(self) -> None:
        """Take the panel away, until it is shown again; the keys go to the line then."""
        self._is_open = False

    def close(self) -> None:
        """Take the panel away, and forget what was found."""
        self.hide()
        self._chat.search = None
        self._go_back(None)
        self._chat.changed()

    def _height(self) -> Dimension:
        rows = get_app().output.get_size().rows
        return Dimension.exact(max(0, min(self._control.lines, MOST_ROWS, rows // 2 - 1)))

    def _heading(self) -> StyleAndTextTuples:
        search = self._chat.search
        if search is None:
            return []
        book, width = self._chat.book, get_app().output.get_size().columns
        words = shown(search.words)
        number = len(search.hits)
        found = book.count("Found: {number}", "Found: {number}", number)
        if search.more:
            found = book.say("Found: the newest {number}", number=number)
        keys = book.say("Enter goes there, m finds more, Esc closes")
        if not search.more:
            keys = book.say("Enter goes there, Esc closes")
        if not get_app().layout.has_focus(self.results):
            keys = book.say("F2 chooses, Esc closes")
        if not search.hits:
            keys = book.say("Esc closes")
        row = clipped(f"{words}  {found}", max(0, width - width_of(keys) - 2))
        if width_of(row) < min(8, width):
            return [("", clipped(f"{words}  {found}", width))]
        return [("", row), ("", " " * (width - width_of(row) - width_of(keys))), ("", keys)]

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        add = bindings.add

        @add("up")
        def _previous(event: KeyPressEvent) -> None:
            self._control.choose(-1)

        @add("down")
        def _next(event: KeyPressEvent) -> None:
            self._control.choose(+1)

        @add("home")
        def _first(event: KeyPressEvent) -> None:
            self._control.choose(-self._control.lines)

        @add("end")
        def _last(event: KeyPressEvent) -> None:
            self._control.choose(+self._control.lines)

        @add("enter")
        def _enter(event: KeyPressEvent) -> None:
            if self._chat.search is not None and self._chat.search.hits:
                self.hide()
                self._go_back(None)
                self._jump(self._control.chosen + 1)

        @add("m")
        @add("pagedown")
        def _older(event: KeyPressEvent) -> None:
            if self._chat.search is not None and self._chat.search.more:
                self._more()
            else:
                self._control.choose(+self._control.lines)

        @add("pageup")
        def _newer(event: KeyPressEvent) -> None:
            self._control.choose(-MOST_ROWS)

        @add("escape", eager=is_alone)
        @add("c-c")
        def _close(event: KeyPressEvent) -> None:
            self.close()

        @add("tab")
        @add("f2")
        def _back(event: KeyPressEvent) -> None:
            self._go_back(None)

        @add(Keys.Any)
        @add(Keys.BracketedPaste)
        def _typed(event: KeyPressEvent) -> None:
            self._go_back(event)

        return bindings


class _Results(UIControl):
    """The results, one a line: only those that are seen are put together."""

    def __init__(self, chat: Chat, bindings: KeyBindings) -> None:
        self._chat = chat
        self._bindings = bindings
        self._before = 0
        self._words = ""
        self.chosen = 0

    @property
    def lines(self) -> int:
        """How many lines there are: one, when nothing was found, tells so."""
        return max(1, len(self._hits))

    @property
    def _hits(self) -> list[Hit]:
        return self._chat.search.hits if self._chat.search is not None else []

    def came(self, search: Search) -> None:
        """Choose the first result, or the first that was found besides."""
        is_more = search.words == self._words and len(search.hits) > self._before > 0
        self.chosen = self._before if is_more else 0
        self._words = search.words
        self._before = len(search.hits)

    def choose(self, by: int) -> None:
        """Choose another one, as far as there is one."""
        self.chosen = max(0, min(self.chosen + by, self.lines - 1))

    def is_focusable(self) -> bool:
        """Return that keys may go here."""
        return True

    def get_key_bindings(self) -> KeyBindings:
        """Return the keys that choose."""
        return self._bindings

    def create_content(self, width: int, height: int) -> UIContent:
        """Return the results, and which one has to be seen."""
        hits = self._hits
        self.choose(0)
        now = datetime.now().astimezone()

        def line(at: int) -> StyleAndTextTuples:
            if not hits:
                return [("", clipped(self._chat.book.say("Nothing was found."), width))]
            return _line(hits[at], at, width, now, is_chosen=at == self.chosen)

        return UIContent(line, self.lines, Point(0, self.chosen), show_cursor=False)


def _line(hit: Hit, at: int, width: int, now: datetime, *, is_chosen: bool) -> StyleAndTextTuples:
    """Return a result as a line of ``width`` cells: the first part that matches is always seen."""
    entry = hit.entry
    style = "class:found.chosen" if is_chosen else "class:found"
    when = entry.at.astimezone()
    time = when.strftime("%H:%M")
    if when.date() != now.date():
        time = when.strftime("%Y-%m-%d" if width < _NARROW else "%Y-%m-%d %H:%M")
    place = shown(f"#{hit.talk_name}" if hit.is_room else hit.talk_name)
    start = f"{'>' if is_chosen else ' '}{at + 1:>2} {time} {place} "
    who = f"{shown(entry.who)}: " if entry.who else ""
    start = clipped(start + who, max(width // 2, width - 30))
    if width < _NARROWEST:
        start = ">" if is_chosen else " "
    text, marks = _from_match(entry.text, list(hit.marks), width - width_of(start))
    row: StyleAndTextTuples = [(style, start)]
    last = 0
    for begin, end in marks:
        row += [(style, text[last:begin]), (f"{style} class:found.match", text[begin:end])]
        last = end
    row.append((style, text[last:]))
    used = sum(width_of(piece) for _, piece, *_ in row)
    row.append((style, " " * max(0, width - used)))
    return row


_Marks = list[tuple[int, int]]


def _from_match(text: str, marks: _Marks, width: int) -> tuple[str, _Marks]:
    """Return what is shown of a text in so many cells, and where the marks are in that.

    Where the first match would not be seen, the beginning is cut off.
    """
    safe = shown(text)
    if cells(text) != safe:
        # The places are those in the text as it came.
        return safe, []
    places, _ = positions(text)
    ordered: _Marks = []
    for begin, end in sorted(marks):
        if (ordered[-1][1] if ordered else 0) <= begin < end <= len(text):
            ordered.append((places[begin], places[end]))
    if not ordered or width_of(safe[: ordered[0][1]]) <= width:
        return safe, ordered
    cut = max(0, ordered[0][0] - width // 3)
    while cut and is_rest(safe[cut]):
        cut -= 1
    by = len(CUT) - cut
    return CUT + safe[cut:], [(begin + by, end + by) for begin, end in ordered]
