"""What the server is asked for: one request at a time, none faster than the server allows.

The next one is sent when the one before it is answered. Whoever writes faster than the server
takes lines is delayed, then muted (`chatservice.core.flood`): requests keep below that pace, and
one that meets a mute all the same is made again when it is over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
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

    __slots__ = ("answers", "done", "fields", "is_chore")

    def __init__(
        self, fields: dict[str, Any], done: Deferred[list[Message]], *, is_chore: bool
    ) -> None:
        self.fields = fields
        self.done = done
        self.is_chore = is_chore
        self.answers: list[Message] = []


class Requests:
    """Those of one client, also across connections: what was not sent yet waits for the next one.

    Their ids begin with ``prefix``: somebody else may send requests on the same connection.
    """

    def __init__(self, clock: Any, prefix: str = "") -> None:
        self._clock = clock
        self._prefix = prefix
        self._waiting: deque[Request] = deque()
        self._chores: deque[Request] = deque()
        """Those that nobody waits for: they come when nothing else does."""
        self._is_held = False
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
        self._bucket = Bucket(max(1, burst - 1), per_second * CAUTION) if burst else None

    def make(
        self, kind: str, fields: Mapping[str, Any], *, is_chore: bool = False, first: bool = False
    ) -> Deferred[list[Message]]:
        """Ask for something; the Deferred fires with all answers, the last of which is `Ok`.

        It fails with `Refused` or `Unanswered`. Cancelled, it is not sent, or not waited for. What
        nobody waits for is a chore, which ends with the connection; ``first`` comes before all that
        waits.
        """
        done: Deferred[list[Message]] = Deferred()
        if self._is_closed:
            done.errback(Unanswered(f"{kind}: it stops"))
            return done
        self._number += 1
        given = {name: value for name, value in fields.items() if value is not None}
        its_id = f"{self._prefix}{self._number}"
        request = Request({"type": kind, "id": its_id, **given}, done, is_chore=is_chore)
        if first:
            self._waiting.appendleft(request)
        else:
            (self._chores if is_chore else self._waiting).append(request)
        self._next()
        return done

    @property
    def is_idle(self) -> bool:
        """Whether all is answered that somebody waits for."""
        return not self._waiting and (self._current is None or self._current.is_chore)

    def hold(self) -> None:
        """Send nothing more: the server hears nothing but the answer to its question."""
        self._is_held = True

    def go_on(self) -> None:
        """Send again what waits."""
        self._is_held = False
        self._next()

    def connected(self, send: Callable[[dict[str, Any]], None]) -> None:
        """Take note that the server listens: ``send`` sends an object."""
        self._send = send
        self._next()

    def disconnected(self) -> None:
        """Take note that it does not; nobody knows what became of the request on its way."""
        self._send = None
        self._is_held = False
        while self._chores:
            _give_up(self._chores.popleft(), "the connection was lost")
        request, self._current = self._current, None
        if self._later is not None:
            self._later.cancel()
            self._later = None
            if request is not None:  # refused for a while, so it was not done
                self._waiting.appendleft(request)
        elif request is not None:
            _give_up(request, "the connection was lost")

    def close(self) -> None:
        """Give up everything that is not answered, and take nothing more."""
        self._is_closed = True
        self.disconnected()
        while self._waiting:
            _give_up(self._waiting.popleft(), "it stops")

    def answered(self, answer: Answer) -> bool:
        """Take an answer; return whether it was one to what was asked for here."""
        request = self._current
        if request is None or answer.id != request.fields["id"] or self._later is not None:
            return False
        if isinstance(answer, Error):
            if answer.code == Code.MUTED_FOR_FLOOD.value:
                self._wait(float(answer.details.get("seconds", 0)) + 1, self._again)
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
        for queue in (self._waiting, self._chores):
            while queue and queue[0].done.called:
                queue.popleft()  # it was cancelled
        queue = self._waiting or self._chores
        if not queue or self._is_held:
            return
        wait = self._not_before - self._clock.seconds()
        if wait > 0:
            self._wait(wait, self._next)
            return
        self._current = queue.popleft()
        self._again()

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


def _give_up(request: Request, reason: str) -> None:
    if not request.done.called:
        request.done.errback(Unanswered(f"{request.fields['type']}: {reason}"))
