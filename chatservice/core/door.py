"""Who is let in, and what becomes of those who are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chatservice.core.addresses import Origin
from chatservice.core.entrance import Entrance
from chatservice.core.limits import READERS_EACH, Limits
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.session import Session
from chatservice.core.states import GONE
from chatservice.core.turn import COMPLAINT_PAUSE
from chatservice.core.visits import Visit

MOST_LEAVING = 100
"""Connections that may be on their way out at once, reading why they were turned away.

Each is an open file, of those that are left to the server itself. That is over in two turns of the
reactor, except for somebody who never ends a TLS handshake."""

NOWHERE = "no address"
"""Where somebody comes from who came through a Unix socket."""


class TurnedAwayError(Exception):
    """Some were turned away, ``count`` of them for the reason ``code``.

    ``last`` is the address that the last one came from, or `NOWHERE`.
    """

    def __init__(self, code: Code, count: int, last: str) -> None:
        super().__init__(code.value, count, last)
        self.code = code
        self.count = count
        self.last = last


class FullError(Exception):
    """All places are taken, ``allowed`` of them; ``count`` newcomers were turned away."""

    def __init__(self, count: int, allowed: int) -> None:
        super().__init__(count, allowed)
        self.count = count
        self.allowed = allowed


class Door:
    """Lets people in, and counts those who are turned away, and those of them still about.

    ``places`` is how many connections there may be at once (`None`: any number), ``readers`` how
    many besides that read pages. ``report`` logs an exception, with what failed.
    """

    def __init__(
        self,
        places: int | None,
        readers: int,
        report: Callable[[str, Exception], None],
        limits: Limits,
    ) -> None:
        self._places = places
        self._most_readers = readers
        self._entrance = Entrance(limits)
        self._readers: set[Visit] = set()
        self._readers_entrance = Entrance(_for_readers(limits))
        self._report = report
        self._leaving: set[Session] = set()
        self._untold: dict[tuple[Code, bool], tuple[int, str]] = {}
        """How many were turned away for each reason since that was reported, and the last one.

        Those who read pages are counted by themselves."""
        self._told_at: dict[tuple[Code, bool], datetime] = {}

    def enter(
        self, visit: Visit, origin: Origin | None, inside: int, now: datetime
    ) -> Refused | None:
        """Let one in beside ``inside`` others, or return why that can't be.

        ``origin`` is `None` for who has no address. Whoever was let in goes by `gone`, too. Who is
        not is counted once that is sure (`note`).
        """
        if self._places is not None and inside >= self._places:
            return Refused(Code.SERVER_FULL)
        return self._entrance.enter(visit, origin, now)

    @property
    def readers(self) -> int:
        """How many connections read pages."""
        return len(self._readers)

    def read(self, visit: Visit, now: datetime) -> Refused | None:
        """Count one among those that read pages, and no longer among those that may talk.

        It is as if it had never come to talk. Return why it can't be, if so. It goes by `gone`.
        """
        self._entrance.take_back(visit)
        if len(self._readers) >= self._most_readers:
            return Refused(Code.SERVER_FULL)
        refused = self._readers_entrance.enter(visit, visit.origin, now)
        if refused is None:
            self._readers.add(visit)
        return refused

    def read_no_more(self, visit: Visit) -> None:
        """Count one no longer among those that read pages: as if it had never been one."""
        self._readers.discard(visit)
        self._readers_entrance.take_back(visit)

    def note(self, visit: Visit, now: datetime) -> None:
        """Count one that is turned away, whoever says so first."""
        if visit.refused is not None and not visit.is_noted:
            visit.is_noted = True
            self.count(visit.refused.code, visit.origin, now, reads=visit.reads)

    def count(
        self, code: Code, origin: Origin | None, now: datetime, *, reads: bool = False
    ) -> None:
        """Note that one is turned away, who just ``reads`` pages or not."""
        count, _ = self._untold.get((code, reads), (0, ""))
        self._untold[code, reads] = count + 1, origin.text if origin is not None else NOWHERE
        self.tell(now)

    def turn_away(self, session: Session, refused: Refused) -> None:
        """End a conversation that has not begun, and say why.

        While too many others are still reading that, this one reads nothing (`is_told_why`).
        """
        if len(self._leaving) < MOST_LEAVING:
            self._leaving.add(session)
            session.leave(Declined(refused))
        else:
            session.become(GONE)

    def is_told_why(self, session: Session) -> bool:
        """Return whether one who was turned away reads why; if not, the connection is to be cut."""
        return session in self._leaving

    def left(self, session: Session) -> None:
        """Take note that somebody who was turned away has read why, or is gone anyway."""
        self._leaving.discard(session)

    def gone(self, visit: Visit) -> None:
        """Take note that a connection is closed."""
        self._entrance.leave(visit)
        self._readers.discard(visit)
        self._readers_entrance.leave(visit)

    def tell(self, now: datetime) -> None:
        """Report how many were turned away for a reason, once a minute for each reason at most."""
        self._entrance.forget(now)
        self._readers_entrance.forget(now)
        for reason, (count, last) in list(self._untold.items()):
            told_at = self._told_at.get(reason)
            # The clock may be set back meanwhile, which is no reason to be silent for longer.
            if told_at is None or abs(now - told_at) >= COMPLAINT_PAUSE:
                del self._untold[reason]
                self._told_at[reason] = now
                self._report("letting people in", self._error(reason, count, last))

    def _error(self, reason: tuple[Code, bool], count: int, last: str) -> Exception:
        code, reads = reason
        if code is Code.SERVER_FULL and self._places is not None and not reads:
            return FullError(count, self._places)
        return TurnedAwayError(code, count, last)


def _for_readers(limits: Limits) -> Limits:
    """Return the limits for those who read pages."""

    def more(most: int | None) -> int | None:
        return None if most is None else READERS_EACH * most

    return replace(
        limits,
        address_connections=more(limits.address_connections),
        address_arrivals=more(limits.address_arrivals),
        arrivals=more(limits.arrivals),
    )
