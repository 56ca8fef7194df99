"""What a search finds: places from the full-text index, messages from the history."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import apsw

from chatservice.core.events import Whispered
from chatservice.core.log import Found, Kept, Search, TooLongError
from chatservice.core.people import FOR_EVER, is_left_out
from chatservice.history import order
from chatservice.history.files import DATABASE, INDEX
from chatservice.history.fulltext import Stop, sound
from chatservice.history.rows import message_of, micro
from chatservice.history.scope import by, in_room, of, to

SECONDS = 1.0
"""How long a search may take."""

_OPERATIONS = 2000
"""Of SQLite's machine, between two looks at the clock: some 0.1 milliseconds."""

MOST_ROOMS = 50
"""Rooms that the index leaves out, at some 50 microseconds each; of others, each message found is
looked at."""

_MESSAGE = """
    SELECT m.seq, m.at, m.kind, r.name, a.name, w.name, m.text, m.edited,
        r.key, a.key, a.person, w.key, w.person
    FROM messages m JOIN authors a ON a.id = m.author
    LEFT JOIN rooms r ON r.id = m.room LEFT JOIN authors w ON w.id = m.receiver
    WHERE m.place = ? AND NOT a.forgotten
"""

# All but what the rest of a search would leave out as well.
_WORDLESS = """
    SELECT place FROM messages WHERE room IS NOT NULL AND place >= ? AND place < ?
        AND at >= ? AND at < ?
        AND author NOT IN (
            SELECT id FROM authors WHERE forgotten = 1 UNION ALL
            SELECT a.id FROM json_each(?) k JOIN authors a ON a.key = k.value AND a.forgotten = 0
        )
        AND room NOT IN (SELECT r.id FROM json_each(?) k JOIN rooms r ON r.key = k.value)
    ORDER BY place DESC
"""
_NOT_INDEXED = """
    SELECT place FROM messages WHERE place >= ? AND place < ?
        AND (seq > ? OR place IN (SELECT place FROM unindexed WHERE id > ?))
    ORDER BY place DESC
"""

_MOST = 2**63 - 1


