"""What programs are sent, told to people: `chatservice.render.making` the other way round.

A message becomes the core's event or reply again, and the plain renderer has the words for it: so
everything has one sentence, and a client's people read it in their own language. What JSON does
not carry:

- when a thing was told, which decides which days are named and how long a ban still holds: the
  caller says when, or it is now;
- from where a server's hooks are reached: `token` says HOST:PORT, as a server does that was not
  told its own name;
- settings, commands, kinds of rooms and refusals that a server of another version has: they are
  told as it sent them (`chatservice.render.reading.other`).

A server is not to be trusted: whatever follows the schema is told in bounded time, without raising,
and without a character that a terminal would obey. To import this takes what the catalogue of
commands takes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from chatservice.core.events import Event
from chatservice.core.replies import Reply
from chatservice.core.settings import Representation
from chatservice.render.messages import Message
from chatservice.render.plain import PlainRenderer
from chatservice.render.reading.accounts import ACCOUNTS
from chatservice.render.reading.conversation import CONVERSATION
from chatservice.render.reading.events import EVENTS
from chatservice.render.reading.moderation import MODERATION
from chatservice.render.reading.other import otherwise
from chatservice.render.reading.safely import sane
from chatservice.render.reading.server import SERVER

READ: dict[type[Message], Callable[[Any, datetime], Event | Reply | None]] = {
    **EVENTS,
    **CONVERSATION,
    **SERVER,
    **ACCOUNTS,
    **MODERATION,
}
"""What makes the core's event or reply of each message, at the time when it is told."""

_render = PlainRenderer()


def told(message: Message, now: datetime | None = None) -> Event | Reply | None:
    """Return what the server's core had told, or `None` for what this version can't tell so.

    ``now`` is aware: when the message came; without it, it came this moment. Texts are made safe
    for terminals, numbers and times are brought into what can be counted with.
    """
    return _told(sane(message), now)


def sentences(
    message: Message,
    representation: Representation,
    *,
    labelled: bool = False,
    now: datetime | None = None,
) -> list[str]:
    """Return what a reader of ``representation`` reads of a message, line by line.

    They are the plain renderer's lines without their ends; some messages have none, and the
    question for a password ends in a space. ``labelled`` is as in
    `chatservice.core.rendering.Render`, ``now`` as in `told`.
    """
    safe = sane(message)
    what = _told(safe, now)
    if what is not None:
        return lines(what, representation, labelled=labelled)
    things, rest = otherwise(safe)
    return [line for thing in things for line in lines(thing, representation)] + rest


def lines(
    what: Event | Reply, representation: Representation, *, labelled: bool = False
) -> list[str]:
    """Return what `PlainRenderer` makes of ``what``, line by line."""
    text = _render(what, representation, labelled=labelled).decode()
    return text.removesuffix("\r\n").split("\r\n") if text else []


def _told(message: Message, now: datetime | None) -> Event | Reply | None:
    return READ[type(message)](message, now or datetime.now(timezone.utc))


__all__ = ["READ", "lines", "sane", "sentences", "told"]
