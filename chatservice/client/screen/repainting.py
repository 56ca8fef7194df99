"""Rows of the screen with clusters are written as a whole, or not at all.

A terminal may draw a cluster wider than its cells: what stands behind it has to be written after
it, whether it has changed or not, and where nothing stands, spaces. prompt_toolkit writes cells
that have changed. (The log needs none of this: `chatservice.client.screen.pane` writes whole rows.)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from prompt_toolkit.key_binding.key_bindings import KeyBindingsBase
from prompt_toolkit.layout.containers import AnyContainer, Container, to_container
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.mouse_handlers import MouseHandlers
from prompt_toolkit.layout.screen import Char, Screen, WritePosition

from chatservice.client.screen.clusters import FIRST_MARK, blank, reach

_AFTER_ALL = 2**31
"""Drawn after menus and whatever else floats above the screen."""

_OTHER = " [again]"
"""prompt_toolkit takes what is in brackets for no style, but writes cells anew whose style is
another string."""

Cells = dict[int, Char]
"""A row of the screen: what stands in which column."""


class WholeRows(Container):
    """Shows what is in it, with all of a row written that has clusters and has changed.

    What floats above it is a part of its rows as well.
    """

    def __init__(self, content: AnyContainer) -> None:
        self._content = to_container(content)
        self._rows: dict[int, tuple[list[tuple[int, Char]], bool]] = {}

    def write_to_screen(
        self,
        screen: Screen,
        mouse_handlers: MouseHandlers,
        write_position: WritePosition,
        parent_style: str,
        erase_bg: bool,
        z_index: int | None,
    ) -> None:
        """Write the content, and have its rows looked at when everything is written."""
        self._content.write_to_screen(
            screen, mouse_handlers, write_position, parent_style, erase_bg, z_index
        )
        screen.draw_with_z_index(_AFTER_ALL, partial(self._finish, screen, write_position))

    def _finish(self, screen: Screen, place: WritePosition) -> None:
        before, self._rows = self._rows, {}
        for y in range(place.ypos, place.ypos + place.height):
            row = screen.data_buffer[y]
            text = "".join([cell.char for cell in row.values()])
            if text.isascii() or max(text) < FIRST_MARK:
                continue
            cells = [*row.items()]
            known, is_other = before.get(y, (None, False))
            if known != cells:
                # The cells of a row have one style and another in turns.
                is_other = not is_other
            self._rows[y] = cells, is_other
            _fill(row, place.xpos + place.width)
            if is_other:
                for x, cell in row.items():
                    row[x] = _other(cell.char, cell.style)

    # -- what every container has --------------------------------------------------------------

    def reset(self) -> None:
        """Forget what was drawn."""
        self._rows.clear()
        self._content.reset()

    def preferred_width(self, max_available_width: int) -> Dimension:
        """Return how wide the content would be."""
        return self._content.preferred_width(max_available_width)

    def preferred_height(self, width: int, max_available_height: int) -> Dimension:
        """Return how high the content would be."""
        return self._content.preferred_height(width, max_available_height)

    def is_modal(self) -> bool:
        """Return whether the content takes all keys."""
        return self._content.is_modal()

    def get_key_bindings(self) -> KeyBindingsBase | None:
        """Return the keys of the content."""
        return self._content.get_key_bindings()

    def get_children(self) -> Sequence[Container]:  # type: ignore[override]
        """Return the content."""
        return [self._content]


def _fill(row: Cells, right: int) -> None:
    """Have spaces written where nothing stands and a terminal may have drawn a cluster."""
    for x, cell in [*row.items()]:
        if cell.char >= FIRST_MARK:
            for column in range(x + cell.width, min(x + reach(cell.char), right)):
                beside = row.get(column)
                if beside is None or beside.char == " ":
                    row[column] = Char(blank(), beside.style if beside else "")


@lru_cache(maxsize=8_192)
def _other(character: str, style: str) -> Char:
    return Char(character, style + _OTHER)
