"""Lines out of standard input, which may be of any size."""

from __future__ import annotations

from collections.abc import Callable

LONGEST_LINE = 65_536
"""Bytes that are kept of a line: more than any server takes, so that it says what it takes."""


class InputLines:
    """Cuts bytes into lines: LF or CR LF ends one, and the end of input does too.

    What a line has beyond the longest is dropped, so that memory stays flat. ``on_wrong`` is called
    once, when something is no UTF-8; the character U+FFFD stands there.
    """

    def __init__(self, on_wrong: Callable[[], object]) -> None:
        self._unfinished = bytearray()
        self._on_wrong = on_wrong
        self._was_wrong = False

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that are whole now, without their ends."""
        first, newline, rest = data.partition(b"\n")
        self._unfinished += first[: max(0, LONGEST_LINE - len(self._unfinished))]
        if not newline:
            return []
        lines = [bytes(self._unfinished), *rest.split(b"\n")]
        self._unfinished = bytearray(lines.pop()[:LONGEST_LINE])
        return [self._decode(line[:LONGEST_LINE]) for line in lines]

    def end(self) -> list[str]:
        """Return the last line if it has no end, or nothing."""
        rest, self._unfinished = bytes(self._unfinished), bytearray()
        return [self._decode(rest)] if rest else []

    def _decode(self, line: bytes) -> str:
        line = line.removesuffix(b"\r")
        try:
            return line.decode()
        except UnicodeDecodeError:
            if not self._was_wrong:
                self._was_wrong = True
                self._on_wrong()
            return line.decode(errors="replace")
