"""The history's folder: opened, checked, brought to today's version, and held by one server."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import nullcontext, suppress
from pathlib import Path
from time import monotonic

import apsw

from chatservice.core.phrases import N_
from chatservice.history import schema

DATABASE = "history.db"
INDEX = "index.db"
LOCK = "lock"

SECONDS_TO_CHECK = 0.3
"""How long the start may take to look through the file: a small one is read from end to end."""

PATIENCE = 5000
"""Milliseconds that opening waits for another program which holds the file."""

SYNC = {"normal": "NORMAL", "full": "FULL"}
"""What `--sync` may be, as SQLite calls it (https://sqlite.org/pragma.html#pragma_synchronous)."""


class HistoryError(Exception):
    """The history can't be used. ``message`` (an English catalogue phrase) says why."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message.format(**details))
        self.message = message
        self.details = details


_CORRUPT = N_(
    "{file} is damaged and was left as it is ({reason}): `chatservice restore FILE` puts a backup "
    "in its place"
)
_FOREIGN = N_("{file} is not a history of this program and was left as it is")
_NEWER = N_(
    "{file} was written by a newer version of this program (its tables are of version {found}, "
    "this program knows {known}): run that version, or `chatservice restore` an older backup"
)
_NOT_WRITABLE = N_(
    "{directory} can't be used ({reason}): --data wants a directory that may be written, a new "
    "name in one, or :memory:"
)
_NOT_OPENED = N_("{file} can't be opened ({reason})")
_NO_HISTORY = N_("there is no history in {directory}")
_IN_USE = N_("{directory} is in use by a server that runs (process {process})")


class Lock:
    """Keeps a second server, or a restore, away from a folder that a server uses.

    The system lets go of it when the process ends, however it ends (flock(2)).
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises `HistoryError` with the number of the process that holds it."""
        try:
            file = os.open(self._directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unusable(self._directory, error.errno) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            process = os.read(file, 20).decode(errors="replace").strip() or "?"
            os.close(file)
            raise HistoryError(_IN_USE, directory=self._directory, process=process) from None
        # The number is there for a sentence: a full disk in its way is no reason not to start.
        with suppress(OSError):
            os.truncate(file, 0)
            os.write(file, f"{os.getpid()}\n".encode())
        self._file = file

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *exception: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go of the lock; nothing happens where it is not held."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def make_directory(directory: Path) -> None:
    """Make the folder, for its owner alone, if it is not there. Raises `HistoryError`."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unusable(directory, error.errno) from error


def check(directory: Path) -> None:
    """Look whether the history in a folder is one that this program can use, and change nothing.

    This is for before a daemon leaves its terminal, and before it becomes another user: it reads
    the file's first bytes (https://sqlite.org/fileformat.html#the_database_header), no more.
    Raises `HistoryError`.
    """
    place = directory if directory.exists() else directory.parent
    if not place.is_dir():
        raise _unusable(directory, errno.ENOTDIR if place.exists() else errno.ENOENT)
    if not os.access(place, os.W_OK | os.X_OK):
        raise _unusable(directory, errno.EACCES)
    file = directory / DATABASE
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise HistoryError(_NOT_OPENED, file=file, reason=error.strerror) from error
    if not header:
        return
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise HistoryError(_CORRUPT, file=file, reason="not a database")
    _check_version(file, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def open_history(
    directory: Path, *, sync: str = "normal", writable: bool = True, is_held: bool = False
) -> apsw.Connection:
    """Return a connection to the history in a folder, which is of today's version then.

    With ``writable`` it is made where there is none, and an older version is migrated; the file as
    it was stays beside it. Otherwise a history must be there; an older one looks like today's.
    ``sync`` is a key of `SYNC`. ``is_held`` is for who holds the folder's `Lock`: without it, no
    tables are changed under a server that runs. Checkpoints are left to whoever runs the server.
    Raises `HistoryError`.
    """
    file = directory / DATABASE
    if writable:
        make_directory(directory)
        check(directory)
        try:
            # SQLite gives the files beside it the same mode.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise _unusable(directory, error.errno) from error
    elif not file.exists():
        raise HistoryError(_NO_HISTORY, directory=directory)
    connection = None
    try:
        if writable:
            _check_whose(file)
        connection = connect(file, writable=writable, sync=sync)
        if writable:
            migrates = connection.pragma("user_version") not in (0, schema.VERSION)
            with Lock(directory) if migrates and not is_held else nullcontext():
                _make_current(connection, file)
        _check_content(connection, file)
        if not writable:
            _show_as_today(connection)
    except (HistoryError, apsw.Error) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, HistoryError):
            raise
        raise opening_failed(file, error) from error
    return connection


def connect(
    file: Path, *, writable: bool = True, sync: str = "normal", patience: int = PATIENCE
) -> apsw.Connection:
    """Return one more connection to an existing file of ours.

    ``patience`` is how many milliseconds it waits when another one holds the file. Raises
    `apsw.Error`.
    """
    flags = apsw.SQLITE_OPEN_READWRITE if writable else apsw.SQLITE_OPEN_READONLY
    connection = apsw.Connection(str(file), flags=flags)
    connection.set_busy_timeout(patience)
    if writable:
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", SYNC[sync])
        connection.pragma("secure_delete", True)
        connection.pragma("wal_autocheckpoint", 0)
    return connection


def opening_failed(file: Path, error: apsw.Error) -> HistoryError:
    """Return what to tell of an error of SQLite's while a file is opened."""
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return damaged(file, str(error))
    return HistoryError(_NOT_OPENED, file=file, reason=str(error))


def damaged(file: Path, reason: str) -> HistoryError:
    """Return what to tell of a file that can't be read."""
    # SQLite may say more, on several lines, below the name of the database.
    lines = [line for line in reason.splitlines() if not line.startswith("***")]
    return HistoryError(_CORRUPT, file=file, reason=lines[0] if lines else reason)


def _unusable(directory: Path, number: int | None) -> HistoryError:
    reason = os.strerror(number or errno.EIO)
    return HistoryError(_NOT_WRITABLE, directory=directory, reason=reason)


def _check_version(file: Path, application: int, found: int) -> None:
    # A new file has neither before its first commit has gone from the log into the file itself.
    if application not in (0, schema.APPLICATION):
        raise HistoryError(_FOREIGN, file=file)
    if found > schema.VERSION:
        raise HistoryError(_NEWER, file=file, found=found, known=schema.VERSION)


def _check_whose(file: Path) -> None:
    """Raise `HistoryError` if a file is another program's. To open it for writing changes it."""
    connection = connect(file, writable=False)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
        if tables and connection.pragma("application_id") != schema.APPLICATION:
            raise HistoryError(_FOREIGN, file=file)
    finally:
        connection.close()


def _make_current(connection: apsw.Connection, file: Path) -> None:
    """Make the tables in an empty file, or migrate those of an older version."""
    if connection.pragma("user_version") == schema.VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read now: another program may have been about the same until here.
        found = connection.pragma("user_version")
        _check_version(file, connection.pragma("application_id"), found)
        if not connection.execute("SELECT count(*) FROM sqlite_schema").get:
            connection.execute(schema.TABLES)
            connection.pragma("application_id", schema.APPLICATION)
        elif found < schema.VERSION:
            _copy(file, file.with_name(f"{file.name}.version-{found}"))
            for version in range(found, schema.VERSION):
                schema.MIGRATIONS[version](connection)
        connection.pragma("user_version", schema.VERSION)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _show_as_today(connection: apsw.Connection) -> None:
    """Let who only reads see today's tables: a server of an older version may be running."""
    found = connection.pragma("user_version")
    for version in range(found or schema.VERSION, schema.VERSION):
        connection.execute(schema.VIEWS[version])


def _copy(file: Path, to: Path) -> None:
    """Keep the file as it was before a migration; an unfinished earlier copy is replaced."""
    new = to.with_name(f"{to.name}.part")
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    copy, original = apsw.Connection(str(new)), connect(file, writable=False)
    with copy.backup("main", original, "main") as backup:
        backup.step()
    copy.close()
    original.close()
    new.replace(to)


def _check_content(connection: apsw.Connection, file: Path) -> None:
    """Raise `HistoryError` if the file is damaged, as far as can be told in a moment."""
    _check_version(file, connection.pragma("application_id"), connection.pragma("user_version"))
    until = monotonic() + SECONDS_TO_CHECK
    connection.set_progress_handler(lambda: monotonic() > until, 1000)
    try:
        # The second look, which takes longer, also compares the indexes with the tables: a wrong
        # number in one of them would hide messages from a room.
        found = connection.execute("PRAGMA quick_check(1)").get
        if found == "ok":
            found = connection.execute("PRAGMA integrity_check(1)").get
    except apsw.InterruptError:
        found = "ok"
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        raise damaged(file, str(found))
    # The ends of a large file, which the look above did not reach, perhaps.
    connection.execute("SELECT max(place) FROM messages").fetchall()
    connection.execute("SELECT max(seq), (SELECT count(*) FROM rooms) FROM messages").fetchall()
