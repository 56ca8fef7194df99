"""The accounts in a copy of the history: as a file in one of its tables, so that it is one file."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from chatservice.accounts.files import DATABASE, AccountsError, check, open_accounts
from chatservice.core.phrases import N_
from chatservice.exchange.databases import check_integrity, interruptible, new_file
from chatservice.history.files import PATIENCE, connect

_DAMAGED = N_("{file} is damaged ({reason}): nothing was copied")


def put_into(copy: apsw.Connection, directory: Path, file: Path) -> bool:
    """Put the accounts of a folder into a copy of its history, as they are now.

    They are put together beside ``file``. Returns whether there are any. Nothing is in it of what
    was removed. Raises `HistoryError`, `ExchangeError` and `apsw.Error`.
    """
    _drop(copy)
    accounts = directory / DATABASE
    check(directory)
    if not accounts.exists():
        return False
    source = connect(accounts, writable=False)
    try:
        if not source.pragma("user_version"):  # a start that was cut short leaves an empty one
            return False
        check_integrity(source, accounts, _DAMAGED)
        with new_file(file) as new, interruptible(source):
            source.execute("VACUUM INTO ?", (str(new),))
            copy.execute("CREATE TABLE accounts_copy (content BLOB NOT NULL) STRICT")
            copy.execute("INSERT INTO accounts_copy VALUES (?)", (new.read_bytes(),))
    finally:
        source.close()
    return True


def take_out(copy: apsw.Connection, work: Path, file: Path) -> bool:
    """Take the accounts out of a copy of a history, and into the folder ``work``.

    There they are of today's version. ``file`` is what the copy is of, for a sentence. Returns
    whether there were any. Raises `HistoryError`, `OSError` and `apsw.Error`.
    """
    if not copy.table_exists("main", "accounts_copy"):
        return False
    content: bytes = copy.execute("SELECT content FROM accounts_copy").get
    new = os.open(work / DATABASE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(new, "wb") as opened:
        opened.write(content)
    _drop(copy)
    try:
        open_accounts(work, patience=PATIENCE, is_held=True).close()
    except AccountsError as error:
        raise AccountsError(error.message, **{**error.details, "file": file}) from error
    return True


def _drop(copy: apsw.Connection) -> None:
    copy.pragma("secure_delete", True)
    copy.execute("DROP TABLE IF EXISTS accounts_copy")
