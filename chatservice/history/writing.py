"""What is said, put into the history on disk: a turn at a time, each in one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import apsw

from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Event,
    Removed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import BusyError, NotKeptError, Record
from chatservice.history import changes, forgetting, schema
from chatservice.history.rows import (
    RowNumbers,
    forget_words,
    last_number,
    micro,
    transaction,
)
from chatservice.history.upkeep import Upkeep

PATIENCE = 50
"""Milliseconds that forgetting somebody waits for who else writes, as it is not tried again."""

_KINDS: dict[type[Event], int] = {
    Said: schema.SAID,
    Acted: schema.ACTED,
    Whispered: schema.WHISPERED,
}

_INSERT = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)"


class Writer:
    """Writes to the history on a connection of the reactor's, and tells the upkeep of it.

    ``seq`` is the greatest number that was given, ``place`` where the newest message stands.
    """

    def __init__(self, connection: apsw.Connection, upkeep: Upkeep) -> None:
        self._connection = connection
        self._upkeep = upkeep
        self._rows = RowNumbers(connection)
        self._keep: dict[type[Event], Callable[[Record], int]] = {
            Said: self._add,
            Acted: self._add,
            Whispered: self._add,
            TopicChanged: self._set_topic,
            Corrected: self._correct,
            Deleted: self._delete,
            Removed: self._delete,
        }
        self.seq = 0
        # In the order of the history, which is that of time unless the clock was set back.
        self.place: int = connection.execute("SELECT max(place) FROM messages").get or 0
        self._at: datetime | None = None
        self._micro = 0
        self._new: list[tuple[Any, ...]] = []
        """The messages of a turn, until all of it is looked at."""

    def append(self, records: Sequence[Record]) -> list[int]:
        """Keep all ``records`` in one commit; see `Log.append`."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            # Imports, which are other processes, take some as well.
            self.seq = last_number(self._connection)
            numbers = [self._keep[type(record.event)](record) for record in records]
            self._insert()
            self._connection.execute("COMMIT")
        except apsw.Error as error:
            self._undo()
            raise self._not_kept(error) from error
        except BaseException:
            self._undo()
            raise
        return numbers

    def forget(self, identity: int) -> None:
        """Remove all that somebody has said; see `Log.forget`."""
        self._upkeep.give_way()
        try:
            self._connection.set_busy_timeout(PATIENCE)
            with transaction(self._connection):
                forgetting.begin(self._connection, identity)
        except apsw.Error as error:
            raise self._not_kept(error) from error
        finally:
            # What they say from now on has another row.
            self._rows.forget()
            with suppress(apsw.Error):
                self._connection.set_busy_timeout(0)

    def _not_kept(self, error: apsw.Error) -> NotKeptError:
        if isinstance(error, apsw.BusyError | apsw.LockedError):
            self._upkeep.give_way()
            return BusyError(str(error))
        return NotKeptError(str(error))

    def _undo(self) -> None:
        self._rows.forget()
        self._new.clear()
        with suppress(apsw.Error):  # what went wrong first is what is told
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _add(self, record: Record) -> int:
        event: Any
        event, person, other = record
        if event.at is not self._at:  # that of a whole turn, mostly
            self._at, self._micro = event.at, micro(event.at)
        room = receiver = None
        kind = _KINDS[type(event)]
        if kind == schema.WHISPERED:
            receiver = self._rows.author(event.to, other)
        else:
            room = self._rows.room(event.room)
        author = self._rows.author(event.who, person)
        self.seq += 1
        self.place = max(self.place + 1, self._micro)
        self._new.append(
            (self.place, self.seq, self._micro, kind, room, author, receiver, event.text)
        )
        return self.seq

    def _insert(self) -> None:
        """Put the new messages of this turn into the table: all at once takes a fifth less time."""
        rows, self._new = self._new, []
        try:
            self._connection.executemany(_INSERT, rows)
        except apsw.ConstraintError:
            # What was imported just now stands there, from the future or from this microsecond.
            self._connection.execute("DELETE FROM messages WHERE seq >= ?", (rows[0][1],))
            self.place = self._connection.execute("SELECT max(place) FROM messages").get
            for place, *row in rows:
                self.place = max(self.place + 1, place)
                self._connection.execute(_INSERT, (self.place, *row))

    def _set_topic(self, record: Record) -> int:
        event: Any = record.event
        self._connection.execute(
            "UPDATE rooms SET topic = ? WHERE id = ?", (event.topic, self._rows.room(event.room))
        )
        return self.seq

    def _correct(self, record: Record) -> int:
        event: Any = record.event
        self._note(event, [event.message])
        self._connection.execute(
            "UPDATE messages SET text = ?, edited = 1 WHERE seq = ?", (event.text, event.message)
        )
        return self.seq

    def _delete(self, record: Record) -> int:
        event: Any = record.event
        gone = event.messages if isinstance(event, Removed) else [event.message]
        self._note(event, gone)
        for seq in gone:
            self._connection.execute("DELETE FROM messages WHERE seq = ?", (seq,))
        return self.seq

    def _note(self, event: changes.Change, numbers: Sequence[int]) -> None:
        """Keep a change under its number, before the messages of those numbers change."""
        self._insert()
        self.seq += 1
        changes.note(self._connection, self.seq, event)
        for seq in numbers:
            forget_words(self._connection, "m.seq = ?", (seq,))
        self._upkeep.note_deletion()
