"""How fast somebody's lines are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chatservice.core.auditing import note_refusal
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Leaving
from chatservice.core.flood import GO_ON, Flood, FloodLimit, Verdict
from chatservice.core.refusals import Refused
from chatservice.core.replies import Declined, Goodbye
from chatservice.core.text import erase, sanitise

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.session import Session


class Pace:
    """The pace of one person, in all their sessions: who writes too fast has to wait, and so on.

    ``limit`` is `None` for none; ``is_delayed``: the next line has to wait.
    """

    __slots__ = ("_flood", "_waiting", "is_delayed", "limit")

    def __init__(self, limit: FloodLimit | None) -> None:
        self.is_delayed = False
        self._waiting: list[Callable[[], None]] = []
        self.begin(limit)

    def begin(self, limit: FloodLimit | None) -> None:
        """Count from now on, and by another limit. Who never writes costs nothing."""
        self.limit = limit
        self._flood: Flood | None = None

    def holds_up(self, session: Session, raw: str) -> bool:
        """Count the line ``raw``; return whether it is taken no further.

        Raises `Refused` for who is muted for a while: all that they can do is leave.
        """
        if self._flood is None:
            if self.limit is None:
                return False
            self._flood = Flood(self.limit)
        verdict = self._flood.line(session.hub.now())
        if verdict is GO_ON:
            return False
        if verdict.pause:
            person = session.person
            self._delay(session.hub, verdict.pause, lambda: _sessions(session, person))
        if verdict.refused is None:
            return False
        if verdict.is_last:
            note_refusal(session, verdict.refused)
            session.leave(Declined(verdict.refused))
        elif _says_goodbye(session, raw):
            session.leave(Goodbye())
        else:
            raise verdict.refused
        return True

    def count(self, hub: Hub, person: Person) -> Verdict:
        """Count a line that ``person`` says in no session; return what is to become of it."""
        if self._flood is None:
            if self.limit is None:
                return GO_ON
            self._flood = Flood(self.limit)
        verdict = self._flood.line(hub.now())
        if verdict.pause:
            self._delay(hub, verdict.pause, lambda: person.sessions)
        return verdict

    def wait(self, call: Callable[[], None]) -> None:
        """Let ``call`` be called once the next line may come; for who has no session for it."""
        self._waiting.append(call)

    def _delay(self, hub: Hub, seconds: float, whose: Callable[[], Sequence[Session]]) -> None:
        self.is_delayed = True
        hub.later(seconds, lambda: self._go_on(whose()))

    def _go_on(self, sessions: Sequence[Session]) -> None:
        self.is_delayed = False
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
        for each in sessions:
            if not each.is_over:
                each.outlet.go_on()


def _sessions(session: Session, person: Person | None) -> Sequence[Session]:
    """Return the sessions of who wrote in ``session``, perhaps before there was a person."""
    who = person or session.person
    return who.sessions if who is not None else (session,)


def _says_goodbye(session: Session, raw: str) -> bool:
    if session.state.is_secret:
        return False
    try:
        return isinstance(CATALOGUE.parse(sanitise(erase(raw))), Leaving)
    except Refused:
        return False
