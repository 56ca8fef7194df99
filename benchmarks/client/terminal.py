"""A client in a pseudo-terminal, seen as the bytes that it writes: an emulator would be too slow.

What these benchmarks share with the others, a server of its own and how figures look, is
`measuring`, one folder up.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import final

SECONDS = 60.0
"""How long anything may take."""

CLIENT = (str(Path(sys.executable).with_name("chatservice")), "client")
"""What a person starts."""

KEYS = "αβγδεζηθικλμνξοπρστυφχψω"
"""Keys whose bytes are in nothing else that is drawn: each is found as soon as it is there."""

CLEAR_LINE = b"\x15"
"""Ctrl+U."""


@final
class Terminal:
    """A program in a terminal of ``columns`` × ``rows`` that echoes nothing by itself.

    ``ahead`` is what was typed before the program is started, which is at ``started``, of
    `time.perf_counter`.
    """

    def __init__(
        self, *command: str, columns: int = 80, rows: int = 24, ahead: bytes = b""
    ) -> None:
        self._home = TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        settings = termios.tcgetattr(slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        os.write(self._master, ahead)
        self._seen = b""
        self.bytes = 0
        """How many it has written."""
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self._environment(),
            start_new_session=True,
        )
        os.close(slave)

    def _environment(self) -> dict[str, str]:
        left_out = ("CHAT", "NO_COLOR", "XDG_", "TMUX", "LC_", "COLUMNS", "LINES")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        surroundings = {"HOME": self._home.name, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        return kept | surroundings | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
        os.close(self._master)
        self._home.cleanup()

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def take(self, seconds: float) -> bool:
        """Read what it writes next, waiting no longer than that; return whether it wrote."""
        if not select.select([self._master], [], [], max(0, seconds))[0]:
            return False
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:  # it has ended (EIO)
            data = b""
        if not data:
            raise SystemExit(f"the client ended after {readable(self._seen)}")
        self.bytes += len(data)
        # A character may have come in part.
        self._seen = (self._seen + data)[-max(len(data) + 64, 4096) :]
        return True

    def until(self, *awaited: str, seconds: float = SECONDS) -> float:
        """Read until all of some texts were written; return when that was.

        Only what was written since the last time counts.
        """
        left = {text.encode() for text in awaited}
        deadline = time.monotonic() + seconds
        while True:
            left = {text for text in left if text not in self._seen}
            if not left:
                self._seen = b""
                return time.perf_counter()
            if not self.take(deadline - time.monotonic()):
                raise SystemExit(f"{left} did not come, but {readable(self._seen)}")

    def forget(self) -> None:
        """Read what is there already, and let it not count for `until`."""
        while self.take(0):
            pass
        self._seen = b""

    def shows_key(self, key: str) -> float:
        """Press a key, and return the seconds until it is on the screen."""
        pressed = time.perf_counter()
        self.press(key.encode())
        return self.until(key) - pressed

    @property
    def resident_kibibytes(self) -> int:
        """How much memory it has (proc_pid_status(5))."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1])

    @property
    def cpu_seconds(self) -> float:
        """The time that it has worked (proc_pid_stat(5))."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def readable(data: bytes) -> str:
    """Return the end of what was written without its escape sequences."""
    text = re.sub(rb"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)", b" ", data)
    return repr(" ".join(text.decode(errors="replace").split())[-1500:])


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table, its columns as wide as they need be."""
    cells = [
        list(head),
        *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows),
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
