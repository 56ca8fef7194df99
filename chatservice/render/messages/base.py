"""What every message is, and the fields that many have: in JSON, one object with a `type`.

The name of a class makes its type (`WhisperSent`: "whisper-sent"), the annotations of its fields
say what they hold; `docs/protocol.md` and the JSON Schema are made from both. A field that has its
default is not sent.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct


def kebab_case(name: str) -> str:
    """Return a class's name as the type of its messages: `RoomEntered` is "room-entered"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


class Part(Struct, kw_only=True, omit_defaults=True, gc=False, rename={"from_": "from"}):
    """An object inside a message: it has no type, its place says what it is.

    The garbage collector does not look at messages: nothing in one leads back to it.
    """


class Message(Part, kw_only=True, tag_field="type", tag=kebab_case):
    """What the server sends: one line, or one WebSocket message."""


class Event(Message, kw_only=True):
    """Something that happened, told to everyone whom it concerns."""


class Answer(Message, kw_only=True):
    """What one connection alone is told, mostly because it asked."""

    id: Annotated[
        str | None,
        Meta(description="The `id` of the request that this answers, if it had one."),
    ] = None


At = Annotated[
    datetime,
    Meta(
        tz=True,
        description="When that was: in UTC, as RFC 3339 writes it, with microseconds unless they "
        "are 0.",
    ),
]
Seq = Annotated[
    int,
    Meta(description="Its number in the log: greater than that of anything kept before it."),
]
Room = Annotated[str, Meta(description="The name of the room where that was.")]
RoomIfAny = Annotated[
    str, Meta(description="The name of the room; absent where it was private, or on the server.")
]
From = Annotated[str, Meta(description="The name of whoever said it.")]
By = Annotated[str, Meta(description="The name of whoever did it.")]
Whom = Annotated[str, Meta(description="The name of whoever it was done to.")]
Text = Annotated[str, Meta(description="What was said.")]
Reason = Annotated[str, Meta(description="The reason that was given, if one was.")]
Away = Annotated[
    str | None,
    Meta(description="The reason for being away, perhaps empty; absent: not away."),
]
Nick = Annotated[str, Meta(description="The nickname that this is about: one's own.")]
TopicText = Annotated[str, Meta(description="The room's topic; absent where it has none.")]
Seconds = Annotated[int, Meta(description="For how many seconds; absent: for ever.")]
