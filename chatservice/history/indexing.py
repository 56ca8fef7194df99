"""What brings the full-text index up to date with the history, a step at a time.

A step takes out first what the history wants forgotten (``unindexed``), then puts in the messages
that are new. It notes what is done in the same commit, so that nothing is taken out or put in
twice, whenever the process ends; only afterwards is the history told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple

import apsw

from chatservice.core.words import folded
from chatservice.history.files import DATABASE, INDEX, connect
from chatservice.history.fulltext import (
    PATIENCE,
    TABLE_OF,
    Stop,
    UselessIndex,
    check,
    sound,
)
from chatservice.history.rows import transaction
from chatservice.history.scope import scope_of

FORGOTTEN_IN_A_STEP = 25
"""Messages, at some 0.3 milliseconds each."""

CHECKPOINT_PAGES = 1000
"""Of the index's write-ahead log: then a step copies them into the file."""

CHARACTERS_IN_A_STEP = 50_000
"""That are cut into words, or taken out; the last message may go beyond."""

CHARACTERS_IN_A_ROW = 4000
"""After so many the other threads have their turn: to cut them takes up to 2 milliseconds."""

_MESSAGES = """
    SELECT m.place, m.seq, m.at, m.text, r.key, a.key, a.person, w.key, w.person
    FROM messages m JOIN authors a ON a.id = m.author
    LEFT JOIN rooms r ON r.id = m.room LEFT JOIN authors w ON w.id = m.receiver
"""

Entry = tuple[int, str, str]
"""A row of the index: a message's place, its words and its scope."""


class _State(NamedTuple):
    indexed: int
    forgotten: int
    late: int


@dataclass
class _Step:
    """What a step changes. There is a list of entries for each of `TABLE_OF`."""

    state: _State
    removed: tuple[list[Entry], list[Entry]] = field(default_factory=lambda: ([], []))
    added: tuple[list[Entry], list[Entry]] = field(default_factory=lambda: ([], []))
    settled: dict[int, int] = field(default_factory=dict)
    witness: tuple[Any, ...] = (0, 0)
    characters: int = 0
    is_history_behind: bool = False
    """Whether the history has something to forget that is forgotten."""
    is_last: bool = True


