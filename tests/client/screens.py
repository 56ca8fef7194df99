"""The client at a terminal: what is typed, and what then stands on the screen."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import pyte
from typing_extensions import Self

from tests.client.emulator import FOCUS, PASTE, Emulator
from tests.client.keyboard import pressed
from tests.end_to_end.people import SECONDS, Terminal
from tests.programs import plain_environment, program

CLIENT = [sys.executable, "-m", "chatservice", "client"]


def at_home(folder: Path) -> dict[str, str]:
    """Return the surroundings of somebody with all their files in a folder, and no keyring."""
    return {
        "HOME": str(folder),
        # Empty ones mean the folders in HOME (XDG Base Directory Specification 0.8).
        "XDG_CONFIG_HOME": "",
        "XDG_STATE_HOME": "",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


class ClientAtTerminal:
    """A client in a pseudo-terminal of `columns` × `rows`.

    ``home`` is its person's folder: an empty one of its own, if none is given. ``joins`` is
    whether the terminal knows grapheme clusters, see `Emulator`.
    """

    def __init__(
        self,
        *arguments: str,
        client: Sequence[str] = CLIENT,
        columns: int = 80,
        rows: int = 60,
        home: Path | None = None,
        joins: bool = True,
        **environment: str,
    ) -> None:
        self.columns = columns
        self._screen = Emulator(columns, rows, joins=joins)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self._ended = False
        self._own = TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True)
        self.home = home or Path(self._own.name)
        size = f'stty rows {rows} cols {columns}; exec "$@"'
        surroundings = at_home(self.home) | {"TERM": "xterm-256color"} | environment
        self._terminal = Terminal(
            *("sh", "-c", size, "sh", *client, *arguments),
            environment=plain_environment(**surroundings),
        )
        self.first_settings = self.settings()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self._terminal.__exit__(None, None, None)
        self._own.cleanup()

    @property
    def pid(self) -> int:
        """The client's process."""
        return self._terminal.process.pid

    def settings(self) -> list[object]:
        """Return how the terminal treats input and output (termios)."""
        return termios.tcgetattr(self._terminal._descriptor)[:4]

    # -- what the person does ------------------------------------------------------------------

    def types(self, text: str) -> None:
        """Press the keys of a text."""
        self._terminal.presses(text.encode())

    def presses(self, *keys: str) -> None:
        """Press keys: see `pressed`."""
        self.types(pressed(*keys))

    def enters(self, line: str) -> None:
        """Type a line and press Enter."""
        self.types(f"{line}\r")

    def pastes(self, text: str) -> None:
        """Paste a text, as terminals do where a program has asked for marks around it."""
        self.until(lambda: PASTE in self.modes)
        inside = text.replace("\n", "\r")  # as XTerm sends it
        self.types(f"\x1b[200~{inside}\x1b[201~")

    def looks_away(self) -> None:
        """Turn to another window."""
        self.until(lambda: FOCUS in self.modes)
        self.types("\x1b[O")

    def looks_again(self) -> None:
        """Turn back to this one."""
        self.types("\x1b[I")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.columns = columns
        self._screen.resize(rows, columns)
        fcntl.ioctl(
            self._terminal._descriptor,
            termios.TIOCSWINSZ,
            struct.pack("HHHH", rows, columns, 0, 0),
        )

    # -- what is seen --------------------------------------------------------------------------

    @property
    def bells(self) -> int:
        """How often the terminal rang."""
        return self._screen.bells

    @property
    def modes(self) -> set[int]:
        """The private modes of the terminal that are set (DECSET)."""
        return self._screen.modes

    def rows(self) -> list[str]:
        """Return every row of the screen, without spaces at its end."""
        return [row.rstrip() for row in self._screen.rows]

    def lines(self) -> list[str]:
        """Return the rows on the screen, without the empty ones below the last."""
        rows = self.rows()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def text(self) -> str:
        """Return all that stands on the screen, long lines put together again."""
        # A row that is full to its edge goes on in the next one.
        rows = self._screen.rows
        return "".join(row if row[-1:].strip() else f"{row.rstrip()}\n" for row in rows).rstrip()

    def letters(self) -> str:
        """Return the same without any space, for lines that break at one."""
        return "".join("".join(self._screen.rows).split())

    def row_of(self, text: str) -> int:
        """Return the number of the last row in which a text stands."""
        for number, row in reversed(list(enumerate(self.rows()))):
            if text in row:
                return number
        raise AssertionError(self._told(f"{text!r} is not there"))

    def row(self, text: str) -> str:
        """Return the last row in which a text stands."""
        return self.rows()[self.row_of(text)]

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's row and column."""
        return self._screen.cursor.y, self._screen.cursor.x

    def before_cursor(self) -> str:
        """Return what stands in the cursor's row before it."""
        row, column = self.cursor()
        return "".join(self._screen.buffer[row][at].data for at in range(column))

    def look_of(self, text: str) -> Any:
        """Return how a text on the screen begins: its ``fg``, ``bg``, ``bold`` and so on."""
        return self._screen.buffer[self.row_of(text)][self.column_of(text)]

    def column_of(self, text: str) -> int:
        """Return the column where a text begins, in the last row where it stands."""
        cells = self._screen.buffer[self.row_of(text)]
        for column in range(self.columns):
            rest = "".join(cells[at].data for at in range(column, self.columns))
            if cells[column].data and rest.startswith(text):
                return column
        raise AssertionError(f"{text!r} stands in no cells of its own")

    def colour_of(self, text: str) -> str:
        """Return the colour in which a text on the screen begins."""
        return str(self.look_of(text).fg)

    # -- waiting -------------------------------------------------------------------------------

    def until(self, come_true: Callable[[], object], seconds: float = SECONDS) -> None:
        """Take what the client shows until something is true of it."""
        deadline = time.monotonic() + seconds
        while not come_true():
            left = deadline - time.monotonic()
            assert left > 0, self._told("too late")
            assert not self._ended, self._told("it ended")
            self.take(left)

    def until_true(self, come_true: Callable[[], object]) -> None:
        """The same for what is true of something else, such as the system."""
        deadline = time.monotonic() + SECONDS
        while not come_true():
            assert time.monotonic() < deadline, f"{come_true} did not come true"
            assert not self._ended, self._told("it ended")
            self.take(0.01)

    def settles(self) -> None:
        """Take what the client shows until it shows nothing for a moment: a drawing is whole."""
        deadline = time.monotonic() + SECONDS
        while not self._ended and self.take(0.1):
            assert time.monotonic() < deadline, self._told("it does not come to rest")

    def _told(self, what: str) -> str:
        """Return what is wrong, and what stands on the screen."""
        row, column = self.cursor()
        seen = [row for row in self.rows() if row]
        return "\n".join([f"{what}; the cursor is at {row}, {column}; on the screen:", *seen])

    def shows(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        self.until(lambda: text in self.text())

    def shows_no_more(self, text: str) -> None:
        """Wait until a text stands on the screen no longer."""
        self.until(lambda: text not in self.text())

    def ends_with(self) -> int:
        """Take what the client shows to its end, and return its exit status."""
        deadline = time.monotonic() + SECONDS
        while not self._ended and self._terminal.process.poll() is None:
            assert time.monotonic() < deadline, self._told("it goes on")
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


class ClientInShell(ClientAtTerminal):
    """A client in a shell with job control: it can be suspended, and fetched back."""

    PROMPT = "ready> "

    def __init__(self, *arguments: str, **surroundings: Any) -> None:
        shell = [program("bash"), "--norc", "--noprofile", "-i"]
        super().__init__(client=shell, PS1=self.PROMPT, PROMPT_COMMAND="", **surroundings)
        self.shows(self.PROMPT.rstrip())
        self.enters(" ".join([*CLIENT, *arguments]))
