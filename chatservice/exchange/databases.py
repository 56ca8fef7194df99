"""Files of SQLite's that are copied: made under another name, looked through, then given theirs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.swapping import sync

STEPS_TO_INTERRUPT = 100_000
"""SQLite's steps (some milliseconds) after which it looks whether somebody pressed Ctrl+C."""

EXISTS = N_("{file} is there already: a new name is allowed")
UNWRITABLE = N_("{file} can't be written ({reason})")


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """Give a new name beside ``file``, for its owner alone; what has it in the end is removed."""
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
    except OSError as error:
        raise ExchangeError(UNWRITABLE, file=file, reason=error.strerror) from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


def publish(new: Path, file: Path) -> None:
    """Give the new file its name, unless another one has got it meanwhile."""
    sync(new)
    try:
        file.hardlink_to(new)
    except FileExistsError as error:
        raise ExchangeError(EXISTS, file=file) from error
    except OSError:  # a file system without links
        new.rename(file)
    try:
        sync(file.parent)
    except BaseException:
        file.unlink()
        raise


def check_integrity(connection: apsw.Connection, file: Path, message: str) -> None:
    """Raise `ExchangeError` with ``message``, of ``file``, if a database is damaged anywhere."""
    try:
        with interruptible(connection):
            found = connection.execute("PRAGMA integrity_check(1)").get
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise ExchangeError(message, file=file, reason=str(error)) from error
    if found != "ok":
        raise ExchangeError(message, file=file, reason=" ".join(str(found).split()))


@contextmanager
def interruptible(connection: apsw.Connection) -> Iterator[None]:
    """Let Python see Ctrl+C, which it does only when SQLite calls it."""
    connection.set_progress_handler(lambda: False, STEPS_TO_INTERRUPT)
    try:
        yield
    finally:
        connection.set_progress_handler(None)