class Finder:
    """Searches in a folder where there are a history and its index, and writes to neither.

    Raises `apsw.Error`, and `UselessIndex` where that comes from the index. ``stop`` ends it.
    """

    def __init__(self, directory: Path, stop: Stop) -> None:
        self._stop = stop
        self._until = 0.0
        self._history = stop.connect(directory / DATABASE, writable=False)
        try:
            with sound():
                self._index = stop.connect(directory / INDEX, writable=False)
        except BaseException:
            stop.close(self._history)
            raise
        for connection in (self._history, self._index):
            connection.set_progress_handler(self._is_over, _OPERATIONS)

    def close(self) -> None:
        """Let go of the files."""
        self._stop.close(self._index)
        self._stop.close(self._history)

    def page(self, wanted: Search, *, rest: bool = False) -> Found:
        """Return the newest of what is wanted, as far as it is in the index.

        Each message is compared with the query once more: it may have changed since it was indexed.
        With ``rest``, all messages that the index does not know yet are compared too. Raises
        `TooLongError` after `SECONDS`.
        """
        self._until = monotonic() + SECONDS
        try:
            wanted = self._with_place(wanted)
            return self._page(wanted, self._not_indexed(wanted) if rest else [])
        except apsw.InterruptError as error:
            if self._stop.is_called:
                raise
            raise TooLongError("the search took too long and was given up") from error

    def _with_place(self, wanted: Search) -> Search:
        """Return the same with the place of the number that is asked for: see `Last.below`."""
        if wanted.before is None:
            return wanted
        place = order.place_before(self._history, min(wanted.before, _MOST))
        return replace(wanted, below=min(place, _MOST if wanted.below is None else wanted.below))

    def _is_over(self) -> bool:
        return self._stop.is_called or monotonic() > self._until

    def _page(self, wanted: Search, rest: list[int]) -> Found:
        sources = self._sources(wanted)
        found: list[Kept] = []
        last = before = None
        try:
            for place in heapq.merge(rest, *sources, reverse=True):
                if self._is_over():
                    raise apsw.InterruptError("it took too long, or is to end")
                if place == before:
                    continue
                before = place
                row = self._history.execute(_MESSAGE, (place,)).fetchone()
                if row is None:
                    continue
                kept = message_of(row)
                if not _is_wanted(wanted, kept, *row[8:]):
                    continue
                if len(found) == wanted.count:
                    return Found(tuple(found), last)
                found.append(kept)
                last = place
        finally:
            # An open statement would keep the index from being erased.
            for source in sources:
                source.close()
        return Found(tuple(found))

    def _not_indexed(self, wanted: Search) -> list[int]:
        """Return the places of messages that the index does not know as they are, newest first.

        Asked for before the index is: what it takes in meanwhile is found in both.
        """
        with sound():
            done = self._index.execute("SELECT indexed, forgotten FROM state").fetchall()[0]
        below = _MOST if wanted.below is None else wanted.below
        low = 0 - _MOST if wanted.query.after is None else micro(wanted.query.after)
        found = self._history.execute(_NOT_INDEXED, (low, below, *done))
        return [place for (place,) in found]

    def _sources(self, wanted: Search) -> list[_Places]:
        """Return where to look: each gives places of messages that may be wanted, newest first."""
        query = wanted.query
        with sound():
            late = int(self._index.execute("SELECT late FROM state").get or 0)
        below = _MOST if wanted.below is None else wanted.below
        if query.before is not None:
            below = min(below, micro(query.before) + late)
        # No message stands before its time.
        low = 0 - _MOST if query.after is None else micro(query.after)

        words = [" ".join(phrase) for phrase in query.phrases]
        if query.by is not None:
            words.append(by(query.by))
        in_rooms = list(words)
        if query.room is not None:
            in_rooms.append(in_room(query.room))
        private = [*words, of(wanted.reader)]
        either = []
        if wanted.partner is not None:
            in_rooms.append(by(wanted.partner))
            either = [by(wanted.partner), to(wanted.partner)]

        sources = []
        if not wanted.private:
            sources.append(self._places("said", in_rooms, [], wanted, low, below))
        # Nobody has the identity 0: it stands for those whose identity is not known.
        if wanted.reader and (query.room is None or wanted.partner is not None):
            sources.append(self._places("whispered", private, either, wanted, low, below))
        return sources

    def _places(
        self, table: str, all_of: list[str], either: list[str], wanted: Search, low: int, below: int
    ) -> _Places:
        never = [key for key, until in wanted.without.items() if until == FOR_EVER]
        if not all_of:
            before = wanted.query.before
            until = _MOST if before is None else micro(before)
            hidden = json.dumps(list(wanted.hidden))
            values = (low, below, low, until, json.dumps(never), hidden)
            return _Places(self._history.execute(_WORDLESS, values))
        match = " AND ".join(map(_quoted, all_of))
        if either:
            match += f" AND ({' OR '.join(map(_quoted, either))})"
        left_out = [*map(by, never), *map(in_room, sorted(wanted.hidden)[:MOST_ROOMS])]
        if left_out:
            match = f"({match}) NOT ({' OR '.join(map(_quoted, left_out))})"
        with sound():
            cursor = self._index.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH ?"  # noqa: S608  # see _sources
                " AND rowid >= ? AND rowid < ? ORDER BY rowid DESC",
                (match, low, below),
            )
        return _Places(cursor)


class _Places(Iterator[int]):
    def __init__(self, cursor: apsw.Cursor) -> None:
        self._cursor = cursor

    def __next__(self) -> int:
        with sound():
            place: int = next(self._cursor)[0]
        return place

    def close(self) -> None:
        self._cursor.close(True)


def _quoted(words: str) -> str:
    """Return words as a phrase in the language of FTS5, where quotes are doubled."""
    return '"' + words.replace('"', '""') + '"'


def _is_wanted(wanted: Search, kept: Kept, *where_and_whose: Any) -> bool:
    """Return whether a message that the index gave is what is wanted."""
    room, author, person, receiver, receiver_person = where_and_whose
    query = wanted.query
    partner = wanted.partner
    if isinstance(kept.message, Whispered):
        wrote = person == wanted.reader and partner in (None, receiver)
        got = receiver_person == wanted.reader and partner in (None, author)
        if not wanted.reader or not (wrote or got):
            return False
        if partner is not None:
            query = replace(query, room=None)
    elif wanted.private or partner not in (None, author) or room in wanted.hidden:
        return False
    return query.finds(kept.message) and not is_left_out(wanted.without, author, kept.message.at)
