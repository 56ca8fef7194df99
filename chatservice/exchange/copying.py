"""Copies of the whole history: one is made while a server runs, or put in the history's place.

Both go by SQLite's online backup (https://sqlite.org/backup.html), into a file that has another
name until it is complete and was looked through.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

import apsw

from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.history import schema
from chatservice.history.files import DATABASE, INDEX, Lock, make_directory, open_history

PAGES = 256
"""Pages that are copied at once (1 MiB)."""

STEPS_TO_INTERRUPT = 100_000
"""SQLite's steps (some milliseconds) after which it looks whether somebody pressed Ctrl+C."""

Told = Callable[[int, int], object]
"""Is told how many pages are copied, and how many there are."""

_EXISTS = N_("{file} is there already: a new name is allowed")
_NOT_A_HISTORY = N_("{file} is not a history of this program: a file that backup made is allowed")
_DAMAGED = N_("{file} is damaged ({reason}): another backup is needed")
_NEWER = N_(
    "{file} was made by a newer version of this program (its tables are of version {found}, this "
    "program knows {known}): that version can restore it"
)
_UNREADABLE = N_("{file} can't be read ({reason})")
_UNWRITABLE = N_("{file} can't be written ({reason})")
_BUSY = N_("{file} is in use by another program: try again when that has ended")


def back_up(directory: Path, file: Path, told: Told) -> None:
    """Write a copy of the history in ``directory`` to ``file``, which is new.

    It is one moment's, whatever the server writes meanwhile, and the server never waits for it.
    Raises `ExchangeError` and `HistoryError`; then there is no ``file``.
    """
    if os.path.lexists(file):
        raise ExchangeError(_EXISTS, file=file)
    source = open_history(directory, writable=False)
    try:
        with _new_file(file) as new:
            # Unless all of it is read as of one moment, each commit of the server's would make the
            # copying begin again. Reading something is when the moment is.
            source.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
            _copy(source, new, told)
            source.execute("COMMIT")
            _check_content(new, file)
            _publish(new, file)
    finally:
        source.close()


def restore(directory: Path, file: Path, told: Told) -> Path | None:
    """Make the history that ``file`` is a copy of the one in ``directory``.

    Returns where the history that was there is now, if there was one. Raises `ExchangeError` and
    `HistoryError`; then everything is as it was.
    """
    source = _open_copy(file)
    try:
        _check_history(source, file)
        make_directory(directory)
        lock = Lock(directory)
        lock.acquire()
        try:
            with _new_file(directory / DATABASE) as new:
                _copy(source, new, told)
                former = _put_aside(directory / DATABASE)
                new.rename(directory / DATABASE)
            _remove(directory / INDEX, "", "-wal", "-shm")
            open_history(directory).close()
        finally:
            lock.release()
    finally:
        source.close()
    return former


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """Give a new name beside ``file``, for its owner alone; what has it in the end is removed."""
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
    except OSError as error:
        raise ExchangeError(_UNWRITABLE, file=file, reason=error.strerror) from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        _remove(Path(name), "", "-journal", "-wal", "-shm")


def _copy(source: apsw.Connection, new: Path, told: Told) -> None:
    copy = apsw.Connection(str(new), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        with copy.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(PAGES)
                told(backup.page_count - backup.remaining, backup.page_count)
        # A file of its own, without others beside it.
        copy.pragma("journal_mode", "delete")
    finally:
        copy.close()


def _open_copy(file: Path) -> apsw.Connection:
    """Open the file to be restored, so that nothing is written to it or beside it."""
    if not file.is_file():
        reason = os.strerror(errno.EISDIR if file.is_dir() else errno.ENOENT)
        raise ExchangeError(_UNREADABLE, file=file, reason=reason)
    # A history that was copied as a file may have its log beside it, which has to be read too.
    alone = not file.with_name(f"{file.name}-wal").exists()
    uri = f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    try:
        return apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    except apsw.Error as error:
        raise ExchangeError(_UNREADABLE, file=file, reason=str(error)) from error


def _check_history(source: apsw.Connection, file: Path) -> None:
    try:
        application = source.pragma("application_id")
        found = source.pragma("user_version")
    except apsw.NotADBError as error:
        raise ExchangeError(_NOT_A_HISTORY, file=file) from error
    except apsw.CorruptError as error:
        raise ExchangeError(_DAMAGED, file=file, reason=str(error)) from error
    except apsw.Error as error:
        raise ExchangeError(_UNREADABLE, file=file, reason=str(error)) from error
    if application != schema.APPLICATION or found < 1:
        raise ExchangeError(_NOT_A_HISTORY, file=file)
    if found > schema.VERSION:
        raise ExchangeError(_NEWER, file=file, found=found, known=schema.VERSION)
    _check_integrity(source, file)


def _check_content(new: Path, file: Path) -> None:
    copy = apsw.Connection(str(new), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        _check_integrity(copy, file)
    finally:
        copy.close()


def _check_integrity(connection: apsw.Connection, file: Path) -> None:
    # Python sees Ctrl+C only when SQLite calls it.
    connection.set_progress_handler(lambda: False, STEPS_TO_INTERRUPT)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").get
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise ExchangeError(_DAMAGED, file=file, reason=str(error)) from error
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        raise ExchangeError(_DAMAGED, file=file, reason=" ".join(str(found).split()))


def _publish(new: Path, file: Path) -> None:
    """Give the new file its name, unless another one has got it meanwhile."""
    try:
        file.hardlink_to(new)
    except FileExistsError as error:
        raise ExchangeError(_EXISTS, file=file) from error
    except OSError:  # a file system without links
        new.rename(file)


def _put_aside(present: Path) -> Path | None:
    """Rename the history that is there, and return its new name; None if there is none."""
    if not present.exists():
        _remove(present, "-wal", "-shm")
        return None
    _fold(present)
    now = datetime.now(timezone.utc)
    former = present.with_name(f"{present.name}.before-restore-{now:%Y%m%dT%H%M%S.%fZ}")
    # The log goes first: beside another database, it would be taken for that one's.
    for suffix in ("-wal", ""):
        with suppress(FileNotFoundError):
            present.with_name(present.name + suffix).rename(f"{former}{suffix}")
    _remove(present, "-shm")
    return former


def _fold(present: Path) -> None:
    """Carry the log of a history over to the file itself, as far as that can be read.

    Raises `ExchangeError` if another program, such as an import, uses it just now.
    """
    connection = None
    try:
        connection = apsw.Connection(str(present), flags=apsw.SQLITE_OPEN_READWRITE)
        # Closing would throw away the log of a file that can't be read.
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        # Only who is alone with the file may do this.
        connection.pragma("journal_mode", "delete")
    except apsw.BusyError as error:
        raise ExchangeError(_BUSY, file=present) from error
    except apsw.Error:
        pass  # It is damaged: it is kept as it is.
    finally:
        if connection is not None:
            connection.close()


def _remove(file: Path, *suffixes: str) -> None:
    for suffix in suffixes:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
