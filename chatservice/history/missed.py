"""Reading on in some rooms from a place in the history: for those who were behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

import apsw

from chatservice.core.log import Kept, Since, Stretch
from chatservice.history.rows import MOST_LEFT_OUT, is_heard, message_of

# Nobody has missed what was imported, whose authors nobody knows.
_MISSED = "iif(a.forgotten OR a.person = 0, NULL, a.key)"
_OF_ROOM = """
    FROM messages m JOIN authors a ON a.id = m.author JOIN rooms r ON r.id = m.room
    WHERE m.room = (SELECT id FROM rooms WHERE key = ?) AND m.place > ? ORDER BY m.place
"""
_NEXT = f"""
    SELECT m.seq, m.at, m.kind, r.name, a.name, NULL, m.text, m.edited, {_MISSED}, m.place
    {_OF_ROOM}
"""
_NUMBERED = """
    SELECT m.seq, m.at, m.kind, r.name, a.name, w.name, m.text, m.edited
    FROM json_each(?) n CROSS JOIN messages m ON m.seq = n.value
        CROSS JOIN authors a ON a.id = m.author AND NOT a.forgotten
        LEFT JOIN rooms r ON r.id = m.room LEFT JOIN authors w ON w.id = m.receiver
"""
_NEWEST = f"SELECT m.at, {_MISSED}, m.place {_OF_ROOM} DESC"


def since(connection: apsw.Connection, wanted: Since) -> Stretch:
    """Return the messages that come next in some rooms; see `Log.since`."""
    found = []
    end = wanted.after
    looked_at = wanted.count + MOST_LEFT_OUT
    characters = wanted.characters
    is_full = False
    with _rows(connection, _NEXT, wanted) as rows:
        for row in islice(merge(*rows, key=itemgetter(-1)), looked_at):
            looked_at -= 1
            end = row[-1]
            if is_heard(wanted.without, row[-2], row[1]):
                found.append(message_of(row))
                characters -= len(found[-1].message.text)
                is_full = len(found) == wanted.count or characters <= 0
                if is_full:
                    break
    return Stretch(tuple(found), end, is_full or not looked_at)


def messages(connection: apsw.Connection, numbers: Sequence[int]) -> list[Kept]:
    """Return the messages of those numbers that are still there; see `Log.messages`."""
    rows = connection.execute(_NUMBERED, (json.dumps(list(numbers)),))
    return [message_of(row) for row in rows]


def start_of(connection: apsw.Connection, wanted: Since) -> tuple[int, int]:
    """Return where the last of those messages begin, and how many they are; see `Log.start_of`."""
    heard = 0
    looked_at = wanted.count + MOST_LEFT_OUT
    start = oldest = wanted.after
    with _rows(connection, _NEWEST, wanted) as rows:
        newest_first = merge(*rows, key=itemgetter(-1), reverse=True)
        for at, key, place in islice(newest_first, looked_at):
            looked_at -= 1
            oldest = place - 1
            if is_heard(wanted.without, key, at):
                if heard == wanted.count:
                    return start, heard
                heard += 1
                start = place - 1
    return (wanted.after if looked_at else oldest), heard


@contextmanager
def _rows(connection: apsw.Connection, query: str, wanted: Since) -> Iterator[list[Any]]:
    """Yield a cursor for each room, and end them all, read or not: an open one holds the log."""
    cursors = [connection.cursor() for _ in wanted.rooms]
    try:
        for cursor, room in zip(cursors, wanted.rooms, strict=True):
            cursor.execute(query, (room, wanted.after))
        yield cursors
    finally:
        for cursor in cursors:
            cursor.close(True)
