"""What is drawn often, and changes in whole rows: their cells are made once, and written at once.

A `Window` of prompt_toolkit makes each cell of each row again whenever anything is drawn, and its
renderer then writes each cell that has changed by itself. For a log on a large screen that takes
longer than all the rest, with each key that is pressed, or when all the rows are new ones. What a
window has besides (scrolling, wrapping, margins, a cursor) the log has no use for.

So the rows that have changed are written here, and put into the screen that the renderer remembers
as the last one (``Renderer.last_rendered_screen``): it finds them drawn. Whatever it finds to be
different, for whatever reason, it writes itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby, repeat
from typing import NamedTuple

from prompt_toolkit.application import get_app
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.containers import Container
from prompt_toolkit.layout.controls import UIControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.mouse_handlers import MouseHandlers
from prompt_toolkit.layout.screen import Char, Screen, WritePosition

from chatservice.client.screen.clusters import FIRST_MARK

_ESCAPE = "[ZeroWidthEscape]"

_character = lru_cache(maxsize=65_536)(Char)

_BEHIND = Char("")
"""What stands behind a wide character: no cell of its own."""


class _Piece(NamedTuple):
    """What is written at once. ``escape`` is a link's (`chatservice.client.screen.output`)."""

    escape: str
    style: str
    text: str


class _Row:
    """A row: its characters, and the escape sequences written before them, by their columns.

    ``pieces`` are the same, as few as possible, each mark of a cluster by itself.
    """

    __slots__ = ("characters", "escapes", "pieces")

    def __init__(self, line: StyleAndTextTuples, width: int) -> None:
        self.characters: dict[int, Char] = {}
        self.escapes: dict[int, str] = {}
        self.pieces: list[_Piece] = []
        escape, begun = "", ("", "")
        texts: list[str] = []
        for style, text, *_ in line:
            if _ESCAPE in style:
                escape += text
                continue
            if begun != (escape, style):
                self._add_pieces(*begun, texts)
                begun, texts = (escape, style), []
            texts.append(self._add(escape, style, text, width))
            escape = ""
        self._add_pieces(*begun, texts)

    def _add(self, escape: str, style: str, text: str, width: int) -> str:
        """Add characters as far as there is room; return those for which there is."""
        x = len(self.characters)
        if escape:
            self.escapes[x] = escape
        if text.isascii() and text.isprintable():
            text = text[: max(0, width - x)]
            self.characters.update(enumerate(map(_character, text, repeat(style)), x))
            return text
        written = []
        for each in text:
            character = _character(each, style)
            if x + character.width > width:
                break
            self.characters[x] = character
            for behind in range(x + 1, x + character.width):
                self.characters[behind] = _BEHIND
            x += character.width
            written.append(character.char)
        return "".join(written)

    def _add_pieces(self, escape: str, style: str, texts: list[str]) -> None:
        text = "".join(texts)
        if not text:
            return
        if max(text) < FIRST_MARK:
            self.pieces.append(_Piece(escape, style, text))
            return
        for is_mark, group in groupby(text, lambda each: each >= FIRST_MARK):
            run = list(group)
            for each in run if is_mark else ["".join(run)]:
                self.pieces.append(_Piece(escape, style, each))


class Pane(Container):
    """Draws a control that is never focused, and gives its rows at the width where they stand.

    It shows the rows that it had until it is told that there are others (``is_stale``), or until
    its size is another one. ``cursor`` is where the terminal's is between two drawings. While it
    ``is_covered``, all is left to the renderer: what is not seen must not flash up.
    """

    def __init__(self, control: UIControl, is_covered: Callable[[], bool]) -> None:
        self.is_stale = True
        self.cursor = Point(0, 0)
        self._control = control
        self._is_covered = is_covered
        self._size = (0, 0)
        self._rows: list[_Row] = []
        self._known: dict[tuple[object, ...], _Row] = {}
        self._last: dict[int, _Row] = {}
        # The styles are as many as there are colours.
        self._attributes = lru_cache(maxsize=1_024)(
            lambda style: get_app().renderer.style.get_attrs_for_style_str(style)
        )

    def reset(self) -> None:
        """Forget nothing: what is shown is the control's."""

    def preferred_width(self, max_available_width: int) -> Dimension:
        """Return that it takes whatever is left."""
        return Dimension()

    def preferred_height(self, width: int, max_available_height: int) -> Dimension:
        """Return that it takes whatever is left."""
        return Dimension()

    def get_children(self) -> list[Container]:
        """Return that there is nothing in it."""
        return []

    def write_to_screen(
        self,
        screen: Screen,
        mouse_handlers: MouseHandlers,
        write_position: WritePosition,
        parent_style: str,
        erase_bg: bool,
        z_index: int | None,
    ) -> None:
        """Put the rows on the screen; they begin at its left edge."""
        size = (write_position.width, write_position.height)
        if self.is_stale or size != self._size:
            self._make(*size)
        top = write_position.ypos
        rows = dict(enumerate(self._rows, top))
        last_screen = get_app().renderer.last_rendered_screen
        if last_screen is not None and not self._is_covered():
            self._write(
                last_screen, {y: row for y, row in rows.items() if self._last.get(y) is not row}
            )
        self._last = rows
        for y, row in rows.items():
            screen.data_buffer[y].update(row.characters)
            if row.escapes:
                screen.zero_width_escapes[y].update(row.escapes)
        screen.height = max(screen.height, top + write_position.height)

    def _make(self, width: int, height: int) -> None:
        """Ask the control for its rows."""
        content = self._control.create_content(width, height)
        known, self._known = self._known, {}
        self._rows = []
        for at in range(min(content.line_count, height)):
            line = content.get_line(at)
            key = (width, *line)
            row = known.get(key)
            if row is None:
                row = _Row(line, width)
            self._known[key] = row
            self._rows.append(row)
        self._size = width, height
        self.is_stale = False

    def _write(self, screen: Screen, rows: dict[int, _Row]) -> None:
        """Write rows to the terminal, and to the screen that stands for what is there."""
        if not rows:
            return
        app = get_app()
        output, depth = app.output, app.color_depth
        output.hide_cursor()
        for y, row in rows.items():
            output.cursor_goto(y + 1, 1)
            for escape, style, text in row.pieces:
                if escape:
                    output.write_raw(escape)
                output.set_attributes(self._attributes(style), depth)
                output.write(text)
            output.reset_attributes()
            if len(row.characters) < self._size[0]:
                output.erase_end_of_line()
            screen.data_buffer[y].clear()
            screen.data_buffer[y].update(row.characters)
        output.cursor_goto(self.cursor.y + 1, self.cursor.x + 1)
