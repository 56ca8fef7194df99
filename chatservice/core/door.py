"""Who is let in, and what becomes of those who come when all places are taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.session import Session
from chatservice.core.states import GONE
from chatservice.core.turn import COMPLAINT_PAUSE

MOST_LEAVING = 100
"""Connections that may be on their way out at once, reading why they were turned away.

Each is an open file, of those that are left to the server itself. That is over in two turns of the
reactor, except for somebody who never ends a TLS handshake."""


class FullError(Exception):
    """All places are taken, ``allowed`` of them; ``count`` newcomers were turned away."""

    def __init__(self, count: int, allowed: int) -> None:
        super().__init__(count, allowed)
        self.count = count
        self.allowed = allowed


class Door:
    """Counts those who are turned away, and those of them who are still about.

    ``places`` is how many connections there may be at once (`None`: any number). ``report`` logs
    an exception, with what failed.
    """

    def __init__(self, places: int | None, report: Callable[[str, Exception], None]) -> None:
        self._places = places
        self._report = report
        self._leaving: set[Session] = set()
        self._untold = 0
        self._told_at: datetime | None = None

    def has_place(self, inside: int) -> bool:
        """Return whether one more may come in beside those who are."""
        return self._places is None or inside < self._places

    def turn_away(self, session: Session, now: datetime) -> None:
        """End a conversation that has not begun, and say why.

        While too many others are still reading that, this one reads nothing (`is_told_why`).
        """
        self._untold += 1
        self.tell(now)
        if len(self._leaving) < MOST_LEAVING:
            self._leaving.add(session)
            session.leave(Declined(Refused(Code.SERVER_FULL)))
        else:
            session.become(GONE)

    def is_told_why(self, session: Session) -> bool:
        """Return whether one who was turned away reads why; if not, the connection is to be cut."""
        return session in self._leaving

    def gone(self, session: Session) -> None:
        """Take note that a connection is closed."""
        self._leaving.discard(session)

    def tell(self, now: datetime) -> None:
        """Report how many were turned away, if any were and the last report is a minute old."""
        if not self._untold or self._places is None:
            return
        # The clock may be set back meanwhile, which is no reason to be silent for longer.
        if self._told_at is None or abs(now - self._told_at) >= COMPLAINT_PAUSE:
            error = FullError(self._untold, self._places)
            self._untold, self._told_at = 0, now
            self._report("letting people in", error)
