"""Who holds which name, which rooms exist, and what waits for the end of the reactor turn.

Whatever happens is put on the waiting list; the first thing on it asks for the end of the turn.
Then the log takes the turn's events in one step, and everyone concerned is told
(`chatservice.core.audience`). So everyone in a room reads the same things in the same order, and
what a person is told comes after what they were owed before.
"""

from __future__ import annotations

from datetime import timedelta

from chatservice.core.audience import Answer, Change, Happening, Waiting, deliver
from chatservice.core.events import MESSAGES, Acted, Event, Joined, Left, Quit, Renamed, Said
from chatservice.core.names import Name, Names, names_in, parse_name
from chatservice.core.people import Person, is_left_out
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Reply, ServerClosing
from chatservice.core.rooms import Room
from chatservice.core.session import Outlet, Session
from chatservice.core.surroundings import Policy, Surroundings

FULL_TURN = 256
"""Lines that may wait for the end of one turn before everyone's further lines wait for the next.

Telling n people who each did something costs n × n looks: 1,000 in one turn took 0.9 s, in turns
of 250 four times 0.06 s."""

FORMER_NAMES = 10
"""How many former names of somebody are ignored with them."""


class Hub:
    """The chat: its people, its rooms and the turn's waiting list."""

    def __init__(self, surroundings: Surroundings, policy: Policy) -> None:
        self.policy = policy
        self.now = surroundings.now
        self.started_at = self.now()
        self.people: Names[Person] = Names()
        self.rooms: Names[Room] = Names()
        self.sessions: dict[Session, None] = {}
        self._negotiating: dict[Session, None] = {}
        self._ringing: set[Person] = set()
        self._surroundings = surroundings
        self._waiting: list[Waiting] = []
        self._load = 0
        """About how many lines the waiting items are."""
        self.lobby = self._room(parse_name(policy.room))

    # -- the turn ---------------------------------------------------------------------------

    def happen(
        self,
        event: Event,
        speaker: Person,
        rooms: tuple[Room, ...] = (),
        people: tuple[Person, ...] = (),
    ) -> None:
        """Put on the waiting list what ``speaker`` did, for ``rooms`` and ``people`` to hear."""
        named = frozenset[Person]()
        if self._ringing:
            named = self._named(event, rooms, people) - {speaker}
        self._wait(Happening(event, speaker, speaker.name, rooms, people, named))

    def answer(self, session: Session, reply: Reply, *, last: bool = False) -> None:
        """Put a reply to one session on the waiting list; ``last`` closes the connection."""
        self._wait(Answer(session, reply, session.representation, last))

    def changing(self, person: Person) -> None:
        """Note how ``person``'s sessions hear, just before that changes.

        What waits was still heard in the old way; with nothing waiting there is nothing to note.
        """
        for session in person.sessions:
            self.session_changing(session)

    def session_changing(self, session: Session) -> None:
        """Note the same of one session."""
        if self._waiting:
            self._waiting.append(Change(session, session.hearing()))

    @property
    def turn_is_full(self) -> bool:
        """Whether so much waits for the end of this turn that more ought to wait for the next."""
        return self._load >= FULL_TURN

    def _wait(self, item: Happening | Answer) -> None:
        self._waiting.append(item)
        self._load += 1 if isinstance(item, Happening) else item.reply.lines
        if len(self._waiting) == 1:
            self._surroundings.at_turn_end(self.flush)

    def flush(self) -> None:
        """End the turn: keep what happened, then tell everyone concerned."""
        items, self._waiting, self._load = self._waiting, [], 0
        events = [item.event for item in items if isinstance(item, Happening)]
        if events:
            self._surroundings.log.append(events)
        deliver(items, self._surroundings.render, self._surroundings.report)

    def last(self, room: Room, count: int, reader: Person) -> list[Said | Acted]:
        """Return the last messages of a room that ``reader`` may read, this turn's included."""
        if not count:
            return []
        without = reader.ignored_keys()
        waiting = (
            item.event
            for item in self._waiting
            if isinstance(item, Happening)
            and isinstance(item.event, MESSAGES)
            and room in item.rooms
            and not is_left_out(without, item.name.key, item.event.at)
        )
        return [*self._surroundings.log.last(room.name.key, count, without), *waiting][-count:]

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
        return frozenset(self._ringing.intersection(people))

    # -- connections ------------------------------------------------------------------------

    def connect(self, outlet: Outlet, form: str) -> Session:
        """Begin a conversation with whoever is behind ``outlet``, shown events in ``form``."""
        session = Session(self, outlet, form, self.policy.settings)
        self.sessions[session] = None
        self._negotiating[session] = None
        session.opened()
        return session

    def disconnected(self, session: Session) -> None:
        """Forget a connection that is closed."""
        self.sessions.pop(session, None)
        self._negotiating.pop(session, None)

    def sweep(self) -> None:
        """End the conversations of those who were asked for a nickname and stayed silent.

        One sweep serves all connections, so that none needs a timer of its own.
        """
        silent_since = self.now() - timedelta(seconds=self.policy.nickname_seconds)
        for session in [s for s in self._negotiating if s.heard_at <= silent_since]:
            session.deadline()

    def close(self) -> None:
        """Tell everyone that the server is closing, and close their connections."""
        for session in list(self.sessions):
            session.stop(ServerClosing())
        if self._waiting:
            self.flush()

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
        person.sessions.clear()
        for room in list(person.rooms):
            self._take_out(person, room)
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
        room = self.rooms.find(name.text)
        if room not in person.rooms and len(person.rooms) >= self.policy.rooms_each:
            raise Refused(Code.TOO_MANY_ROOMS, allowed=self.policy.rooms_each)
        if room is None:
            if len(self.rooms) >= self.policy.rooms:
                raise Refused(Code.NO_MORE_ROOMS, allowed=self.policy.rooms)
            room = self._room(name)
        self.changing(person)
        if room in person.rooms:
            person.rooms.remove(room)
            person.rooms.append(room)
        else:
            person.rooms.append(room)
            room.members[person] = None
            event = Joined(self.now(), room.name.text, person.name.text)
            self.happen(event, person, (room,))
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

    def _room(self, name: Name) -> Room:
        room = Room(name)
        self.rooms.claim(name, room)
        return room

    def _take_out(self, person: Person, room: Room) -> None:
        person.rooms.remove(room)
        del room.members[person]
        if not (room.members or room.topic or room is self.lobby):
            self.rooms.release(room.name)
