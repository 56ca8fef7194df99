"""Who is banned or muted: found by account, by name and by address."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Generic, TypeVar

from chatservice.core.accounts import Accounts, Kind, Sanction
from chatservice.core.addresses import Origin
from chatservice.core.declaring import Who
from chatservice.core.names import Name, key_of
from chatservice.core.refusals import Code, Refused

EVERYWHERE = ""
"""The room of a sanction that holds on the whole server."""


MOST_IN_ROOM = 200
"""Sanctions that may hold in one room."""

MOST_EVERYWHERE = 10_000
"""Sanctions that may hold on the whole server."""

SWEPT_EVERY = timedelta(minutes=1)
"""How often those that are over are looked for."""

K = TypeVar("K")


class Sanctions:
    """The sanctions of a server, kept by ``accounts``.

    Looked up by account, name and room at once; by address with one look for each length of prefix
    that there is. A change takes as long whether there are few or many.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._swept_at: datetime | None = None
        self._clear()

    def _clear(self) -> None:
        self._all: dict[int, Sanction] = {}
        self._mutes = 0
        self._by_subject: dict[tuple[Kind, str, str], Sanction] = {}
        self._by_room = _Index[str]()
        self._by_identity = _Index[int]()
        self._by_key = _Index[str]()
        self._by_network: dict[tuple[int, int], _Index[int]] = {}

    def open(self) -> None:
        """Take up what is kept. Raises `NotReadError`."""
        kept = self._accounts.sanctions()
        self._clear()
        for sanction in kept:
            # Nobody is here: what names they had is known no more, after a crash either.
            self._enter(_as_given(sanction) if sanction.kind is Kind.MUTE else sanction)

    @property
    def any_mutes(self) -> bool:
        """Whether anybody at all is muted: most of the time that spares each line the question."""
        return self._mutes > 0

    def _enter(self, sanction: Sanction) -> None:
        self._all[sanction.number] = sanction
        self._mutes += sanction.kind is Kind.MUTE
        self._by_subject[_subject(sanction)] = sanction
        self._by_room.add(sanction.room, sanction)
        if sanction.identity:
            self._by_identity.add(sanction.identity, sanction)
        for key in sanction.keys:
            self._by_key.add(key, sanction)
        for length, address in _prefixes(sanction):
            self._by_network.setdefault(length, _Index()).add(address, sanction)

    def _leave(self, number: int) -> None:
        sanction = self._all.pop(number, None)
        if sanction is None:
            return
        self._mutes -= sanction.kind is Kind.MUTE
        subject = _subject(sanction)
        if self._by_subject.get(subject) is sanction:
            del self._by_subject[subject]
        self._by_room.remove(sanction.room, sanction)
        self._by_identity.remove(sanction.identity, sanction)
        for key in sanction.keys:
            self._by_key.remove(key, sanction)
        for length, address in _prefixes(sanction):
            networks = self._by_network.get(length)
            if networks is not None:
                networks.remove(address, sanction)
                if not networks:
                    del self._by_network[length]

    def add(self, sanction: Sanction) -> Sanction:
        """Keep a sanction, instead of one of the same kind, room and name.

        Whom that one was for, this one is for as well: their addresses are known no more when they
        are not here. Raises `NotKeptError`, or `Refused` if there are too many
        (TOO_MANY_SANCTIONS), or that one is of somebody higher (SANCTION_OF_HIGHER).
        """
        known = self._by_subject.get(_subject(sanction))
        if known is not None and _holds(known, sanction.at):
            check_not_higher([known], sanction.power, sanction.name)
            sanction = replace(
                sanction,
                keys=sanction.keys | known.keys,
                identity=sanction.identity or known.identity,
                networks=tuple(dict.fromkeys((*sanction.networks, *known.networks))),
            )
        else:
            self._check_space(sanction.room, sanction.at)
        # In one change: a disk that does not take it leaves the one that there was.
        number = known.number if known is not None else 0
        kept = self._accounts.sanction(replace(sanction, number=number))
        self._leave(number)
        self._enter(kept)
        return kept

    def _check_space(self, room: str, now: datetime) -> None:
        allowed = MOST_IN_ROOM if room != EVERYWHERE else MOST_EVERYWHERE
        if len(self._by_room.get(room)) >= allowed:
            self._forget_over(self._by_room.get(room), now)
            if len(self._by_room.get(room)) >= allowed:
                raise Refused(Code.TOO_MANY_SANCTIONS, allowed=allowed, name=room)

    def lift(self, sanction: Sanction) -> None:
        """Forget a sanction. Raises `NotKeptError`."""
        self._accounts.lift(sanction.number)
        self._leave(sanction.number)

    def narrow(self, sanction: Sanction, changed: Sanction) -> None:
        """Let ``changed``, which has the same number, hold instead. Raises `NotKeptError`."""
        kept = self._accounts.sanction(changed)
        self._leave(sanction.number)
        self._enter(kept)

    def sweep(self, now: datetime) -> None:
        """Forget those that are over, once in `SWEPT_EVERY`; the disk does when it is opened."""
        if self._swept_at is None or not self._swept_at <= now < self._swept_at + SWEPT_EVERY:
            self._swept_at = now
            self._forget_over(self._all.values(), now)

    def _forget_over(self, among: Collection[Sanction], now: datetime) -> None:
        for sanction in [each for each in among if not _holds(each, now)]:
            self._leave(sanction.number)

    def renamed(self, old: Name, new: Name) -> None:
        """Let the mutes of whoever is called ``old`` hold for their new name.

        Of the names before, the one by which they were muted stays so: whoever changes theirs all
        the time mutes no others. Raises `NotKeptError`.
        """
        for sanction in list(self._by_key.get(old.key)) if self.any_mutes else ():
            if sanction.kind is Kind.MUTE:
                keys = frozenset((key_of(sanction.name), new.key))
                self.narrow(sanction, replace(sanction, keys=keys))

    def gone(self, name: Name) -> None:
        """Let the mutes of whoever leaves as ``name`` hold for nobody else of that name.

        The name by which they were muted stays. Raises `NotKeptError`.
        """
        for sanction in list(self._by_key.get(name.key)) if self.any_mutes else ():
            if sanction.kind is Kind.MUTE and name.key != key_of(sanction.name):
                self.narrow(sanction, _as_given(sanction))

    def of(self, kind: Kind | None, room: str, now: datetime) -> list[Sanction]:
        """Return those that hold in a room (its key) or `EVERYWHERE`, the oldest first.

        ``kind`` `None` is any.
        """
        found = [
            sanction
            for sanction in self._by_room.get(room)
            if kind in (None, sanction.kind) and _holds(sanction, now)
        ]
        return sorted(found, key=lambda s: (s.at, s.number))

    def rooms_closed_to(
        self, now: datetime, *, key: str, identity: int, origin: Origin | None, owner: int = 0
    ) -> set[str]:
        """Return the keys of the rooms from which that name, account or address is banned.

        ``owner`` is the account that a bot belongs to: who is kept out is not there by a bot.
        """
        return {
            sanction.room
            for sanction in self._concerning(key, identity, origin, owner)
            if sanction.kind is Kind.BAN and sanction.room and _holds(sanction, now)
        }

    def find(
        self,
        kind: Kind,
        room: str,
        now: datetime,
        *,
        key: str = "",
        identity: int = 0,
        origin: Origin | None = None,
        owner: int = 0,
    ) -> Sanction | None:
        """Return one that holds in ``room`` for that name, account or address; the longest.

        ``owner`` is as for `rooms_closed_to`.
        """
        found = [
            sanction
            for sanction in self._concerning(key, identity, origin, owner)
            if sanction.kind is kind and sanction.room == room and _holds(sanction, now)
        ]
        return max(found, key=lambda s: (s.until is None, s.until or s.at), default=None)

    def _concerning(
        self, key: str, identity: int, origin: Origin | None, owner: int
    ) -> Iterator[Sanction]:
        yield from self._by_identity.get(identity)
        yield from self._by_identity.get(owner)
        yield from self._by_key.get(key)
        if origin is None:
            return
        address = ipaddress.ip_address(origin.text)
        for (version, length), networks in self._by_network.items():
            if version == address.version:
                shift = address.max_prefixlen - length
                yield from networks.get(int(address) >> shift << shift)


