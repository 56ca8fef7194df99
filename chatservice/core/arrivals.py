"""Who is here: coming by a name, taking another one, going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.events import Quit, Renamed
from chatservice.core.gathering import Gathering
from chatservice.core.names import Name
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.session import Session

FORMER_NAMES = 10
"""How many former names of somebody are ignored with them."""


class Arrivals:
    """The people of a ``hub``, by their names."""

    def __init__(self, hub: Hub, gathering: Gathering) -> None:
        self._hub = hub
        self._gathering = gathering

    def arrive(self, session: Session, name: Name) -> Person:
        """Give ``session`` a person of that name, who is in no room yet.

        Raises `Refused` when the name is taken or looks like one that is.
        """
        hub = self._hub
        person = Person(name, session, hub.now())
        hub.people.claim(name, person)
        hub.is_named(session)
        session.person = person
        hub.ring(person)
        return person

    def rename(self, person: Person, name: Name) -> None:
        """Call ``person`` by another name. Raises `Refused` as `arrive` does."""
        hub, old = self._hub, person.name
        hub.people.claim(name, person, instead_of=old)
        for room in person.rooms:
            if person in room.newcomers:  # they came by the name that they have until now
                self._gathering.tell(room)
        person.name = name
        for other in hub.people.owners():
            if old in other.ignored:
                # Whoever is ignored stays so under the new name.
                hub.changing(other)
                former = other.ignored.pop(old)
                former.pop(old.key, None)  # so that it stands last, as the latest
                former = other.ignored.get(name, {}) | former | {old.key: hub.now()}
                other.ignored[name] = dict(list(former.items())[-FORMER_NAMES:])
        hub.happen(Renamed(hub.now(), old.text, name.text), person, tuple(person.rooms))

    def depart(self, session: Session, reason: str) -> None:
        """Let go of a session that is over; with the last one, its person leaves every room."""
        person = session.named
        if len(person.sessions) > 1:
            self._detach(session, person)
        else:
            self._leave(person, reason)

    def _detach(self, session: Session, person: Person) -> None:
        session.changing()
        person.sessions.remove(session)
        for room in person.rooms:
            room.listeners.gone(session)
        session.room = None
        self._hub.ring(person)

    def _leave(self, person: Person, reason: str) -> None:
        hub = self._hub
        hub.happen(Quit(hub.now(), person.name.text, reason), person, tuple(person.rooms))
        hub.changing(person)
        # Whoever they whispered with may still remember them: nobody is to be kept by that.
        person.whispered_by = None
        person.ignored = {}
        person.said = []
        for room in list(person.rooms):
            hub.membership.take_out(person, room)
        person.sessions.clear()
        hub.people.release(person.name)
        hub.ring(person)

    def person(self, typed: str) -> Person:
        """Return who goes by that name. Raises `Refused` with the nearest name, if any is."""
        people = self._hub.people
        person = people.find(typed)
        if person is not None:
            return person
        nearest = people.nearest(typed)
        if nearest is None:
            raise Refused(Code.UNKNOWN_USER, name=typed)
        raise Refused(Code.UNKNOWN_USER_NEAREST, name=typed, nearest=nearest.text)
