"""A person who is here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from chatservice.core.flood import Repeats
from chatservice.core.names import Name
from chatservice.core.pace import Different, Window

if TYPE_CHECKING:
    from chatservice.core.accounts import Account
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session
    from chatservice.core.waiting import Happening

MOST_REMEMBERED = 20
"""Messages of one person that can still be corrected or taken back."""

MOST_CORRESPONDENTS = 50
"""People who have written to somebody privately, and whom they may answer without limit."""

FOR_EVER = datetime.max.replace(tzinfo=timezone.utc)


def new_identity() -> int:
    """Return an identity that nobody has, had or will have."""
    return secrets.randbits(62) + 1


def is_left_out(without: Mapping[str, datetime], key: str, at: datetime) -> bool:
    """Return whether ``without`` (keys of names, each up to a time) has that name at that time."""
    until = without.get(key)
    return until is not None and at <= until


class Person:
    """Someone with a nickname, from choosing it until their last session ends.

    Compared by identity: a name can pass to somebody else, a person cannot.
    """

    __slots__ = (
        "__weakref__",
        "account",
        "away",
        "correspondents",
        "heard",
        "identity",
        "ignored",
        "name",
        "renames",
        "repeats",
        "rooms",
        "said",
        "sessions",
        "since",
        "spoke_at",
        "spoke_in",
        "strangers",
        "whispered_by",
    )

    def __init__(
        self, name: Name, session: Session | None, now: datetime, account: Account | None = None
    ) -> None:
        # Without a session it is somebody who speaks and is not here (`chatservice.core.hooks`).
        self.identity = account.identity if account is not None else new_identity()
        """Nobody else ever has it, not after a restart either: a private message may be read again
        by whoever has its identities, and not by who took one of the names later."""
        self.name = name
        self.account = account
        """What is kept for this person; `None` for a stranger."""
        self.heard = 0
        """The number of the last message that a session of theirs had read when it ended."""
        self.renames: Window | None = None
        self.strangers: Different | None = None
        """Counts of what has a limit, made when first needed."""
        self.repeats: Repeats | None = None
        self.spoke_in: dict[Room, datetime] = {}
        """When this person spoke last, in each room that is slow."""
        self.sessions: list[Session] = [] if session is None else [session]
        self.rooms: list[Room] = []
        """In the order in which this person turned to them last."""
        self.ignored: dict[Name, dict[str, datetime]] = {}
        """Whom this person ignores, with the keys of their former names and until when."""
        self.away: str | None = None
        """The reason, perhaps empty, for being away; `None` for someone who is not."""
        self.whispered_by: Person | None = None
        """Whom `/reply` answers."""
        self.correspondents: dict[int, None] = {}
        """The identities of those who have written to this person privately: the last
        `MOST_CORRESPONDENTS` of them."""
        self.said: list[Happening] = []
        """The last messages of this person, which can still be changed; see `remember`."""
        self.since = now
        self.spoke_at = now

    def ignored_keys(self) -> dict[str, datetime]:
        """Return the keys of names whose messages this person does not read, and until when."""
        found = {key: until for former in self.ignored.values() for key, until in former.items()}
        return found | {name.key: FOR_EVER for name in self.ignored}

    def remember(self, said: Happening) -> None:
        """Note what this person said; the oldest of more than `MOST_REMEMBERED` is forgotten."""
        self.said.append(said)
        if len(self.said) > MOST_REMEMBERED:
            del self.said[0]

    def was_written_to_by(self, identity: int) -> None:
        """Note who wrote to this person; the first of too many is forgotten."""
        self.correspondents.pop(identity, None)  # so that it stands last, as the latest
        self.correspondents[identity] = None
        if len(self.correspondents) > MOST_CORRESPONDENTS:
            del self.correspondents[next(iter(self.correspondents))]

    def rooms_with(self, current: Room) -> tuple[Room, ...]:
        """Return this person's rooms, ``current``, which is one of them, as the last one."""
        if self.rooms[-1] is current:
            return tuple(self.rooms)
        return (*(room for room in self.rooms if room is not current), current)

    @property
    def is_here(self) -> bool:
        """Whether this person still has a session."""
        return bool(self.sessions)
