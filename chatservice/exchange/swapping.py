"""A new history takes the place of the one that is there, wholly or not at all, and new accounts.

All files are locked from before the first step until after the last one: no other program can
open one of them in between, and make a log that would then lie beside the other one. The steps,
and what there is if the machine stops after each of them:

1. The new file is synced, and the log of the former one carried over to it: the old history. With
   new accounts the same is done, here and in the next two steps.
2. The former file gets its second name, a link (a copy where there are no links): the old history.
3. The former file's log goes; if it could not be read, to beside the second name. SQLite takes any
   log beside a file for that file's own, so none may be there when the new file comes. The old
   history; one too damaged to be read is without its log, but has it under the second name.
4. The index goes, first the file and then its log, as SQLite throws away a log without a file: the
   old history, the index of which is made anew.
5. The folder is synced, so that no log is there again after a power failure: the same.
6. The new accounts get their name, if there are any: they are the new ones, and the history still
   is the old one. To restore once more makes both new.
7. The new file gets the name, in one step: the new history. The folder is synced again.

If one fails, or at Ctrl+C, those before it are undone in the opposite order.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

import apsw

from chatservice.accounts.files import DATABASE as ACCOUNTS
from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.history.files import DATABASE, INDEX

WORKPLACE = ".restoring"
"""The folder, in the history's, of files that have no name there yet, or no longer."""

_BUSY = N_("{file} is in use by another program: try again when that has ended")
_UNWRITABLE = N_("{file} can't be written ({reason})")


@contextmanager
def workplace(directory: Path) -> Iterator[Path]:
    """Make the folder `WORKPLACE`, which is removed in the end. Raises `ExchangeError`.

    Whoever calls has the lock of ``directory``: one that is there already is left from a crash.
    """
    work = directory / WORKPLACE
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
    except OSError as error:
        raise ExchangeError(_UNWRITABLE, file=work, reason=error.strerror) from error
    try:
        yield work
    finally:
        # All is done, or undone: Ctrl+C here must not say that nothing was. The next one clears up.
        with suppress(KeyboardInterrupt):
            shutil.rmtree(work, ignore_errors=True)


def swap(work: Path, directory: Path) -> dict[str, Path]:
    """Make the complete history in a `workplace`, and the accounts in it, those of ``directory``.

    Returns the names under which the former files are kept, by their names until now. Raises
    `ExchangeError` and `apsw.Error`; then everything is as it was.
    """
    try:
        return _swapped(work, directory)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExchangeError(_UNWRITABLE, file=directory / DATABASE, reason=reason) from error


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _swapped(work: Path, directory: Path) -> dict[str, Path]:
    now = datetime.now(timezone.utc)
    names = [name for name in (ACCOUNTS, DATABASE) if (work / name).exists()]
    kept = {}
    # What is entered last is left first: the new files are free last of all.
    with ExitStack() as locks, ExitStack() as undo:
        for name in names:
            sync(work / name)
            locks.callback(_hold(work / name).close)
        for name in names:
            present = directory / name
            former = present.with_name(f"{name}.before-restore-{now:%Y%m%dT%H%M%S.%fZ}")
            if _put_aside(present, former, work, locks, undo):
                kept[name] = former
        for name in (INDEX, f"{INDEX}-wal", f"{INDEX}-shm"):
            _move(directory / name, work / name, undo)
        sync(directory)
        for name in names:
            (work / name).replace(directory / name)
        sync(directory)
        undo.pop_all()
    return kept


def _put_aside(present: Path, former: Path, work: Path, locks: ExitStack, undo: ExitStack) -> bool:
    """Give a file a second name, if there is one, and put its log out of the way."""
    there = os.path.lexists(present)
    readable = True
    if there:
        # The system drops a process's locks on a file when that closes the file anywhere.
        opened = locks.enter_context(present.open("rb"))
        try:
            locks.callback(_hold(present).close)
        except apsw.Error:
            readable = False
        undo.callback(former.unlink, missing_ok=True)
        _keep(opened, present, former)
        # This does nothing to two names of one file, which they are until the last step.
        undo.callback(former.replace, present)
    else:
        undo.callback(present.unlink, missing_ok=True)
    for suffix in ("-wal", "-journal", "-shm"):
        beside = former if there and not readable else work / f"{present.name}.former"
        _move(Path(f"{present}{suffix}"), Path(f"{beside}{suffix}"), undo)
    return there


def _hold(file: Path) -> apsw.Connection:
    """Carry a file's log over to it, and keep every other program out of it, until it is closed.

    Raises `ExchangeError` if another program, such as an import, uses it just now, and `apsw.Error`
    if it is too damaged for that; then it is as it was.
    """
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        # Closing would throw away the log of a file that can't be read.
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.pragma("locking_mode", "exclusive")
        # Who opened the file before it lost its name can't make a log for it afterwards: that
        # begins with a write to a file like this, before which SQLite looks whether it was moved.
        connection.pragma("journal_mode", "delete")
        connection.execute("BEGIN EXCLUSIVE")
    except BaseException as error:
        connection.close()
        if isinstance(error, apsw.BusyError):
            raise ExchangeError(_BUSY, file=file) from error
        raise
    return connection


def _keep(opened: BinaryIO, present: Path, former: Path) -> None:
    """Give ``present``, which is ``opened``, a second name."""
    try:
        former.hardlink_to(present)
    except OSError:  # a file system without links
        descriptor = os.open(former, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as kept:
            shutil.copyfileobj(opened, kept)
            kept.flush()
            os.fsync(descriptor)


def _move(file: Path, to: Path, undo: ExitStack) -> None:
    """Rename a file, if there is one, to a name that is free."""

    def back() -> None:
        with suppress(FileNotFoundError):
            to.rename(file)

    undo.callback(back)
    with suppress(FileNotFoundError):
        file.rename(to)
