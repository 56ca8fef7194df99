"""Rows of the history's tables, and what they are outside the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

import apsw

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept, Message, NotReadError
from chatservice.core.names import parse_name
from chatservice.core.people import is_left_out
from chatservice.core.words import folded
from chatservice.history import schema
from chatservice.history.scope import scope_of

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
LONGEST_SHOWN = 4096
"""Characters of a message that are shown again: nobody can type more, but imports may have."""

MOST_REMEMBERED = 10_000
"""Rooms, and names, whose row numbers are remembered."""

MOST_LEFT_OUT = 500
"""Messages of ignored people that are looked past when others' are read: where somebody whom they
ignore is the only one who talks, that is far enough (3 ms)."""

MICROSECOND = timedelta(microseconds=1)

HEARD = "iif(a.forgotten, NULL, a.key)"
"""The key of the author's name in a query, or nothing for who is forgotten (see `is_heard`)."""

UNREADABLE = (apsw.Error, ValueError, OverflowError)
"""What reading rows may raise. A flipped bit in one of them, which SQLite does not see, makes a
text that is not UTF-8, or a time in no calendar."""


@contextmanager
def transaction(connection: apsw.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Do all or nothing, in a transaction that begins by the statement ``begin``."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def micro(at: datetime) -> int:
    """Return an aware time as microseconds since 1970 in UTC."""
    return (at - EPOCH) // MICROSECOND


def at_of(microseconds: int) -> datetime:
    """Return the aware time in UTC that `micro` made a number of."""
    return EPOCH + timedelta(microseconds=microseconds)


def message_of(row: tuple[Any, ...]) -> Kept:
    """Return the message of a row: seq, at, kind, room, author, receiver, text, edited and more."""
    seq, at, kind, room, author, receiver, text, edited = row[:8]
    if len(text) > LONGEST_SHOWN:
        text = text[:LONGEST_SHOWN] + "…"
    message: Message
    if kind == schema.SAID:
        message = Said(at_of(at), room, author, text)
    elif kind == schema.ACTED:
        message = Acted(at_of(at), room, author, text)
    else:
        message = Whispered(at_of(at), author, receiver, text)
    return Kept(seq, message, bool(edited))


def is_heard(without: Mapping[str, datetime], key: str | None, at: int) -> bool:
    """Return whether a message, of whom `HEARD` gave ``key`` and ``at``, is to be shown."""
    return key is not None and not (without and is_left_out(without, key, at_of(at)))


@contextmanager
def readable() -> Iterator[None]:
    """Raise `NotReadError` where rows can't be read."""
    try:
        yield
    except UNREADABLE as error:
        raise NotReadError(str(error)) from error


def last_number(connection: apsw.Connection) -> int:
    """Return the greatest sequence number that was ever given.

    That is the newest message's, or, if that was deleted, what `note_last_number` has noted: to
    count in a row of its own would make each commit write a page more (a quarter of its time).
    """
    found: int = connection.execute(
        "SELECT max((SELECT ifnull(max(seq), 0) FROM messages), value) FROM counters"
        " WHERE name = 'seq'"
    ).get
    return found


def note_last_number(connection: apsw.Connection) -> None:
    """Keep the greatest sequence number from being given again. Before messages are deleted."""
    connection.execute(
        "UPDATE counters SET value = ? WHERE name = 'seq'", (last_number(connection),)
    )


def room_row(connection: apsw.Connection, name: str) -> int:
    """Return the number of a room's row, made if there is none. Inside a transaction."""
    key = parse_name(name).key
    connection.execute("INSERT OR IGNORE INTO rooms (key, name) VALUES (?, ?)", (key, name))
    found: int = connection.execute("SELECT id FROM rooms WHERE key = ?", (key,)).get
    return found


def author_row(connection: apsw.Connection, name: str, person: int) -> int:
    """Return the number of the row of a name as that person bears it, made if there is none.

    ``person`` is their identity, 0 where it is not known. Inside a transaction.
    """
    author = (parse_name(name).key, name, person)
    connection.execute("INSERT OR IGNORE INTO authors (key, name, person) VALUES (?, ?, ?)", author)
    found: int = connection.execute(
        "SELECT id FROM authors WHERE key = ? AND name = ? AND person = ? AND forgotten = 0", author
    ).get
    return found


class RowNumbers:
    """The numbers of the rows of rooms and names, remembered. To be used inside transactions."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rooms: dict[str, int] = {}
        self._authors: dict[tuple[str, int], int] = {}

    def room(self, name: str) -> int:
        """Return the number of a room's row: see `room_row`."""
        found = self._rooms.get(name)
        if found is None:
            if len(self._rooms) >= MOST_REMEMBERED:
                self._rooms.clear()
            found = self._rooms[name] = room_row(self._connection, name)
        return found

    def author(self, name: str, person: int) -> int:
        """Return the number of a name's row: see `author_row`."""
        found = self._authors.get((name, person))
        if found is None:
            if len(self._authors) >= MOST_REMEMBERED:
                self._authors.clear()
            found = author_row(self._connection, name, person)
            self._authors[name, person] = found
        return found

    def forget(self) -> None:
        """Forget all: a transaction was rolled back, and rows made in it are gone again."""
        self._rooms.clear()
        self._authors.clear()


_WORDS = """
    SELECT m.place, m.seq, m.text, r.key, a.key, a.person, w.key, w.person
    FROM messages m JOIN authors a ON a.id = m.author
    LEFT JOIN rooms r ON r.id = m.room LEFT JOIN authors w ON w.id = m.receiver
    WHERE
"""


def forget_words(connection: apsw.Connection, where: str, values: tuple[int, ...]) -> None:
    """Note what the index may hold of some messages, so that it is taken out there.

    ``where`` is a condition on ``m``, the messages; no text of a stranger's is in it. Called in
    the transaction that changes or deletes them, before it does.
    """
    rows: list[Any] = connection.execute(_WORDS + where, values).fetchall()
    connection.executemany(
        "INSERT INTO unindexed (place, seq, private, words, scope) VALUES (?, ?, ?, ?, ?)",
        [
            (
                place,
                seq,
                room is None,
                folded(text),
                scope_of(room, author, person, receiver, reader),
            )
            for place, seq, text, room, author, person, receiver, reader in rows
        ],
    )
