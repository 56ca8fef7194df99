"""What prompt_toolkit and our output make of fragments: on the screen of an emulated terminal."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyte
from prompt_toolkit.application import Application
from prompt_toolkit.application.current import set_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import DummyInput
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.containers import Container
from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.output import ColorDepth

from chatservice.client.screen.output import ExactOutput
from tests.client.emulator import Emulator

Rows = Sequence[StyleAndTextTuples]


class Fixed(UIControl):
    """Shows the rows that it is given."""

    def __init__(self) -> None:
        self.rows: Rows = []

    def create_content(self, width: int, height: int) -> UIContent:
        return UIContent(self.rows.__getitem__, line_count=len(self.rows))


class Drawing:
    """Draws a layout on terminals of `columns` × `lines`.

    One joins clusters, in the other each code point has its own cells.
    """

    def __init__(
        self,
        container: Container | Window,
        columns: int = 40,
        lines: int = 6,
        *,
        term: str = "xterm-256color",
        depth: ColorDepth = ColorDepth.DEPTH_8_BIT,
    ) -> None:
        self.size = Size(lines, columns)
        self._stream = io.StringIO()
        self.sent = ""
        """What was written last."""
        self.joining = Emulator(columns, lines, joins=True)
        self.parting = Emulator(columns, lines, joins=False)
        self.app: Application[None] = Application(
            Layout(container),
            full_screen=True,
            color_depth=depth,
            input=DummyInput(),
            output=ExactOutput(self._stream, lambda: self.size, term=term, enable_cpr=False),
        )

    def draw(self) -> None:
        """Draw what is different now."""
        with set_app(self.app):
            self.app.render_counter += 1
            self.app.renderer.render(self.app, self.app.layout)
        self.sent = self._stream.getvalue()
        self._stream.seek(0)
        self._stream.truncate()
        for screen in (self.joining, self.parting):
            pyte.Stream(screen).feed(self.sent)

    def rows(self) -> list[str]:
        """Return the rows on the terminal that joins clusters."""
        return [row.rstrip() for row in self.joining.rows]
