"""What somebody missed between two connections: read from the log, as it would have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chatservice.core.log import Changed, Kept, Log, Since
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out

MOST = 500
"""Messages, and changes of them, that are told again: reading and rendering them takes some 5 ms.
Of more, the last ones are, and `/history before` shows the others."""


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
    """What is told of it, in the order of the numbers.

    ``before`` is the time before which something is left out, if anything is.
    """

    events: Sequence[Kept | Changed]
    before: datetime | None = None


def read(log: Log, wanted: Missed) -> Told:
    """Return what somebody missed. Raises `chatservice.core.log.NotReadError`."""
    upto = wanted.upto
    # What came later in the turn is in the log as well, and must take nobody else's place.
    later = 0 if upto is None else max(0, log.last_number() - upto)
    place, most = log.place_of(wanted.after), MOST + later
    since = Since(wanted.rooms, place, most, wanted.without)
    start, _ = log.start_of(since)
    found = log.since(replace(since, after=max(start, place)))
    private = log.waiting(wanted.identity, wanted.after, most, wanted.without, sent=True)
    changes = log.changes(wanted.rooms, wanted.after, wanted.identity, most)
    events: list[Kept | Changed] = [
        *found.messages,
        *private.messages,
        *(
            changed
            for changed in changes
            if not is_left_out(wanted.without, key_of(changed.event.who), changed.event.at)
        ),
    ]
    told = sorted((each for each in events if upto is None or each.seq <= upto), key=_seq)
    cut = [log.time_at(start)] if start > place else []
    if private.total > len(private.messages):
        cut.append(private.messages[0].message.at)
    if len(changes) == most:
        cut.append(changes[0].event.at)
    if len(told) > MOST:
        del told[:-MOST]
        cut.append(_at(told[0]))
    return Told(told, max(cut, default=None))


def _seq(told: Kept | Changed) -> int:
    return told.seq


def _at(told: Kept | Changed) -> datetime:
    return told.message.at if isinstance(told, Kept) else told.event.at
