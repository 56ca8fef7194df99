"""Who holds which name, which rooms exist, who comes and goes.

What happens here waits for the end of the reactor's turn (`chatservice.core.turn`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from chatservice.core.behind import CatchingUp
from chatservice.core.door import Door
from chatservice.core.events import (
    MESSAGES,
    NUMBERED,
    Event,
    Left,
    Quit,
    Renamed,
    Whispered,
)
from chatservice.core.gathering import Gathering
from chatservice.core.log import NotReadError, TooLongError
from chatservice.core.names import Name, Names, names_in, parse_name
from chatservice.core.outlet import Outlet
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import ServerClosing
from chatservice.core.rooms import Room
from chatservice.core.session import Session
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.core.turn import Turn
from chatservice.core.waiting import Condition, Happening

T = TypeVar("T")

MOST_LOOKING = 8
"""Searches that may wait or run at once. Each takes a thread, and a reactor has ten."""

FORMER_NAMES = 10
"""How many former names of somebody are ignored with them."""


class Hub:
    """The chat: its people, its rooms and its turn."""

    def __init__(self, surroundings: Surroundings, policy: Policy) -> None:
        self.policy = policy
        self.people: Names[Person] = Names()
        self.rooms: Names[Room] = Names()
        self.sessions: dict[Session, None] = {}
        self._negotiating: dict[Session, None] = {}
        self.door = Door(policy.connections, surroundings.report)
        self._ringing: set[Person] = set()
        self.turn = Turn(surroundings)
        self.now = self.turn.now
        self.started_at = self.now()
        self.catching_up = CatchingUp(surroundings, self.turn)
        self.log = surroundings.log
        self._aside = surroundings.aside
        self._gathering = Gathering(self, surroundings.later)
        self._looking = 0
        self.lobby = self._room(parse_name(policy.room))

    def open(self) -> None:
        """Take up what the log has of earlier runs: rooms with a topic, as many as there may be.

        Raises `NotReadError`.
        """
        self.lobby.topic = self.log.topic(self.lobby.name.key)
        self.turn.open()
        for name, topic in self.log.topics(self.policy.rooms).items():
            # The lobby may look like one of them since it has another name.
            if len(self.rooms) < self.policy.rooms and self.rooms.find(name) is None:
                with suppress(Refused):
                    self._room(parse_name(name)).topic = topic

    # -- the turn ---------------------------------------------------------------------------

    def happen(
        self,
        event: Event,
        speaker: Person,
        rooms: tuple[Room, ...] = (),
        people: tuple[Person, ...] = (),
        condition: Condition | None = None,
    ) -> None:
        """Let ``rooms`` and ``people`` hear what ``speaker`` did, at the end of the turn.

        ``condition`` says what hangs on its being kept.
        """
        for room in rooms:
            if room.newcomers and speaker in room.newcomers:  # the others hear first who it is
                self._gathering.tell(room)
        named = frozenset[Person]()
        if self._ringing:
            named = self._named(event, rooms, people) - {speaker}
        happening = Happening(event, speaker, speaker.name, rooms, people, named, condition)
        if isinstance(event, NUMBERED):
            speaker.remember(happening)
        self.turn.happen(happening)

    def changing(self, person: Person) -> None:
        """Note how ``person``'s sessions hear, just before that changes."""
        for session in person.sessions:
            session.changing()

    def _named(
        self, event: Event, rooms: tuple[Room, ...], people: tuple[Person, ...]
    ) -> frozenset[Person]:
        if isinstance(event, MESSAGES):
            found = (self.people.with_key(word) for word in names_in(event.text))
            return frozenset(
                person
                for person in found
                if person in self._ringing and any(room in person.rooms for room in rooms)
            )
        if isinstance(event, Whispered):
            return frozenset(self._ringing.intersection(people))
        return frozenset()

    def aside(self, look: Callable[[], T], done: Callable[[T | Refused], None]) -> None:
        """Let ``look``, which may take long, run where it holds nobody up.

        ``done`` is called with what it returns, or with a refusal if it fails.
        """
        if self._looking >= MOST_LOOKING:
            done(Refused(Code.TOO_MANY_SEARCHES))
            return
        self._looking += 1

        def looked() -> T | Exception:
            try:
                return look()
            except Exception as error:
                return error

        def finished(found: T | Exception) -> None:
            self._looking -= 1
            if isinstance(found, TooLongError):
                done(Refused(Code.SEARCH_TOO_LONG))
            elif isinstance(found, Exception):
                done(self.turn.failed(found, "reading the history"))
            else:
                done(found)

        self._aside(looked, finished)

    # -- connections ------------------------------------------------------------------------

    def connect(self, outlet: Outlet, form: str) -> Session:
        """Begin a conversation with whoever is behind ``outlet``, shown events in ``form``.

        When the server is full, the session that is returned is over already.
        """
        session = Session(self, outlet, form, self.policy.settings)
        if not self.door.has_place(len(self.sessions)):
            self.door.turn_away(session, self.now())
            return session
        self.sessions[session] = None
        self._negotiating[session] = None
        session.opened()
        return session

    def disconnected(self, session: Session) -> None:
        """Forget a connection that is closed."""
        self.sessions.pop(session, None)
        self.catching_up.forget(session)
        self._negotiating.pop(session, None)
        self.door.gone(session)

    def sweep(self) -> None:
        """End the conversations of those who do nothing for too long: choose a name, or read.

        One sweep serves all connections, so that none needs a timer of its own.
        """
        silent_since = self.now() - timedelta(seconds=self.policy.nickname_seconds)
        for session in [s for s in self._negotiating if s.heard_at <= silent_since]:
            session.deadline()
        self.catching_up.sweep()
        self.door.tell(self.now())

    def close(self) -> None:
        """Tell everyone that the server is closing, and close their connections."""
        for session in list(self.sessions):
            session.stop(ServerClosing())
        self.turn.end(patient=False)

    # -- people -----------------------------------------------------------------------------

    def arrive(self, session: Session, name: Name) -> Person:
        """Give ``session`` a person of that name, in the room where everyone starts.

        Raises `Refused` when the name is taken or looks like one that is.
        """
        person = Person(name, session, self.now())
        self.people.claim(name, person)
        self._negotiating.pop(session, None)
        session.person = person
        self.ring(person, session.settings.bell)
        return person

    def rename(self, person: Person, name: Name) -> None:
        """Call ``person`` by another name. Raises `Refused` as `arrive` does."""
        old = person.name
        self.people.claim(name, person, instead_of=old)
        for room in person.rooms:
            if person in room.newcomers:  # they came by the name that they have until now
                self._gathering.tell(room)
        person.name = name
        for other in self.people.owners():
            if old in other.ignored:
                # Whoever is ignored stays so under the new name.
                self.changing(other)
                former = other.ignored.pop(old)
                former.pop(old.key, None)  # so that it stands last, as the latest
                former = other.ignored.get(name, {}) | former | {old.key: self.now()}
                other.ignored[name] = dict(list(former.items())[-FORMER_NAMES:])
        event = Renamed(self.now(), old.text, name.text)
        self.happen(event, person, tuple(person.rooms))

    def depart(self, person: Person, reason: str) -> None:
        """Take ``person`` out of every room and let go of their name."""
        self.happen(Quit(self.now(), person.name.text, reason), person, tuple(person.rooms))
        self.changing(person)
        # Whoever they whispered with may still remember them: nobody is to be kept by that.
        person.whispered_by = None
        person.ignored = {}
        person.said = []
        for room in list(person.rooms):
            self._take_out(person, room)
        person.sessions.clear()
        self.people.release(person.name)
        self._ringing.discard(person)

    def ring(self, person: Person, wanted: bool) -> None:
        """Note whether ``person`` wants a bell when named."""
        if wanted:
            self._ringing.add(person)
        else:
            self._ringing.discard(person)

    def person(self, typed: str) -> Person:
        """Return who goes by that name. Raises `Refused` with the nearest name, if any is."""
        person = self.people.find(typed)
        if person is not None:
            return person
        nearest = self.people.nearest(typed)
        if nearest is None:
            raise Refused(Code.UNKNOWN_USER, name=typed)
        raise Refused(Code.UNKNOWN_USER_NEAREST, name=typed, nearest=nearest.text)

    # -- rooms ------------------------------------------------------------------------------

    def enter(self, person: Person, name: Name) -> Room:
        """Make the room of that name, made if there is none, ``person``'s current one.

        Raises `Refused` when the name looks like that of another room, or when there are too many.
        """
        room = self.rooms.with_key(name.key)
        if room not in person.rooms and len(person.rooms) >= self.policy.rooms_each:
            raise Refused(Code.TOO_MANY_ROOMS, allowed=self.policy.rooms_each)
        if room is None:
            self._make_place_for_a_room()
            room = self._room(name)
            room.topic = self._topic_of_old(name)
        self.changing(person)
        if room in person.rooms:
            person.rooms.remove(room)
            person.rooms.append(room)
        else:
            person.rooms.append(room)
            room.members[person] = None
            for session in person.sessions:
                room.listeners.changed(session)
            self._gathering.came(room, person)
        return room

    def leave(self, person: Person, room: Room) -> None:
        """Take ``person`` out of one room."""
        self.happen(Left(self.now(), room.name.text, person.name.text), person, (room,))
        self.changing(person)
        self._take_out(person, room)

    def room(self, typed: str) -> Room:
        """Return the room of that name. Raises `Refused` when there is none."""
        room = self.rooms.find(typed)
        if room is None:
            raise Refused(Code.UNKNOWN_ROOM, name=typed)
        return room

    def _make_place_for_a_room(self) -> None:
        """Let go of a room that has a topic and nobody in it, if there are too many rooms.

        Raises `Refused` when there is none. The log knows its topic, for when somebody comes back.
        """
        if len(self.rooms) < self.policy.rooms:
            return
        for room in self.rooms.owners():
            if not room.members and room is not self.lobby:
                self.rooms.release(room.name)
                return
        raise Refused(Code.NO_MORE_ROOMS, allowed=self.policy.rooms)

    def _topic_of_old(self, name: Name) -> str:
        try:
            return self.log.topic(name.key)
        except NotReadError as error:
            self.turn.failed(error, "reading a topic")
            return ""

    def _room(self, name: Name) -> Room:
        room = Room(name)
        self.rooms.claim(name, room)
        return room

    def _take_out(self, person: Person, room: Room) -> None:
        person.rooms.remove(room)
        del room.members[person]
        for session in person.sessions:
            room.listeners.gone(session)
        self._tidy(room)

    def put_topic_back(self, room: Room, topic: str) -> None:
        """Give a room the topic that it had. It may have been let go of, or made anew, since."""
        known = self.rooms.with_key(room.name.key)
        if known is None and topic:
            # Another one that looks like it may have been made, and it can't be had again.
            with suppress(Refused):
                self.rooms.claim(room.name, room)
                known = room
        if known is not None:
            known.topic = topic
            self._tidy(known)

    def _tidy(self, room: Room) -> None:
        """Let go of a room that nobody is in, unless it has a topic."""
        if not (room.members or room.topic or room is self.lobby):
            self.rooms.release(room.name)
