"""What somebody missed between two connections: read from the log, as it would have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chatservice.core.events import Event
from chatservice.core.log import Log, Since
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out

MOST = 500
"""Messages that are told again: reading and rendering them takes some 5 ms. Of more, the last ones
are, and `/history before` shows the others."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What is asked for: all that has a number greater than ``after``, and none above ``upto``.

    ``rooms`` are the keys of their names; private messages are those for ``identity``, 0 for
    nobody; ``without`` is as in `chatservice.core.log.Last`.
    """

    rooms: tuple[str, ...]
    after: int
    identity: int
    without: Mapping[str, datetime] = field(default_factory=dict)
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of it: events with their numbers, in that order.

    ``before`` is the time before which messages are left out, if any are.
    """

    events: Sequence[tuple[int, Event]]
    before: datetime | None = None


def read(log: Log, wanted: Missed) -> Told:
    """Return what somebody missed. Raises `chatservice.core.log.NotReadError`."""
    place = log.place_of(wanted.after)
    upto = wanted.upto
    # What came later in the turn is in the log as well, and must take nobody else's place.
    later = 0 if upto is None else max(0, log.last_number() - upto)
    since = Since(wanted.rooms, place, MOST + later, wanted.without)
    start, _ = log.start_of(since)
    is_cut = start > place
    found = log.since(replace(since, after=max(start, place)))
    private = log.waiting(
        wanted.identity, wanted.after, MOST + later, wanted.without, sent=True
    ).messages
    events: list[tuple[int, Event]] = [
        *((kept.seq, kept.message) for kept in found.messages),
        *((kept.seq, kept.message) for kept in private),
        *(
            (changed.seq, changed.event)
            for changed in log.changes(wanted.rooms, wanted.after, wanted.identity, MOST)
            if not is_left_out(wanted.without, key_of(changed.event.who), changed.event.at)
        ),
    ]
    told = sorted(
        ((seq, event) for seq, event in events if upto is None or seq <= upto),
        key=lambda numbered: numbered[0],
    )
    return Told(told, log.time_at(start) if is_cut else None)
