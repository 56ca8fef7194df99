"""What there is of one person in the history on disk: what waits for them, and what they said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import apsw

from chatservice.core.log import MOST_LOOKED_THROUGH, Kept, Unread
from chatservice.history import missed
from chatservice.history.rows import message_of, micro

# With messages_by_receiver, and so without reading the messages themselves.
_WAITING = """
    FROM messages m CROSS JOIN authors a ON a.id = m.author AND NOT a.forgotten
    WHERE m.receiver IN (SELECT id FROM authors WHERE person = :identity AND person <> 0)
        AND m.seq > :after
"""
_HEARD = """
    AND NOT EXISTS (SELECT 1 FROM json_each(:without) w WHERE w.key = a.key AND m.at <= w.value)
"""
# Of each name that somebody went by, no more than are wanted: there may be very many behind them.
_TALKS = """
    WITH theirs AS (SELECT id, forgotten FROM authors WHERE person = :identity AND person <> 0)
    SELECT w.seq FROM theirs t CROSS JOIN messages w ON w.seq IN (
        SELECT m.seq FROM messages m CROSS JOIN authors a ON a.id = m.author AND NOT a.forgotten
        WHERE m.receiver = t.id AND m.seq > :after {heard} ORDER BY m.seq DESC LIMIT :count
    )
    UNION
    SELECT w.seq FROM theirs t CROSS JOIN messages w ON w.seq IN (
        SELECT m.seq FROM messages m WHERE m.author = t.id AND m.receiver IS NOT NULL
            AND m.seq > :after ORDER BY m.seq DESC LIMIT :count
    ) WHERE NOT t.forgotten
    ORDER BY 1 DESC LIMIT :count
"""
_OF_PERSON = """
    SELECT m.seq, m.at, m.kind, r.name, a.name, NULL, m.text, m.edited
    FROM (
        SELECT place, author FROM messages
        WHERE room = (SELECT id FROM rooms WHERE key = ?) ORDER BY place DESC LIMIT ?
    ) l CROSS JOIN messages m ON m.place = l.place
        CROSS JOIN authors a ON a.id = m.author CROSS JOIN rooms r ON r.id = m.room
    WHERE l.author IN ({authors}) ORDER BY l.place DESC LIMIT ?
"""
_OF_IDENTITY = _OF_PERSON.format(
    authors="SELECT id FROM authors WHERE person = ? AND person <> 0 AND forgotten = 0"
)
_OF_KEYS = _OF_PERSON.format(
    authors="""
        SELECT a.id FROM json_each(?) k
            JOIN authors a ON a.key = k.value AND a.forgotten = 0
        WHERE a.person NOT IN (SELECT value FROM json_each(?))
    """
)


def waiting(
    connection: apsw.Connection,
    identity: int,
    after: int,
    count: int,
    without: Mapping[str, datetime],
) -> Unread:
    """Return the last private messages to somebody; see `Log.waiting`."""
    query = _WAITING + (_HEARD if without else "")
    values = _values(identity, after, count, without)
    total: int = connection.execute(f"SELECT count(*) {query}", values).get
    if not total:
        return Unread((), 0)
    newest_first = f"SELECT m.seq {query} ORDER BY m.seq DESC LIMIT :count"
    return Unread(_oldest_first(connection, newest_first, values), total)


def with_sent(
    connection: apsw.Connection,
    identity: int,
    after: int,
    count: int,
    without: Mapping[str, datetime],
) -> Unread:
    """Return the last private messages to and of somebody; see `Log.waiting`."""
    newest_first = _TALKS.format(heard=_HEARD if without else "")
    values = _values(identity, after, count + 1, without)
    found = _oldest_first(connection, newest_first, values)
    return Unread(found[max(0, len(found) - count) :], len(found))


def _values(
    identity: int, after: int, count: int, without: Mapping[str, datetime]
) -> dict[str, Any]:
    left_out = json.dumps({key: micro(until) for key, until in without.items()})
    return {"identity": identity, "after": after, "count": count, "without": left_out}


def _oldest_first(
    connection: apsw.Connection, newest_first: str, values: dict[str, Any]
) -> tuple[Kept, ...]:
    numbers = [seq for (seq,) in connection.execute(newest_first, values)]
    return tuple(missed.messages(connection, numbers[::-1]))


def of_person(
    connection: apsw.Connection,
    room: str,
    keys: frozenset[str],
    identity: int,
    count: int,
    without: frozenset[int],
) -> list[Kept]:
    """Return the last messages of somebody in a room, newest first; see `Log.of_person`."""
    query: str = _OF_IDENTITY
    who: tuple[int | str, ...] = (identity,)
    if not identity:
        query, who = _OF_KEYS, (json.dumps(list(keys)), json.dumps(list(without)))
    rows = connection.execute(query, (room, MOST_LOOKED_THROUGH, *who, count))
    return [message_of(row) for row in rows]
