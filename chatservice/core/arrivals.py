"""Who is here: coming by a name, taking another one, going."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Kind, Rank, Sanction
from chatservice.core.addresses import Origin
from chatservice.core.auditing import note_refusal
from chatservice.core.events import Quit, Renamed
from chatservice.core.gathering import Gathering
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.names import Name, parse_name
from chatservice.core.pace import Window
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.sanctions import EVERYWHERE, seconds_left
from chatservice.core.settings import change

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.session import Session

FORMER_NAMES = 10
"""How many former names of somebody are ignored with them."""

REREAD = 200
"""Accounts that are read again in one go: some 3 ms."""

RETRY_SECONDS = 1
"""When that is tried again which could not be read."""


class Arrivals:
    """The people of a ``hub``, by their names."""

    def __init__(self, hub: Hub, gathering: Gathering) -> None:
        self._hub = hub
        self._gathering = gathering
        self._registered: dict[int, Person] = {}
        """Those with an account, by their identities."""
        self._to_reread: list[Person] = []

    def with_identity(self, identity: int) -> Person | None:
        """Return who is here with that account."""
        return self._registered.get(identity)

    # -- coming ------------------------------------------------------------------------------

    def arrive(self, session: Session, name: Name) -> Person | None:
        """Give ``session`` a person of that name, who is in no room yet.

        Raises `Refused` when the name is taken or looks like one that is, also like a registered
        one. Whoever is banned is told so, and their conversation is over: then there is no person.
        """
        ban = self.ban(session.origin, name, None)
        if ban is not None:
            self._turn_away(session, ban, name)
            return None
        self._check_registered(name, None)
        person = Person(name, session, self._hub.now())
        self._hub.people.claim(name, person)
        self._take_in(session, person)
        return person

    def log_in(self, session: Session, account: Account) -> Person | None:
        """Give ``session`` the person who has that account, who may be here already.

        Returns none for who is banned, as `arrive` does.
        """
        hub = self._hub
        ban = self.ban(session.origin, account.name, account)
        if ban is not None:
            self._turn_away(session, ban, account.name)
            return None
        person = self._registered.get(account.identity)
        if person is not None:
            person.sessions.append(session)
            self._take_in(session, person)
            for room in person.rooms:
                room.listeners.changed(session)
        else:
            self._make_way(account.name)
            hub.departures.came(account.identity)  # which the disk may not take
            person = Person(account.name, session, hub.now(), account)
            hub.people.claim(account.name, person)
            self._registered[account.identity] = person
            person.away = account.away
            for text, former in account.ignored.items():
                with suppress(Refused):
                    person.ignored[parse_name(text)] = dict(former)
            self._take_in(session, person)
        settings = session.settings
        for name, typed in {**account.settings, **session.chosen}.items():
            with suppress(Refused):
                settings = change(settings, name, typed)
        session.change_settings(settings)
        if session.chosen:
            with self._if_kept():
                self.remember(person, session.chosen)
        return person

    @contextmanager
    def _if_kept(self) -> Iterator[None]:
        """Go on without what the disk does not take, and report it."""
        try:
            yield
        except NotKeptError as error:
            self._hub.not_kept(error)

    def _take_in(self, session: Session, person: Person) -> None:
        self._hub.is_named(session)
        session.person = person
        self._hub.ring(person)

    def _check_registered(self, name: Name, account: Account | None) -> None:
        """Raise `Refused` if ``name`` is, or looks like, one that somebody else registered."""
        other = self._hub.accounts.alike(name)
        if other is None or (account is not None and other == account.name):
            return
        if other == name:
            raise Refused(Code.NAME_REGISTERED, name=other.text)
        raise Refused(Code.NAME_LOOKS_LIKE, name=name.text, other=other.text)

    def _make_way(self, name: Name) -> None:
        """Give whoever has a name, or one that looks like it, another one: its owner comes.

        They can have it only since before it was registered.
        """
        while (other := self._in_the_way_of(name)) is not None:
            number = 2
            while (free := self._free_name(other, number)) is None:
                number += 1
            self._rename(other, free)

    def _in_the_way_of(self, name: Name) -> Person | None:
        try:
            self._hub.people.check(name)
        except Refused as refused:
            # The name itself, as its bearer writes it, or the one that looks like it.
            return self._hub.people.find(str(refused.details.get("other", name.text)))
        return None

    def _free_name(self, person: Person, number: int) -> Name | None:
        """Return the name of ``person`` with a number behind it, or `None` if that can't be had."""
        try:
            name = parse_name(f"{person.name.text[:18]}-{number}")
        except Refused:  # there are digits that can't stand beside these
            name = parse_name(f"guest-{number}")
        try:
            self._hub.people.check(name, instead_of=person.name)
            self._check_registered(name, None)
        except Refused:
            return None
        return name

    def check_free(self, name: Name) -> None:
        """Raise `Refused` if somebody has ``name``, or one that looks like it, or it is banned."""
        self._check_registered(name, None)
        self._hub.people.check(name)
        self._check_not_banned(name)

    def _check_not_banned(self, name: Name) -> None:
        hub = self._hub
        if hub.sanctions.find(Kind.BAN, EVERYWHERE, hub.now(), key=name.key) is not None:
            raise Refused(Code.NAME_TAKEN, name=name.text)

    def ban(self, origin: Origin | None, name: Name, account: Account | None) -> Sanction | None:
        """Return what keeps somebody off the server; an administrator, nothing does."""
        if account is not None and account.rank is Rank.ADMIN:
            return None
        identity = account.identity if account is not None else 0
        return self._hub.sanctions.find(
            Kind.BAN,
            EVERYWHERE,
            self._hub.now(),
            key=name.key,
            identity=identity,
            origin=origin,
            owner=account.owner if account is not None else 0,
        )

    def _turn_away(self, session: Session, ban: Sanction, name: Name) -> None:
        seconds = seconds_left(ban, self._hub.now())
        refused = Refused(Code.BANNED, seconds=seconds, reason=ban.reason)
        note_refusal(session, refused, name.text)
        session.leave(Declined(refused))

    # -- being here --------------------------------------------------------------------------

    def remember(self, person: Person, chosen: dict[str, str] | None = None) -> None:
        """Keep what a registered person has set, with the settings ``chosen`` just now.

        Raises `NotKeptError`. Of a stranger nothing is kept.
        """
        account = person.account
        if account is None:
            return
        accounts = self._hub.accounts
        accounts.remember(
            account.identity,
            settings={**account.settings, **(chosen or {})},
            ignored={name.text: former for name, former in person.ignored.items()},
            away=person.away,
        )
        person.account = accounts.with_identity(account.identity)

    def registered(self, person: Person, account: Account, chosen: dict[str, str]) -> None:
        """Take note that ``person``, who is here, has an account now.

        ``chosen`` are the settings that they have changed until now.
        """
        person.account = account
        self._registered[account.identity] = person
        with self._if_kept():
            self._hub.departures.came(account.identity)
        for room in person.rooms:
            if room.maker == person.identity and not room.record.owner:
                with self._if_kept():
                    self._hub.membership.belongs_to(room, account.identity)
        with self._if_kept():
            self.remember(person, chosen)
        for session in person.sessions:
            session.may_write_as_fast_as_allowed()

    def forgotten(self, person: Person) -> None:
        """Take note that ``person``, who is here, has no account any more."""
        self._registered.pop(person.identity, None)
        person.account = None
        self._hub.membership.reread_all()
        for session in person.sessions:
            session.may_write_as_fast_as_allowed()

    def reread(self) -> None:
        """Take up what another program changed: accounts that are gone, or have another rank.

        Of so many people at a time that nobody waits for it.
        """
        self._hub.membership.reread_all()
        is_under_way = bool(self._to_reread)
        self._to_reread = list(self._registered.values())
        if not is_under_way:
            self._reread_some()

    def _reread_some(self) -> None:
        try:
            for person in self._to_reread[:REREAD]:
                self.reread_one(person)
        except NotReadError as error:
            self._hub.not_kept(error)
            self._hub.later(RETRY_SECONDS, self._reread_some)
            return
        del self._to_reread[:REREAD]
        if self._to_reread:
            self._hub.later(0, self._reread_some)

    def reread_one(self, person: Person) -> None:
        """Take up what is kept of one registered person, who may be gone.

        A bot whose token is worth nothing any more is here no longer. Raises `NotReadError`.
        """
        before = person.account
        if before is None or self._registered.get(person.identity) is not person:
            return
        account = self._hub.accounts.with_identity(person.identity)
        if account is not None:
            person.account = account
        else:
            self.forgotten(person)
        if before.is_bot and (account is None or account.token != before.token):
            for session in list(person.sessions):
                session.leave(Declined(Refused(Code.WRONG_TOKEN)))
        elif account is None:
            for session in person.sessions:
                session.tell(Declined(Refused(Code.ACCOUNT_REMOVED)))

    def rename(self, person: Person, name: Name) -> None:
        """Call ``person`` by another name. Raises `Refused` when it can't be had, or too often."""
        hub, rate = self._hub, self._hub.policy.limits.renames
        self._check_registered(name, person.account)
        self._check_not_banned(name)
        hub.people.check(name, instead_of=person.name)
        if rate is not None:
            person.renames = person.renames or Window(rate)
            if not person.renames.allows(hub.now()):
                raise Refused(Code.TOO_MANY_RENAMES, seconds=person.renames.wait(hub.now()))
        self._rename(person, name)

    def _rename(self, person: Person, name: Name) -> None:
        hub, old = self._hub, person.name
        hub.sanctions.renamed(old, name)  # which the disk may not take
        hub.people.claim(name, person, instead_of=old)
        for room in person.rooms:
            if person in room.newcomers:  # they came by the name that they have until now
                self._gathering.tell(room)
        person.name = name
        hub.traces.renamed(old, person)
        for other in hub.people.owners():
            if old in other.ignored:
                # Whoever is ignored stays so under the new name.
                hub.changing(other)
                former = other.ignored.pop(old)
                former.pop(old.key, None)  # so that it stands last, as the latest
                former = other.ignored.get(name, {}) | former | {old.key: hub.now()}
                other.ignored[name] = dict(list(former.items())[-FORMER_NAMES:])
                with self._if_kept():
                    self.remember(other)
        hub.happen(Renamed(hub.now(), old.text, name.text), person, tuple(person.rooms))

    # -- going -------------------------------------------------------------------------------

    def depart(self, session: Session, reason: str) -> None:
        """Let go of a session that is over; with the last one, its person leaves every room."""
        person = session.named
        if len(person.sessions) > 1:
            self._detach(session, person)
        else:
            self._leave(session, person, reason)

    def _detach(self, session: Session, person: Person) -> None:
        self._hub.traces.left(person)
        session.changing()
        if person.account is not None:
            self._hub.departures.ended(session, person)
        person.sessions.remove(session)
        for room in person.rooms:
            room.listeners.gone(session)
        session.room = None
        self._hub.ring(person)

    def _leave(self, session: Session, person: Person, reason: str) -> None:
        hub = self._hub
        hub.traces.left(person)
        hub.happen(Quit(hub.now(), person.name.text, reason), person, tuple(person.rooms))
        hub.changing(person)
        if self._registered.pop(person.identity, None) is not None:
            hub.departures.ended(session, person)
        # Whoever they whispered with may still remember them: nobody is to be kept by that.
        person.whispered_by = None
        person.ignored = {}
        person.said = []
        for room in list(person.rooms):
            hub.membership.take_out(person, room)
        person.sessions.clear()
        hub.people.release(person.name)
        with self._if_kept():
            hub.sanctions.gone(person.name)
        hub.ring(person)

    # -- finding -----------------------------------------------------------------------------

    def person(self, typed: str) -> Person:
        """Return who goes by that name, or is registered by it and here under another one.

        Raises `Refused` with the nearest name, if any is.
        """
        people = self._hub.people
        person = people.find(typed) or self._registered_as(typed)
        if person is not None:
            return person
        nearest = people.nearest(typed)
        if nearest is None:
            raise Refused(Code.UNKNOWN_USER, name=typed)
        raise Refused(Code.UNKNOWN_USER_NEAREST, name=typed, nearest=nearest.text)

    def _registered_as(self, typed: str) -> Person | None:
        account = self.account(typed)
        return None if account is None else self._registered.get(account.identity)

    def account(self, typed: str) -> Account | None:
        """Return the account of that name, whose owner need not be here."""
        try:
            return self._hub.accounts.find(parse_name(typed))
        except Refused:
            return None
