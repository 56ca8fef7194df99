"""What an import looks up: which messages came before, and where new ones go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import apsw

Identity = tuple[int, str, str, int, str]
"""What makes a message the same as another: its time, the keys of its room and author, its kind
and its text."""


MOST_COUNTED = 32_768
"""Messages of the file that are remembered at least, to tell when one comes again."""

_OCCUPIED = "SELECT m.place FROM json_each(?) t CROSS JOIN messages m ON m.place = t.value"
_FREE_FROM = """
    SELECT m.place + 1 FROM messages m
    WHERE m.place >= ? AND NOT EXISTS (SELECT 1 FROM messages n WHERE n.place = m.place + 1)
    ORDER BY m.place LIMIT 1
"""


class TimesSeen:
    """Counts how often each message came, among the last `MOST_COUNTED` at least."""

    def __init__(self) -> None:
        self._now: dict[int, int] = {}
        self._before: dict[int, int] = {}

    def count(self, identity: Identity) -> int:
        """Count a message; return how often it has come with this one."""
        # Its hash (of 61 bits) takes a tenth of the memory that it would take itself.
        key = hash(identity)
        times = (self._now.get(key) or self._before.get(key, 0)) + 1
        if len(self._now) >= MOST_COUNTED:
            self._before, self._now = self._now, {}
        self._now[key] = times
        return times


class Places:
    """Finds where messages go: the place of their time, or the next one that is free."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._run = range(0)
        """Places that are all taken: those where the last search went past."""

    def forget(self) -> None:
        """Take it that what was found last was not taken."""
        self._run = range(0)

    def for_times(self, times: Sequence[int]) -> list[int]:
        """Return a free place for each of the times, all different."""
        occupied = {
            place for (place,) in self._connection.execute(_OCCUPIED, (as_table(set(times)),))
        }
        chosen: dict[int, None] = {}
        for at in times:
            free = self._free_from(at, chosen) if at in occupied or at in chosen else at
            chosen[free] = None
            if free != at:
                # All from `at` on is taken now: many messages of one second need no search each.
                self._run = range(self._run.start if at in self._run else at, free + 1)
        return list(chosen)

    def _free_from(self, at: int, chosen: dict[int, None]) -> int:
        free = self._run.stop if at in self._run else at
        while True:
            while free in chosen:
                free += 1
            found = self._connection.execute("SELECT 1 FROM messages WHERE place = ?", (free,)).get
            if found is None:
                return free
            free = self._connection.execute(_FREE_FROM, (free,)).get


def as_table(numbers: Iterable[int]) -> str:
    """Return numbers as a list in JSON, which SQLite reads as a table."""
    return f"[{','.join(map(str, sorted(numbers)))}]"
