"""The terminal: clusters in exactly their cells, links that open, and no question asked."""

from __future__ import annotations

from prompt_toolkit.output import Output
from prompt_toolkit.output import create_output as created
from prompt_toolkit.output.vt100 import Vt100_Output

from chatservice.client.screen.clusters import FIRST_MARK, Part, part_of

LINK = "\x1b]8;"
"""How a link begins and ends: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda"""

_END = "\x1b\\"
_NO_LINK = f"{LINK};{_END}"

_KNOWING_NO_LINKS = ("linux", "eterm-color")


class ExactOutput(Vt100_Output):
    """Writes clusters for the marks of `chatservice.client.screen.clusters`.

    A link is written to `write_raw` before each of its cells, as prompt_toolkit does with
    "[ZeroWidthEscape]" fragments. Here it is opened when the first one is written and closed before
    the first cell that is none of its own, or the cursor moves: whichever cells have changed, none
    gets the link of another.
    """

    _link = ""
    _next_link = ""
    _last: Part | None = None

    def write(self, data: str) -> None:
        """Write a cell, or line ends."""
        if self._next_link or self._link:
            self._turn_link()
        if data < FIRST_MARK:
            self._last = None
            super().write(data)
            return
        part = part_of(data)
        if part is not None:
            super().write_raw(self._drawn(part))
        self._last = part

    def write_raw(self, data: str) -> None:
        """Write an escape sequence; take note of a link."""
        if data[-1:] != "m":  # colours (SGR) alone change nothing about the place
            if data.startswith(LINK):
                if self.term not in _KNOWING_NO_LINKS:
                    self._next_link = data
                return
            self._last = None
            self._close_link()
        super().write_raw(data)

    def flush(self) -> None:
        """Send everything."""
        self._close_link()
        super().flush()

    def _turn_link(self) -> None:
        """Open the link of the next cell, or close the one before."""
        if self._next_link != self._link:
            self._link = self._next_link
            super().write_raw(self._link or _NO_LINK)
        self._next_link = ""

    def _close_link(self) -> None:
        if self._link:
            self._link = ""
            super().write_raw(_NO_LINK)

    def _drawn(self, part: Part) -> str:
        """Return what draws a cluster, or no more than moves on where that is done."""
        cluster, width, cell = part
        if cluster == " ":
            return cluster
        if cell and self._last is not None and self._last[:2] == part[:2]:
            return "\x1b[C"
        # DECSC and DECRC (ECMA-48 has none): wherever the terminal is after the cluster, the cursor
        # goes on from where it began. The spaces are for one who needs less than all its cells.
        back = f"\x1b[{cell}D" if cell else ""
        blank = f"\x1b7{' ' * width}\x1b8"
        return f"{back}{blank}\x1b7{cluster}\x1b8\x1b[{max(cell + 1, min(width, 2))}C"


def create_output() -> Output:
    """Return the terminal, which is not asked where its cursor is.

    Its answer would be late, and a terminal that knows no answer would be complained of.
    """
    output = created()
    if not isinstance(output, Vt100_Output):
        return output
    return ExactOutput(
        output.stdout,
        output.get_size,
        term=output.term,
        default_color_depth=output.default_color_depth,
        enable_bell=output.enable_bell,
        enable_cpr=False,
    )
