"""Forgetting all that a person said: at once for who reads, and little by little on the disk.

No index leads from a person to their messages: each message that is kept would have to pay for it.
So all messages are looked at, the newest first, by the housekeeping (`chatservice.history.upkeep`);
``counters`` has the place below which that is still to be done, so that it goes on after a restart.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import apsw

from chatservice.history import changes
from chatservice.history.rows import forget_words, note_last_number, transaction

LOOKED_AT = 20_000
"""Messages that are looked at in one step, in some milliseconds, and nobody has to wait for it."""

MOST_IN_A_STEP = 200
"""Messages deleted in one step, at some 10 microseconds each."""

STEP_SECONDS = 0.003
"""How long one step may hold the write lock."""

_TOP = 2**63 - 1

_STATE = """
    SELECT value, (SELECT count(*) FROM authors WHERE forgotten = 1)
    FROM counters WHERE name = 'forgetting'
"""
_LOWEST = """
    SELECT min(place) FROM (SELECT place FROM messages WHERE place < ? ORDER BY place DESC LIMIT ?)
"""
_THEIRS = """
    SELECT place FROM messages
    WHERE place < ? AND place >= ? AND author IN (SELECT id FROM authors WHERE forgotten = 1)
    ORDER BY place DESC LIMIT ?
"""
# What others wrote to them stays, with their name.
_UNUSED = """
    DELETE FROM authors WHERE forgotten = 1
        AND NOT EXISTS (SELECT 1 FROM messages WHERE receiver = authors.id)
"""
_DONE = "DELETE FROM counters WHERE name = 'forgetting'"


def begin(connection: apsw.Connection, identity: int) -> None:
    """Hide all that somebody wrote, and have it deleted. Inside a transaction."""
    connection.execute(
        "UPDATE authors SET forgotten = 1 WHERE person = ? AND person <> 0 AND forgotten = 0",
        (identity,),
    )
    if connection.changes():
        connection.execute("INSERT OR REPLACE INTO counters VALUES ('forgetting', ?)", (_TOP,))


def finish(connection: apsw.Connection) -> None:
    """Delete all that is to be forgotten, in a file that nobody else uses; no index is told."""
    with transaction(connection):
        note_last_number(connection)
        connection.execute(
            "DELETE FROM messages WHERE author IN (SELECT id FROM authors WHERE forgotten = 1)"
        )
        while changes.forget(connection):
            pass
        connection.execute(_UNUSED)
        connection.execute(_DONE)


def step(connection: apsw.Connection) -> bool:
    """Delete some of what is to be forgotten; returns whether anything was to be done."""
    state = connection.execute(_STATE).fetchone()
    if state is None:
        return False
    top = state[0]
    lowest = connection.execute(_LOWEST, (top, LOOKED_AT)).get
    places: list[Any] = []
    if lowest is not None:
        theirs = connection.execute(_THEIRS, (top, lowest, MOST_IN_A_STEP))
        places = [place for (place,) in theirs]
        if len(places) == MOST_IN_A_STEP:
            lowest = places[-1]
    until = monotonic() + STEP_SECONDS
    with transaction(connection):
        # Somebody else may be to be forgotten since: then all is looked at once more.
        if connection.execute(_STATE).fetchone() != state:
            return True
        if lowest is None:
            if changes.forget(connection):
                return True
            connection.execute(_UNUSED)
            connection.execute(_DONE)
            return True
        if places:
            note_last_number(connection)
        for place in places:
            forget_words(connection, "m.place = ?", (place,))
            connection.execute("DELETE FROM messages WHERE place = ?", (place,))
            if monotonic() > until:
                lowest = place
                break
        connection.execute("UPDATE counters SET value = ? WHERE name = 'forgetting'", (lowest,))
    return True
