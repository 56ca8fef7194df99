"""The history on disk: what the server writes and reads while people talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

from chatservice.core.log import (
    Changed,
    Found,
    Kept,
    Last,
    Record,
    Search,
    Since,
    Stretch,
    Unread,
)
from chatservice.history import changes, missed, naming, order, people
from chatservice.history.files import (
    DATABASE,
    Lock,
    connect,
    make_directory,
    open_history,
    opening_failed,
)
from chatservice.history.index import Index
from chatservice.history.rows import (
    HEARD,
    MOST_LEFT_OUT,
    at_of,
    is_heard,
    last_number,
    message_of,
    micro,
    readable,
)
from chatservice.history.upkeep import Upkeep
from chatservice.history.writing import Writer

_LAST = f"""
    SELECT m.seq, m.at, m.kind, r.name, a.name, NULL, m.text, m.edited, {HEARD}
    FROM messages m JOIN authors a ON a.id = m.author JOIN rooms r ON r.id = m.room
    WHERE m.room = (SELECT id FROM rooms WHERE key = ?) AND m.place < ? AND m.seq <= ?
    ORDER BY m.place DESC
"""  # noqa: S608  # see HEARD
_MOST = 2**63 - 1


class DiskHistory:
    """The log of a server, in a folder.

    All is for the thread of the reactor, which it holds for a moment, but ``search``,
    ``of_person`` and ``keep_up``, which are for other threads. A commit of one message takes some
    20 microseconds with ``sync`` "normal", and one that another program is in the way of raises
    `BusyError` at once. ``retain`` is how long messages are kept; `None`: for ever.
    """

    def __init__(
        self, directory: Path, *, sync: str = "normal", retain: timedelta | None = None
    ) -> None:
        self._directory = directory
        self.file = directory / DATABASE
        self._sync = sync
        self._retain = retain
        self._lock = Lock(directory)

    def open(self) -> None:
        """Open the history, made or migrated where need be. Raises `HistoryError`."""
        make_directory(self._directory)
        self._lock.acquire()
        try:
            self._connection = open_history(self._directory, sync=self._sync, is_held=True)
            self._connection.set_busy_timeout(0)
            self._name = naming.name_of(self._connection, self._directory)
            self._index = Index(self._directory)
            self._upkeep = Upkeep(self._directory, self._index, self._retain)
            self._writer = Writer(self._connection, self._upkeep)
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

    def name(self) -> str:
        """Return the random name that was given to the file; see `Log.name`."""
        return self._name

    def append(self, records: Sequence[Record]) -> list[int]:
        """Keep all ``records`` in one commit; see `Log.append`."""
        return self._writer.append(records)

    def forget(self, identity: int) -> None:
        """Remove all that somebody has said; see `Log.forget`.

        Where another program writes, it may have to be waited for a moment.
        """
        self._writer.forget(identity)

    # -- reading again -------------------------------------------------------------------------

    def last(self, wanted: Last) -> list[Kept]:
        """Return a room's last messages, oldest first; see `Log.last`."""
        before = _MOST if wanted.before is None else micro(wanted.before)
        upto = _MOST if wanted.upto is None else wanted.upto
        with readable():
            if wanted.below is not None:
                below = min(wanted.below, _MOST)
                before = min(before, order.place_before(self._connection, below))
            rows = self._connection.execute(_LAST, (wanted.room, before, upto))
            looked_at = islice(rows, wanted.count + MOST_LEFT_OUT)
            heard = (row for row in looked_at if is_heard(wanted.without, row[-1], row[1]))
            found = [message_of(row) for row in islice(heard, wanted.count)]
        return found[::-1]

    def last_number(self) -> int:
        """Return the greatest number given so far; see `Log.last_number`."""
        with readable():
            return last_number(self._connection)

    def end(self) -> int:
        """Return the place of the newest message; see `Log.end`."""
        return self._writer.place

    def place_of(self, seq: int) -> int:
        """Return where the newest message stands up to a number; see `Log.place_of`."""
        with readable():
            return order.place_of(self._connection, min(seq, _MOST))

    def changes(
        self, rooms: tuple[str, ...], after: int, identity: int, count: int
    ) -> list[Changed]:
        """Return what was corrected or taken back since a number; see `Log.changes`."""
        with readable():
            return changes.since(self._connection, rooms, min(after, _MOST), identity, count)

    def time_at(self, place: int) -> datetime:
        """Return the time before which is all up to a place, which is a time: see `Log.time_at`."""
        return at_of(place + 1)

    def since(self, wanted: Since) -> Stretch:
        """Return the messages that come next in some rooms; see `Log.since`."""
        with readable():
            return missed.since(self._connection, wanted)

    def messages(self, numbers: Sequence[int]) -> list[Kept]:
        """Return the messages of those numbers that are still there; see `Log.messages`."""
        with readable():
            return missed.messages(self._connection, numbers)

    def start_of(self, wanted: Since) -> tuple[int, int]:
        """Return where the last of those begin, and how many they are; see `Log.start_of`."""
        with readable():
            return missed.start_of(self._connection, wanted)

    def waiting(
        self,
        identity: int,
        after: int,
        count: int,
        without: Mapping[str, datetime] | None = None,
        *,
        sent: bool = False,
    ) -> Unread:
        """Return the last private messages to somebody; see `Log.waiting`."""
        with readable():
            without = without or {}
            look = people.with_sent if sent else people.waiting
            return look(self._connection, identity, min(after, _MOST), count, without)

    def of_person(
        self,
        room: str,
        keys: frozenset[str],
        identity: int,
        count: int,
        without: frozenset[int] = frozenset(),
    ) -> list[Kept]:
        """Return the last messages of somebody in a room; see `Log.of_person`. In a thread."""
        with readable(), closing(connect(self.file, writable=False)) as connection:
            return people.of_person(connection, room, keys, identity, count, without)

    def topic(self, room: str) -> str:
        """Return the topic of the room of that key, or nothing; see `Log.topic`."""
        return next((topic for _, topic in self._topics("key = ?", room, 1)), "")

    def topics(self, most: int) -> Mapping[str, str]:
        """Return the names of ``most`` rooms that have a topic, with it; see `Log.topics`."""
        return dict(self._topics("topic <> ?", "", most))

    def _topics(self, where: str, value: str, most: int) -> list[tuple[str, str]]:
        with readable():
            rows: Any = self._connection.execute(
                f"SELECT name, topic FROM rooms WHERE {where} LIMIT ?",  # noqa: S608
                (value, most),
            ).fetchall()
        return rows  # type: ignore[no-any-return]

    def search(self, wanted: Search) -> Found:
        """Return what is found; see `Log.search`. Called in a thread."""
        return self._index.search(wanted)

    def keep_up(self, now: datetime) -> bool:
        """Do a part of the housekeeping; returns whether there is more to do at once.

        Called in a thread, every second or so. Raises `apsw.Error` or `NotReadError` when the disk
        is in the way.
        """
        return self._upkeep.step(now, self._writer.seq)
