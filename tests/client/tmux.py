"""The client in tmux: a real terminal that others wrote, with its own idea of every width."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from typing_extensions import Self

from tests.client.screens import CLIENT, at_home
from tests.end_to_end.people import SECONDS, eventually
from tests.programs import plain_environment, program


class ClientInTmux:
    """A client in a window of `columns` × `rows` of a tmux server that nobody else uses."""

    def __init__(
        self,
        *arguments: str,
        client: Sequence[str] = CLIENT,
        columns: int = 80,
        rows: int = 24,
        **environment: str,
    ) -> None:
        self._folder = TemporaryDirectory(prefix="tmux-")
        self._socket = str(Path(self._folder.name) / "socket")
        self._environment = plain_environment(
            **at_home(Path(self._folder.name)) | {"TERM": "xterm-256color"} | environment
        )
        command = shlex.join([*client, *arguments])
        # The first window would be gone with the client, and its last words with it.
        options = ("set-option", "-g", "remain-on-exit", "on", ";")
        size = ("-x", str(columns), "-y", str(rows))
        terminal = ("set-option", "-g", "default-terminal", "tmux-256color", ";")
        self._tmux(
            *("-f", "/dev/null", "start-server", ";", *options, *terminal),
            *("set-option", "-g", "status", "off", ";"),
            *("set-option", "-g", "focus-events", "on", ";"),
            *("new-session", "-d", *size, command),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self._tmux("kill-server")
        self._folder.cleanup()

    def _tmux(self, *arguments: str) -> str:
        ended = subprocess.run(
            [program("tmux"), "-u", "-S", self._socket, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=True,
        )
        return ended.stdout

    def types(self, text: str) -> None:
        """Type a text, as it is."""
        self._tmux("send-keys", "-l", "--", text)

    def presses(self, *keys: str) -> None:
        """Press keys by tmux's names for them: Enter, C-a, M-b, PPage."""
        self._tmux("send-keys", *keys)

    def enters(self, line: str) -> None:
        """Type a line and press Enter."""
        self.types(line)
        self.presses("Enter")

    def pastes(self, text: str) -> None:
        """Paste a text, between the marks that a program may have asked for."""
        self._tmux("set-buffer", "--", text)
        self._tmux("paste-buffer", "-p", "-r")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def lines(self) -> list[str]:
        """Return the lines on the screen, without spaces at their ends."""
        return [row.rstrip() for row in self._tmux("capture-pane", "-p").split("\n")[:-1]]

    def coloured(self) -> str:
        """Return the screen with the escape sequences that make its colours."""
        return self._tmux("capture-pane", "-p", "-e")

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's row and column."""
        row, _, column = self._tmux("display-message", "-p", "#{cursor_y} #{cursor_x}").partition(
            " "
        )
        return int(row), int(column)

    def shows(self, text: str) -> None:
        """Wait until a text stands in a row of the screen."""
        self.until_rows(lambda rows: any(text in row for row in rows), repr(text))

    def until_rows(self, holds, what: str = "that") -> list[str]:  # type: ignore[no-untyped-def]
        """Wait until something is true of the rows; return them."""
        rows: list[str] = []

        def seen() -> bool:
            rows[:] = self.lines()
            return bool(holds(rows))

        try:
            eventually(seen)
        except AssertionError:
            raise AssertionError("\n".join([f"{what} did not come:", *rows])) from None
        return rows
