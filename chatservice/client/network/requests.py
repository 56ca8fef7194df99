"""What the server is asked for: one request at a time, none faster than the server allows.

The next one is sent when the one before it is answered. Whoever writes faster than the server
takes lines is delayed, then muted (`chatservice.core.flood`): requests keep below that pace, and
one that meets a mute all the same is made again when it is over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from enum import Enum, auto
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall

from chatservice.core.pace import Bucket
from chatservice.core.refusals import Code
from chatservice.render.messages import Answer, Message
from chatservice.render.messages.conversation import Error, Ok

BURST = 5
PER_SECOND = 2.0
"""How fast somebody without an account may write, unless the operator says otherwise."""

CAUTION = 0.9
"""So much of the server's pace is kept to: lines that leave evenly may arrive in bunches."""

MOST_BURST, MOST_PER_MINUTE, LEAST_PER_SECOND = 10_000, 1_000_000, 0.1
"""What is believed of a server that tells how fast it takes lines: times are reckoned with it."""

LONGEST_WAIT = 3600.0
"""Seconds that a server may have something wait."""

MOST_CHORES = 200
"""Chores that wait at once: of more, the oldest are given up."""


class Turn(Enum):
    """When a request is sent."""

    EARLY = auto()
    """What was missed is read with it: while that is so, it comes before all others."""
    TYPED = auto()
    """Somebody waits for it: those are sent in their order."""
    LAST = auto()
    """When nothing that was typed is left."""
    CHORE = auto()
    """When nothing else is: nobody waits for it, and it ends with the connection."""


class Refused(Exception):
    """The server refuses what was asked for.

    ``code`` is stable (`chatservice.core.refusals.Code`), ``text`` a sentence in the session's
    language, ``details`` the values in it.
    """

    def __init__(
        self, code: str, text: str, details: Mapping[str, str | int] | None = None
    ) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.details = dict(details or {})

    def __str__(self) -> str:
        return f"{self.text} ({self.code})"


class Unanswered(Exception):
    """The connection was lost before the answer, or it was stopped: it may be done or not."""


class Request:
    """Something that the server is asked for: ``fields`` is the JSON object."""

    __slots__ = ("answers", "done", "fields", "turn")

    def __init__(self, fields: dict[str, Any], done: Deferred[list[Message]], turn: Turn) -> None:
        self.fields = fields
        self.done = done
        self.turn = turn
        self.answers: list[Message] = []

    def give_up(self, reason: str) -> None:
        """Have nobody wait for it any longer."""
        if not self.done.called:
            self.done.errback(Unanswered(f"{self.fields['type']}: {reason}"))


def seconds_of(error: Error) -> float:
    """Return for how many seconds an error asks to wait: not more than `LONGEST_WAIT`.

    A server may write anything there.
    """
    seconds = error.details.get("seconds", 0)
    return float(min(max(seconds, 0), LONGEST_WAIT)) if isinstance(seconds, int) else 0.0


