"""The file of the accounts: opened, checked, and brought to today's version."""

from __future__ import annotations

import os
from contextlib import nullcontext
from errno import EACCES
from pathlib import Path
from time import monotonic

import apsw

from chatservice.accounts import schema
from chatservice.accounts.making import make_file
from chatservice.core.phrases import N_
from chatservice.history.files import (
    SECONDS_TO_CHECK,
    HistoryError,
    Lock,
    connect,
    make_directory,
)

DATABASE = "accounts.db"

PAGES_IN_LOG = 64
"""Pages in SQLite's write-ahead log (256 KiB) after which it is carried over to the file: more at
once would hold the reactor up for longer."""


class AccountsError(HistoryError):
    """The accounts can't be used. ``message`` (an English catalogue phrase) says why."""


_CORRUPT = N_(
    "{file} is damaged and was left as it is ({reason}): `chatservice restore FILE` puts a backup "
    "in its place; if it is moved away, nobody is registered"
)
_FOREIGN = N_("{file} does not hold accounts of this program and was left as it is")
_NEWER = N_(
    "{file} was written by a newer version of this program (its tables are of version {found}, "
    "this program knows {known}): run that version, or `chatservice restore` an older backup"
)
_NOT_OPENED = N_("{file} can't be opened ({reason})")


def check(directory: Path) -> None:
    """Look whether the accounts in a folder are such that this program can use, change nothing.

    This is for before a daemon leaves its terminal: it reads the file's first bytes
    (https://sqlite.org/fileformat.html#the_database_header), no more. Raises `AccountsError`.
    """
    file = directory / DATABASE
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise AccountsError(_NOT_OPENED, file=file, reason=error.strerror) from error
    if not header:  # a start that was cut short leaves one
        return
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise AccountsError(_CORRUPT, file=file, reason="not a database")
    _check_version(file, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def open_accounts(directory: Path, *, patience: int, is_held: bool) -> apsw.Connection:
    """Return a connection to the accounts in a folder, made or migrated where need be.

    ``patience`` is how many milliseconds it waits later when another program holds the file.
    ``is_held`` is for who holds the folder's `Lock`: without it, no tables are changed under a
    server that runs. Raises `HistoryError`, mostly an `AccountsError`.
    """
    file = directory / DATABASE
    make_directory(directory)
    check(directory)
    _make(file)
    connection = None
    try:
        _check_whose(file)
        connection = connect(file, sync="full")
        if connection.readonly("main"):
            raise AccountsError(_NOT_OPENED, file=file, reason=os.strerror(EACCES))
        connection.pragma("wal_autocheckpoint", PAGES_IN_LOG)
        _make_current(connection, file, is_held=is_held)
        _check_content(connection, file)
        connection.set_busy_timeout(patience)
    except (HistoryError, apsw.Error) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, HistoryError):
            raise
        raise opening_failed(file, error) from error
    return connection


def in_memory() -> apsw.Connection:
    """Return a connection to accounts that are kept nowhere else."""
    connection = apsw.Connection(":memory:")
    connection.execute(schema.TABLES)
    return connection


def opening_failed(file: Path, error: apsw.Error) -> AccountsError:
    """Return what to tell of an error of SQLite's while the file is opened."""
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return _damaged(file, str(error))
    return AccountsError(_NOT_OPENED, file=file, reason=str(error))


def _damaged(file: Path, reason: str) -> AccountsError:
    # SQLite may say more, on several lines, below the name of the database.
    lines = [line for line in reason.splitlines() if not line.startswith("***")]
    return AccountsError(_CORRUPT, file=file, reason=lines[0] if lines else reason)


def _make(file: Path) -> None:
    # One that is there is not opened: closing it would drop this process's locks on it (fcntl(2)).
    # SQLite gives the files beside it the same mode and owner.
    try:
        make_file(file)
    except OSError as error:
        raise AccountsError(_NOT_OPENED, file=file, reason=error.strerror) from error


def _check_version(file: Path, application: int, found: int) -> None:
    # A new file has neither before its first commit has gone from the log into the file itself.
    if application not in (0, schema.APPLICATION):
        raise AccountsError(_FOREIGN, file=file)
    if found > schema.VERSION:
        raise AccountsError(_NEWER, file=file, found=found, known=schema.VERSION)


def _check_whose(file: Path) -> None:
    """Raise `AccountsError` if a file is another's. To open it for writing changes it."""
    connection = connect(file, writable=False)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
        if tables and connection.pragma("application_id") != schema.APPLICATION:
            raise AccountsError(_FOREIGN, file=file)
    finally:
        connection.close()


def _make_current(connection: apsw.Connection, file: Path, *, is_held: bool) -> None:
    """Make the tables in an empty file, or migrate those of an older version."""
    version = connection.pragma("user_version")
    if version == schema.VERSION:
        return
    with nullcontext() if is_held or not version else Lock(file.parent):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read now: another program may have been about the same until here.
            found = connection.pragma("user_version")
            _check_version(file, connection.pragma("application_id"), found)
            if not connection.execute("SELECT count(*) FROM sqlite_schema").get:
                connection.execute(schema.TABLES)
                connection.pragma("application_id", schema.APPLICATION)
            else:
                for older in range(found, schema.VERSION):
                    schema.MIGRATIONS[older](connection)
            connection.pragma("user_version", schema.VERSION)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _check_content(connection: apsw.Connection, file: Path) -> None:
    """Raise `AccountsError` if the file is damaged, as far as can be told in a moment."""
    until = monotonic() + SECONDS_TO_CHECK
    connection.set_progress_handler(lambda: monotonic() > until, 1000)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").get
    except apsw.InterruptError:
        return
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        raise _damaged(file, str(found))
