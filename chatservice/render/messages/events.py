"""What happened. See `chatservice.core.events`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from chatservice.render.messages.base import (
    At,
    By,
    Event,
    From,
    Room,
    Seq,
    Text,
)

Edited = Annotated[
    bool,
    Meta(description="Whether it says something else than at first; in what is read again."),
]
PlaceOfChange = Annotated[
    str, Meta(description="The name of the room; absent for a private message.")
]
Changed = Annotated[int, Meta(description="The `seq` of the message that was changed.")]


class Said(Event, kw_only=True):
    """Somebody said something to everyone in a room."""

    seq: Seq
    at: At
    room: Room
    from_: From
    text: Text
    edited: Edited = False


class Acted(Event, kw_only=True):
    """Somebody did something in a room (`/me`): the text is the predicate, as in "waves"."""

    seq: Seq
    at: At
    room: Room
    from_: From
    text: Text
    edited: Edited = False


class Whispered(Event, kw_only=True):
    """Somebody said something to one person alone."""

    seq: Seq
    at: At
    from_: From
    to: Annotated[str, Meta(description="The name of whoever it was said to.")]
    text: Text
    edited: Edited = False


class Joined(Event, kw_only=True):
    """One or several people came into a room."""

    at: At
    room: Room
    who: Annotated[list[str], Meta(description="The names of those who came.")]


class Left(Event, kw_only=True):
    """Somebody went out of a room, and is still connected."""

    at: At
    room: Room
    who: Annotated[str, Meta(description="The name of whoever left.")]


class Quit(Event, kw_only=True):
    """Somebody is gone from every room."""

    at: At
    who: Annotated[str, Meta(description="The name of whoever is gone.")]
    reason: Annotated[str, Meta(description="What they said on leaving, if anything.")] = ""


class Renamed(Event, kw_only=True):
    """Somebody has another nickname."""

    at: At
    who: Annotated[str, Meta(description="The nickname before.")]
    name: Annotated[str, Meta(description="The nickname from now on.")]


class TopicChanged(Event, kw_only=True):
    """Somebody set the topic of a room, or took it away."""

    at: At
    room: Room
    who: By
    topic: Annotated[str, Meta(description="The new topic; empty where it was taken away.")]


class Corrected(Event, kw_only=True):
    """Somebody changed a message of theirs."""

    seq: Seq
    at: At
    room: PlaceOfChange = ""
    from_: From
    text: Annotated[str, Meta(description="What the message says now.")]
    message: Changed


class Deleted(Event, kw_only=True):
    """Somebody took back a message of theirs."""

    seq: Seq
    at: At
    room: PlaceOfChange = ""
    from_: From
    message: Annotated[int, Meta(description="The `seq` of the message that is gone.")]


class Removed(Event, kw_only=True):
    """A moderator removed messages of somebody in a room."""

    seq: Seq
    at: At
    room: Room
    by: By
    from_: Annotated[str, Meta(description="The name of whoever had said them.")]
    messages: Annotated[list[int], Meta(description="The `seq` of each message that is gone.")]


class Announced(Event, kw_only=True):
    """An administrator tells everyone something."""

    at: At
    from_: From
    text: Text


EVENTS: tuple[type[Event], ...] = (
    Said,
    Acted,
    Whispered,
    Joined,
    Left,
    Quit,
    Renamed,
    TopicChanged,
    Corrected,
    Deleted,
    Removed,
    Announced,
)
"""In reading order. Those about order in rooms are in `chatservice.render.messages.moderation`."""
