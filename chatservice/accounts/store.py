"""The accounts of a server, in a file or in memory: what the core knows as `Accounts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from chatservice.accounts import people, rooms, sanctions
from chatservice.accounts.database import Database
from chatservice.accounts.files import in_memory, open_accounts
from chatservice.accounts.rows import NAME, columns_of, ignored_text, settings_text
from chatservice.core.accounts import Account, Rank, RoomRecord, Sanction
from chatservice.core.log import NotKeptError
from chatservice.core.names import Name
from chatservice.core.refusals import Code, Refused
from chatservice.history.rows import micro

IN_MEMORY = ":memory:"
"""What a `Store` is given that keeps nothing."""

REACTOR_PATIENCE = 5
"""Milliseconds that the server waits for another program that writes just now."""


class Store:
    """The accounts in a folder, or with ``data`` `IN_MEMORY` those of one process.

    All is called in one thread, the reactor's, which a look-up holds for some 20 microseconds among
    100,000 accounts. What registers somebody, changes a password or a room, or keeps somebody out
    is on the disk when the call returns, whatever happens to the machine; that somebody came or
    went, and what they set for themselves, does not wait for the disk: a power failure undoes it.

    ``now`` tells the time. ``patience`` is how many milliseconds a change waits while another
    program makes one. ``is_held`` is for who holds the lock of the folder by then, the server.
    ``report`` is told what was read and is damaged, and what stands there instead.
    """

    def __init__(
        self,
        data: str | Path,
        now: Callable[[], datetime],
        *,
        patience: int = REACTOR_PATIENCE,
        is_held: bool = False,
        report: Callable[[str, Exception], object] = lambda what, error: None,
    ) -> None:
        self._data = data
        self._now = now
        self._patience = patience
        self._is_held = is_held
        self._report = report

    def open(self) -> None:
        """Open the accounts, made or migrated where need be. Raises `HistoryError`."""
        if self._data == IN_MEMORY:
            connection = in_memory()
        else:
            connection = open_accounts(
                Path(self._data), patience=self._patience, is_held=self._is_held
            )
        self._database = Database(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # -- accounts ------------------------------------------------------------------------------

    def find(self, name: Name) -> Account | None:
        """Return the account of that name; see `Accounts.find`."""
        return self._account("key = ?", name.key)

    def with_identity(self, identity: int) -> Account | None:
        """Return the account of that identity."""
        return self._account("identity = ?", identity)

    def with_token(self, digest: str) -> Account | None:
        """Return the account of the bot that the token of that digest lets in."""
        return self._account("token = ?", digest)

    def _account(self, where: str, value: str | int) -> Account | None:
        return people.account(self._database, self._report, where, value)

    def admins(self) -> list[Account]:
        """Return the accounts of those who look after the server, in the order of their names."""
        # The second condition lets SQLite use the index.
        return self._accounts("WHERE rank = ? AND rank <> 'member'", Rank.ADMIN.value)

    def bots_of(self, owner: int) -> list[Account]:
        """Return the accounts of somebody's bots, in the order of their names."""
        # The second condition lets SQLite use the index.
        return self._accounts("WHERE owner = ? AND owner <> 0", owner)

    def all_accounts(self) -> list[Account]:
        """Return all accounts, in the order of their names. Raises `NotReadError`."""
        return self._accounts("")

    def _accounts(self, where: str, *values: str | int) -> list[Account]:
        return people.accounts(self._database, self._report, where, *values)

    def alike(self, name: Name) -> Name | None:
        """Return a registered name that is the same or looks like it; see `Accounts.alike`."""
        return people.alike(self._database, name)

    def check(self, name: Name) -> None:
        """Raise `Refused` (NAME_TAKEN, NAME_LOOKS_LIKE) if a name can't be registered."""
        other = self.alike(name)
        if other is None:
            return
        if other == name:
            raise Refused(Code.NAME_TAKEN, name=other.text)
        raise Refused(Code.NAME_LOOKS_LIKE, name=name.text, other=other.text)

    def add(self, name: Name, identity: int, proof: str, now: datetime) -> Account:
        """Register a name; see `Accounts.add`."""
        return self._add(Account(identity, name, Rank.MEMBER, proof, since=now))

    def add_bot(self, name: Name, identity: int, owner: int, digest: str, now: datetime) -> Account:
        """Register the name of a bot; see `Accounts.add_bot`."""
        return self._add(
            Account(identity, name, Rank.MEMBER, "", since=now, owner=owner, token=digest)
        )

    def _add(self, new: Account) -> Account:
        values = (new.identity, new.rank.value, new.proof, micro(new.since), new.owner, new.token)
        with self._database.changing() as connection:
            self.check(new.name)
            connection.execute(
                f"INSERT INTO accounts ({NAME}, identity, rank, proof, since, owner, token)"  # noqa: S608
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*columns_of(new.name), *values),
            )
        return new

    def set_proof(self, identity: int, proof: str) -> None:
        """Give an account another password's hash."""
        with self._database.changing() as connection:
            connection.execute(
                "UPDATE accounts SET proof = ? WHERE identity = ?", (proof, identity)
            )
        self._empty_log()

    def set_token(self, identity: int, digest: str) -> None:
        """Let another token in, and the former one no more."""
        with self._database.changing() as connection:
            connection.execute(
                "UPDATE accounts SET token = ? WHERE identity = ? AND owner <> 0",
                (digest, identity),
            )

    def set_rank(self, identity: int, rank: Rank) -> None:
        """Let an account do more on the server, or less. Raises `NotKeptError`."""
        with self._database.changing() as connection:
            connection.execute(
                "UPDATE accounts SET rank = ? WHERE identity = ?", (rank.value, identity)
            )

    def remember(
        self,
        identity: int,
        *,
        settings: Mapping[str, str],
        ignored: Mapping[str, Mapping[str, datetime]],
        away: str | None,
    ) -> None:
        """Keep what somebody has set for themselves; see `Accounts.remember`."""
        with self._database.changing(sync="normal") as connection:
            connection.execute(
                "UPDATE accounts SET settings = ?, ignored = ?, away = ? WHERE identity = ?",
                (settings_text(settings), ignored_text(ignored), away, identity),
            )

    def remove(self, identity: int) -> None:
        """Remove an account and its bots, with their places in every room."""
        with self._database.changing() as connection:
            bots: list[Any] = connection.execute(
                "SELECT identity FROM accounts WHERE owner = ? AND owner <> 0", (identity,)
            ).fetchall()
            for each in (identity, *(bot for (bot,) in bots)):
                connection.execute("DELETE FROM accounts WHERE identity = ?", (each,))
                rooms.forget_person(connection, each)
        self._empty_log()

    def _empty_log(self) -> None:
        """Leave nothing of what was overwritten, unless a reader is in the way just now."""
        with suppress(apsw.Error):
            self._database.empty_log()

    def came(self, identity: int) -> None:
        """Take note that somebody is here."""
        self._leave({identity: None})

    def went(self, left_at: Mapping[int, int]) -> None:
        """Take note that some people left; see `Accounts.went`."""
        self._leave(left_at)

    def _leave(self, left_at: Mapping[int, int | None]) -> None:
        with self._database.changing(sync="normal") as connection:
            connection.executemany(
                "UPDATE accounts SET left_at = ? WHERE identity = ?",
                [(seq, identity) for identity, seq in left_at.items()],
            )

    def all_went(self, seq: int) -> None:
        """Take note that nobody is here; see `Accounts.all_went`."""
        with self._database.changing(sync="normal") as connection:
            connection.execute("UPDATE accounts SET left_at = ? WHERE left_at IS NULL", (seq,))

    def has_changed(self) -> bool:
        """Return whether another program changed anything since this was asked last."""
        return self._database.has_changed()

    # -- rooms ---------------------------------------------------------------------------------

    def room(self, key: str) -> RoomRecord | None:
        """Return what is kept of the room with that key."""
        return rooms.room(self._database, key)

    def closed_rooms(self) -> list[RoomRecord]:
        """Return the rooms that not everyone may search, by their keys."""
        return rooms.closed_rooms(self._database)

    def rooms_of(self, identity: int) -> int:
        """Return how many rooms are kept for that owner; see `Accounts.rooms_of`."""
        return rooms.rooms_of(self._database, identity)

    def save_room(self, record: RoomRecord) -> None:
        """Keep a room's record, instead of the one with the same key."""
        with self._database.changing() as connection:
            rooms.save(connection, record)

    def remove_room(self, key: str) -> None:
        """Forget the record of a room, if there is one."""
        with self._database.changing() as connection:
            rooms.remove(connection, key)

    # -- sanctions -----------------------------------------------------------------------------

    def sanctions(self) -> list[Sanction]:
        """Return all that are kept, oldest first; those that are over are forgotten."""
        now = micro(self._now())
        # Where the disk is in the way they are left out all the same.
        with suppress(NotKeptError), self._database.changing(sync="normal") as connection:
            sanctions.remove_over(connection, now)
        return sanctions.sanctions(self._database, now, self._report)

    def sanction(self, sanction: Sanction) -> Sanction:
        """Keep a sanction; returns it with its number. One with a number is replaced."""
        with self._database.changing() as connection:
            return replace(sanction, number=sanctions.save(connection, sanction))

    def lift(self, number: int) -> None:
        """Forget a sanction."""
        with self._database.changing() as connection:
            connection.execute("DELETE FROM sanctions WHERE number = ?", (number,))
