"""Copies of the whole history and the accounts: made while a server runs, or put in their place.

Both go by SQLite's online backup (https://sqlite.org/backup.html), into a file that has another
name until it is complete and was looked through.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from chatservice.accounts.files import DATABASE as ACCOUNTS
from chatservice.core.phrases import N_
from chatservice.exchange import accounts
from chatservice.exchange.databases import (
    EXISTS,
    UNWRITABLE,
    check_integrity,
    interruptible,
    new_file,
    publish,
)
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.swapping import swap, workplace
from chatservice.history import forgetting, naming, schema
from chatservice.history.files import DATABASE, Lock, connect, make_directory, open_history

PAGES = 256
"""Pages that are copied at once (1 MiB)."""

Told = Callable[[int, int], object]
"""Is told how many pages are copied, and how many there are."""

_NOT_A_HISTORY = N_("{file} is not a history of this program: a file that backup made is allowed")
_DAMAGED = N_("{file} is damaged ({reason}): another backup is needed")
_NEWER = N_(
    "{file} was made by a newer version of this program (its tables are of version {found}, this "
    "program knows {known}): that version can restore it"
)
_UNREADABLE = N_("{file} can't be read ({reason})")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    ``former`` and ``former_accounts`` are where the history and the accounts that were there are
    now, if there were any and they were replaced. ``has_accounts`` is whether the copy had some,
    ``kept_accounts`` whether it had none and those that are there stay.
    """

    former: Path | None
    former_accounts: Path | None
    has_accounts: bool
    kept_accounts: bool


def back_up(directory: Path, file: Path, told: Told) -> bool:
    """Write a copy of the history and the accounts in ``directory`` to ``file``, which is new.

    It is one moment's, whatever the server writes meanwhile, and the server never waits for it.
    The accounts are those of a moment later. Nothing is in it of what was deleted until then, or
    of what somebody had said who wants to be forgotten. Returns whether there are accounts. Raises
    `ExchangeError` and `HistoryError`; then there is no ``file``.
    """
    if os.path.lexists(file):
        raise ExchangeError(EXISTS, file=file)
    source = open_history(directory, writable=False)
    try:
        with new_file(file) as copied, new_file(file) as new:
            # Unless all of it is read as of one moment, each commit of the server's would make the
            # copying begin again. Reading something is when the moment is.
            source.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
            _copy(source, copied, told)
            source.execute("COMMIT")
            has_accounts = _complete(copied, directory, new, file)
            publish(new, file)
    finally:
        source.close()
    return has_accounts


def restore(directory: Path, file: Path, told: Told) -> Restored:
    """Make the history and the accounts that ``file`` is a copy of the ones in ``directory``.

    Where the copy has no accounts, those that are there stay. Raises `ExchangeError`,
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
                has_accounts = _take_apart(new, file)
                _open_as_another(work)
                former = swap(work, directory)
            # A server that starts can do this only where nobody reads. It is no part of the swap:
            # what fails here must not say that nothing was done.
            with suppress(apsw.Error, KeyboardInterrupt):
                connect(directory / DATABASE).close()
                if has_accounts:
                    connect(directory / ACCOUNTS).close()
        finally:
            lock.release()
    finally:
        source.close()
    return Restored(
        former.get(DATABASE),
        former.get(ACCOUNTS),
        has_accounts,
        not has_accounts and (directory / ACCOUNTS).exists(),
    )


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


def _complete(copied: Path, directory: Path, new: Path, file: Path) -> bool:
    """Check a copy, and write it to ``new`` with the accounts, and nothing of what was deleted.

    The words of deleted messages wait in ``unindexed`` until the index forgot them; an index is
    made anew of a copy. SQLite overwrites what is deleted (secure_delete), but not what it left
    behind in a page when it moved a row to another one: a new file has none of that. Returns
    whether there are accounts.
    """
    copy = apsw.Connection(str(copied), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        # Now, as VACUUM would make a sound file of what it can still read of a damaged one.
        check_integrity(copy, file, _DAMAGED)
        with interruptible(copy):
            copy.pragma("secure_delete", True)
            if copy.pragma("user_version") == schema.VERSION:
                forgetting.finish(copy)
                naming.rename(copy)
            copy.execute("DELETE FROM unindexed")
            has_accounts = accounts.put_into(copy, directory, file)
            copy.execute("VACUUM INTO ?", (str(new),))
    finally:
        copy.close()
    written = apsw.Connection(str(new), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        check_integrity(written, file, _DAMAGED)
    finally:
        written.close()
    return has_accounts


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


def _open_as_another(work: Path) -> None:
    """Make a copy of today's version, and another history than what it is a copy of."""
    copy = open_history(work)
    try:
        naming.rename(copy)
    finally:
        copy.close()


def _take_apart(new: Path, file: Path) -> bool:
    """Check a copy of ``file`` in its workplace, and lay the accounts beside it, if it has some.

    Returns whether it has.
    """
    copy = apsw.Connection(str(new), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        check_integrity(copy, file, _DAMAGED)
        return accounts.take_out(copy, new.parent, file)
    except OSError as error:
        raise ExchangeError(UNWRITABLE, file=new.parent, reason=error.strerror) from error
    finally:
        copy.close()
