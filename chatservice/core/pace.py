"""How often something may happen: told the time, each of these says whether it may now.

The clock may be set back at any time. That makes nobody wait for longer than they would have to
anyway.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from math import ceil

MOST_KEYS = 10_000
"""Addresses or names that are remembered at once: a new one takes the place of the one that was
seen last the longest ago."""

FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0
"""How many seconds somebody waits after one wrong password, and after many: each time twice as
long as the time before."""

FORGOTTEN_AFTER = timedelta(minutes=10)
"""How long after the last wrong password nothing is remembered of any."""

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds, and no more."""

    count: int
    seconds: float

    @property
    def span(self) -> timedelta:
        """The seconds as a length of time."""
        return timedelta(seconds=self.seconds)


class Bucket:
    """A token bucket: ``burst`` at once, and then ``per_second``.

    In any time whatever, there are at most ``burst`` and ``per_second`` for each second of it, if
    whoever is asked to wait does wait.
    """

    # It knows one time alone, when it will be full again: the "generic cell rate algorithm" of
    # ITU-T I.371.
    __slots__ = ("_each", "_full_at", "_most", "_spare")

    def __init__(self, burst: int, per_second: float) -> None:
        self._each, self._spare, self._most = _spacing(burst, per_second)
        self._full_at = _LONG_AGO

    def take(self, now: datetime) -> float:
        """Take one out; return for how many seconds there is no other: 0.0 if there is one."""
        full_at = self._full_at
        lacking = self._each
        if full_at > now:
            # With more than that lacking, the clock was set back, or nobody waits.
            lacking += min(full_at - now, self._most)
        self._full_at = now + lacking
        return 0.0 if lacking <= self._spare else (lacking - self._spare).total_seconds()


@lru_cache(maxsize=64)
def _spacing(burst: int, per_second: float) -> tuple[timedelta, timedelta, timedelta]:
    """Return how far apart things may be for ever, and how much may lack: with no wait, at all."""
    each = timedelta(microseconds=ceil(1_000_000 / per_second))
    return each, each * (burst - 1), each * burst * 2


class Window:
    """At most so many in any stretch of so many seconds.

    It remembers the time of each of those, and no more.
    """

    __slots__ = ("_rate", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: list[datetime] = []

    def allows(self, now: datetime) -> bool:
        """Count one and return true, or return false for one too many, which is not counted."""
        if self.wait(now):
            return False
        self._times.append(now)
        return True

    def wait(self, now: datetime) -> int:
        """Return for how many seconds, rounded up, there may be no other; 0 if there may."""
        times, span = self._times, self._rate.span
        while times and not now - span < times[0] <= now:
            del times[0]
        if len(times) < self._rate.count:
            return 0
        return ceil((times[0] + span - now).total_seconds())


class Different:
    """At most so many different ones in any stretch of so many seconds: one again counts once.

    It remembers those, each with the last time that it was counted, and no more.
    """

    __slots__ = ("_rate", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: dict[Hashable, datetime] = {}

    def allows(self, which: Hashable, now: datetime) -> bool:
        """Count that one and return true, or return false if it would be one too many."""
        if which not in self._times and self.wait(now):
            return False
        self._times.pop(which, None)  # so that it stands last, as the latest
        self._times[which] = now
        return True

    def wait(self, now: datetime) -> int:
        """Return for how many seconds, rounded up, there may be no other; 0 if there may."""
        times, span = self._times, self._rate.span
        while times:
            first, at = next(iter(times.items()))
            if now - span < at <= now:
                break
            del times[first]
        if len(times) < self._rate.count:
            return 0
        return ceil((at + span - now).total_seconds())


class Windows:
    """A `Window` for each key, such as an address. ``most`` keys are remembered."""

    def __init__(self, rate: Rate, most: int = MOST_KEYS) -> None:
        self._rate = rate
        self._most = most
        self._windows: OrderedDict[str, Window] = OrderedDict()

    def allows(self, key: str, now: datetime) -> bool:
        """Count one for ``key`` and return true, or return false for one too many."""
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window(self._rate)
            if len(self._windows) > self._most:
                self._windows.popitem(last=False)
        self._windows.move_to_end(key)
        return window.allows(now)

    def wait(self, key: str, now: datetime) -> int:
        """Return for how many seconds, rounded up, there may be no other for ``key``."""
        window = self._windows.get(key)
        return window.wait(now) if window is not None else 0


class Attempts:
    """What wrong passwords cost: a delay that grows with each, for each address and each account.

    ``most`` keys are remembered. Nothing is, `FORGOTTEN_AFTER` the last wrong one.
    """

    def __init__(self, most: int = MOST_KEYS, longest: float = LONGEST_DELAY) -> None:
        self._most = most
        self._longest = longest
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        """How often each key has failed, and when it did last."""

    def delay(self, key: str, now: datetime) -> float:
        """Return for how many seconds there may be no attempt for ``key``; 0.0 if there may."""
        times, since = self._recent(key, now)
        if not times:
            return 0.0
        # Doubled more often, the number would be beyond what a float holds.
        wanted = min(self._longest, FIRST_DELAY * 2.0 ** min(times - 1, 10))
        return max(0.0, wanted - since.total_seconds())

    def failed(self, key: str, now: datetime) -> None:
        """Take note of a wrong password."""
        times, _ = self._recent(key, now)
        self._failed[key] = times + 1, now
        self._failed.move_to_end(key)
        if len(self._failed) > self._most:
            self._failed.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Forget the last wrong password: it was none."""
        times, at = self._failed.pop(key, (0, None))
        if times > 1 and at is not None:
            self._failed[key] = times - 1, at

    def succeeded(self, key: str) -> None:
        """Forget the wrong passwords: this was the right one."""
        self._failed.pop(key, None)

    def _recent(self, key: str, now: datetime) -> tuple[int, timedelta]:
        """Return how often ``key`` has failed of late, and how long ago it did last."""
        times, at = self._failed.get(key, (0, now))
        since = max(now - at, timedelta())
        if since >= FORGOTTEN_AFTER:
            self._failed.pop(key, None)
            return 0, since
        if at > now:  # the clock was set back: as if it had failed just now
            self._failed[key] = times, now
        return times, since
