"""Who writes too fast, or the same again and again.

Nothing that is written is lost. Who writes faster than lines are taken is delayed first: the next
line waits. Who goes on like that for `PATIENCE` is muted for `MUTED`: lines are taken as slowly,
but refused. Who is delayed for as long again, until a minute after that, is disconnected.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from chatservice.core.pace import Bucket, Rate
from chatservice.core.refusals import Code, Refused

PATIENCE = timedelta(seconds=15)
"""How long somebody may be delayed without a break. Pasting 30 lines takes 12.5 seconds."""

PATIENT_LINES = 10
"""How many lines may be delayed without a break, where they are so slow that it takes longer."""

MUTED = timedelta(seconds=30)

BREAK = timedelta(seconds=1)
"""Who could have written for so long and did not has made a break."""

FORGOTTEN_AFTER = timedelta(minutes=1)
"""How long after the end of a mute it is forgotten."""

MOST_TEXTS = 4
"""Different texts of one person that are remembered, to know them again."""


class FloodLimit(NamedTuple):
    """So many lines at once, and then so many in each second."""

    burst: int
    per_second: float


class Verdict(NamedTuple):
    """What becomes of a line.

    ``pause`` is for how many seconds the next one is not taken. ``refused`` is why this one is not
    heard by anyone; if the connection ends with it, ``is_last`` is true.
    """

    pause: float = 0.0
    refused: Refused | None = None
    is_last: bool = False


GO_ON = Verdict()
"""The usual one: nothing is in the way."""


class Flood(Bucket):
    """The lines of one person, as to how fast they come."""

    __slots__ = ("_delayed_since", "_free_at", "_muted_until")

    def __init__(self, limit: FloodLimit) -> None:
        super().__init__(limit.burst, limit.per_second)
        self._free_at: datetime | None = None
        """From when on the next line may come; `None` where that tells nothing."""
        self._delayed_since: datetime | None = None
        self._muted_until: datetime | None = None

    def line(self, now: datetime) -> Verdict:
        """Count one line, and say what becomes of it; it is `GO_ON` for most."""
        if self._full_at <= now and self._free_at is None and self._each <= self._spare:
            # The first of a burst, as most are that people type: what `take` does, in half the
            # time.
            self._full_at = now + self._each
            return GO_ON
        pause = self.take(now)
        if not pause and self._free_at is None:
            return GO_ON
        return self._judge(now, pause)

    def is_muted(self, now: datetime) -> bool:
        """Return whether what this person says is refused."""
        until = self._muted_until
        # It can't be farther off than a whole mute, unless the clock was set back meanwhile.
        return until is not None and now < until <= now + MUTED

    def _judge(self, now: datetime, pause: float) -> Verdict:
        since, free_at = self._delayed_since, self._free_at
        if free_at is None or now - free_at > BREAK or (since is not None and now < since):
            since = None
        if since is None and pause:
            since = now
        refused, is_last = None, False
        if self.is_muted(now):
            refused = self._muted(now)
        elif since is not None and pause and now - since >= self._patience:
            if self._remembers_mute(since):
                refused, is_last = Refused(Code.FLOODED), True
            else:
                self._muted_until = now + MUTED
                refused = self._muted(now)
        self._delayed_since = since
        watched = since is not None or refused is not None
        self._free_at = now + timedelta(seconds=pause) if watched else None
        return Verdict(pause, refused, is_last)

    @property
    def _patience(self) -> timedelta:
        return max(PATIENCE, PATIENT_LINES * self._each)

    def _muted(self, now: datetime) -> Refused:
        left = (self._muted_until or now) - now
        return Refused(Code.MUTED_FOR_FLOOD, seconds=ceil(left.total_seconds()))

    def _remembers_mute(self, since: datetime) -> bool:
        """Return whether who is delayed ``since`` then was muted, or had been a moment before."""
        return self._muted_until is not None and since - self._muted_until < FORGOTTEN_AFTER


class Repeats:
    """What one person says, as to whether it is the same again and again.

    The same is what differs in nothing but case and spaces. The last `MOST_TEXTS` different texts
    are remembered, by their hashes, which nobody can foresee.
    """

    __slots__ = ("_keys", "_next", "_rate", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        # Two short lists that are written round and round: a dictionary takes twice as long.
        self._keys = [0] * MOST_TEXTS
        self._times: list[tuple[datetime, ...]] = [()] * MOST_TEXTS
        self._next = 0

    def allows(self, text: str, now: datetime) -> bool:
        """Count ``text`` and return true, or return false if it was said too often."""
        # To leave the spaces out altogether is twice as fast as to squeeze them.
        key = hash(text.replace(" ", "").casefold())
        if key in self._keys:
            return self._again(self._keys.index(key), now)
        place = self._next
        self._keys[place] = key
        self._times[place] = (now,)
        self._next = (place + 1) % MOST_TEXTS
        return True

    def _again(self, place: int, now: datetime) -> bool:
        span = self._rate.span
        times = tuple(at for at in self._times[place] if now - span < at <= now)
        is_allowed = len(times) < self._rate.count
        self._times[place] = (*times, now) if is_allowed else times
        return is_allowed
