"""Who reads too slowly: what they are owed, and how they get it.

An outlet that holds as much as it may takes nothing more (`chatservice.core.outlet`). Its session
is *behind* from then on: instead of what is said, a place in the log is remembered, and besides
only what is not in the log, which is little: who came and went, replies. When all that the outlet
held has been read, the session catches up, a stretch of the log in a turn of the reactor, until it
has everything; then it hears live again. At most `MOST` messages are brought after; a line tells
how many more there were.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.log import Kept, NotReadError, Since, Stretch
from chatservice.core.names import key_of
from chatservice.core.rendering import Telling, rendered
from chatservice.core.replies import LeftOut
from chatservice.core.waiting import Answer, Happening

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session
    from chatservice.core.surroundings import Surroundings
    from chatservice.core.turn import Turn

MOST = 1000
"""Messages that are brought after; older ones can be asked for."""

STEP = 750
STEP_CHARACTERS = 64 * 1024
"""Messages, and about how many characters of them, in a stretch: reading and rendering takes some
5 ms, once for all who go on from the same place. It is more than can be said in a turn
(`chatservice.core.turn.FULL`), so whoever reads as fast as others talk comes to the end."""

MOST_NOTED = 16 * 1024
"""Bytes, about, of what one session is owed that is not in the log."""

PATIENCE = timedelta(minutes=5)
"""How long somebody may be behind."""

RETRY_SECONDS = 1.0
"""After so long the log is asked again that could not be read."""

Noted = tuple[int, "Happening | Answer", bool]


class Behind:
    """What one session is owed: see `chatservice.core.behind`.

    ``since`` is when it fell behind, ``place`` where in the log it goes on, and ``said`` how much
    had been said then in each of its rooms.
    """

    __slots__ = (
        "_size",
        "given",
        "noted",
        "own",
        "place",
        "private",
        "rings",
        "said",
        "since",
    )

    def __init__(self, since: datetime, place: int, said: dict[Room, int]) -> None:
        self.since = since
        self.place = place
        self.said = said
        self.given = 0
        """Messages of those rooms that were brought after, left out for good, or ignored."""
        self.own: set[int] = set()
        """The numbers of messages that are not to come: their own, mostly."""
        self.private = array("q")
        """The numbers of private messages for them."""
        self.rings = False
        self.noted: deque[Noted] = deque()
        """What is not in the log, each with the number of the message after which it stands."""
        self._size = 0

    def note(self, after: int, item: Happening | Answer, labelled: bool) -> None:
        """Remember what is not in the log. Of what is too much, the oldest is forgotten."""
        self.noted.append((after, item, labelled))
        self._size += _size(item)
        index = 0
        while self._size > MOST_NOTED and index < len(self.noted) - 1:
            if _is_waited_for(self.noted[index][1]):
                index += 1
            else:
                self._size -= _size(self.noted[index][1])
                del self.noted[index]

    def note_private(self, number: int) -> None:
        """Remember the number of a private message. Of too many, the oldest is forgotten."""
        self.private.append(number)
        if len(self.private) > MOST:
            del self.private[0]

    @property
    def has_nothing_of_its_own(self) -> bool:
        """Whether all that is owed is what the log has for everyone."""
        return not (self.noted or self.private or self.own or self.rings)

    def take_noted(self, upto: float) -> list[Noted]:
        """Return, and forget, what is noted after messages up to the number ``upto``."""
        taken = []
        while self.noted and self.noted[0][0] <= upto:
            taken.append(self.noted.popleft())
            self._size -= _size(taken[-1][1])
        return taken

    def private_upto(self, upto: float) -> list[int]:
        """Return the numbers of private messages up to ``upto``."""
        return self.private[: bisect_right(self.private, upto)].tolist()

    def forget_private(self, upto: float) -> None:
        """Forget the numbers of private messages up to ``upto``."""
        del self.private[: bisect_right(self.private, upto)]


def _is_waited_for(item: Happening | Answer) -> bool:
    """Return whether a program waits for it: those are few, as nothing more is taken from it."""
    return isinstance(item, Answer) and item.request is not None


def _size(item: Happening | Answer) -> int:
    if isinstance(item, Answer):
        return 200 + 100 * getattr(item.reply, "lines", 1)
    # An event is there once for all who heard it, unless it was for one person alone.
    text = getattr(item.event, "text", "") if item.people else ""
    return 150 + len(text) * (1 if text.isascii() else 4)


class CatchingUp:
    """Brings everyone who has read what they had what they missed meanwhile."""

    def __init__(self, surroundings: Surroundings, turn: Turn) -> None:
        self._around = surroundings
        self._turn = turn
        self._behind: dict[Session, None] = {}
        self._ready: OrderedDict[Session, None] = OrderedDict()
        self._next_is_due = False

    def falls_behind(self, session: Session) -> None:
        """Take note of a session that is behind now."""
        self._behind[session] = None

    def has_read(self, session: Session) -> None:
        """Let a session that is behind, and has read what it had, have more when it is its turn."""
        if session.behind is not None:
            self._ready[session] = None
            self._plan_next()

    def forget(self, session: Session) -> None:
        """Forget a session that is over."""
        self._behind.pop(session, None)
        self._ready.pop(session, None)
        session.behind = None

    def sweep(self) -> None:
        """End the connections of those who have been behind for too long."""
        now = self._around.now()
        for session in list(self._behind):
            if session.behind is not None and now - session.behind.since > PATIENCE:
                behind_for = now - session.behind.since
                del self._behind[session]
                self._ready.pop(session, None)
                session.outlet.cut(behind_for.total_seconds())

    def _plan_next(self) -> None:
        if self._ready and not self._next_is_due:
            self._next_is_due = True
            self._around.later(0, self._next)

    def _next(self) -> None:
        """Bring one stretch of the log to all who are ready and wait for just that.

        Whoever needs more goes on in the next turn, before the others: one after the other they
        come to the end, where all at once they might never get there.
        """
        self._next_is_due = False
        for session in [each for each in self._ready if each.outlet.holds]:
            del self._ready[session]  # something was sent meanwhile: first they read that
        if not self._ready:
            return
        need = self._need(next(iter(self._ready)))
        alike = [session for session in self._ready if self._need(session) == need]
        try:
            portion = self._read(need)
        except Exception as error:
            self._try_again(alike, error)
        else:
            made: dict[object, bytes] = {}
            for session in alike:
                if session.behind is None:
                    continue
                try:
                    self._bring(session, session.behind, portion, made)
                except Exception as error:
                    # A fault in one must keep no other from what they missed.
                    self._try_again([session], error)
        self._plan_next()

    def _try_again(self, sessions: Iterable[Session], error: Exception) -> None:
        if isinstance(error, NotReadError):
            self._turn.failed(error, "reading the history")
        else:
            self._around.report("catching up", error)
        for session in sessions:
            self._ready.pop(session, None)
            self._around.later(RETRY_SECONDS, partial(self.has_read, session))

    def _need(self, session: Session) -> _Need:
        behind, person = session.behind, session.person
        if behind is None or person is None:
            return _Need((), 0, frozenset(), 0)
        keys = tuple(room.name.key for room in person.rooms)
        said = sum(room.said - behind.said.get(room, room.said) for room in person.rooms)
        without = frozenset(person.ignored_keys().items())
        return _Need(keys, behind.place, without, max(0, said - behind.given - MOST))

    def _read(self, need: _Need) -> _Portion:
        """Return what comes next. Raises `NotReadError`."""
        log = self._around.log
        wanted = Since(need.rooms, need.place, STEP, dict(need.without), STEP_CHARACTERS)
        if not need.too_many:
            return _Portion(0, self._around.now(), log.since(wanted))
        start, count = log.start_of(replace(wanted, count=MOST))
        found = log.since(replace(wanted, after=start))
        return _Portion(need.too_many + MOST - count, log.time_at(start), found)

    def _bring(
        self, session: Session, behind: Behind, portion: _Portion, made: dict[object, bytes]
    ) -> None:
        """Give a session what was found. ``made`` has how it looks to those who had it before."""
        found = portion.found
        if behind.has_nothing_of_its_own:
            # As most have not after a common pause: they get the same bytes.
            key = (session.representation, session.room)
            if key not in made:
                made[key] = self._bytes_for(session, behind, portion, made)
            data = made[key]
        else:
            data = self._bytes_for(session, behind, portion, made)
        behind.place = found.end
        behind.given += portion.left_out + len(found.messages)
        session.outlet.send(data)
        if not found.more:
            self.forget(session)
            session.catch_up()

    def _bytes_for(
        self, session: Session, behind: Behind, portion: _Portion, made: dict[object, bytes]
    ) -> bytes:
        left_out, before, found = portion
        upto = inf if not found.more else found.messages[-1].seq if found.messages else 0
        # First what may fail: nothing is to be lost by that.
        private = self._around.log.messages(behind.private_upto(upto))
        parts = [self._around.render.bell(session.representation)] if behind.rings else []
        behind.rings = False
        behind.forget_private(upto)
        if left_out:
            room, now = session.current_room.name.text, self._around.now()
            parts.append(self._shown(session, LeftOut(left_out, room, before, now)))
        messages: Sequence[Kept] = found.messages
        if private:
            messages = sorted((*messages, *private), key=lambda kept: kept.seq)
        for kept in messages:
            parts += self._noted(session, behind.take_noted(kept.seq - 1))
            if kept.seq in behind.own:
                continue
            room = getattr(kept.message, "room", "")
            labelled = bool(room) and key_of(room) != session.current_room.name.key
            key = (kept.seq, session.representation, labelled)
            if key not in made:
                made[key] = self._shown(session, kept, labelled, kept.seq)
            parts.append(made[key])
        parts += self._noted(session, behind.take_noted(upto))
        return b"".join(parts)

    def _noted(self, session: Session, noted: Iterable[Noted]) -> Iterator[bytes]:
        for _, item, labelled in noted:
            if isinstance(item, Answer):
                yield self._shown(session, item.reply, labelled, item.seq, item.request)
            else:
                yield self._shown(session, item.event, labelled, item.seq)

    def _shown(
        self,
        session: Session,
        what: Telling,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        render, report = self._around.render, self._around.report
        return rendered(render, report, what, session.representation, labelled, seq, request)


class _Need(NamedTuple):
    """What decides what a session is brought next: the same for many, after a common pause."""

    rooms: tuple[str, ...]
    place: int
    without: frozenset[tuple[str, datetime]]
    too_many: int


class _Portion(NamedTuple):
    """What is brought at once: how many are left out, all from before what time, and the rest."""

    left_out: int
    before: datetime
    found: Stretch
