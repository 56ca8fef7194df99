"""Who is registered, what rooms belong to whom, and who is kept out: as the core sees it.

`chatservice.accounts` keeps it, on disk or in memory. Whatever is changed here is kept when the
call returns; another program (`chatservice account`) may change it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from chatservice.core.declaring import Who
from chatservice.core.names import Name
from chatservice.core.refusals import Refused


class Rank(str, Enum):
    """What an account may do on the server; the values are what is stored and typed."""

    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's registered name, with what is kept for them.

    ``identity`` is theirs for ever (`Person.identity`). ``proof`` is the password's hash.
    ``settings`` are by the names and values of `/set`. ``ignored`` are names, each with the keys of
    former ones and until when. ``away`` is as `Person.away`. ``left_at`` is the sequence number of
    the history's last message when they left; `None` while they are here.

    A bot's account has an ``owner``: the identity of the person whose it is, 0 for a person's own
    account. It has no password, so its ``proof`` is empty; ``token`` is the digest of what lets it
    in instead (`chatservice.core.tokens`).
    """

    identity: int
    name: Name
    rank: Rank
    proof: str = field(repr=False)
    since: datetime
    settings: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    away: str | None = None
    left_at: int | None = 0
    owner: int = 0
    token: str | None = field(default=None, repr=False)

    @property
    def is_bot(self) -> bool:
        """Whether a token lets it in, and no password."""
        return self.owner != 0


class Mode(str, Enum):
    """What a room may be besides open; the values are what is stored, and typed in `/room`."""

    INVITE_ONLY = "invite-only"
    MODERATED = "moderated"
    SECRET = "secret"  # noqa: S105  # no password
    REGISTERED = "registered"


CLOSING = (Mode.INVITE_ONLY, Mode.SECRET, Mode.REGISTERED)
"""The kinds of which not everyone may find what is said there."""


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """What is kept of a room. ``owner``, ``moderators`` and ``invited`` are identities.

    ``owner`` is 0 where there is none. ``slow`` is how many seconds each member waits between two
    messages, 0 for none.
    """

    name: Name
    owner: int = 0
    moderators: frozenset[int] = frozenset()
    invited: frozenset[int] = frozenset()
    modes: frozenset[Mode] = frozenset()
    slow: int = 0

    @property
    def is_closed(self) -> bool:
        """Whether what is said there is not for everyone to find."""
        return not self.modes.isdisjoint(CLOSING)

    @property
    def is_remarkable(self) -> bool:
        """Whether there is more to keep than whose the room is."""
        return bool(self.modes or self.slow or self.moderators or self.invited)


class Kind(str, Enum):
    """What somebody is kept from."""

    BAN = "ban"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Sanction:
    """Somebody, or whole networks, kept out or kept silent.

    ``room`` is the key of the room's name, empty for the whole server. ``name`` is what is shown:
    a person's name, or a network. ``keys`` are the keys of the person's names (none for a network
    alone), ``identity`` their account's, or 0. ``networks`` are addresses and networks as
    `ipaddress.ip_network` writes them. ``until`` is `None` for ever. ``number`` is the store's.
    ``power`` is the `Who` that ``by`` was there: whoever is less can't change it.
    """

    kind: Kind
    room: str
    name: str
    keys: frozenset[str]
    identity: int
    networks: tuple[str, ...]
    until: datetime | None
    reason: str
    by: str
    at: datetime
    number: int = 0
    power: int = Who.MODERATOR.value


class Accounts(Protocol):
    """Where all this is kept. Everything here takes microseconds, and is called by the reactor.

    What changes anything raises `chatservice.core.log.NotKeptError` when the disk does not take
    it; what reads raises `chatservice.core.log.NotReadError`.
    """

    def find(self, name: Name) -> Account | None:
        """Return the account of that name (names are the same when their keys are)."""
        ...

    def with_identity(self, identity: int) -> Account | None:
        """Return the account of that identity."""
        ...

    def alike(self, name: Name) -> Name | None:
        """Return a registered name that is the same as ``name`` or looks like it, if any does."""
        ...

    def admins(self) -> Sequence[Account]:
        """Return the accounts of those who look after the server."""
        ...

    def add(self, name: Name, identity: int, proof: str, now: datetime) -> Account:
        """Register a name. Raises `Refused` (NAME_TAKEN, NAME_LOOKS_LIKE) if that can't be."""
        ...

    def set_proof(self, identity: int, proof: str) -> None:
        """Give an account another password's hash."""
        ...

    def add_bot(self, name: Name, identity: int, owner: int, digest: str, now: datetime) -> Account:
        """Register the name of a bot of ``owner``'s, whom the token of that digest lets in.

        Raises `Refused` as `add` does.
        """
        ...

    def with_token(self, digest: str) -> Account | None:
        """Return the account of the bot that the token of that digest lets in."""
        ...

    def set_token(self, identity: int, digest: str) -> None:
        """Let another token in, and the former one no more."""
        ...

    def bots_of(self, owner: int) -> Sequence[Account]:
        """Return the accounts of somebody's bots, in the order of their names."""
        ...

    def remember(
        self,
        identity: int,
        *,
        settings: Mapping[str, str],
        ignored: Mapping[str, Mapping[str, datetime]],
        away: str | None,
    ) -> None:
        """Keep what somebody has set for themselves. Nothing happens if there is no account."""
        ...

    def remove(self, identity: int) -> None:
        """Remove an account and its bots, with their places in every room.

        What they owned has no owner then.
        """
        ...

    def came(self, identity: int) -> None:
        """Take note that somebody is here (`Account.left_at` becomes `None`)."""
        ...

    def went(self, left_at: Mapping[int, int]) -> None:
        """Take note that some people left: by their identities, each one's `Account.left_at`."""
        ...

    def all_went(self, seq: int) -> None:
        """Take note that nobody is here: for a server that starts, after a crash perhaps."""
        ...

    def has_changed(self) -> bool:
        """Return whether another program changed anything since this was asked last."""
        ...

    def room(self, key: str) -> RoomRecord | None:
        """Return what is kept of the room with that key."""
        ...

    def save_room(self, record: RoomRecord) -> None:
        """Keep a room's record, instead of the one with the same key."""
        ...

    def remove_room(self, key: str) -> None:
        """Forget the record of a room, if there is one."""
        ...

    def closed_rooms(self) -> Sequence[RoomRecord]:
        """Return the rooms that are closed (`RoomRecord.is_closed`)."""
        ...

    def rooms_of(self, identity: int) -> int:
        """Return how many rooms are kept for that owner also while nobody is in them."""
        ...

    def sanctions(self) -> Sequence[Sanction]:
        """Return all that are kept, oldest first, those that are over left out."""
        ...

    def sanction(self, sanction: Sanction) -> Sanction:
        """Keep a sanction; returns it with its number. One with a number is replaced."""
        ...

    def lift(self, number: int) -> None:
        """Forget a sanction."""
        ...


class Passwords(Protocol):
    """Makes and checks proofs of passwords, which takes a tenth of a second, in threads.

    Both call ``done`` later, in the reactor, and once; with a `Refused` when so many wait already
    that this one is not begun (TOO_MANY_LOGINS).
    """

    def make(self, password: str, done: Callable[[str | Refused], None]) -> None:
        """Make the proof of a password."""
        ...

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        """Find out whether ``proof`` is of that password.

        Without a proof (there is no such account) the answer is no, after as long a time.
        """
        ...
