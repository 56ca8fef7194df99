"""What keeps the history's files in order, in steps that hold nobody up.

All of it runs in a thread, with a connection of its own. A step that needs the history's write
lock holds it for some milliseconds; the server's commit that meets it waits as long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import apsw

from chatservice.history import changes, forgetting
from chatservice.history.files import DATABASE, connect
from chatservice.history.index import Index
from chatservice.history.rows import forget_words, micro, note_last_number, transaction

CHECKPOINT_BYTES = 4 * 1024 * 1024
"""Of the write-ahead log: when it is as large, what it holds is copied into the file."""

RESTART_BYTES = 64 * 1024 * 1024
"""Of the write-ahead log: when it is as large, commits wait until all of it is copied."""

PATIENCE = 50
"""Milliseconds that a step waits for others who write or read; the next one tries again. A
checkpoint that waits for readers keeps everyone else waiting with it."""

STEP_SECONDS = 0.003
"""How long one step of deleting may hold the write lock."""

MANY_FRAMES = 100
"""Pages in the write-ahead log, from which on it is worth beginning it anew."""

AT_ONCE_BYTES = 8 * 1024 * 1024
"""A file up to this size is written anew in some 60 ms, which everybody can wait for."""

VACUUM_PAUSE = 5.0
"""Seconds until it is tried again to write a larger file anew."""

BUSY = 100
"""Messages since the last step, from which on indexing can wait for a quieter one: a search that
needs it does it first."""

MOST_UNINDEXED = 2_000
LONGEST_UNINDEXED = 5.0
"""Messages, and seconds, that it waits at most. A search indexes so many in some 40 ms."""

MOST_IN_A_STEP = 200
"""Messages deleted in one step, at some 10 microseconds each."""


class Upkeep:
    """The history's housekeeping; `step` does what is due, a little at a time."""

    def __init__(self, directory: Path, index: Index, retain: timedelta | None = None) -> None:
        self._file = directory / DATABASE
        self._log = directory / f"{DATABASE}-wal"
        self._connection = connect(directory / DATABASE, patience=PATIENCE)
        self._index = index
        self._retain = retain
        self._working = Lock()
        self._gives_way = False
        self._next_vacuum = 0.0
        self._newest = 0
        self._newest_indexed = 0
        self._indexed_at = 0.0
        self._deleted = True
        """Whether there may be bytes on the disk of what was deleted: a server that was killed may
        have left some."""

    def close(self) -> None:
        """Let go of the file, once the step that runs now is done."""
        with self._working:
            self._connection.close()

    def note_deletion(self) -> None:
        """Take note that something was deleted or changed: its bytes are to be erased."""
        self._deleted = True

    def step(self, now: datetime, newest: int) -> bool:
        """Do a part of what is due; returns whether there is more to do at once.

        ``newest`` is the number of the newest message. Raises `apsw.Error` or `NotReadError` when
        the disk is in the way; the next step tries again.
        """
        with self._working:
            try:
                more = self._is_index_due(newest) and self._update_index(newest)
                if self._retain is not None:
                    more = self._delete_before(now - self._retain) or more
                if forgetting.step(self._connection):
                    more = self._deleted = True
            finally:
                # Whatever is wrong with the index, the write-ahead log must not grow for ever.
                self._checkpoint()
            if self._deleted and not more:
                self._erase()
            return more

    def _is_index_due(self, newest: int) -> bool:
        said, self._newest = newest - self._newest, newest
        return (
            said < BUSY
            or self._deleted
            or newest - self._newest_indexed > MOST_UNINDEXED
            or monotonic() - self._indexed_at > LONGEST_UNINDEXED
        )

    def _update_index(self, newest: int) -> bool:
        more = self._index.update()
        self._indexed_at = monotonic()
        if not more:
            self._newest_indexed = newest
        return more

    def _delete_before(self, oldest: datetime) -> bool:
        """Delete some of the messages older than ``oldest``; returns whether there are more."""
        until = monotonic() + STEP_SECONDS
        places: list[Any] = self._connection.execute(
            "SELECT place FROM messages WHERE place < ? ORDER BY place LIMIT ?",
            (micro(oldest), MOST_IN_A_STEP),
        ).fetchall()
        if not places:
            return self._delete_changes_before(oldest)
        with transaction(self._connection):
            note_last_number(self._connection)
            for (place,) in places:
                forget_words(self._connection, "m.place = ?", (place,))
                self._connection.execute("DELETE FROM messages WHERE place = ?", (place,))
                if monotonic() > until:
                    break
        self._deleted = True
        return True

    def _delete_changes_before(self, oldest: datetime) -> bool:
        more = changes.delete_before(self._connection, micro(oldest))
        self._deleted = self._deleted or more
        return more

    def _checkpoint(self) -> None:
        """Copy the write-ahead log into the file, beside whoever reads and writes meanwhile.

        It begins anew by itself, once all of it is copied and nobody reads in it. Where people
        talk without a pause that may never be; then commits have to wait a moment for it.
        """
        size = self._log.stat().st_size if self._log.exists() else 0
        if size >= RESTART_BYTES:
            self._truncate()
        elif size >= CHECKPOINT_BYTES:
            self._copy()

    def _copy(self) -> None:
        frames, copied = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        if frames == copied and frames >= MANY_FRAMES:
            self._begin_log()

    def _truncate(self) -> bool:
        """Copy all of the write-ahead log and cut it to nothing; returns whether that was possible.

        It is not while somebody reads, an export perhaps.
        """
        # Most of it without holding anybody up; whoever reads is not waited for with the lock.
        self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        self._connection.set_busy_timeout(0)
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except apsw.BusyError:
            return False
        finally:
            self._connection.set_busy_timeout(PATIENCE)
        self._begin_log()
        return True

    def _begin_log(self) -> None:
        """Write the first page of a log that begins anew: that waits for the disk (fsync).

        Else the reactor would have to, in its next commit.
        """
        self._connection.execute("UPDATE counters SET value = value WHERE name = 'seq'")

    # -- leaving no trace ----------------------------------------------------------------------

    def _erase(self) -> None:
        """Leave no byte of what was deleted, first in the index, then here."""
        # Before, so that what is deleted meanwhile (`note_deletion`) is not forgotten here.
        self._deleted = False
        is_erased = False
        try:
            is_erased = self._index.erase() and self._vacuum()
            is_erased = self._truncate() and is_erased
        finally:
            if not is_erased:
                self._deleted = True

    def _vacuum(self) -> bool:
        """Write the file anew, page by page; returns whether that was done.

        SQLite overwrites a row that it deletes, but not the copies of it that it left behind in
        other pages when it moved rows to balance them. Commits have to wait meanwhile: 7 ms for
        each megabyte. One that would wait for long is let in instead, and this tried again later.
        """
        start = monotonic()
        if start < self._next_vacuum:
            return False
        is_long = self._file.stat().st_size > AT_ONCE_BYTES
        self._gives_way = is_long
        try:
            self._connection.execute("VACUUM")
        except apsw.InterruptError:
            self._next_vacuum = monotonic() + VACUUM_PAUSE
            return False
        finally:
            self._gives_way = False
        if is_long:
            self._next_vacuum = monotonic() + 50 * (monotonic() - start)
        return True

    def give_way(self) -> None:
        """Let a commit in that found the file held: called in any thread."""
        if self._gives_way:
            self._connection.interrupt()
