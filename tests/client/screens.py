"""The client at a terminal: what is typed, and what then stands on the screen."""

from __future__ import annotations

import os
import select
import sys
import termios
import time
from collections.abc import Callable, Sequence
from types import TracebackType

import pyte
from typing_extensions import Self

from tests.end_to_end.people import SECONDS, Terminal
from tests.programs import plain_environment

CLIENT = [sys.executable, "-m", "chatservice", "client"]


class _Screen(pyte.Screen):
    """A screen that answers, as every terminal does, when it is asked where its cursor is."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self.answers = b""
        self.bells = 0

    def write_process_input(self, data: str) -> None:
        self.answers += data.encode()

    def bell(self, *args: object) -> None:
        self.bells += 1


class ClientAtTerminal:
    """A client in a pseudo-terminal of `columns` × `rows`."""

    def __init__(
        self,
        *arguments: str,
        client: Sequence[str] = CLIENT,
        columns: int = 80,
        rows: int = 60,
        **environment: str,
    ) -> None:
        self.columns = columns
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self._ended = False
        size = f'stty rows {rows} cols {columns}; exec "$@"'
        self._terminal = Terminal(
            *("sh", "-c", size, "sh", *client, *arguments),
            environment=plain_environment(**{"TERM": "xterm-256color"} | environment),
        )
        self.first_settings = self.settings()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self._terminal.__exit__(None, None, None)

    @property
    def pid(self) -> int:
        """The client's process."""
        return self._terminal.process.pid

    def settings(self) -> list[object]:
        """Return how the terminal treats input and output (termios)."""
        return termios.tcgetattr(self._terminal._descriptor)[:4]

    @property
    def bells(self) -> int:
        """How often the terminal rang."""
        return self._screen.bells

    def types(self, text: str) -> None:
        """Press the keys of a text."""
        self._terminal.presses(text.encode())

    def enters(self, line: str) -> None:
        """Type a line and press Enter."""
        self.types(f"{line}\r")

    def lines(self) -> list[str]:
        """Return the lines on the screen, without the empty ones below the last."""
        rows = [row.rstrip() for row in self._screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def text(self) -> str:
        """Return all that stands on the screen, long lines put together again."""
        # A row that is full to its edge goes on in the next one.
        rows = self._screen.display
        return "".join(row if row[-1:].strip() else f"{row.rstrip()}\n" for row in rows).rstrip()

    def letters(self) -> str:
        """Return the same without any space, for lines that break at one."""
        return "".join("".join(self._screen.display).split())

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's row and column."""
        return self._screen.cursor.y, self._screen.cursor.x

    def colour_of(self, text: str) -> str:
        """Return the colour in which a text on the screen begins."""
        for number, row in enumerate(self._screen.display):
            if text in row:
                return str(self._screen.buffer[number][row.index(text)].fg)
        raise AssertionError(f"{text!r} is not on the screen: {self.lines()}")

    def until(self, come_true: Callable[[], object], seconds: float = SECONDS) -> None:
        """Take what the client shows until something is true of it."""
        deadline = time.monotonic() + seconds
        while not come_true():
            left = deadline - time.monotonic()
            assert left > 0, "\n".join(["too late; on the screen:", *self.lines()])
            assert not self._ended, "\n".join(["it ended; on the screen:", *self.lines()])
            self.take(left)

    def until_true(self, come_true: Callable[[], object]) -> None:
        """The same for what is true of something else, such as the system."""
        deadline = time.monotonic() + SECONDS
        while not come_true():
            assert time.monotonic() < deadline, f"{come_true} did not come true"
            assert not self._ended, "\n".join(["it ended; on the screen:", *self.lines()])
            self.take(0.01)

    def shows(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        self.until(lambda: text in self.text())

    def ends_with(self) -> int:
        """Take what the client shows to its end, and return its exit status."""
        deadline = time.monotonic() + SECONDS
        while not self._ended and self._terminal.process.poll() is None:
            assert time.monotonic() < deadline, "\n".join(["it goes on; screen:", *self.lines()])
            self.take(0.05)
        while not self._ended and self.take(0):
            pass
        return self._terminal.ends_with()

    def take(self, seconds: float) -> bool:
        """Take what the client shows next, waiting no longer than that for it."""
        descriptor = self._terminal._descriptor
        if not select.select([descriptor], [], [], max(0, seconds))[0]:
            return False
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # the program has ended (EIO)
            data = b""
        self._ended = not data
        self.raw += data
        self._stream.feed(data)
        if self._screen.answers:
            answers, self._screen.answers = self._screen.answers, b""
            self._terminal.presses(answers)
        return True
