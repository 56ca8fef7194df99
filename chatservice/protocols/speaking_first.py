"""Remembers where programs came from lately that speak first, as browsers do.

A packet that is lost on the way is sent again after some hundred milliseconds (RFC 6298): what such
a program says first then comes when it would have been greeted as a person.
"""

from __future__ import annotations

from collections import OrderedDict

from twisted.internet.interfaces import IReactorTime

from chatservice.core.addresses import Origin
from chatservice.core.limits import LOOPBACK
from chatservice.core.pace import MOST_KEYS

REMEMBERED_SECONDS = 300
"""How long that is remembered of an address."""


class SpeakingFirst:
    """Knows addresses, as `Origin.group` has them, from which such a program came.

    This machine's own are not among them: nothing is lost on the way from there. ``most`` are
    remembered; ``clock`` says how long it is ago.
    """

    def __init__(self, clock: IReactorTime, most: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._spoke: OrderedDict[str, float] = OrderedDict()
        """When there was one from each address; the last of them last."""

    def spoke(self, origin: Origin | None) -> None:
        """Take note of such a program."""
        if origin is None or LOOPBACK.has(origin):
            return
        now, spoke = self._clock.seconds(), self._spoke
        spoke[origin.group] = now
        spoke.move_to_end(origin.group)
        while len(spoke) > self._most or now - next(iter(spoke.values())) >= REMEMBERED_SECONDS:
            spoke.popitem(last=False)

    def has(self, origin: Origin | None) -> bool:
        """Return whether there was one from there lately."""
        at = None if origin is None else self._spoke.get(origin.group)
        return at is not None and self._clock.seconds() - at < REMEMBERED_SECONDS