def seconds_left(sanction: Sanction, now: datetime) -> int:
    """Return for how many seconds more a sanction holds, rounded up; 0 for ever."""
    return 0 if sanction.until is None else ceil((sanction.until - now).total_seconds())


def check_not_higher(found: Iterable[Sanction], power: int, name: str) -> None:
    """Raise `Refused` (SANCTION_OF_HIGHER) if one of those is of somebody higher than ``power``.

    ``name`` is by what somebody asked for them: a network does not tell them whose it is.
    """
    for sanction in found:
        if sanction.power > power:
            who = Who(sanction.power).name.lower()
            raise Refused(Code.SANCTION_OF_HIGHER, name=name, by=sanction.by, who=who)


def _as_given(mute: Sanction) -> Sanction:
    """Return a mute that holds for the name by which it was given, and for no other."""
    return replace(mute, keys=frozenset((key_of(mute.name),)))


def _subject(sanction: Sanction) -> tuple[Kind, str, str]:
    """Return what two sanctions have in common of which one takes the other's place."""
    name = key_of(sanction.name) if sanction.keys else sanction.name
    return sanction.kind, sanction.room, name


def _prefixes(sanction: Sanction) -> Iterator[tuple[tuple[int, int], int]]:
    """Return the networks' versions of IP and lengths, and their addresses."""
    for network in map(ipaddress.ip_network, sanction.networks):
        yield (network.version, network.prefixlen), int(network.network_address)


def _holds(sanction: Sanction, now: datetime) -> bool:
    return sanction.until is None or now < sanction.until


class _Index(Generic[K]):
    """Sanctions by something that several of them may have in common."""

    def __init__(self) -> None:
        self._found: dict[K, dict[int, Sanction]] = {}

    def __len__(self) -> int:
        return len(self._found)

    def get(self, key: K) -> Collection[Sanction]:
        return self._found.get(key, {}).values()

    def add(self, key: K, sanction: Sanction) -> None:
        self._found.setdefault(key, {})[sanction.number] = sanction

    def remove(self, key: K, sanction: Sanction) -> None:
        found = self._found.get(key)
        if found is not None:
            found.pop(sanction.number, None)
            if not found:
                del self._found[key]
