"""The history on disk: what the server writes and reads while people talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Event,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import (
    BusyError,
    Found,
    Kept,
    Last,
    NotKeptError,
    NotReadError,
    Record,
    Search,
    Since,
    Stretch,
)
from chatservice.core.people import is_left_out
from chatservice.history import missed, schema
from chatservice.history.files import DATABASE, Lock, make_directory, open_history, opening_failed
from chatservice.history.index import Index
from chatservice.history.rows import (
    MOST_LEFT_OUT,
    UNREADABLE,
    RowNumbers,
    at_of,
    forget_words,
    last_number,
    message_of,
    micro,
    note_last_number,
)
from chatservice.history.upkeep import Upkeep

_KINDS: dict[type[Event], int] = {
    Said: schema.SAID,
    Acted: schema.ACTED,
    Whispered: schema.WHISPERED,
}

_INSERT = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)"
_LAST = """
    SELECT m.seq, m.at, m.kind, r.name, a.name, NULL, m.text, m.edited, a.key
    FROM messages m JOIN authors a ON a.id = m.author JOIN rooms r ON r.id = m.room
    WHERE m.room = (SELECT id FROM rooms WHERE key = ?) AND m.place < ? AND m.seq <= ?
    ORDER BY m.place DESC
"""
_MOST = 2**63 - 1


class DiskHistory:
    """The log of a server, in a folder.

    ``append``, ``last`` and ``topics`` are for the thread of the reactor, which they hold for a
    moment: a commit of one message takes some 20 microseconds with ``sync`` "normal", and one that
    another program is in the way of raises `BusyError` at once. ``search`` and ``keep_up`` are for
    other threads. ``retain`` is how long messages are kept; `None`: for ever.
    """

    def __init__(
        self, directory: Path, *, sync: str = "normal", retain: timedelta | None = None
    ) -> None:
        self._directory = directory
        self.file = directory / DATABASE
        self._sync = sync
        self._retain = retain
        self._lock = Lock(directory)
        self._keep: dict[type[Event], Callable[[Record], int]] = {
            Said: self._add,
            Acted: self._add,
            Whispered: self._add,
            TopicChanged: self._set_topic,
            Corrected: self._correct,
            Deleted: self._delete,
        }
        self._seq = 0
        self._at: datetime | None = None
        self._micro = 0
        self._new: list[tuple[Any, ...]] = []
        """The messages of a turn, until all of it is looked at."""

    def open(self) -> None:
        """Open the history, made or migrated where need be. Raises `HistoryError`."""
        make_directory(self._directory)
        self._lock.acquire()
        try:
            self._connection = open_history(self._directory, sync=self._sync, is_held=True)
            self._connection.set_busy_timeout(0)
            self._rows = RowNumbers(self._connection)
            # In the order of the history, which is that of time unless the clock was set back.
            self._place = self._connection.execute("SELECT max(place) FROM messages").get or 0
            self._index = Index(self._directory)
            self._upkeep = Upkeep(self._directory, self._index, self._retain)
        except apsw.Error as error:
            self._lock.release()
            raise opening_failed(self._directory / DATABASE, error) from error
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Let go of the files, when what runs in other threads has been stopped.

        That may take a moment.
        """
        self._index.interrupt()
        self._upkeep.close()
        self._index.close()
        self._connection.close()
        self._lock.release()

    # -- keeping -------------------------------------------------------------------------------

    def append(self, records: Sequence[Record]) -> list[int]:
        """Keep all ``records`` in one commit; see `Log.append`."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            # Imports, which are other processes, take some as well.
            self._seq = last_number(self._connection)
            numbers = [self._keep[type(record.event)](record) for record in records]
            self._insert()
            self._connection.execute("COMMIT")
        except apsw.Error as error:
            self._undo()
            if isinstance(error, apsw.BusyError | apsw.LockedError):
                self._upkeep.give_way()
                raise BusyError(str(error)) from error
            raise NotKeptError(str(error)) from error
        except BaseException:
            self._undo()
            raise
        return numbers

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
        self._seq += 1
        self._place = max(self._place + 1, self._micro)
        self._new.append(
            (self._place, self._seq, self._micro, kind, room, author, receiver, event.text)
        )
        return self._seq

    def _insert(self) -> None:
        """Put the new messages of this turn into the table: all at once takes a fifth less time."""
        rows, self._new = self._new, []
        try:
            self._connection.executemany(_INSERT, rows)
        except apsw.ConstraintError:
            # What was imported just now stands there, from the future or from this microsecond.
            self._connection.execute("DELETE FROM messages WHERE seq >= ?", (rows[0][1],))
            self._place = self._connection.execute("SELECT max(place) FROM messages").get
            for place, *row in rows:
                self._place = max(self._place + 1, place)
                self._connection.execute(_INSERT, (self._place, *row))

    def _set_topic(self, record: Record) -> int:
        event: Any = record.event
        self._connection.execute(
            "UPDATE rooms SET topic = ? WHERE id = ?", (event.topic, self._rows.room(event.room))
        )
        return self._seq

    def _correct(self, record: Record) -> int:
        event: Any = record.event
        self._forget(event.message)
        self._connection.execute(
            "UPDATE messages SET text = ?, edited = 1 WHERE seq = ?", (event.text, event.message)
        )
        return self._seq

    def _delete(self, record: Record) -> int:
        event: Any = record.event
        self._forget(event.message)
        note_last_number(self._connection)
        self._connection.execute("DELETE FROM messages WHERE seq = ?", (event.message,))
        return self._seq

    def _forget(self, seq: int) -> None:
        self._insert()
        forget_words(self._connection, "m.seq = ?", (seq,))
        self._upkeep.note_deletion()

    # -- reading again -------------------------------------------------------------------------

    def last(self, wanted: Last) -> list[Kept]:
        """Return a room's last messages, oldest first; see `Log.last`."""
        before = _MOST if wanted.before is None else micro(wanted.before)
        upto = _MOST if wanted.upto is None else wanted.upto
        try:
            rows = self._connection.execute(_LAST, (wanted.room, before, upto))
            looked_at = islice(rows, wanted.count + MOST_LEFT_OUT)
            heard = (row for row in looked_at if _is_heard(row, wanted.without))
            found = [message_of(row) for row in islice(heard, wanted.count)]
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error
        return found[::-1]

    def end(self) -> int:
        """Return the place of the newest message; see `Log.end`."""
        return self._place

    def time_at(self, place: int) -> datetime:
        """Return the time before which is all up to a place, which is a time: see `Log.time_at`."""
        return at_of(place + 1)

    def since(self, wanted: Since) -> Stretch:
        """Return the messages that come next in some rooms; see `Log.since`."""
        try:
            return missed.since(self._connection, wanted)
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error

    def messages(self, numbers: Sequence[int]) -> list[Kept]:
        """Return the messages of those numbers that are still there; see `Log.messages`."""
        try:
            return missed.messages(self._connection, numbers)
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error

    def start_of(self, wanted: Since) -> tuple[int, int]:
        """Return where the last of those begin, and how many they are; see `Log.start_of`."""
        try:
            return missed.start_of(self._connection, wanted)
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error

    def topic(self, room: str) -> str:
        """Return the topic of the room of that key, or nothing; see `Log.topic`."""
        return next((topic for _, topic in self._topics("key = ?", room, 1)), "")

    def topics(self, most: int) -> Mapping[str, str]:
        """Return the names of ``most`` rooms that have a topic, with it; see `Log.topics`."""
        return dict(self._topics("topic <> ?", "", most))

    def _topics(self, where: str, value: str, most: int) -> list[tuple[str, str]]:
        try:
            rows: Any = self._connection.execute(
                f"SELECT name, topic FROM rooms WHERE {where} LIMIT ?",  # noqa: S608
                (value, most),
            ).fetchall()
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error
        return rows  # type: ignore[no-any-return]

    def search(self, wanted: Search) -> Found:
        """Return what is found; see `Log.search`. Called in a thread."""
        return self._index.search(wanted)

    def keep_up(self, now: datetime) -> bool:
        """Do a part of the housekeeping; returns whether there is more to do at once.

        Called in a thread, every second or so. Raises `apsw.Error` or `NotReadError` when the disk
        is in the way.
        """
        return self._upkeep.step(now, self._seq)


def _is_heard(row: tuple[Any, ...], without: Mapping[str, datetime]) -> bool:
    return not (without and is_left_out(without, row[-1], at_of(row[1])))
