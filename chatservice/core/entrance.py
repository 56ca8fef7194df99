"""How many come in, from one address and in all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta

from chatservice.core.addresses import Origin
from chatservice.core.limits import Limits
from chatservice.core.refusals import Code, Refused

MINUTE = timedelta(minutes=1)
"""The time in which arrivals are counted; who is turned away for them is told to wait as long."""


class Entrance:
    """Counts connections by their addresses, and new ones by the minute.

    An address is what `Origin.group` is. What is remembered are the connections that are there and
    those that were let in during the last minute: nothing of anyone who is turned away.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._groups: dict[Hashable, str] = {}
        """Where those are from who count for an address."""
        self._inside: dict[str, int] = {}
        """How many of them there are for each address."""
        self._arrived: OrderedDict[Hashable, tuple[datetime, str]] = OrderedDict()
        """When each of the last minute came, and from where; "" for those who count for none."""
        self._recent: dict[str, int] = {}
        """How many of those there are for each address."""

    def enter(self, session: Hashable, origin: Origin | None, now: datetime) -> Refused | None:
        """Count one who comes, or return why they may not come in: they are not counted then."""
        self.forget(now)
        limits = self._limits
        if limits.arrivals is not None and len(self._arrived) >= limits.arrivals:
            return Refused(Code.TOO_MANY_ARRIVALS, seconds=MINUTE.seconds)
        if origin is None or limits.trusts(origin):
            self._arrived[session] = now, ""
            return None
        group = origin.group
        inside, most = self._inside.get(group, 0), limits.address_connections
        if most is not None and inside >= most:
            return Refused(Code.TOO_MANY_FROM_ADDRESS, allowed=most)
        recent, most = self._recent.get(group, 0), limits.address_arrivals
        if most is not None and recent >= most:
            return Refused(
                Code.TOO_MANY_ARRIVALS_FROM_ADDRESS, allowed=most, seconds=MINUTE.seconds
            )
        self._arrived[session] = now, group
        self._recent[group] = recent + 1
        self._groups[session] = group
        self._inside[group] = inside + 1
        return None

    def leave(self, session: Hashable) -> None:
        """Take note that a connection is closed, if it was let in."""
        group = self._groups.pop(session, None)
        if group is not None:
            _take_one(self._inside, group)

    def take_back(self, session: Hashable) -> None:
        """Forget one that was let in, as if it had never come."""
        self.leave(session)
        _, group = self._arrived.pop(session, (None, ""))
        if group:
            _take_one(self._recent, group)

    def forget(self, now: datetime) -> None:
        """Forget those who came more than a minute ago."""
        arrived, since = self._arrived, now - MINUTE
        while arrived:
            at, group = next(iter(arrived.values()))
            # Nobody has come later than now, unless the clock was set back meanwhile.
            if since < at <= now:
                return
            arrived.popitem(last=False)
            if group:
                _take_one(self._recent, group)


def _take_one(counts: dict[str, int], group: str) -> None:
    left = counts[group] - 1
    if left:
        counts[group] = left
    else:
        del counts[group]
