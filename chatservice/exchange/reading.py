"""Files to be imported: read piece by piece, in constant memory, whatever they hold.

What a file is shows in its content: ``[`` begins a list of JSON, ``{`` an object on each line, and
anything else is text as `chatservice.exchange.shapes` writes it.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from chatservice.core.phrases import N_
from chatservice.exchange.failures import WrongEntryError, shown, wrong
from chatservice.exchange.shapes import (
    OBJECT_EXAMPLE,
    Checks,
    Entry,
    entry_of_line,
    entry_of_object,
)

LONGEST = 1024 * 1024
"""Bytes of a line, and characters of an object in a list: more is not looked at."""

CHUNK = 64 * 1024
"""Bytes of a list that are read at once."""

_SPACE = re.compile(r"[ \t\r\n]*")
_NEWLINE = b"\n"
_NOT_UTF8 = N_("this is not UTF-8: a file in UTF-8 is allowed")
_NOT_JSON = N_("this is not JSON ({reason}): {example} would be")
_NO_OBJECT = N_("this is not an object: {example} would be")
_TOO_LONG = N_("this is longer than {allowed} bytes, and no message is")

_decoder = json.JSONDecoder()


def entries(file: BinaryIO, checks: Checks) -> Iterator[Entry]:
    """Yield the messages in ``file``, from its beginning.

    Raises `WrongEntryError`, with its line, for the first thing that is not allowed.
    """
    _skip_mark(file)
    start = file.tell()
    first = file.read(1)
    while first and first in b" \t\r\n":
        first = file.read(1)
    file.seek(start)
    if first == b"[":
        return _of_list(file, checks)
    return _of_lines(file, checks, objects=first == b"{")


def _skip_mark(file: BinaryIO) -> None:
    """Go to the beginning, behind the mark that some programs put there (RFC 3629, section 6)."""
    file.seek(0)
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)


def _of_lines(file: BinaryIO, checks: Checks, *, objects: bool) -> Iterator[Entry]:
    number = 0
    try:
        while raw := file.readline(LONGEST + 1):
            number += 1
            if len(raw) > LONGEST:
                raise wrong(_TOO_LONG, allowed=LONGEST)
            line = raw.decode().rstrip("\r\n")
            if line.isspace() or not line:
                continue
            if objects:
                yield entry_of_object(_object(line), checks)
            else:
                yield entry_of_line(line, checks)
    except UnicodeDecodeError as error:
        raise wrong(_NOT_UTF8, line=number) from error
    except WrongEntryError as error:
        error.line = number
        raise


def _object(line: str) -> dict[str, object]:
    line = line.strip()
    try:
        found, end = _decoder.raw_decode(line)
        if end < len(line):
            raise json.JSONDecodeError("Extra data", line, end)
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from error
    if not isinstance(found, dict):
        raise wrong(_NO_OBJECT, example=OBJECT_EXAMPLE)
    return found


def _not_json(error: Exception) -> WrongEntryError:
    """Return the error for what Python's decoder says of a text."""
    # Of a number of thousands of digits, and of thousands of brackets, it says much of itself.
    reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
    return wrong(_NOT_JSON, reason=reason, example=OBJECT_EXAMPLE)


def _of_list(file: BinaryIO, checks: Checks) -> Iterator[Entry]:
    window = _Window(file)
    number = 0
    try:
        window.take("[")
        more = window.next() != "]"
        while more:
            number += 1
            if window.next() != "{":
                raise wrong(
                    N_("{value} is not an object: a list of objects like {example} is allowed"),
                    value=shown(window.next()),
                    example=OBJECT_EXAMPLE,
                )
            record = window.object()
            yield entry_of_object(record, checks)
            window.settle()
            more = window.next() == ","
            if more:
                window.take(",")
        if window.next() != "]":
            raise wrong(N_("the list has no end: , and an object or ] is allowed here"))
        window.take("]")
        if window.next():
            raise wrong(N_("there is more behind the end of the list: one list is allowed"))
    except WrongEntryError as error:
        error.line = error.line or window.line
        error.number = number
        raise


class _Window:
    """The part of a file with a list in it that is looked at just now.

    ``line`` is that of what was taken last, or is to be taken next.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text = ""
        self._at = 0
        self._behind = 0
        self.line = 1

    def next(self) -> str:
        """Go to the next character that is no white space, and return it; empty at the end."""
        while True:
            end = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it may be empty
            self._go(end)
            if end < len(self._text):
                return self._text[end]
            if not self._read():
                return ""

    def take(self, character: str) -> None:
        """Go behind the ``character`` that `next` returned."""
        self.next()
        self._go(self._at + len(character))

    def object(self) -> dict[str, object]:
        """Return the object that begins here. `settle` then goes behind it."""
        while True:
            try:
                found, self._behind = _decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                # It may well be cut off by the end of what was read.
                if len(self._text) - self._at <= LONGEST and self._read():
                    continue
                raise self._unreadable(error) from error
            if self._behind - self._at > LONGEST:
                raise wrong(_TOO_LONG, allowed=LONGEST)
            assert isinstance(found, dict)  # noqa: S101  # it began with a brace
            return found

    def settle(self) -> None:
        """Go behind the last object."""
        self._go(self._behind)

    def _unreadable(self, error: Exception) -> WrongEntryError:
        if not isinstance(error, json.JSONDecodeError):
            return _not_json(error)
        cut_off = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - 1
        if cut_off and len(self._text) - self._at > LONGEST:
            return wrong(_TOO_LONG, allowed=LONGEST)
        found = _not_json(error)
        found.line = self.line + self._text.count("\n", self._at, error.pos)
        return found

    def _go(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _read(self) -> bool:
        """Read on, and let go of what is behind; return whether there was anything."""
        chunk = self._file.read(CHUNK)
        before = self._text[self._at :]
        try:
            self._text = before + self._decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line = self.line + before.count("\n") + error.object[: error.start].count(_NEWLINE)
            raise wrong(_NOT_UTF8, line=line) from error
        self._at = 0
        return bool(chunk)
