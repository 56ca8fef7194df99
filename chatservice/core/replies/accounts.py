"""What is told about accounts and sessions. See `chatservice.core.replies`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import ClassVar, NamedTuple

from chatservice.core.log import Kept
from chatservice.core.replies.base import Reply


class Wanted(Enum):
    """Which password is asked for."""

    LOGIN = auto()
    """That of a name."""
    NEW = auto()
    AGAIN = auto()
    """The new one once more."""
    OWN = auto()
    """That of whoever wants to change it, or to be forgotten."""


@dataclass(frozen=True, slots=True)
class PasswordAsked(Reply):
    """A prompt for a password, that of ``name`` or a new one for it."""

    wanted: Wanted
    name: str


@dataclass(frozen=True, slots=True)
class TypingSeen(Reply):
    """A warning: what the person types is seen on their screen."""


@dataclass(frozen=True, slots=True)
class NothingChanged(Reply):
    """The person gave up a question."""


@dataclass(frozen=True, slots=True)
class Registered(Reply):
    """``name`` is the person's own from now on."""

    name: str


@dataclass(frozen=True, slots=True)
class PasswordChanged(Reply):
    """The person has another password."""


@dataclass(frozen=True, slots=True)
class Forgotten(Reply):
    """The account is removed; ``messages``: what the person said, too."""

    name: str
    messages: bool


@dataclass(frozen=True, slots=True)
class TokenMade(Reply):
    """The bot called ``name`` comes in by ``token`` from now on; it is told this once.

    ``web`` is as in `chatservice.core.surroundings.Policy`.
    """

    name: str
    token: str = field(repr=False)
    web: str

    @property
    def lines(self) -> int:
        """The token, and how it is used."""
        return 3


class BotLine(NamedTuple):
    """One of a person's bots, as `/token` shows it: its name, and since when there is one."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TokensListed(Reply):
    """`/token`."""

    bots: tuple[BotLine, ...]

    @property
    def lines(self) -> int:
        """One for each bot."""
        return 1 + len(self.bots)


@dataclass(frozen=True, slots=True)
class BotRemoved(Reply):
    """There is no bot called ``name`` any more."""

    name: str


@dataclass(frozen=True, slots=True)
class WaitedShown(Reply):
    """Private messages that came while the person was away: the last of ``total``."""

    is_news: ClassVar[bool] = True

    messages: tuple[Kept, ...]
    total: int
    now: datetime

    @property
    def lines(self) -> int:
        """One for each message."""
        return len(self.messages)


class SessionLine(NamedTuple):
    """One of a person's sessions, as `/sessions` shows it: where from, since when, how idle."""

    address: str
    since: datetime
    idle: timedelta
    is_this: bool


@dataclass(frozen=True, slots=True)
class SessionsListed(Reply):
    """`/sessions`."""

    sessions: tuple[SessionLine, ...]

    @property
    def lines(self) -> int:
        """One for each session."""
        return len(self.sessions)


@dataclass(frozen=True, slots=True)
class SessionClosed(Reply):
    """The session of that number was ended."""

    number: int


@dataclass(frozen=True, slots=True)
class ClosedElsewhere(Reply):
    """The last thing that is read in a session that was ended from another one."""

    is_news: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class EnteredElsewhere(Reply):
    """In another session, the person entered ``room``."""

    is_news: ClassVar[bool] = True

    room: str


@dataclass(frozen=True, slots=True)
class LeftElsewhere(Reply):
    """In another session, the person left ``room``."""

    is_news: ClassVar[bool] = True

    room: str


@dataclass(frozen=True, slots=True)
class WhisperCopied(Reply):
    """In another session, the person said ``text`` to ``to`` alone; ``seq`` is its number."""

    is_news: ClassVar[bool] = True

    at: datetime
    who: str
    to: str
    text: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class WhisperWaits(Reply):
    """A private message waits for ``to``, who is not here."""

    to: str
