"""A person who is here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chatservice.core.names import Name

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


class Person:
    """Someone with a nickname, from choosing it until their last session ends.

    Compared by identity: a name can pass to somebody else, a person cannot.
    """

    __slots__ = (
        "away",
        "ignored",
        "name",
        "rooms",
        "sessions",
        "since",
        "spoke_at",
        "whispered_by",
    )

    def __init__(self, name: Name, session: Session, now: datetime) -> None:
        self.name = name
        self.sessions: list[Session] = [session]
        self.rooms: list[Room] = []
        """In the order of joining; the last one is the current one."""
        self.ignored: dict[Name, frozenset[str]] = {}
        """Whom this person ignores, with the keys of all names they had since."""
        self.away: str | None = None
        """The reason, perhaps empty, for being away; `None` for someone who is not."""
        self.whispered_by: Person | None = None
        """Whom `/reply` answers."""
        self.since = now
        self.spoke_at = now

    @property
    def is_here(self) -> bool:
        """Whether this person still has a session."""
        return bool(self.sessions)

    @property
    def current_room(self) -> Room:
        """Where what is typed goes."""
        return self.rooms[-1]
