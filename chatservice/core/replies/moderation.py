"""What is told about order in rooms and on the server. See `chatservice.core.replies`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chatservice.core.accounts import Sanction
from chatservice.core.replies.base import Reply


@dataclass(frozen=True, slots=True)
class OutOfRoom(Reply):
    """One was thrown out of ``room``; what is typed goes to ``current``.

    ``is_banned``: one can't come back.
    """

    is_news: ClassVar[bool] = True

    room: str
    who: str
    reason: str
    current: str
    is_banned: bool


@dataclass(frozen=True, slots=True)
class OutOfServer(Reply):
    """The last thing that somebody reads whom ``who`` threw off the server."""

    is_news: ClassVar[bool] = True

    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class BanSet(Reply):
    """Somebody or a network is banned; ``networks`` are those that are, if they are to be told.

    ``room`` is empty for the whole server. ``others`` are here from there, and stay.
    ``is_unknown``: nobody of that name was here, or is registered. ``trusted``: who else comes from
    there is kept out, too.
    """

    name: str
    room: str
    networks: tuple[str, ...]
    seconds: int
    others: tuple[str, ...]
    is_unknown: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class MuteSet(Reply):
    """Somebody is muted, for so many seconds, 0 for ever; ``room`` is empty for everywhere."""

    name: str
    room: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Unbanned(Reply):
    """``name``, a person or a network, is banned no longer."""

    name: str


@dataclass(frozen=True, slots=True)
class Unmuted(Reply):
    """``name`` is muted no longer."""

    name: str


@dataclass(frozen=True, slots=True)
class BansListed(Reply):
    """`/bans`: those that hold in ``room``, or everywhere if it is empty, at the time ``now``.

    ``networks``: the reader may see addresses.
    """

    room: str
    sanctions: tuple[Sanction, ...]
    networks: bool
    now: datetime

    @property
    def lines(self) -> int:
        """One for each."""
        return len(self.sanctions)


@dataclass(frozen=True, slots=True)
class RoomShown(Reply):
    """`/room`: what kind of room it is, and whose (``owner`` is empty for nobody's)."""

    room: str
    modes: tuple[str, ...]
    slow: int
    owner: str
    moderators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportSent(Reply):
    """So many moderators read the report, now or when they come."""

    number: int


@dataclass(frozen=True, slots=True)
class InviteSent(Reply):
    """``name`` was invited."""

    name: str
    room: str
