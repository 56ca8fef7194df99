"""Who is banned or muted: found by account, by name and by address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from math import ceil

from chatservice.core.accounts import Accounts, Kind, Sanction
from chatservice.core.addresses import Origin
from chatservice.core.names import Name, key_of

EVERYWHERE = ""
"""The room of a sanction that holds on the whole server."""


class Sanctions:
    """The sanctions of a server, kept by ``accounts``.

    Looked up by account and name at once; by address with one look for each length of prefix that
    there is.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._all: dict[int, Sanction] = {}
        self._index()

    def open(self) -> None:
        """Take up what is kept. Raises `NotReadError`."""
        self._all = {sanction.number: sanction for sanction in self._accounts.sanctions()}
        self._index()

    def _index(self) -> None:
        self._by_identity: dict[int, list[Sanction]] = {}
        self._by_key: dict[str, list[Sanction]] = {}
        self._by_network: dict[tuple[int, int], dict[int, list[Sanction]]] = {}
        self.any_mutes = False
        """Whether anybody at all is muted: most of the time that spares each line the question."""
        for sanction in self._all.values():
            self.any_mutes = self.any_mutes or sanction.kind is Kind.MUTE
            if sanction.identity:
                self._by_identity.setdefault(sanction.identity, []).append(sanction)
            for key in sanction.keys:
                self._by_key.setdefault(key, []).append(sanction)
            for network in map(ipaddress.ip_network, sanction.networks):
                prefix = self._by_network.setdefault((network.version, network.prefixlen), {})
                prefix.setdefault(int(network.network_address), []).append(sanction)

    def add(self, sanction: Sanction) -> Sanction:
        """Keep a sanction, instead of one of the same kind, room and name.

        Whom that one was for, this one is for as well: their addresses are known no more when they
        are not here. Raises `NotKeptError`.
        """
        for known in list(self._all.values()):
            if _is_for_the_same(known, sanction):
                sanction = replace(
                    sanction,
                    keys=sanction.keys | known.keys,
                    identity=sanction.identity or known.identity,
                    networks=tuple(dict.fromkeys((*sanction.networks, *known.networks))),
                )
                self._accounts.lift(known.number)
                del self._all[known.number]
        kept = self._accounts.sanction(sanction)
        self._all[kept.number] = kept
        self._index()
        return kept

    def lift(self, sanction: Sanction) -> None:
        """Forget a sanction. Raises `NotKeptError`."""
        self._accounts.lift(sanction.number)
        self._all.pop(sanction.number, None)
        self._index()

    def narrow(self, sanction: Sanction, changed: Sanction) -> None:
        """Let ``changed``, which has the same number, hold instead. Raises `NotKeptError`."""
        self._all[sanction.number] = self._accounts.sanction(changed)
        self._index()

    def renamed(self, old: Name, new: Name) -> None:
        """Let the mutes of whoever is called ``old`` hold for their new name.

        Of the names before, the one by which they were muted stays so: whoever changes theirs all
        the time mutes no others. Raises `NotKeptError`.
        """
        for sanction in list(self._by_key.get(old.key, ())) if self.any_mutes else ():
            if sanction.kind is Kind.MUTE:
                keys = frozenset((key_of(sanction.name), new.key))
                self.narrow(sanction, replace(sanction, keys=keys))

    def of(self, kind: Kind | None, room: str, now: datetime) -> list[Sanction]:
        """Return those that hold in a room (its key) or `EVERYWHERE`; ``kind`` `None` is any."""
        return [
            sanction
            for sanction in self._all.values()
            if sanction.room == room and kind in (None, sanction.kind) and _holds(sanction, now)
        ]

    def rooms_closed_to(
        self, now: datetime, *, key: str, identity: int, origin: Origin | None
    ) -> set[str]:
        """Return the keys of the rooms from which that name, account or address is banned."""
        return {
            sanction.room
            for sanction in self._concerning(key, identity, origin)
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
    ) -> Sanction | None:
        """Return one that holds in ``room`` for that name, account or address; the longest."""
        found = [
            sanction
            for sanction in self._concerning(key, identity, origin)
            if sanction.kind is kind and sanction.room == room and _holds(sanction, now)
        ]
        return max(found, key=lambda s: (s.until is None, s.until or s.at), default=None)

    def _concerning(self, key: str, identity: int, origin: Origin | None) -> Iterator[Sanction]:
        yield from self._by_identity.get(identity, ())
        yield from self._by_key.get(key, ())
        if origin is None:
            return
        address = ipaddress.ip_address(origin.text)
        for (version, length), networks in self._by_network.items():
            if version == address.version:
                shift = address.max_prefixlen - length
                yield from networks.get(int(address) >> shift << shift, ())


def seconds_left(sanction: Sanction, now: datetime) -> int:
    """Return for how many seconds more a sanction holds, rounded up; 0 for ever."""
    return 0 if sanction.until is None else ceil((sanction.until - now).total_seconds())


def _is_for_the_same(one: Sanction, other: Sanction) -> bool:
    """Return whether two sanctions are of one kind, for one room, and for one name or network."""
    if (one.kind, one.room) != (other.kind, other.room):
        return False
    if one.keys and other.keys:
        return key_of(one.name) == key_of(other.name)
    return one.name == other.name


def _holds(sanction: Sanction, now: datetime) -> bool:
    return sanction.until is None or now < sanction.until
