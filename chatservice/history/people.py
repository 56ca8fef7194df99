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
    WHERE m.receiver IN (SELECT id FROM authors WHERE person = ? AND person <> 0) AND m.seq > ?
"""
_HEARD = """
    AND NOT EXISTS (SELECT 1 FROM json_each(?) w WHERE w.key = a.key AND m.at <= w.value)
"""
# No index leads from a person to what they wrote: `chatservice.history.forgetting`.
_SENT = """
    SELECT l.seq FROM (
        SELECT seq, author, receiver FROM messages WHERE seq > ? ORDER BY seq DESC LIMIT ?
    ) l WHERE l.receiver IS NOT NULL
        AND l.author IN (SELECT id FROM authors WHERE person = ? AND person <> 0 AND NOT forgotten)
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
    query = _WAITING
    values: list[Any] = [identity, after]
    if without:
        query += _HEARD
        values.append(json.dumps({key: micro(until) for key, until in without.items()}))
    total: int = connection.execute(f"SELECT count(*) {query}", values).get
    if not total:
        return Unread((), 0)
    newest_first = connection.execute(
        f"SELECT m.seq {query} ORDER BY m.seq DESC LIMIT ?", [*values, count]
    )
    numbers = [seq for (seq,) in newest_first]
    return Unread(tuple(missed.messages(connection, numbers[::-1])), total)


def with_sent(
    connection: apsw.Connection, identity: int, after: int, count: int, unread: Unread
) -> Unread:
    """Return what is ``unread``, and with it what somebody wrote; see `Log.waiting`."""
    rows = connection.execute(_SENT, (after, MOST_LOOKED_THROUGH, identity))
    sent = {seq for (seq,) in rows} - {kept.seq for kept in unread.messages}
    if not sent:
        return unread
    found = (*unread.messages, *missed.messages(connection, sorted(sent)))
    messages = sorted(found, key=lambda kept: kept.seq)
    return Unread(tuple(messages[max(0, len(messages) - count) :]), unread.total + len(sent))


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
