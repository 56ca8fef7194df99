"""What has happened: the facts that people in a room read, and that the history keeps.

An event is data in the past tense and never text for a screen: `chatservice.render` makes the
words, in the reader's language. Names of people and rooms stand as they were at that moment.

Nobody changes one. To have Python see to that (``frozen``) would take 0.64 µs instead of 0.2 for
each line that is said (CPython 3.11), a twentieth of all that it costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, unsafe_hash=True)
class Event:
    """Anything that happened. ``at`` is an aware time in UTC."""

    at: datetime


@dataclass(slots=True, unsafe_hash=True)
class Said(Event):
    """``who`` said ``text`` to everyone in ``room``."""

    room: str
    who: str
    text: str


@dataclass(slots=True, unsafe_hash=True)
class Acted(Event):
    """``who`` did something in ``room`` (`/me`): ``text`` is the predicate, "waves"."""

    room: str
    who: str
    text: str


MESSAGES = (Said, Acted)
"""What is said to a room, and is shown to whoever enters it."""


@dataclass(slots=True, unsafe_hash=True)
class Whispered(Event):
    """``who`` said ``text`` to ``to`` alone."""

    who: str
    to: str
    text: str


@dataclass(slots=True, unsafe_hash=True)
class Joined(Event):
    """``who`` came into ``room``."""

    room: str
    who: str


@dataclass(slots=True, unsafe_hash=True)
class Gathered(Event):
    """Several people came into ``room`` within a moment; ``who`` are their names."""

    room: str
    who: tuple[str, ...]


@dataclass(slots=True, unsafe_hash=True)
class Left(Event):
    """``who`` went out of ``room`` and is still connected."""

    room: str
    who: str


@dataclass(slots=True, unsafe_hash=True)
class Quit(Event):
    """``who`` is gone from every room. ``reason`` is what they said on leaving, or empty."""

    who: str
    reason: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Renamed(Event):
    """``who`` is called ``name`` from now on."""

    who: str
    name: str


@dataclass(slots=True, unsafe_hash=True)
class TopicChanged(Event):
    """``who`` set the topic of ``room``; an empty ``topic`` means that it has none any more."""

    room: str
    who: str
    topic: str


@dataclass(slots=True, unsafe_hash=True)
class Corrected(Event):
    """``who`` changed the message of sequence number ``message``: it says ``text`` now.

    ``room`` is empty for a private message.
    """

    room: str
    who: str
    text: str
    message: int


@dataclass(slots=True, unsafe_hash=True)
class Deleted(Event):
    """``who`` took back the message of sequence number ``message``; ``room`` as above."""

    room: str
    who: str
    message: int


@dataclass(slots=True, unsafe_hash=True)
class Removed(Event):
    """``who`` removed messages that ``whose`` had said in ``room``, by their sequence numbers."""

    room: str
    who: str
    whose: str
    messages: tuple[int, ...]


@dataclass(slots=True, unsafe_hash=True)
class ThrownOut(Event):
    """``who`` threw ``whom`` out of ``room``, or off the server where ``room`` is empty.

    ``is_banned``: they can't come back.
    """

    room: str
    who: str
    whom: str
    reason: str
    is_banned: bool


@dataclass(slots=True, unsafe_hash=True)
class Silenced(Event):
    """``who`` muted ``whom`` (``is_muted``), or took that back; an empty ``room`` is everywhere.

    ``seconds`` is for how long, 0 for ever.
    """

    room: str
    who: str
    whom: str
    is_muted: bool
    seconds: int = 0


@dataclass(slots=True, unsafe_hash=True)
class Appointed(Event):
    """``who`` made ``whom`` a moderator of ``room`` (``is_moderator``), or took that back."""

    room: str
    who: str
    whom: str
    is_moderator: bool


@dataclass(slots=True, unsafe_hash=True)
class ModeChanged(Event):
    """``who`` made ``room`` another kind of room: ``mode`` as in `/room`, ``value`` likewise."""

    room: str
    who: str
    mode: str
    value: str


@dataclass(slots=True, unsafe_hash=True)
class Invited(Event):
    """``who`` invited ``whom`` to ``room``."""

    room: str
    who: str
    whom: str


@dataclass(slots=True, unsafe_hash=True)
class Announced(Event):
    """``who``, an administrator, tells everyone ``text``."""

    who: str
    text: str


NUMBERED = (Said, Acted, Whispered)
"""What can be read again: each of them has a sequence number of its own in the log."""

CHANGES = (Corrected, Deleted, Removed)
"""What becomes of it afterwards: that has a number of its own, too."""

KEPT = (*NUMBERED, TopicChanged, *CHANGES)
"""What is told to nobody unless the log took it. The others, who came and who went, are told
whatever happens to the disk."""
