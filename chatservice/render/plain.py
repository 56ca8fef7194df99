"""Events and replies as lines of text: for telnet, netcat and the bundled client.

Lines end in CRLF (RFC 854). Every text of a stranger in them has been through
`chatservice.core.text.sanitise`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Event,
    Gathered,
    Joined,
    Left,
    Quit,
    Renamed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Kept
from chatservice.core.rendering import Telling
from chatservice.core.replies import NicknameAsked, PasswordAsked
from chatservice.core.settings import TERMINAL, Representation
from chatservice.render.accounts import password_prompt
from chatservice.render.moderation import MODERATION_EVENTS
from chatservice.render.replies import REPLIES
from chatservice.render.view import View, view_of

FORM = TERMINAL

MOST_NAMES = 20
"""Of those who came together, so many are named: everyone reads it, and `/users` shows them all."""


def _said(view: View, event: Said, room: str) -> str:
    return view.said(event.at, room, event.who, "", event.text)


def _acted(view: View, event: Acted, room: str) -> str:
    return f"{room}* {view.name(event.who)} {event.text}"


def _whispered(view: View, event: Whispered, room: str) -> str:
    mark = " ({})".format(view.book.say("private"))
    return view.said(event.at, room, event.who, mark, event.text)


def _joined(view: View, event: Joined, room: str) -> str:
    return room + view.book.say("* {name} joined", name=view.name(event.who))


def _gathered(view: View, event: Gathered, room: str) -> str:
    book = view.book
    names = [view.name(name) for name in event.who[:MOST_NAMES]]
    more = len(event.who) - len(names)
    if more:
        names.append(book.count("and {number} more", "and {number} more", more))
    return room + book.count(
        "* {number} person joined: {names}",
        "* {number} people joined: {names}",
        len(event.who),
        names=", ".join(names),
    )


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


def _corrected(view: View, event: Corrected, room: str) -> str:
    who = view.name(event.who)
    if not event.room:
        return view.book.say("* {name} corrected (private): {text}", name=who, text=event.text)
    return room + view.book.say("* {name} corrected: {text}", name=who, text=event.text)


def _deleted(view: View, event: Deleted, room: str) -> str:
    who = view.name(event.who)
    if not event.room:
        return view.book.say("* {name} took back a private message", name=who)
    return room + view.book.say("* {name} took back a message", name=who)


EVENTS: dict[type[Event], Callable[[View, Any, str], str]] = {
    Said: _said,
    Acted: _acted,
    Whispered: _whispered,
    Joined: _joined,
    Gathered: _gathered,
    Left: _left,
    Quit: _quit,
    Renamed: _renamed,
    TopicChanged: _topic_changed,
    Corrected: _corrected,
    Deleted: _deleted,
    **MODERATION_EVENTS,
}


class PlainRenderer:
    """Makes UTF-8 lines of events and replies."""

    def __call__(
        self,
        what: Telling,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        """Return what a reader of ``representation`` reads of ``what``.

        ``labelled`` puts the room's name before it: it happened in another room. ``seq`` and
        ``request`` are for programs: nobody reads numbers.
        """
        view = view_of(representation)
        if isinstance(what, NicknameAsked):
            # A prompt: what the person types stands on the same line.
            return view.book.say("Enter your nickname: ").encode()
        if isinstance(what, PasswordAsked):
            return password_prompt(view, what).encode()
        if isinstance(what, Kept):
            what = what.message
        if isinstance(what, Event):
            return f"{self._event(view, what, labelled)}\r\n".encode()
        lines = REPLIES[type(what)](view, what)
        return "".join(f"{line}\r\n" for line in lines).encode()

    def bell(self, representation: Representation) -> bytes:
        """Return the character that rings a terminal (ECMA-48 BEL)."""
        return b"\a"

    def _event(self, view: View, event: Event, labelled: bool) -> str:
        room = ""
        if labelled:
            # What concerns a person as a whole, such as another name, is of no room in particular.
            place = getattr(event, "room", None)
            room = f"#{place} " if place else ""
        return EVENTS[type(event)](view, event, room)
