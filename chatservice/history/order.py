"""The order of numbers and the order of places: where the message of a number stands.

What is said on the server has the same order by its number and by its place. What is imported
stands at its own time, and its numbers tell when that was done: nobody is there who wrote it, so
the identity of its author is 0. A million messages may have been imported in a row; ``imports``
has the ends of such rows, so that nobody walks along them.
"""

from __future__ import annotations

import apsw

_NEWEST = """
    SELECT m.seq, m.place, a.person FROM messages m JOIN authors a ON a.id = m.author
    WHERE m.seq <= ? ORDER BY m.seq DESC LIMIT 1
"""
_IMPORT = "SELECT first, last FROM imports WHERE first <= ? ORDER BY first DESC LIMIT 1"
_IMPORTED = """
    SELECT place + 1 FROM messages WHERE seq >= ? AND seq < ? ORDER BY seq DESC LIMIT 1
"""


def place_of(connection: apsw.Connection, seq: int) -> int:
    """Return the place after which all was said after a number; see `Log.place_of`."""
    while (newest := connection.execute(_NEWEST, (seq,)).fetchone()) is not None:
        found, place, person = newest
        if person:
            return int(place)
        imported = _import_with(connection, found)
        seq = (imported[0] if imported is not None else found) - 1
    return 0


def place_before(connection: apsw.Connection, seq: int) -> int:
    """Return the place before which all stands that stands before the message of a number.

    Where it is gone, that is behind the newest one with a smaller number that was said, or
    imported with it.
    """
    there: int | None = connection.execute("SELECT place FROM messages WHERE seq = ?", (seq,)).get
    if there is not None:
        return there
    imported = _import_with(connection, seq)
    if imported is not None:
        beside: int | None = connection.execute(_IMPORTED, (imported[0], seq)).get
        if beside is not None:
            return beside
    return place_of(connection, seq) + 1


def _import_with(connection: apsw.Connection, seq: int) -> tuple[int, int] | None:
    """Return the first and the last number of what was imported with that one, if it was."""
    found = connection.execute(_IMPORT, (seq,)).fetchone()
    return (found[0], found[1]) if found is not None and seq <= found[1] else None


def note_import(connection: apsw.Connection, first: int, last: int) -> None:
    """Keep the numbers of what is imported. Inside its transaction."""
    connection.execute(
        "UPDATE imports SET last = ? WHERE first = (SELECT max(first) FROM imports) AND last = ?",
        (last, first - 1),
    )
    if not connection.changes():
        connection.execute("INSERT INTO imports VALUES (?, ?)", (first, last))
