"""What was corrected or taken back, on disk: for whoever had read it before and comes again.

A change has a number of its own, which `chatservice.history.rows.last_number` counts. Of each
message the last change is kept, as that says all; of a message that is gone already, none.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import Any

import apsw

from chatservice.core.events import Corrected, Deleted, Removed
from chatservice.core.log import Changed
from chatservice.history import schema
from chatservice.history.rows import at_of, micro

MOST_IN_A_STEP = 200
"""Changes that the housekeeping deletes at once, in less than a millisecond."""

Change = Corrected | Deleted | Removed

_KINDS: dict[type[Change], int] = {
    Corrected: schema.CORRECTED,
    Deleted: schema.DELETED,
    Removed: schema.REMOVED,
}

_NOTE = """
    INSERT OR REPLACE INTO changes
    SELECT m.seq, ?, ?, ?, m.room, ?, ?, m.author, ifnull(w.person, 0)
    FROM messages m LEFT JOIN authors w ON w.id = m.receiver WHERE m.seq = ?
"""

_OF_MESSAGES = """
    SELECT c.seq, c.message FROM changes c CROSS JOIN authors a ON a.id = c.author
    WHERE {messages} AND c.seq > {after} AND NOT a.forgotten
        AND iif(
            c.room IS NULL,
            :identity <> 0 AND :identity IN (a.person, c.receiver),
            c.room IN (SELECT id FROM rooms WHERE key IN (SELECT value FROM json_each(:rooms)))
        )
        AND (
            c.kind <> {corrected}
            OR EXISTS (SELECT 1 FROM messages m WHERE m.seq = c.message)
        )
""".replace("{corrected}", str(schema.CORRECTED))
# Since a number there may be very many changes, but few of messages from before it. So they are
# looked for among the messages just before it, and else among the changes of what was long ago.
_LATELY = f"c.message > :after - {schema.LONG_AGO} AND c.message <= :after"
_LONG_AGO = f"c.seq - c.message > {schema.LONG_AGO} AND c.message <= :after - {schema.LONG_AGO}"
# A change of several messages has as many rows, none of which is to be missing. So the first of the
# numbers is found before, and only what is told is read.
_LAST_OF = f"""
    SELECT DISTINCT seq FROM ({_OF_MESSAGES.format(messages="{messages}", after=":after")})
    ORDER BY 1 DESC LIMIT :count
"""  # noqa: S608  # all of it stands here
_FIRST = f"""
    SELECT min(seq) FROM (
        SELECT seq FROM ({_LAST_OF.format(messages=_LATELY)}) UNION
        SELECT seq FROM ({_LAST_OF.format(messages=_LONG_AGO)}) ORDER BY 1 DESC LIMIT :count
    )
"""  # noqa: S608
_FROM = f"""
    SELECT c.seq, c.at, c.kind, r.name, c.who, c.whose, c.message, m.text
    FROM (
        {_OF_MESSAGES.format(messages=_LATELY, after=":first - 1")} UNION ALL
        {_OF_MESSAGES.format(messages=_LONG_AGO, after=":first - 1")}
    ) l CROSS JOIN changes c ON c.message = l.message
        LEFT JOIN rooms r ON r.id = c.room LEFT JOIN messages m ON m.seq = c.message
    ORDER BY 1, 7
"""  # noqa: S608


def note(connection: apsw.Connection, seq: int, event: Change) -> None:
    """Keep a change under its number. Inside a transaction, before the messages change."""
    whose = event.whose if isinstance(event, Removed) else ""
    about = (seq, micro(event.at), _KINDS[type(event)], event.who, whose)
    numbers = event.messages if isinstance(event, Removed) else (event.message,)
    for number in numbers:
        connection.execute(_NOTE, (*about, number))
    connection.execute("UPDATE counters SET value = ? WHERE name = 'seq'", (seq,))


def since(
    connection: apsw.Connection, rooms: tuple[str, ...], after: int, identity: int, count: int
) -> list[Changed]:
    """Return the last changes since a number, oldest first; see `Log.changes`."""
    asked = {"after": after, "identity": identity, "rooms": json.dumps(rooms), "count": count}
    first = connection.execute(_FIRST, asked).get
    if first is None:
        return []
    rows = connection.execute(_FROM, {**asked, "first": first})
    return [Changed(seq, _event(list(of_one))) for seq, of_one in groupby(rows, key=itemgetter(0))]


def _event(rows: list[tuple[Any, ...]]) -> Change:
    """Return the change that some rows are of, each about one message."""
    _, at, kind, room, who, whose, message, text = rows[0]
    if kind == schema.CORRECTED:
        return Corrected(at_of(at), room or "", who, text, message)
    if kind == schema.DELETED:
        return Deleted(at_of(at), room or "", who, message)
    return Removed(at_of(at), room, who, whose, tuple(sorted(row[6] for row in rows)))


def delete_before(connection: apsw.Connection, at: int) -> bool:
    """Delete some of what changed before a time; returns whether there may be more."""
    return _delete(connection, "at < ? ORDER BY at", (at,))


def forget(connection: apsw.Connection) -> bool:
    """Delete some of what became of the messages of who is forgotten; returns as above."""
    return _delete(connection, "author IN (SELECT id FROM authors WHERE forgotten = 1)", ())


def _delete(connection: apsw.Connection, which: str, values: tuple[int, ...]) -> bool:
    some = f"SELECT message FROM changes WHERE {which} LIMIT {MOST_IN_A_STEP}"  # noqa: S608
    if not connection.execute(f"SELECT EXISTS ({some})", values).get:
        return False  # without the lock for writing
    connection.execute(f"DELETE FROM changes WHERE message IN ({some})", values)  # noqa: S608
    return True
