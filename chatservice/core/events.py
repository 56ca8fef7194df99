"""What has happened: the facts that people in a room read, and that the history keeps.

An event is data in the past tense and never text for a screen: `chatservice.render` makes the
words, in the reader's language. Names of people and rooms stand as they were at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Anything that happened. ``at`` is an aware time in UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Said(Event):
    """``who`` said ``text`` to everyone in ``room``."""

    room: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Acted(Event):
    """``who`` did something in ``room`` (`/me`): ``text`` is the predicate, "waves"."""

    room: str
    who: str
    text: str


MESSAGES = (Said, Acted)
"""What is said to a room, and is shown to whoever enters it."""


@dataclass(frozen=True, slots=True)
class Whispered(Event):
    """``who`` said ``text`` to ``to`` alone."""

    who: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Joined(Event):
    """``who`` came into ``room``."""

    room: str
    who: str


@dataclass(frozen=True, slots=True)
class Left(Event):
    """``who`` went out of ``room`` and is still connected."""

    room: str
    who: str


@dataclass(frozen=True, slots=True)
class Quit(Event):
    """``who`` is gone from every room. ``reason`` is what they said on leaving, or empty."""

    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Renamed(Event):
    """``who`` is called ``name`` from now on."""

    who: str
    name: str


@dataclass(frozen=True, slots=True)
class TopicChanged(Event):
    """``who`` set the topic of ``room``; an empty ``topic`` means that it has none any more."""

    room: str
    who: str
    topic: str


@dataclass(frozen=True, slots=True)
class Corrected(Event):
    """``who`` changed the message of sequence number ``message``: it says ``text`` now.

    ``room`` is empty for a private message.
    """

    room: str
    who: str
    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Deleted(Event):
    """``who`` took back the message of sequence number ``message``; ``room`` as above."""

    room: str
    who: str
    message: int


NUMBERED = (Said, Acted, Whispered)
"""What can be read again: each of them has a sequence number of its own in the log."""

KEPT = (Said, Acted, Whispered, TopicChanged, Corrected, Deleted)
"""What is told to nobody unless the log took it. The others, who came and who went, are told
whatever happens to the disk."""
