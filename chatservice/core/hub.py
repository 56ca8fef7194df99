"""The chat as a whole: its connections, its people, its rooms and its turn.

What happens here waits for the end of the reactor's turn (`chatservice.core.turn`). Who comes and
goes is in `chatservice.core.arrivals`, who is in which room in `chatservice.core.membership`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from chatservice.core.addresses import origin_of
from chatservice.core.arrivals import Arrivals
from chatservice.core.behind import CatchingUp
from chatservice.core.departures import Departures
from chatservice.core.door import Door
from chatservice.core.events import MESSAGES, NUMBERED, Event, Whispered
from chatservice.core.gathering import Gathering
from chatservice.core.hooks import Hooks
from chatservice.core.limits import LEFT_EACH, REPORTS_EACH
from chatservice.core.log import NotKeptError, NotReadError, TooLongError
from chatservice.core.logins import Logins
from chatservice.core.membership import Membership
from chatservice.core.names import Names, names_in, parse_name
from chatservice.core.outlet import Outlet
from chatservice.core.pace import Windows
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import ServerClosing
from chatservice.core.rooms import Room
from chatservice.core.sanctions import Sanctions
from chatservice.core.session import Session
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.core.traces import Traces
from chatservice.core.turn import Turn
from chatservice.core.visits import Visit
from chatservice.core.waiting import Condition, Happening

T = TypeVar("T")

MOST_LOOKING = 8
"""Searches that may wait or run at once. Each takes a thread, and a reactor has ten."""


class Hub:
    """The chat: its people, its rooms and its turn."""

    def __init__(self, surroundings: Surroundings, policy: Policy) -> None:
        self.policy = policy
        self.accounts = surroundings.accounts
        self.passwords = surroundings.passwords
        self.audit = surroundings.audit
        self.later = surroundings.later
        self.report = surroundings.report
        self.sanctions = Sanctions(surroundings.accounts)
        self.people: Names[Person] = Names()
        self.visits: dict[Visit, None] = {}
        """The connections that were let in, whatever is spoken on them."""
        self.sessions: dict[Session, None] = {}
        self._negotiating: dict[Session, None] = {}
        self.door = Door(policy.connections, policy.readers, surroundings.report, policy.limits)
        self._ringing: set[Person] = set()
        self.turn = Turn(surroundings)
        self.now = self.turn.now
        self.started_at = self.now()
        self.catching_up = CatchingUp(surroundings, self.turn)
        self.log = surroundings.log
        self.logins = Logins(self)
        self.traces = Traces()
        self.left = Windows(LEFT_EACH)
        self.reports = Windows(REPORTS_EACH)
        self.departures = Departures(self)
        self._aside = surroundings.aside
        self._gathering = Gathering(self, surroundings.later)
        self.membership = Membership(self, self._gathering)
        self.rooms = self.membership.rooms
        self.arrivals = Arrivals(self, self._gathering)
        self.hooks = Hooks(self)
        self._looking = 0
        self.lobby = self.membership.make(parse_name(policy.room))

    def open(self) -> None:
        """Take up what the log has of earlier runs. Raises `NotReadError`."""
        self.turn.open()
        self.accounts.all_went(self.log.last_number())
        self.sanctions.open()
        self.membership.open()

    # -- the turn ---------------------------------------------------------------------------

    def happen(
        self,
        event: Event,
        speaker: Person,
        rooms: tuple[Room, ...] = (),
        people: tuple[Person, ...] = (),
        condition: Condition | None = None,
        receiver: int = 0,
        *,
        unattended: bool = False,
    ) -> Happening:
        """Let ``rooms`` and ``people`` hear what ``speaker`` did, at the end of the turn.

        ``condition`` says what hangs on its being kept, ``receiver`` is the identity of whom
        something private is for. What is ``unattended`` is done in no session. Returns what waits.
        """
        for room in rooms:
            if room.newcomers and speaker in room.newcomers:  # the others hear first who it is
                self._gathering.tell(room)
        named = frozenset[Person]()
        if self._ringing:
            named = self._named(event, rooms, people) - {speaker}
        happening = Happening(
            event, speaker, speaker.name, rooms, people, named, condition, receiver
        )
        if unattended:
            happening.unattended = True
        if isinstance(event, NUMBERED):
            speaker.remember(happening)
        self.turn.happen(happening)
        return happening

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

    def visit(self, address: str = "") -> Visit:
        """Count a connection from ``address``, which is empty for who has none, at the door.

        It may not come in when the server is full, or when too many came from there. To be given
        back to `gone` when it is closed, in both cases.
        """
        visit = Visit(origin_of(address))
        self._let_in(visit)
        return visit

    def _let_in(self, visit: Visit) -> None:
        visit.refused = self.door.enter(visit, visit.origin, len(self.visits), self.now())
        if visit.refused is None:
            self.visits[visit] = None

    def reads(self, visit: Visit) -> None:
        """Take note that a connection is there to read pages: it gives its place back.

        It may not when too many do; whether it might have come in to talk is nothing to that.
        """
        self.visits.pop(visit, None)
        visit.reads = True
        visit.refused = self.door.read(visit, self.now())

    def talks(self, visit: Visit) -> None:
        """Count a connection that read pages, and is there to talk now, as any that comes."""
        self.door.read_no_more(visit)
        visit.reads = False
        self._let_in(visit)

    def gone(self, visit: Visit) -> None:
        """Take note that a connection is closed."""
        self.visits.pop(visit, None)
        self.door.note(visit, self.now())
        self.door.gone(visit)

    def connect(self, outlet: Outlet, form: str, visit: Visit) -> Session:
        """Begin a conversation with whoever is behind ``outlet``, shown events in ``form``.

        ``visit`` is the connection, as it was counted. The session that is returned is over already
        for who may not come in.
        """
        session = Session(self, outlet, form, self.policy.settings)
        session.origin = visit.origin
        if visit.refused is not None:
            self.door.note(visit, self.now())
            self.door.turn_away(session, visit.refused)
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
        self.door.left(session)

    def sweep(self) -> None:
        """End the conversations of those who do nothing for too long: choose a name, or read.

        One sweep serves all connections, so that none needs a timer of its own.
        """
        asked_before = self.now() - timedelta(seconds=self.policy.limits.nickname_seconds)
        for session in [s for s in self._negotiating if s.asked_at <= asked_before]:
            session.deadline()
        self._look_at_accounts()
        self.catching_up.sweep()
        self.hooks.sweep()
        self.door.tell(self.now())
        self.sanctions.sweep(self.now())

    def _look_at_accounts(self) -> None:
        try:
            if self.accounts.has_changed():
                self.arrivals.reread()
        except NotReadError as error:
            self.not_kept(error)
        self.departures.retry()

    def close(self) -> None:
        """Tell everyone that the server is closing, and close their connections."""
        for session in list(self.sessions):
            session.stop(ServerClosing())
        self.turn.end(patient=False)
        self.departures.retry()
        try:
            self.accounts.all_went(self.log.last_number())
        except (NotKeptError, NotReadError) as error:
            self.not_kept(error)

    # -- people -----------------------------------------------------------------------------

    def is_named(self, session: Session) -> None:
        """Take note that ``session`` has a name: it may be silent as long as it likes."""
        self._negotiating.pop(session, None)

    # -- what is noted -----------------------------------------------------------------------

    def not_kept(self, error: Exception) -> Refused:
        """Report that an account or the like could not be kept; return the refusal for that."""
        self.turn.failed(error, "keeping accounts")
        return Refused(Code.NOT_KEPT)

    def ring(self, person: Person) -> None:
        """Note whether ``person`` wants a bell when named, in any of their sessions."""
        if any(session.settings.bell for session in person.sessions):
            self._ringing.add(person)
        else:
            self._ringing.discard(person)
