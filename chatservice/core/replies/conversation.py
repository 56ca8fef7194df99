"""Answers to what every chat has, and its prompts. See `chatservice.core.replies`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from chatservice.core.catalogue import Declaration
from chatservice.core.declaring import Who
from chatservice.core.log import Kept
from chatservice.core.refusals import Refused
from chatservice.core.replies.base import Reply
from chatservice.core.settings import Settings

Marks = tuple[tuple[int, int], ...]
"""Spans of a text: where each begins, and where it ends."""


@dataclass(frozen=True, slots=True)
class MessageOfTheDay(Reply):
    """The operator's greeting, line by line."""

    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NicknameAsked(Reply):
    """A prompt: the person types on the same line."""


@dataclass(frozen=True, slots=True)
class Welcomed(Reply):
    """The person has a nickname now.

    ``elsewhere`` is in how many other sessions they are here already, ``away`` as `Person.away`.
    ``room`` is where they are, with its ``topic``, ``server`` the program's version, ``limits``
    what is allowed, by names; all that has a number up to ``seq`` was before. ``since`` is the last
    number that somebody had read who goes on from there; `None` for who does not. ``history`` is
    the name of the log that gave these numbers (`Log.name`).
    """

    name: str
    room: str = ""
    elsewhere: int = 0
    away: str | None = None
    server: str = ""
    limits: tuple[tuple[str, int], ...] = ()
    topic: str = ""
    history: str = ""
    seq: int = 0
    since: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryShown(Reply):
    """Messages of a room, oldest first, shown at the time ``now``.

    ``asked`` is set when `/history` wanted them, and ``of`` with whose they are, if somebody's:
    private ones between that person and the reader are among them then. ``before``: only those
    before a date were asked for.
    """

    room: str
    messages: tuple[Kept, ...]
    now: datetime
    asked: bool = False
    of: str = ""
    before: bool = False

    @property
    def lines(self) -> int:
        """One for each message."""
        return 1 + len(self.messages)


@dataclass(frozen=True, slots=True)
class LeftOut(Reply):
    """So many messages are left out of what somebody slow is brought.

    Those of ``room`` are all from before ``at``; ``now`` is when this is told.
    """

    is_news: ClassVar[bool] = True

    number: int
    room: str
    at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class SearchShown(Reply):
    """A page of what was found, newest first; ``more``: there is another one.

    ``marks`` are the spans of each text that were looked for. ``first`` is not set for the pages
    after the first. ``bad_date``: something that should have been a date was none.
    """

    messages: tuple[Kept, ...]
    marks: tuple[Marks, ...]
    first: bool
    more: bool
    bad_date: bool = False

    @property
    def lines(self) -> int:
        """One for each message."""
        return 2 + len(self.messages)


@dataclass(frozen=True, slots=True)
class Declined(Reply):
    """What the person wanted can't be done, and why."""

    refused: Refused


@dataclass(frozen=True, slots=True)
class Done(Reply):
    """What a program asked for is done; ``seq`` is the number of what was said, if that was it.

    Else it is that of the last message before.
    """

    seq: int = 0


@dataclass(frozen=True, slots=True)
class CommandsListed(Reply):
    """`/help`: the commands of somebody who may do what ``who`` may."""

    declarations: tuple[Declaration, ...]
    who: Who = Who.NAMED

    @property
    def lines(self) -> int:
        """One for each command."""
        return 1 + len(self.declarations)


@dataclass(frozen=True, slots=True)
class CommandExplained(Reply):
    """`/help COMMAND`, for somebody who may do what ``who`` may."""

    declaration: Declaration
    who: Who = Who.NAMED


@dataclass(frozen=True, slots=True)
class UsersListed(Reply):
    """Names with the reasons for which they are away (`None`: they are not), sorted.

    ``room`` is empty for everyone on the server.
    """

    room: str
    people: tuple[tuple[str, str | None], ...]

    @property
    def lines(self) -> int:
        """One for each person."""
        return 1 + len(self.people)


@dataclass(frozen=True, slots=True)
class WhisperSent(Reply):
    """A private message went to ``to``, who is away for the reason ``away`` (`None`: is not)."""

    to: str
    away: str | None


@dataclass(frozen=True, slots=True)
class RoomsListed(Reply):
    """Rooms with their number of people and their topics.

    ``joined`` are those that one is in, the last one where one talks; ``more`` is how many there
    are that are not listed.
    """

    rooms: tuple[tuple[str, int, str], ...]
    joined: tuple[str, ...]
    more: int

    @property
    def lines(self) -> int:
        """One for each room."""
        return 1 + len(self.rooms)


@dataclass(frozen=True, slots=True)
class RoomEntered(Reply):
    """What is typed from now on goes to ``room``."""

    room: str
    topic: str


@dataclass(frozen=True, slots=True)
class RoomLeft(Reply):
    """One is no longer in ``room``; what is typed goes to ``current``."""

    room: str
    current: str


@dataclass(frozen=True, slots=True)
class TopicShown(Reply):
    """The topic of ``room``, empty where there is none."""

    room: str
    topic: str


@dataclass(frozen=True, slots=True)
class AwaySet(Reply):
    """One is away now; ``reason`` may be empty."""

    reason: str


@dataclass(frozen=True, slots=True)
class BackSet(Reply):
    """One is not away (any more)."""


@dataclass(frozen=True, slots=True)
class Ignored(Reply):
    """Nothing more from ``name`` arrives."""

    name: str


@dataclass(frozen=True, slots=True)
class Unignored(Reply):
    """What ``name`` says arrives again."""

    name: str


@dataclass(frozen=True, slots=True)
class SettingsShown(Reply):
    """`/set`: all settings."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class SettingShown(Reply):
    """One setting's value, ``changed`` just now or only asked for."""

    name: str
    value: str
    changed: bool


@dataclass(frozen=True, slots=True)
class PersonDescribed(Reply):
    """`/whois`. ``away`` is `None` for someone who is not."""

    name: str
    since: datetime
    idle: timedelta
    rooms: tuple[str, ...]
    away: str | None


@dataclass(frozen=True, slots=True)
class TimeTold(Reply):
    """The server's time, and how long it has been running."""

    now: datetime
    uptime: timedelta


@dataclass(frozen=True, slots=True)
class VersionTold(Reply):
    """Which program this is."""

    version: str


@dataclass(frozen=True, slots=True)
class StillHere(Reply):
    """The answer to telnet's "are you there"."""


@dataclass(frozen=True, slots=True)
class WayOutShown(Reply):
    """Ctrl+C does not leave the chat: what does."""


@dataclass(frozen=True, slots=True)
class Goodbye(Reply):
    """The last thing that someone reads who leaves."""


@dataclass(frozen=True, slots=True)
class ServerClosing(Reply):
    """The last thing that everyone reads when the server stops."""

    is_news: ClassVar[bool] = True
