"""SQLite under the accounts: its errors are the core's, and each change is one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw

from chatservice.core.log import BusyError, NotKeptError, NotReadError
from chatservice.history.rows import UNREADABLE, transaction


class Database:
    """An open connection, for one thread."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._version = connection.pragma("data_version")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def changing(self, *, sync: str = "full") -> Iterator[apsw.Connection]:
        """Change something, wholly or not at all.

        With ``sync`` "full" it is on the disk afterwards, with "normal" a power failure may undo
        it (https://sqlite.org/pragma.html#pragma_synchronous). Raises `NotKeptError`, `BusyError`
        when another program changes something.
        """
        try:
            self._connection.pragma("synchronous", sync)
            with transaction(self._connection):
                yield self._connection
        except (apsw.BusyError, apsw.LockedError) as error:
            raise BusyError(str(error)) from error
        except apsw.Error as error:
            raise NotKeptError(str(error)) from error

    def rows(self, sql: str, *values: str | int) -> list[Any]:
        """Return the rows of a query. Raises `NotReadError`."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except UNREADABLE as error:
            raise NotReadError(str(error)) from error

    def has_changed(self) -> bool:
        """Return whether another program changed anything since this was asked last.

        Raises `NotReadError`.
        """
        before = self._version
        try:
            self._version = self._connection.pragma("data_version")
        except apsw.Error as error:
            raise NotReadError(str(error)) from error
        return bool(self._version != before)

    def empty_log(self) -> None:
        """Carry the log over to the file and empty it: what was overwritten stood there still.

        Raises `apsw.Error` when it is in use just now.
        """
        self._connection.pragma("wal_checkpoint", "truncate")
