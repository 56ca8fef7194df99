"""Messages of rooms out of the history, in its order and in constant memory.

What is private is nobody's but its two people's, and is never exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import apsw

from chatservice.core.names import Name
from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.shapes import Entry
from chatservice.history.schema import ACTED

MOST_MESSAGES = 1000
"""Messages that are read at once. As long as somebody reads, what the server writes can't all be
carried over to the file itself: so nobody reads for long, least of all while output is awaited."""

MOST_CHARACTERS = 128 * 1024
"""Characters of the messages that are read at once, besides the last one's."""

# What is read goes by the place alone: with an index, SQLite would have to sort the whole history.
_MESSAGES = """
    SELECT m.place, m.at, r.name, a.name, m.text, m.kind, m.edited
    FROM messages m NOT INDEXED CROSS JOIN rooms r ON r.id = m.room
        CROSS JOIN authors a ON a.id = m.author
    WHERE m.room IS NOT NULL AND m.place > ? AND m.place <= ? AND m.at >= ? AND NOT a.forgotten
    ORDER BY m.place LIMIT ?
"""
_MESSAGES_OF_ROOM = """
    SELECT m.place, m.at, r.name, a.name, m.text, m.kind, m.edited
    FROM messages m CROSS JOIN rooms r ON r.id = m.room CROSS JOIN authors a ON a.id = m.author
    WHERE m.room = ? AND m.place > ? AND m.place <= ? AND m.at >= ? AND NOT a.forgotten
    ORDER BY m.place LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is exported: the messages of ``room`` (an id; None: all rooms), from a time on."""

    room: int | None = None
    since: int = 0


def room_called(connection: apsw.Connection, name: Name) -> int:
    """Return the id of the room of that name. Raises `ExchangeError` if there is none."""
    found: int | None = connection.execute("SELECT id FROM rooms WHERE key = ?", (name.key,)).get
    if found is None:
        raise ExchangeError(N_("there is no room called #{name} in this history"), name=name)
    return found


def count(connection: apsw.Connection, selection: Selection) -> int:
    """Return about how many messages are selected."""
    # With messages_by_room, and so without reading the messages themselves.
    if selection.room is None:
        query = "SELECT count(*) FROM messages WHERE room IS NOT NULL AND +place >= ?"
        return int(connection.execute(query, (selection.since,)).get)
    query = "SELECT count(*) FROM messages WHERE room = ? AND place >= ?"
    return int(connection.execute(query, (selection.room, selection.since)).get)


def chunks(connection: apsw.Connection, selection: Selection) -> Iterator[list[Entry]]:
    """Yield the selected messages that are there now, some at a time, in the history's order."""
    last: int = connection.execute("SELECT max(place) FROM messages").get or 0
    place = selection.since - 1  # no message stands before its time
    while place < last:
        place, chunk = _chunk(connection, selection, place, last)
        yield chunk


def _chunk(
    connection: apsw.Connection, selection: Selection, after: int, last: int
) -> tuple[int, list[Entry]]:
    """Return the messages behind a place, and up to which place that is all of them."""
    where = (after, last, selection.since, MOST_MESSAGES)
    cursor = connection.cursor()
    try:
        if selection.room is None:
            cursor.execute(_MESSAGES, where)
        else:
            cursor.execute(_MESSAGES_OF_ROOM, (selection.room, *where))
        chunk: list[Entry] = []
        characters = 0
        for place, at, room, user, text, kind, edited in cursor:
            chunk.append(Entry(at, room, user, text, action=kind == ACTED, edited=bool(edited)))
            characters += len(text)
            if len(chunk) == MOST_MESSAGES or characters > MOST_CHARACTERS:
                return place, chunk
        return last, chunk
    finally:
        cursor.close(True)
