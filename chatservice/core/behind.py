"""Who reads too slowly: what they are owed, and how they get it.

An outlet that holds as much as it may takes nothing more (`chatservice.core.outlet`). Its session
is *behind* from then on: instead of what is said, a place in the log is remembered, and besides
only what is not in the log, which is little: who came and went, replies, private messages. When
all that the outlet held has been read, the session catches up, one step of `STEP` messages a turn
of the reactor, until it has everything; then it hears live again. At most `MOST` messages are
brought after; a line tells how many more there were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chatservice.core.log import NotReadError, Since, Stretch
from chatservice.core.names import key_of
from chatservice.core.rendering import rendered
from chatservice.core.replies import Declined, LeftOut
from chatservice.core.waiting import Answer, Happening

if TYPE_CHECKING:
    from chatservice.core.events import Event
    from chatservice.core.replies import Reply
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session
    from chatservice.core.surroundings import Surroundings
    from chatservice.core.turn import Turn

MOST = 1000
"""Messages that are brought after; older ones can be asked for."""

STEP = 100
"""Messages at a time: reading and rendering them takes some 0.6 ms."""

MOST_NOTED = 24 * 1024
"""Bytes, about, of what one session is owed that is not in the log."""

PATIENCE = timedelta(minutes=5)
"""How long somebody may read nothing of what they have."""

Noted = tuple[int, "Happening | Answer", bool]


class Behind:
    """What one session is owed: see `chatservice.core.behind`.

    ``since`` is when it last read what it had, ``place`` where in the log it goes on, and ``said``
    how much had been said then in each of its rooms.
    """

    __slots__ = ("_left_out", "_size", "given", "noted", "own", "place", "rings", "said", "since")

    def __init__(self, since: datetime, place: int, said: dict[Room, int]) -> None:
        self.since = since
        self.place = place
        self.said = said
        self.given = 0
        """Messages of those rooms that were brought after, left out for good, or ignored."""
        self.own: set[int] = set()
        """The numbers of messages that are not to come: their own, mostly."""
        self.rings = False
        self.noted: deque[Noted] = deque()
        """What is not in the log, each with the number of the message after which it stands."""
        self._size = 0
        self._left_out = 0

    def note(self, after: int, item: Happening | Answer, labelled: bool) -> None:
        """Remember what is not in the log. Of what is too much, the oldest is left out."""
        self.noted.append((after, item, labelled))
        self._size += _size(item)
        while self._size > MOST_NOTED and len(self.noted) > 1:
            self._size -= _size(self.noted.popleft()[1])
            self._left_out += 1

    def take_noted(self, upto: int | None) -> list[Noted]:
        """Return, and forget, what is noted after messages up to the number ``upto``, or all."""
        taken = []
        while self.noted and (upto is None or self.noted[0][0] <= upto):
            taken.append(self.noted.popleft())
            self._size -= _size(taken[-1][1])
        return taken

    def leave_out(self, messages: int) -> None:
        """Take note that so many messages are not brought after."""
        self.given += messages
        self._left_out += messages

    def take_left_out(self) -> int:
        """Return, once, how many lines had to be left out."""
        left_out, self._left_out = self._left_out, 0
        return left_out


def _size(item: Happening | Answer) -> int:
    if isinstance(item, Answer):
        return 200 + 100 * item.reply.lines
    # An event is there once for all who heard it, unless it was for one person alone.
    text = getattr(item.event, "text", "") if item.people else ""
    return 150 + len(text) * (1 if text.isascii() else 4)


class CatchingUp:
    """Brings everyone who has read what they had what they missed meanwhile."""

    def __init__(self, surroundings: Surroundings, turn: Turn) -> None:
        self._around = surroundings
        self._turn = turn
        self._behind: dict[Session, None] = {}
        self._ready: dict[Session, None] = {}
        self._next_is_due = False

    def falls_behind(self, session: Session) -> None:
        """Take note of a session that is behind now."""
        self._behind[session] = None

    def has_read(self, session: Session) -> None:
        """Let a session that is behind, and has read what it had, have more when it is its turn."""
        if session.behind is not None:
            session.behind.since = self._around.now()
            self._ready[session] = None
            self._plan_next()

    def forget(self, session: Session) -> None:
        """Forget a session that is over."""
        self._behind.pop(session, None)
        self._ready.pop(session, None)

    def sweep(self) -> None:
        """End the connections of those who have read nothing for too long."""
        now = self._around.now()
        for session in list(self._behind):
            if session.behind is not None and now - session.behind.since > PATIENCE:
                self.forget(session)
                session.outlet.cut((now - session.behind.since).total_seconds())

    def _plan_next(self) -> None:
        if self._ready and not self._next_is_due:
            self._next_is_due = True
            self._around.later(0, self._next)

    def _next(self) -> None:
        """Let one of those who are ready take a step: a thousand at once would hold the reactor."""
        self._next_is_due = False
        if not self._ready:
            return
        session = next(iter(self._ready))
        del self._ready[session]
        self._plan_next()
        if session.behind is not None:
            self._step(session, session.behind)

    def _step(self, session: Session, behind: Behind) -> None:
        if session.outlet.holds:  # something was sent meanwhile: first they read that
            return
        pieces = [self._around.render.bell(session.representation)] if behind.rings else []
        behind.rings = False
        try:
            found = self._around.log.since(self._wanted(session, behind))
        except NotReadError as error:
            refused = self._turn.failed(error, "reading the history")
            found = Stretch((), self._around.log.end(), False)
            pieces.append(self._shown(session, Declined(refused)))
        left_out = behind.take_left_out()
        if left_out:
            first = found.messages[0].message.at if found.messages else self._around.now()
            pieces.append(self._shown(session, LeftOut(left_out, first)))
        pieces += self._in_order(session, behind, found)
        behind.place = found.end
        behind.given += len(found.messages)
        session.outlet.send(b"".join(pieces))
        if not found.more:
            self._behind.pop(session, None)
            session.catch_up()
        elif not session.outlet.holds:
            self.has_read(session)

    def _wanted(self, session: Session, behind: Behind) -> Since:
        """Return what is asked of the log: what comes next, or the last that are brought after."""
        person = session.person
        if person is None:
            return Since((), behind.place, STEP)
        said = sum(room.said - behind.said.get(room, room.said) for room in person.rooms)
        keys = tuple(room.name.key for room in person.rooms)
        wanted = Since(keys, behind.place, STEP, person.ignored_keys())
        too_many = said - behind.given - MOST
        if too_many > 0:
            start, count = self._around.log.start_of(replace(wanted, count=MOST))
            behind.leave_out(too_many + MOST - count)
            wanted = replace(wanted, after=start)
        return wanted

    def _in_order(self, session: Session, behind: Behind, found: Stretch) -> Iterator[bytes]:
        """Yield what was said and what is noted, as it happened."""
        for kept in found.messages:
            yield from self._noted(session, behind.take_noted(kept.seq - 1))
            if kept.seq not in behind.own:
                room = getattr(kept.message, "room", "")
                labelled = key_of(room) != session.named.current_room.name.key
                yield self._shown(session, kept.message, labelled)
        if not found.more:
            yield from self._noted(session, behind.take_noted(None))
        elif found.messages:  # and not only such as are left out
            yield from self._noted(session, behind.take_noted(found.messages[-1].seq))

    def _noted(self, session: Session, noted: Iterable[Noted]) -> Iterator[bytes]:
        for _, item, labelled in noted:
            what = item.reply if isinstance(item, Answer) else item.event
            yield self._shown(session, what, labelled)

    def _shown(self, session: Session, what: Event | Reply, labelled: bool = False) -> bytes:
        around = self._around
        return rendered(around.render, around.report, what, session.representation, labelled)
