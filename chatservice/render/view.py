"""How one representation shows names, times and rooms."""

from __future__ import annotations

import zlib
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from chatservice.core.settings import Representation
from chatservice.render.phrasebook import phrasebook

_COLOURS = (31, 32, 33, 34, 35, 36)
"""Foreground colours (ECMA-48 SGR) that can be read on light and on dark backgrounds."""


@cache
def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


class View:
    """How one representation shows names, times and rooms."""

    __slots__ = ("_at", "_clock", "_colour", "_style", "_times", "_zone", "book")

    def __init__(self, representation: Representation) -> None:
        self.book = phrasebook(representation.language)
        self._style = representation.style
        self._colour = representation.colour
        self._times = representation.times
        self._zone = _zone(representation.zone)
        self._at: datetime | None = None
        self._clock = ""

    def name(self, name: str) -> str:
        """Return a person's name, in their colour where colours are wanted."""
        if not self._colour:
            return name
        colour = _COLOURS[zlib.crc32(name.encode()) % len(_COLOURS)]
        return f"\x1b[{colour}m{name}\x1b[0m"

    def marked(self, text: str) -> str:
        """Return what was looked for: reversed where colours are wanted, else between asterisks."""
        return f"\x1b[7m{text}\x1b[27m" if self._colour else f"*{text}*"

    def local(self, at: datetime) -> datetime:
        """Return a time in the reader's zone; without one, the server's."""
        return at.astimezone(self._zone)

    def said(self, at: datetime, room: str, who: str, mark: str, text: str) -> str:
        """Return a message's line in the reader's style; ``mark`` stands behind the name."""
        name = self.name(who)
        if self._style == "bracket":
            return f"{room}[{name}{mark}] {text}"
        return f"{self._time(at)}{room}{name}{mark}: {text}"

    def _time(self, at: datetime) -> str:
        if not self._times:
            return ""
        if at is not self._at:
            # What is said in one turn of the reactor was said at one time: 0.9 µs for each line.
            self._at = at
            self._clock = f"[{self.local(at):%H:%M}] "
        return self._clock


@lru_cache(maxsize=256)
def view_of(representation: Representation) -> View:
    """Return the view of a representation, made once."""
    return View(representation)
