"""Lines out of standard input, which may be of any size."""

from __future__ import annotations

LONGEST_LINE = 65_536
"""Bytes that are kept of a line: more than any server takes, so that it says what it takes."""


class InputLines:
    """Cuts bytes into lines: LF or CR LF ends one, and the end of input does too.

    What a line has beyond the longest is dropped, so that memory stays flat.
    """

    def __init__(self) -> None:
        self._unfinished = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that are whole now, without their ends."""
        first, newline, rest = data.partition(b"\n")
        self._unfinished += first[: max(0, LONGEST_LINE - len(self._unfinished))]
        if not newline:
            return []
        lines = [bytes(self._unfinished), *rest.split(b"\n")]
        self._unfinished = bytearray(lines.pop()[:LONGEST_LINE])
        return [line[:LONGEST_LINE].removesuffix(b"\r") for line in lines]

    def end(self) -> list[bytes]:
        """Return the last line if it has no end, or nothing."""
        rest, self._unfinished = bytes(self._unfinished), bytearray()
        return [rest.removesuffix(b"\r")] if rest else []
