"""What waited for the end of a turn becomes what is told: with the answers, or with refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chatservice.core.events import CHANGES, MESSAGES, NUMBERED
from chatservice.core.log import Kept, Log
from chatservice.core.missed import Missed, read
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined, Done, LeftOut, Reply, Welcomed
from chatservice.core.waiting import (
    Answer,
    Condition,
    Happening,
    Item,
    Question,
    Resumption,
    Waiting,
)


class Settling:
    """Settles one turn, at the time ``now``.

    ``failed`` reports that the ``log`` can't be read, with what that was for; it returns the
    refusal for whoever asked.
    """

    def __init__(
        self, log: Log, now: datetime, failed: Callable[[Exception, str], Refused]
    ) -> None:
        self._log = log
        self._now = now
        self._failed = failed
        self._read: dict[object, Sequence[Kept]] = {}
        """What somebody of this turn asked for already."""

    def settle(self, waiting: Sequence[Waiting], last: int) -> list[Item]:
        """Return what is to be delivered: with the answers to questions, and to what was kept.

        ``last`` is the number of the last message before this turn.
        """
        settled: list[Item] = []
        numbers: Sequence[int | None] = ()
        for index, item in enumerate(waiting):
            if isinstance(item, Question | Resumption):
                numbers = numbers or _last_numbers(waiting)
                if isinstance(item, Question):
                    settled += self._answered(item, numbers[index])
                else:
                    settled += self._missed(item, numbers[index])
                continue
            settled.append(item)
            if type(item) is Happening:
                last = item.seq or last
                if item.condition:
                    settled += _consequences(item, item.condition)
            elif type(item) is Answer and isinstance(item.reply, Done):
                item.reply = replace(item.reply, seq=last)
            elif type(item) is Answer and isinstance(item.reply, Welcomed):
                # What was missed comes behind it. Who is cut off before that, and goes on from the
                # greatest number that they have read, would miss it for ever.
                since = item.reply.since
                item.reply = replace(item.reply, seq=last if since is None else min(since, last))
        return settled

    def _answered(self, question: Question, upto: int | None) -> list[Item]:
        """Return the answer to a question, if there is one, about messages up to that number."""
        wanted = replace(question.wanted, upto=upto)
        # Whoever ignores nobody asks for the same.
        key = (wanted.room, wanted.count, wanted.before, wanted.upto, wanted.below)
        before = None if wanted.without else self._read.get(key)
        answer: Reply | None
        try:
            messages = self._log.last(wanted) if before is None else before
            if not wanted.without:
                self._read[key] = messages
            answer = question.answer(messages)
        except Exception as error:
            answer = Declined(self._failed(error, "reading the history"))
        if answer is None:
            return []
        session, representation = question.session, question.representation
        return [Answer(session, answer, representation, request=question.request)]

    def _missed(self, resumption: Resumption, upto: int | None) -> list[Item]:
        """Return what a session is told that goes on where another one was lost."""
        session, representation = resumption.session, resumption.representation
        wanted: Missed = replace(resumption.wanted, upto=upto)
        try:
            told = read(self._log, wanted)
        except Exception as error:
            refused = self._failed(error, "reading what somebody missed")
            return [Answer(session, Declined(refused), representation)]
        answers: list[Item] = []
        if told.before is not None and session.room is not None:
            left_out = LeftOut(0, session.room.name.text, told.before, self._now)
            answers.append(Answer(session, left_out, representation))
        answers += [
            Answer(
                session,
                each if isinstance(each, Kept) else each.event,
                representation,
                seq=each.seq,
            )
            for each in told.events
        ]
        return answers


def _answer(condition: Condition, reply: Reply) -> Answer:
    request = condition.request
    return Answer(condition.session, reply, condition.representation, request=request)


def _consequences(happening: Happening, condition: Condition) -> list[Item]:
    """Return what is told because something was kept.

    That a message was, a program is told in the place of the message itself
    (`chatservice.core.audience`).
    """
    items: list[Item] = []
    if condition.told:
        items.append(_answer(condition, condition.told))
    if condition.copied:
        items += _copies(happening, replace(condition.copied, seq=happening.seq))
    receipt = None if isinstance(happening.event, MESSAGES) else happening.receipt()
    if receipt is not None:
        items.append(receipt)
    return items


def _copies(happening: Happening, reply: Reply) -> list[Item]:
    """Return ``reply`` for the other sessions of who did it."""
    return [
        Answer(session, reply, session.representation)
        for session in happening.speaker.sessions
        if not happening.is_by(session)
    ]


def without(waiting: Sequence[Waiting], lost: Sequence[Happening]) -> list[Waiting]:
    """Return ``waiting`` with a refusal in the place of each of ``lost``, which is taken back."""
    for happening in reversed(lost):
        if happening in happening.speaker.said:
            happening.speaker.said.remove(happening)
        if happening.condition is not None and happening.condition.undo is not None:
            happening.condition.undo()
    gone = {id(happening) for happening in lost}
    refused = Declined(Refused(Code.NOT_KEPT))
    left: list[Waiting] = []
    for item in waiting:
        if not isinstance(item, Happening) or id(item) not in gone:
            left.append(item)
        elif item.condition is not None:
            left.append(_answer(item.condition, refused))
    return left


def _last_numbers(waiting: Sequence[Waiting]) -> list[int | None]:
    """Return for each item the greatest number of what was there then; `None` if nothing is newer.

    A history that is read after the commit has in it what came later in the turn, too.
    """
    newest: int | None = None
    numbers: list[int | None] = []
    for item in reversed(waiting):
        numbers.append(newest)
        if isinstance(item, Happening) and item.seq and isinstance(item.event, NUMBERED + CHANGES):
            newest = item.seq - 1
    return numbers[::-1]
