"""Messages from files into the history, while a server may be writing there too.

Whoever writes holds up the server's own commits. So messages are written a few at a time, in less
than two milliseconds, and what needs no lock is done in between: reading the file, looking up what
is there already, finding a free place for what is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from time import perf_counter, sleep

import apsw

from chatservice.core.names import key_of
from chatservice.exchange.places import Identity, Places, TimesSeen, as_table
from chatservice.exchange.shapes import Entry
from chatservice.history.order import note_import
from chatservice.history.rows import RowNumbers, last_number
from chatservice.history.schema import ACTED, SAID

AIM = 0.0015
"""Seconds that the history is held at once: the most that is allowed, 5 ms, leaves room for a
processor that is needed elsewhere."""

PAUSE = 0.002
"""Seconds, at least, in which it is then left alone."""

SMALLEST, LARGEST = 8, 1000
"""Messages written at once."""

MOST_CHARACTERS = 128 * 1024
"""Characters of the messages written at once, besides the last one's."""

MOST_TRIES = 100
"""How often messages are given places anew because somebody else has taken one of them."""

PAGES_TO_CHECKPOINT = 4000
"""The length of SQLite's log (16 MiB) at which it is carried over to the file itself."""

_THERE = """
    SELECT m.at, r.key, a.key, m.kind, m.text
    FROM json_each(?) t CROSS JOIN messages m ON {condition}
        CROSS JOIN rooms r ON r.id = m.room
        CROSS JOIN authors a ON a.id = m.author AND NOT a.forgotten
"""
_AT_THEIR_TIME = _THERE.format(condition="m.place = t.value AND m.at = m.place")
_BESIDE_THEIR_TIME = _THERE.format(condition="m.at = t.value AND m.at <> m.place")
_INSERT = """
    INSERT INTO messages (place, seq, at, kind, room, author, edited, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(slots=True)
class Imported:
    """How many messages an import ``added``, and how many were ``known`` already."""

    added: int = 0
    known: int = 0


def _identity(entry: Entry) -> Identity:
    at, room, user, text, action, _edited = entry
    return at, key_of(room), key_of(user), ACTED if action else SAID, text


class Importer:
    """Adds messages to the history on ``connection``, which nobody else uses meanwhile.

    ``imported`` has what it did so far.
    """

    def __init__(
        self, connection: apsw.Connection, *, wait: Callable[[float], None] = sleep
    ) -> None:
        self.imported = Imported()
        self._connection = connection
        self._wait = wait
        self._size = 100
        self._idle_until = 0.0
        self._times_seen = TimesSeen()
        self._places = Places(connection)
        self._rows = RowNumbers(connection)
        self._pages = 0
        connection.set_wal_hook(self._note_pages)

    def add(self, entries: Iterable[Entry], told: Callable[[], object] = lambda: None) -> None:
        """Add those of ``entries`` that are not there yet; ``told`` is called now and then.

        As often as a message comes in ``entries`` it is in the history afterwards, at least.
        Raises `apsw.Error`; what was added before that stays.
        """
        rest = iter(entries)
        while batch := self._batch(rest):
            self._add(batch)
            told()
            if self._pages >= PAGES_TO_CHECKPOINT:
                self._checkpoint()

    def _batch(self, rest: Iterable[Entry]) -> list[Entry]:
        batch: list[Entry] = []
        characters = 0
        for entry in islice(rest, self._size):
            batch.append(entry)
            characters += len(entry.text)
            if characters > MOST_CHARACTERS:
                break
        return batch

    def _add(self, batch: Sequence[Entry]) -> None:
        numbered = [
            (entry, identity, self._times_seen.count(identity))
            for entry, identity in ((entry, _identity(entry)) for entry in batch)
        ]
        for again in reversed(range(MOST_TRIES)):
            there = self._there(batch, {identity for _, identity, _ in numbered})
            new = [entry for entry, identity, time in numbered if time > there[identity]]
            try:
                if new:
                    self._write(new, self._places.for_times([entry.at for entry in new]))
                break
            except apsw.ConstraintError:  # somebody else has taken one of the places meanwhile
                if not again:
                    raise
        self.imported.added += len(new)
        self.imported.known += len(batch) - len(new)

    def _there(self, batch: Sequence[Entry], wanted: set[Identity]) -> Counter[Identity]:
        """Return how often each message of a batch is there; ``wanted`` has its identities."""
        times = as_table({entry.at for entry in batch})
        there: Counter[Identity] = Counter()
        for query in (_AT_THEIR_TIME, _BESIDE_THEIR_TIME):
            rows = self._connection.execute(query, (times,))
            there.update(row for row in rows if row in wanted)
        return there

    def _write(self, new: Sequence[Entry], places: Sequence[int]) -> None:
        """Add messages at places, all or, where `apsw.Error` is raised, none."""
        pause = self._idle_until - perf_counter()
        if pause > 0:
            self._wait(pause)
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        start = perf_counter()
        try:
            self._insert(new, places)
            connection.execute("COMMIT")
        except BaseException:
            self._rows.forget()
            self._places.forget()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            held = perf_counter() - start
            self._idle_until = start + held + max(held, PAUSE)
        self._adapt(len(new), held)

    def _insert(self, new: Sequence[Entry], places: Sequence[int]) -> None:
        last = last_number(self._connection)
        numbers = range(last + 1, last + len(new) + 1)
        note_import(self._connection, numbers[0], numbers[-1])
        self._connection.executemany(
            _INSERT,
            (
                (
                    place,
                    seq,
                    entry.at,
                    ACTED if entry.action else SAID,
                    self._rows.room(entry.room),
                    self._rows.author(entry.user, 0),
                    entry.edited,
                    entry.text,
                )
                for place, seq, entry in zip(places, numbers, new, strict=True)
            ),
        )

    def _adapt(self, count: int, held: float) -> None:
        """Choose how many messages are written at once next time."""
        if held > AIM or count * 2 >= self._size:
            fitting = int(count * AIM / held)
            self._size = max(SMALLEST, min(LARGEST, fitting, self._size * 2))

    def _note_pages(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def _checkpoint(self) -> None:
        """Carry the log over, as far as readers let it; writers are not held up by that."""
        self._pages = 0
        with suppress(apsw.BusyError):  # the server is doing it
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