class Requests:
    """Those of one client, also across connections: what was not sent yet waits for the next one.

    Their ids begin with ``prefix``: somebody else may send requests on the same connection.
    """

    def __init__(self, clock: Any, prefix: str = "") -> None:
        self._clock = clock
        self._prefix = prefix
        self._waiting: dict[Turn, deque[Request]] = {turn: deque() for turn in Turn}
        """In the order in which they are sent."""
        self._is_held = self._is_behind = False
        self._current: Request | None = None
        self._later: IDelayedCall | None = None
        """The call that sends the next one, where it has to wait."""
        self._not_before = 0.0
        self._number = 0
        self._send: Callable[[dict[str, Any]], None] | None = None
        self._is_closed = False
        self._bucket: Bucket | None = None
        self.allow(BURST, PER_SECOND)

    def allow(self, burst: int, per_second: float) -> None:
        """Take note of how fast lines may be sent; a ``burst`` of 0: as fast as anybody likes."""
        # With one less than the server allows, it never has to delay a line, and so never mutes.
        most = min(max(1, burst - 1), MOST_BURST)
        per_second = max(per_second, LEAST_PER_SECOND)
        self._bucket = Bucket(most, per_second * CAUTION) if burst else None

    def limited(self, limits: Mapping[str, int]) -> None:
        """Take note of the limits in a welcome, whatever a server may write there."""
        if "burst" in limits and "per_minute" in limits:
            self.allow(limits["burst"], min(limits["per_minute"], MOST_PER_MINUTE) / 60)

    def make(
        self,
        kind: str,
        fields: Mapping[str, Any],
        *,
        turn: Turn = Turn.TYPED,
        first: bool = False,
    ) -> Deferred[list[Message]]:
        """Ask for something; the Deferred fires with all answers, the last of which is `Ok`.

        It fails with `Refused` or `Unanswered`. Cancelled, it is not sent, or not waited for.
        ``first`` comes before all that waits for the same ``turn``.
        """
        done: Deferred[list[Message]] = Deferred()
        if self._is_closed:
            done.errback(Unanswered(f"{kind}: it stops"))
            return done
        self._number += 1
        given = {name: value for name, value in fields.items() if value is not None}
        its_id = f"{self._prefix}{self._number}"
        if turn is Turn.EARLY and not self._is_behind:
            turn = Turn.TYPED  # else whoever writes would wait for page after page
        request = Request({"type": kind, "id": its_id, **given}, done, turn)
        queue = self._waiting[turn]
        if turn is Turn.CHORE and len(queue) >= MOST_CHORES:
            queue.popleft().give_up("there are too many")
        (queue.appendleft if first else queue.append)(request)
        self._next()
        return done

    def is_on_its_way(self, asked: Deferred[list[Message]]) -> bool:
        """Return whether what `make` returned is that of the request that is sent by now."""
        return self._current is not None and self._current.done is asked

    @property
    def is_idle(self) -> bool:
        """Whether all is answered that somebody waits for."""
        return next(self._unanswered(), None) is None

    @property
    def number(self) -> int:
        """How many are not answered that somebody waits for."""
        return sum(1 for _ in self._unanswered())

    def _unanswered(self) -> Iterator[Request]:
        if self._current is not None and self._current.turn is Turn.TYPED:
            yield self._current
        yield from (each for each in self._waiting[Turn.TYPED] if not each.done.called)

    def hold(self) -> None:
        """Send nothing more: the server hears nothing but the answer to its question."""
        self._is_held = True

    def go_on(self) -> None:
        """Send again what waits, after the question."""
        self._is_held = False
        self._next()

    def connected(self, send: Callable[[dict[str, Any]], None], *, is_behind: bool = False) -> None:
        """Take note that the server listens: ``send`` sends an object.

        ``is_behind``: nothing but what is `Turn.EARLY` is sent until it is told to `catch_up`.
        """
        self._send = send
        self._is_behind = is_behind
        self._next()

    def catch_up(self) -> None:
        """Take note that what was missed is read: send what waits."""
        self._is_behind = False
        self._next()

    def disconnected(self) -> None:
        """Take note that it does not; nobody knows what became of the request on its way."""
        self._send = None
        self._is_held = self._is_behind = False
        request, self._current = self._current, None
        is_muted = self._later is not None  # refused for a while, so it was not done
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if request is not None and is_muted:
            self._waiting[request.turn].appendleft(request)
        elif request is not None:
            request.give_up("the connection was lost")
        for turn in (Turn.EARLY, Turn.CHORE):
            while self._waiting[turn]:
                self._waiting[turn].popleft().give_up("the connection was lost")

    def close(self) -> None:
        """Give up everything that is not answered, and take nothing more."""
        self._is_closed = True
        self.disconnected()
        for queue in self._waiting.values():
            while queue:
                queue.popleft().give_up("it stops")

    def answered(self, answer: Answer) -> bool:
        """Take an answer; return whether it was one to what was asked for here."""
        request = self._current
        if request is None or answer.id != request.fields["id"] or self._later is not None:
            return False
        if isinstance(answer, Error):
            if answer.code == Code.MUTED_FOR_FLOOD.value:
                self._wait(seconds_of(answer) + 1, self._again)
                return True
            self._done(request, Refused(answer.code, answer.text, answer.details))
        else:
            request.answers.append(answer)
            if isinstance(answer, Ok):
                self._done(request, None)
        return True

    def _done(self, request: Request, refused: Refused | None) -> None:
        self._current = None
        if not request.done.called:
            if refused is None:
                request.done.callback(request.answers)
            else:
                request.done.errback(refused)
        self._next()

    def _next(self) -> None:
        """Send the first one that waits, if nothing is in its way."""
        if self._send is None or self._current is not None or self._later is not None:
            return
        queue = None if self._is_held else self._queue()
        if queue is None:
            return
        wait = self._not_before - self._clock.seconds()
        if wait > 0:
            self._wait(wait, self._next)
            return
        self._current = queue.popleft()
        self._again()

    def _queue(self) -> deque[Request] | None:
        """Return the queue whose first one may be sent now; `None` if there is none."""
        for turn, queue in self._waiting.items():
            while queue and queue[0].done.called:
                queue.popleft()  # it was cancelled
            if queue:
                return None if self._is_behind and turn is not Turn.EARLY else queue
        return None

    def _again(self) -> None:
        request, send = self._current, self._send
        if request is None or send is None:
            return
        seconds = self._clock.seconds()
        if self._bucket is not None:
            now = datetime.fromtimestamp(seconds, timezone.utc)
            self._not_before = seconds + self._bucket.take(now)
        request.answers.clear()
        send(request.fields)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        def go_on() -> None:
            self._later = None
            then()

        self._later = self._clock.callLater(seconds, go_on)