class Indexer:
    """Writes the index in a folder.

    Everything here raises `UselessIndex`, and other errors of `apsw` where the disk, the history
    or ``stop`` is the reason.
    """

    def __init__(self, directory: Path, stop: Stop) -> None:
        self._stop = stop
        self._history_file = directory / DATABASE
        if not (directory / INDEX).exists():
            raise UselessIndex("missing")
        self._history = stop.connect(self._history_file, writable=False)
        try:
            with sound():
                self._index = stop.connect(directory / INDEX)
                self._index.wal_autocheckpoint(CHECKPOINT_PAGES)
            try:
                check(self._index, self._history)
            except BaseException:
                stop.close(self._index)
                raise
        except BaseException:
            stop.close(self._history)
            raise

    def close(self) -> None:
        """Let go of the files."""
        self._stop.close(self._index)
        self._stop.close(self._history)

    def step(self, limit: int) -> bool:
        """Take some messages out and put some in, of the new ones at most ``limit``.

        Returns whether there is more to do.
        """
        with sound():
            state = _State._make(
                self._index.execute("SELECT indexed, forgotten, late FROM state").fetchall()[0]
            )
        with transaction(self._history, "BEGIN"):
            step = self._next(state, limit)
        if step.state != state:
            with sound(), transaction(self._index, "BEGIN IMMEDIATE"):
                self._do(step)
        if step.is_history_behind or step.state.forgotten != state.forgotten:
            self._tell_history(step.state.forgotten)
        return not step.is_last

    def is_to_be_cleared(self) -> bool:
        """Return whether all is forgotten, and the file may still have bytes of it (`clear`)."""
        return not (self._is_something_to_forget() or self._is_cleared())

    def erase(self) -> bool:
        """Write over what the log of the file has of forgotten words; returns whether none is left.

        Some is while somebody reads the file, while there is something to forget yet, and until
        the file is cleared of what was taken out.
        """
        if self._is_something_to_forget():
            return False
        try:
            with sound():
                self._index.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except apsw.BusyError:
            return False
        return self._is_cleared()

    def _is_something_to_forget(self) -> bool:
        return bool(self._history.execute("SELECT EXISTS (SELECT 1 FROM unindexed)").get)

    def _is_cleared(self) -> bool:
        with sound():
            return bool(self._index.execute("SELECT cleared >= forgotten FROM state").get)

    def _next(self, state: _State, limit: int) -> _Step:
        """Return the step that comes next; read from the history in one transaction."""
        step = _Step(state)
        step.is_history_behind = bool(
            self._history.execute(
                "SELECT EXISTS (SELECT 1 FROM unindexed WHERE id <= ?)", (state.forgotten,)
            ).get
        )
        latest = int(self._history.execute("SELECT max(id) FROM unindexed").get or 0)
        forgotten = self._forget(step, latest)
        indexed, late = state.indexed, state.late
        count = 0
        if forgotten >= latest:
            rows = self._rows("m.seq > ? ORDER BY m.seq LIMIT ?", (indexed, limit))
            for row in rows:
                place, indexed, at = row[:3]
                late = max(late, place - at)
                count += 1
                if self._add(step, row):
                    rows.close()
                    count = limit
                    break
        found = self._history.execute(
            "SELECT seq, place FROM messages WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (indexed,)
        ).fetchone()
        step.witness = found or (0, 0)
        step.state = _State(indexed, forgotten, late)
        step.is_last = forgotten >= latest and count < limit
        return step

    def _forget(self, step: _Step, latest: int) -> int:
        """Add to a step what is to be taken out; returns how far all is forgotten then.

        What was changed is put in again at once as it is now, and not once for each change.
        ``latest`` is the last change there is.
        """
        forgotten = step.state.forgotten
        changes: list[tuple[Any, ...]] = self._history.execute(
            "SELECT id, place, seq, private, words, scope FROM unindexed"
            " WHERE id > ? ORDER BY id LIMIT ?",
            (forgotten, FORGOTTEN_IN_A_STEP),
        ).fetchall()
        for number, place, seq, private, words, scope in changes:
            forgotten = number
            if seq > step.state.indexed or number <= self._settled(step, seq):
                continue
            step.settled[seq] = latest
            step.removed[private].append((place, words, scope))
            step.characters += len(words)
            for row in self._rows("m.place = ? AND m.seq = ?", (place, seq)):
                self._add(step, row)
            if step.characters >= CHARACTERS_IN_A_STEP:
                break
        return forgotten

    def _add(self, step: _Step, row: tuple[Any, ...]) -> bool:
        """Add to a step what is to be put in; returns whether it is long enough then."""
        place, _, _, text, room, author, person, receiver, reader = row
        scope = scope_of(room, author, person, receiver, reader)
        step.added[room is None].append((place, folded(text), scope))
        before = step.characters // CHARACTERS_IN_A_ROW
        step.characters += len(text)
        if step.characters // CHARACTERS_IN_A_ROW > before:
            self._stop.check()
            sleep(0)
        return step.characters >= CHARACTERS_IN_A_STEP

    def _settled(self, step: _Step, seq: int) -> int:
        if seq in step.settled:
            return step.settled[seq]
        with sound():
            return int(
                self._index.execute("SELECT upto FROM settled WHERE seq = ?", (seq,)).get or 0
            )

    def _rows(self, where: str, values: tuple[int, ...]) -> apsw.Cursor:
        return self._history.execute(f"{_MESSAGES} WHERE {where}", values)

    def _do(self, step: _Step) -> None:
        for table, removed, added in zip(TABLE_OF, step.removed, step.added, strict=True):
            self._index.executemany(
                f"INSERT INTO {table} ({table}, rowid, words, scope)"  # noqa: S608  # see TABLE_OF
                " VALUES ('delete', ?, ?, ?)",
                removed,
            )
            self._index.executemany(
                f"INSERT INTO {table} (rowid, words, scope) VALUES (?, ?, ?)",  # noqa: S608
                added,
            )
        self._index.executemany(
            "INSERT OR REPLACE INTO settled VALUES (?, ?)", list(step.settled.items())
        )
        self._index.execute("DELETE FROM settled WHERE upto <= ?", (step.state.forgotten,))
        self._index.execute(
            "UPDATE state SET indexed = ?, forgotten = ?, late = ?,"
            " witness_seq = ?, witness_place = ?",
            (*step.state, *step.witness),
        )

    def _tell_history(self, forgotten: int) -> None:
        """Take out of the history what it no longer needs to say of what was to be forgotten.

        What another program is in the way of is done after the next step.
        """
        connection = connect(self._history_file, patience=PATIENCE)
        try:
            connection.execute(
                "DELETE FROM unindexed WHERE id IN"
                " (SELECT id FROM unindexed WHERE id <= ? ORDER BY id LIMIT 200)",
                (forgotten,),
            )
        except (apsw.BusyError, apsw.FullError):
            return
        finally:
            connection.close()
