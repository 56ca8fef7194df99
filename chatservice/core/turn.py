"""One turn of the reactor: what happened in it is kept, settled, and then told.

    commit     the log takes all that is to be kept, in one step, and numbers it
    settle     what was not kept becomes a refusal to whoever said it, and takes back what it did;
               questions about the history are answered with what it has now
               (`chatservice.core.settling`)
    deliver    everyone concerned is told (`chatservice.core.audience`)

So nobody reads what is not kept, and everyone in a room reads the same things in the same order.
Whatever goes wrong with the log, the third step comes: who came and who went, answers and
goodbyes need no disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from chatservice.core.audience import deliver
from chatservice.core.concerns import Position
from chatservice.core.events import KEPT, MESSAGES, NUMBERED
from chatservice.core.log import BusyError, Kept, Last, Record
from chatservice.core.missed import MOST, Missed
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Reply
from chatservice.core.session import Session
from chatservice.core.settling import Settling, without
from chatservice.core.surroundings import Surroundings
from chatservice.core.waiting import (
    Answer,
    Change,
    Happening,
    Question,
    Resumption,
    Waiting,
)

FULL = 512
"""Lines that may wait for the end of one turn before everyone's further lines wait for the next:
as many as go out in one piece, and take a few milliseconds on their way."""

NEWS = 8
"""What somebody's doing anything else than speaking counts as: each of those who do in one turn is
told of it by themselves, so n of them take n × n looks."""

ASKED = 3
"""Lines that a reply counts as besides its own: who gets one is told by themselves, too."""

LONG = 128
"""Characters of a message that count as one such line: what goes out in one piece has its limit,
too, since somebody slow may have to be kept all of it."""

RETRY_SECONDS = 0.002
PATIENCE = timedelta(seconds=1)
"""How often, and how long, a turn is tried again that another program keeps from the log."""

COMPLAINT_PAUSE = timedelta(minutes=1)
"""However much can't be kept, the operator's log says so this often."""


class Turn:
    """The waiting list, from one end of a turn to the next."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._waiting: list[Waiting] = []
        self._load = 0
        """About how many lines the waiting items are."""
        self._began = surroundings.now()
        """When the first of them came."""
        self._busy_since: datetime | None = None
        self._retrying = False
        self._afterwards: list[Callable[[], None]] = []
        self.told = Position()
        """Where the log ended when the last turn was told."""
        self._complained_at: dict[str, datetime] = {}

    def now(self) -> datetime:
        """Return the time, in UTC: one and the same for all that waits for the end of this turn."""
        return self._began if self._waiting else self._surroundings.now()

    def open(self) -> None:
        """Take note of where the log ends that was opened: nobody is owed what is older."""
        log = self._surroundings.log
        self.told = Position(log.end(), log.last_number())

    # -- waiting -----------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """Whether so much waits for the end of this turn that more ought to wait for the next."""
        return self._load >= FULL

    def happen(self, happening: Happening) -> None:
        """Put on the list what somebody did."""
        if isinstance(happening.event, MESSAGES):
            self._wait(happening, 1 + len(happening.event.text) // LONG)
        else:
            self._wait(happening, NEWS)

    def answer(
        self, session: Session, reply: Reply, *, last: bool = False, asked: bool = True
    ) -> None:
        """Put a reply to one session on the list; ``last`` closes the connection.

        ``asked``: it is the answer to what is done for a program just now, if anything is.
        """
        request = session.request if asked and not reply.is_news else None
        answer = Answer(session, reply, session.representation, last, request)
        self._wait(answer, ASKED + reply.lines)

    def ask(
        self, session: Session, wanted: Last, answer: Callable[[Sequence[Kept]], Reply | None]
    ) -> None:
        """Put a question about the history on the list; ``answer`` makes a reply, or none."""
        question = Question(session, session.representation, wanted, answer, session.request)
        self._wait(question, 1 + wanted.count)

    def resume(self, session: Session, wanted: Missed) -> None:
        """Tell a session what it missed, before what comes now."""
        self._wait(Resumption(session, session.representation, wanted), 1 + MOST)

    def changing(self, session: Session) -> None:
        """Note how a session hears, just before that changes.

        What waits was still heard in the old way; with nothing waiting there is nothing to note.
        """
        if self._waiting:
            self._waiting.append(Change(session, session.hearing()))

    def after(self, call: Callable[[], None]) -> None:
        """Let ``call`` be called when the turn that waits now has ended, however it ends."""
        self._afterwards.append(call)
        if not self._waiting and len(self._afterwards) == 1:
            self._surroundings.at_turn_end(self.end)

    def last_message(self) -> Callable[[], int]:
        """Return what tells the number of the last message until now, when this turn is kept."""
        before = self.told.seq
        for item in reversed(self._waiting):
            if isinstance(item, Happening) and isinstance(item.event, NUMBERED):
                return lambda: item.seq or before
        return lambda: before

    def holds_for(self, identity: int) -> bool:
        """Return whether something private for that identity waits for the end of this turn."""
        return any(
            isinstance(item, Happening) and item.receiver == identity for item in self._waiting
        )

    def _wait(self, item: Happening | Answer | Question | Resumption, lines: int) -> None:
        if not self._waiting:
            self._began = self._surroundings.now()
            self._surroundings.at_turn_end(self.end)
        self._waiting.append(item)
        self._load += lines

    # -- the end -----------------------------------------------------------------------------

    def end(self, *, patient: bool = True) -> None:
        """Keep what waits, and tell everyone concerned.

        Where another program is in the way of the log, all of it waits a moment longer; not if
        ``patient`` is false.
        """
        happenings = [i for i in self._waiting if type(i) is Happening and type(i.event) in KEPT]
        kept = self._commit(happenings, patient) if happenings else True
        if kept is None:
            if not self._retrying:
                self._retrying = True
                self._surroundings.later(RETRY_SECONDS, self._retry)
            return
        waiting, self._waiting, self._load = self._waiting, [], 0
        before, around = self.told, self._surroundings
        try:
            if not kept:
                waiting = without(waiting, happenings)
            seq = happenings[-1].seq if happenings else 0
            self.told = Position(around.log.end(), seq or before.seq)
            settled = Settling(around.log, around.now(), self.failed).settle(waiting, before.seq)
            deliver(settled, around.render, around.report, before)
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """Call what waits for the end of the turn, whatever goes wrong in one of the calls."""
        afterwards, self._afterwards = self._afterwards, []
        for call in afterwards:
            self._call(call)

    def _call(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:
            self._surroundings.report("going on after a turn", error)

    def _retry(self) -> None:
        self._retrying = False
        self.end()

    def _commit(self, happenings: Sequence[Happening], patient: bool) -> bool | None:
        """Return whether all of ``happenings`` were kept; `None` if it is worth another try."""
        try:
            numbers = self._surroundings.log.append([_record(each) for each in happenings])
        except BusyError as error:
            now = self._surroundings.now()
            self._busy_since = self._busy_since or now
            # The clock may be set back meanwhile, which is no reason to wait longer.
            if patient and abs(now - self._busy_since) < PATIENCE:
                return None
            self._busy_since = None
            self.failed(error, "keeping what is said")
            return False
        except Exception as error:
            # The log's fault, be it a full disk or a bug, must cost nobody the rest of the turn.
            self._busy_since = None
            self.failed(error, "keeping what is said")
            return False
        self._busy_since = None
        for happening, number in zip(happenings, numbers, strict=True):
            happening.seq = number
        return True

    def failed(self, error: Exception, doing: str) -> Refused:
        """Report an exception of the log's, if the last such report is a minute old.

        Returns the refusal for whoever asked for what failed.
        """
        now = self._surroundings.now()
        before = self._complained_at.get(doing)
        if before is None or abs(now - before) >= COMPLAINT_PAUSE:
            self._complained_at[doing] = now
            self._surroundings.report(doing, error)
        return Refused(Code.NOT_READ)


def _record(happening: Happening) -> Record:
    return Record(happening.event, happening.speaker.identity, happening.receiver)
