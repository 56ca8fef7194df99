"""The whole screen, as a terminal shows it, with the keys that somebody presses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pyte
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input

from chatservice.client.screen.output import ExactOutput
from chatservice.client.screen.remembered import Remembered
from chatservice.client.screen.screen import Screen
from chatservice.client.talk.chat import Chat
from tests.client.screen.talking import Noting

SECONDS = 20.0
"""After this a test fails: far more than anything takes."""


class Terminal:
    """What prompt_toolkit writes to: a terminal of some size, without a system behind it."""

    encoding = "utf-8"

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.written = ""
        self._rows: list[str] | None = None
        self._stream = pyte.Stream(self.screen)

    def isatty(self) -> bool:
        return True

    def write(self, data: str) -> int:
        self.written += data
        self._rows = None
        self._stream.feed(data)
        return len(data)

    def flush(self) -> None:
        """All is there already."""

    @property
    def rows(self) -> list[str]:
        """What stands on it."""
        if self._rows is None:
            self._rows = [row.rstrip() for row in self.screen.display]
        return self._rows

    def clear(self) -> None:
        """Lose all that stands on it, as by another program."""
        self._rows = None
        self.screen.reset()

    def resize(self, columns: int, rows: int) -> None:
        self._rows = None
        self.screen.resize(rows, columns)

    def size(self) -> Size:
        return Size(self.screen.lines, self.screen.columns)


class Showing:
    """A screen that is shown, the keys pressed, and what became of them."""

    def __init__(
        self,
        chat: Chat,
        screen: Screen,
        terminal: Terminal,
        keys: PipeInput,
        task: asyncio.Task[None],
    ) -> None:
        self.chat = chat
        self.screen = screen
        self.terminal = terminal
        self.task = task
        self.speaker = Noting(chat)
        self._keys = keys

    @property
    def rows(self) -> list[str]:
        """The rows of the terminal."""
        return self.terminal.rows

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(self.rows)

    @property
    def status(self) -> str:
        """The status row, the last but one while the line is short."""
        return self.rows[-2]

    def press(self, keys: str) -> None:
        """Press keys, given as what a terminal sends for them."""
        self._keys.send_text(keys)

    async def until(self, come_true: Callable[[], object]) -> None:
        """Wait until something is true."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + SECONDS
        while not come_true():
            assert loop.time() < deadline, f"too late; on the screen:\n{self.text}"
            assert not self.task.done(), f"it ended; on the screen:\n{self.text}"
            await asyncio.sleep(0.001)

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.text)

    async def hides(self, text: str) -> None:
        """Wait until a text stands on the screen no more."""
        await self.until(lambda: text not in self.text)

    async def ends(self) -> None:
        """Wait until the screen is left."""
        await asyncio.wait_for(self.task, SECONDS)


@asynccontextmanager
async def showing(
    chat: Chat, columns: int = 80, rows: int = 24, *, bell: bool = True, remembered: str = "/help"
) -> AsyncIterator[Showing]:
    """Show a chat to somebody who, by what is ``remembered``, has sent something before."""
    terminal = Terminal(columns, rows)
    output = ExactOutput(terminal, terminal.size, term="xterm-256color", enable_cpr=False)
    texts = Remembered(None)
    texts.append_string(remembered)
    with create_pipe_input() as keys:
        screen = Screen(chat, colours=True, bell=bell, remembered=texts, input=keys, output=output)
        task = asyncio.get_running_loop().create_task(screen.run())
        shown = Showing(chat, screen, terminal, keys, task)
        screen.speaker = shown.speaker
        try:
            await shown.until(lambda: "\x1b[?1049h" in terminal.written)
            yield shown
        finally:
            screen.end()
            await shown.ends()
