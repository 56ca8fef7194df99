"""What every target demands of what comes out, whatever went in; told by means of its own.

`chatservice.core.text` must not judge itself: what is shown is looked at with Python's own tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from twisted.logger import ILogObserver, LogEvent, formatEvent, globalLogPublisher
from zope.interface import implementer

from chatservice.core.refusals import Refused
from chatservice.core.settings import LANGUAGES
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal

MOST_MARKS = 4

SECRET = "correct horse"
"""What inputs have as a password, and as what is said: no log shows either."""

_HARMFUL = {"Cc", "Cs", "Co", "Zl", "Zp"}
_DIRECTING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_COLOUR = re.compile(r"\x1b\[(?:3[1-6]|0|7|27)m")
_ANY_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180f]")


def check_shown(text: str) -> None:
    """Raise `AssertionError` unless ``text`` is one line that does nothing to a terminal."""
    in_a_row = 0
    for character in text:
        if " " <= character <= "~":
            in_a_row = 0
            continue
        category = unicodedata.category(character)
        assert category not in _HARMFUL, ascii(text)
        assert unicodedata.bidirectional(character) not in _DIRECTING, ascii(text)
        assert not 0xFDD0 <= ord(character) <= 0xFDEF, ascii(text)
        assert ord(character) & 0xFFFE != 0xFFFE, ascii(text)
        if category[0] == "M" and not _SELECTORS.match(character):
            in_a_row += 1
            assert in_a_row <= MOST_MARKS, ascii(text)
        elif category not in ("Cf", "Mn"):
            in_a_row = 0


def check_screen(sent: bytes) -> list[str]:
    """Return the lines that a terminal is sent: UTF-8, each ended by CR LF but a prompt.

    Colours and the bell may stand in them. Raises `AssertionError` or `UnicodeDecodeError`.
    """
    lines = sent.decode().replace("\a", "").split("\r\n")
    for line in lines:
        check_shown(_COLOUR.sub("", line))
    return lines


def check_colours(text: str) -> None:
    """Raise `AssertionError` unless ``text`` is one line whose colours, if any, end within it."""
    check_shown(_ANY_COLOUR.sub("", text))
    _, ended, behind = text.rpartition("\x1b[0m")
    assert "\x1b" not in (behind if ended else text), ascii(text)


def check_refusal(refused: Refused) -> None:
    """Raise an exception unless a refusal can be told in every language."""
    for language in LANGUAGES:
        check_shown(refusal(phrasebook(language), refused))


@contextmanager
def nothing_failing() -> Iterator[None]:
    """Raise what was logged as a failure meanwhile: what the reactor, or a protocol, survives.

    Nor may anything be logged that is not one safe line, or has the `SECRET` in it.
    """
    logged: list[LogEvent] = []

    @implementer(ILogObserver)
    def remember(event: LogEvent) -> None:
        logged.append(event)

    globalLogPublisher.addObserver(remember)
    try:
        yield
    finally:
        globalLogPublisher.removeObserver(remember)
    for event in logged:
        if "log_failure" in event:
            event["log_failure"].raiseException()
        line = formatEvent(event)
        check_shown(line)
        assert SECRET not in line


def packets(data: bytes) -> list[bytes]:
    """Return what ``data`` is as bytes that arrive: the first, modulo 128, is a packet's length.

    0 is for all in one.
    """
    size = data[0] % 128 if data else 0
    rest = data[1:]
    if not size:
        return [rest]
    return [rest[start : start + size] for start in range(0, len(rest), size)]
