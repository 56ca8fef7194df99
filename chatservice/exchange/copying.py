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
from pathlib import Path

import apsw

from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.swapping import swap, sync, workplace
from chatservice.history import schema
from chatservice.history.files import DATABASE, Lock, connect, make_directory, open_history

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


def back_up(directory: Path, file: Path, told: Told) -> None:
    """Write a copy of the history in ``directory`` to ``file``, which is new.

    It is one moment's, whatever the server writes meanwhile, and the server never waits for it.
    Nothing is in it of what was deleted until then. Raises `ExchangeError` and `HistoryError`;
    then there is no ``file``.
    """
    if os.path.lexists(file):
        raise ExchangeError(_EXISTS, file=file)
    source = open_history(directory, writable=False)
    try:
        with _new_file(file) as copied, _new_file(file) as new:
            # Unless all of it is read as of one moment, each commit of the server's would make the
            # copying begin again. Reading something is when the moment is.
            source.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
            _copy(source, copied, told)
            source.execute("COMMIT")
            _clean(copied, new, file)
            _publish(new, file)
    finally:
        source.close()


def restore(directory: Path, file: Path, told: Told) -> Path | None:
    """Make the history that ``file`` is a copy of the one in ``directory``.

    Returns where the history that was there is now, if there was one. Raises `ExchangeError`,
    `HistoryError` and `apsw.Error`; then, and at Ctrl+C, everything is as it was (see
    `chatservice.exchange.swapping`).
    """
    source = _open_copy(file)
    try:
        _check_kind(source, file)
        make_directory(directory)
        lock = Lock(directory)
        lock.acquire()
        try:
            with workplace(directory) as work:
                new = work / DATABASE
                os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
                _copy(source, new, told)
                _check_content(new, file)
                open_history(work).close()  # It is of today's version then.
                former = swap(new, directory)
            # A server that starts can do this only where nobody reads. It is no part of the swap:
            # what fails here must not say that nothing was done.
            with suppress(apsw.Error, KeyboardInterrupt):
                connect(directory / DATABASE).close()
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
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


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


def _clean(copied: Path, new: Path, file: Path) -> None:
    """Check a copy, and write what is in it to ``new`` without anything of what was deleted.

    The words of deleted messages wait in ``unindexed`` until the index forgot them; an index is
    made anew of a copy. SQLite overwrites what is deleted (secure_delete), but not what it left
    behind in a page when it moved a row to another one: a new file has none of that.
    """
    copy = apsw.Connection(str(copied), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        # Now, as VACUUM would make a sound file of what it can still read of a damaged one.
        _check_integrity(copy, file)
        with _interruptible(copy):
            copy.pragma("secure_delete", True)
            copy.execute("DELETE FROM unindexed")
            copy.execute("VACUUM INTO ?", (str(new),))
    finally:
        copy.close()
    _check_content(new, file)


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


def _check_kind(source: apsw.Connection, file: Path) -> None:
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


def _check_content(new: Path, file: Path) -> None:
    copy = apsw.Connection(str(new), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        _check_integrity(copy, file)
    finally:
        copy.close()


def _check_integrity(connection: apsw.Connection, file: Path) -> None:
    try:
        with _interruptible(connection):
            found = connection.execute("PRAGMA integrity_check(1)").get
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise ExchangeError(_DAMAGED, file=file, reason=str(error)) from error
    if found != "ok":
        raise ExchangeError(_DAMAGED, file=file, reason=" ".join(str(found).split()))


@contextmanager
def _interruptible(connection: apsw.Connection) -> Iterator[None]:
    """Let Python see Ctrl+C, which it does only when SQLite calls it."""
    connection.set_progress_handler(lambda: False, STEPS_TO_INTERRUPT)
    try:
        yield
    finally:
        connection.set_progress_handler(None)


def _publish(new: Path, file: Path) -> None:
    """Give the new file its name, unless another one has got it meanwhile."""
    sync(new)
    try:
        file.hardlink_to(new)
    except FileExistsError as error:
        raise ExchangeError(_EXISTS, file=file) from error
    except OSError:  # a file system without links
        new.rename(file)
    try:
        sync(file.parent)
    except BaseException:
        file.unlink()
        raise
