"""Events and replies as lines of text: for telnet, netcat and the bundled client.

Lines end in CRLF (RFC 854). Every text of a stranger in them has been through
`chatservice.core.text.sanitise`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from chatservice.core.events import (
    Acted,
    Event,
    Joined,
    Left,
    Quit,
    Renamed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.replies import HistoryShown, NicknameAsked, Reply
from chatservice.core.settings import Representation
from chatservice.render.phrasebook import phrasebook
from chatservice.render.replies import REPLIES

FORM = "plain"

_COLOURS = (31, 32, 33, 34, 35, 36)
"""Foreground colours (ECMA-48 SGR) that can be read on light and on dark backgrounds."""


@cache
def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


class View:
    """How one representation shows names, times and rooms."""

    __slots__ = ("_colour", "_style", "_times", "_zone", "book")

    def __init__(self, representation: Representation) -> None:
        self.book = phrasebook(representation.language)
        self._style = representation.style
        self._colour = representation.colour
        self._times = representation.times
        self._zone = _zone(representation.zone)

    def name(self, name: str) -> str:
        """Return a person's name, in their colour where colours are wanted."""
        if not self._colour:
            return name
        colour = _COLOURS[zlib.crc32(name.encode()) % len(_COLOURS)]
        return f"\x1b[{colour}m{name}\x1b[0m"

    def local(self, at: datetime) -> datetime:
        """Return a time in the reader's zone; without one, the server's."""
        return at.astimezone(self._zone)

    def said(self, at: datetime, room: str, who: str, mark: str, text: str) -> str:
        """Return a message's line in the reader's style; ``mark`` stands behind the name."""
        name = self.name(who)
        if self._style == "bracket":
            return f"{room}[{name}{mark}] {text}"
        time = f"[{self.local(at):%H:%M}] " if self._times else ""
        return f"{time}{room}{name}{mark}: {text}"


@cache
def _view(representation: Representation) -> View:
    # Few exist at a time: languages × styles × switches × the zones that are in use.
    return View(representation)


def _said(view: View, event: Said, room: str) -> str:
    return view.said(event.at, room, event.who, "", event.text)


def _acted(view: View, event: Acted, room: str) -> str:
    return f"{room}* {view.name(event.who)} {event.text}"


def _whispered(view: View, event: Whispered, room: str) -> str:
    mark = " ({})".format(view.book.say("private"))
    return view.said(event.at, room, event.who, mark, event.text)


def _joined(view: View, event: Joined, room: str) -> str:
    return room + view.book.say("* {name} joined", name=view.name(event.who))


def _left(view: View, event: Left, room: str) -> str:
    return room + view.book.say("* {name} left", name=view.name(event.who))


def _quit(view: View, event: Quit, room: str) -> str:
    left = room + view.book.say("* {name} left", name=view.name(event.who))
    return f"{left} ({event.reason})" if event.reason else left


def _renamed(view: View, event: Renamed, room: str) -> str:
    old, new = view.name(event.who), view.name(event.name)
    return room + view.book.say("* {old} is now {new}", old=old, new=new)


def _topic_changed(view: View, event: TopicChanged, room: str) -> str:
    who = view.name(event.who)
    if not event.topic:
        return room + view.book.say("* {name} took the topic away", name=who)
    return room + view.book.say("* {name} set the topic: {topic}", name=who, topic=event.topic)


EVENTS: dict[type[Event], Callable[[View, Any, str], str]] = {
    Said: _said,
    Acted: _acted,
    Whispered: _whispered,
    Joined: _joined,
    Left: _left,
    Quit: _quit,
    Renamed: _renamed,
    TopicChanged: _topic_changed,
}


class PlainRenderer:
    """Makes UTF-8 lines of events and replies."""

    def __call__(
        self, what: Event | Reply, representation: Representation, *, labelled: bool = False
    ) -> bytes:
        """Return what a reader of ``representation`` reads of ``what``.

        ``labelled`` puts the room's name before it: it happened in another room.
        """
        view = _view(representation)
        if isinstance(what, NicknameAsked):
            # A prompt: what the person types stands on the same line.
            return view.book.say("Enter your nickname: ").encode()
        if isinstance(what, Event):
            lines = [self._event(view, what, labelled)]
        elif isinstance(what, HistoryShown):
            lines = self._history(view, what)
        else:
            lines = REPLIES[type(what)](view, what)
        return "".join(f"{line}\r\n" for line in lines).encode()

    def bell(self, representation: Representation) -> bytes:
        """Return the character that rings a terminal (ECMA-48 BEL)."""
        return b"\a"

    def _event(self, view: View, event: Event, labelled: bool) -> str:
        room = f"#{getattr(event, 'room', '')} " if labelled else ""
        return EVENTS[type(event)](view, event, room)

    def _history(self, view: View, shown: HistoryShown) -> list[str]:
        if not shown.messages:
            return [view.book.say("Nothing has been said in #{room} yet.", room=shown.room)]
        lines = [self._event(view, message, labelled=False) for message in shown.messages]
        return [view.book.say("History:"), *lines]
