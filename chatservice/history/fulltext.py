"""The file of the full-text index: made, and looked at whether it fits the history beside it.

It has two tables of FTS5, one of what was said in rooms and one of what is private, whose rows
have a message's place, its words (`chatservice.core.words`) and its scope (`.scope`). ``state``
says what was done so far:

    indexed    the greatest sequence number that was put in
    forgotten  the greatest ``unindexed.id`` that was taken out
    late       by how many microseconds a message's place is behind its time, at most
    witness    a message, by sequence number and place, that is in the index
    cleared    as ``forgotten``: how far no byte in the file tells what was taken out

A history that does not have the witness is another one, or an older one put back.

``settled`` has messages that were changed again before the index took notice: they are in it as
they read after the change of that ``unindexed.id``, and changes up to it say nothing new.

Source: https://sqlite.org/fts5.html.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import apsw

from chatservice.history.files import INDEX, connect
from chatservice.history.rows import last_number, transaction
from chatservice.history.scope import SIGNS

TABLE_OF = ("said", "whispered")
"""The table of what is not private, and of what is."""

PATIENCE = 1000
"""Milliseconds that is waited for whoever else writes to one of the files."""

_VERSION = f"2 {unicodedata.unidata_version}"
"""Of the tables, and of what `folded` makes of a text."""

# The tokenizer changes nothing in words that are cut and folded already.
_TABLE = """
    CREATE VIRTUAL TABLE {table} USING
        fts5(words, scope, content='', tokenize="ascii tokenchars '-_.{signs}'");
    INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1);
"""
_STATE = """
    CREATE TABLE settled (seq INTEGER PRIMARY KEY, upto INTEGER NOT NULL) STRICT;
    CREATE TABLE state (
        version TEXT NOT NULL,
        indexed INTEGER NOT NULL,
        forgotten INTEGER NOT NULL,
        late INTEGER NOT NULL,
        witness_seq INTEGER NOT NULL,
        witness_place INTEGER NOT NULL,
        cleared INTEGER NOT NULL
    ) STRICT;
"""


class UselessIndex(Exception):
    """The index is missing, damaged, or not of this version or history: it must be made anew."""


class ForeignIndex(UselessIndex):
    """The index is of another history, or of this one as it was later than it is."""


class Stop:
    """Ends what connections do, from any thread, at once and for good.

    What runs on them raises `apsw.InterruptError`, and so does `check` from then on.
    """

    def __init__(self) -> None:
        self.is_called = False
        self._connections: set[apsw.Connection] = set()
        # A connection must not be interrupted while it is closed (sqlite3_interrupt).
        self._changing = Lock()

    def call(self) -> None:
        """End what runs."""
        self.is_called = True
        with self._changing:
            for connection in self._connections:
                connection.interrupt()

    def check(self) -> None:
        """Raise `apsw.InterruptError` if it was called."""
        if self.is_called:
            raise apsw.InterruptError("stopped")

    def connect(self, file: Path, *, writable: bool = True) -> apsw.Connection:
        """Return a connection to a file that can be stopped until it is closed by `close`."""
        connection = connect(file, writable=writable, patience=PATIENCE)
        with self._changing:
            self._connections.add(connection)
        return connection

    def close(self, connection: apsw.Connection) -> None:
        """Close a connection."""
        with self._changing:
            self._connections.discard(connection)
        connection.close()


@contextmanager
def sound() -> Iterator[None]:
    """Raise `UselessIndex` for errors that say that the file of the index is none."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise UselessIndex(str(error)) from error


def make(directory: Path) -> None:
    """Make an empty index, in place of any that is there and that nobody has open.

    Raises `OSError` and `apsw.Error`.
    """
    file = directory / INDEX
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    # SQLite gives the files beside it the same mode.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection = connect(file)
    try:
        with transaction(connection, "BEGIN IMMEDIATE"):
            for table in TABLE_OF:
                connection.execute(_TABLE.format(table=table, signs=SIGNS))
            connection.execute(_STATE)
            connection.execute("INSERT INTO state VALUES (?, 0, 0, 0, 0, 0, 0)", (_VERSION,))
    finally:
        connection.close()


def check(index: apsw.Connection, history: apsw.Connection) -> None:
    """Raise `UselessIndex` unless this is an index of today's version and of that history.

    Where it is of another history, that is a `ForeignIndex`.
    """
    try:
        with sound():
            state = index.execute(
                "SELECT version, indexed, forgotten, witness_seq, witness_place FROM state"
            ).fetchone()
    except apsw.SQLError:
        state = None
    if state is None or state[0] != _VERSION:
        raise UselessIndex("foreign, or of another version")
    _, indexed, forgotten, witness, place = state
    (fits,) = history.execute(
        "SELECT :last >= :indexed AND :forgotten <= coalesce("
        "     (SELECT seq FROM sqlite_sequence WHERE name = 'unindexed'), 0)"
        " AND CASE WHEN EXISTS (SELECT 1 FROM messages WHERE seq = :witness)"
        "     THEN EXISTS (SELECT 1 FROM messages WHERE seq = :witness AND place = :place)"
        "     ELSE :witness = 0 OR EXISTS (SELECT 1 FROM unindexed WHERE seq = :witness) END",
        {
            "last": last_number(history),
            "indexed": indexed,
            "forgotten": forgotten,
            "witness": witness,
            "place": place,
        },
    ).fetchall()[0]
    if not fits:
        raise ForeignIndex("of another history")


IN_MEMORY_BYTES = 32 * 1024 * 1024
"""An index up to this size is written anew in memory."""


def clear(directory: Path, stop: Stop, is_to_end: Callable[[], bool]) -> None:
    """Leave no byte in the file of the index of what was taken out before; its log may have some.

    FTS5 keeps the words that its pages begin with beside them, and leaves them there when the
    pages lose them. What moves about in a file of SQLite's leaves copies in the unused parts of
    pages, which nothing overwrites when the original is. So the tables are written anew
    ("optimize"), and then the file (`VACUUM`). Meanwhile it can be read, but not written to.
    Raises `apsw.InterruptError` when ``is_to_end`` says so, other errors of `apsw`, and
    `UselessIndex`.
    """
    with sound():
        connection = stop.connect(directory / INDEX)
        try:
            connection.set_progress_handler(is_to_end, 10_000)
            if (directory / INDEX).stat().st_size <= IN_MEMORY_BYTES:
                # A larger one is put together in a file, which SQLite unlinks at once.
                connection.pragma("temp_store", "memory")
            forgotten = connection.execute("SELECT forgotten FROM state").get
            for table in TABLE_OF:
                with transaction(connection, "BEGIN IMMEDIATE"):
                    _write_anew(connection, table)
            connection.execute("VACUUM")
            connection.execute("UPDATE state SET cleared = ?", (forgotten,))
            # Most of it now, while nobody waits: see `Index.erase`.
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        finally:
            stop.close(connection)


def _write_anew(connection: apsw.Connection, table: str) -> None:
    # Only several parts are written anew as one: this makes a second one. No message stands there.
    row = (-(2**63), "a", "a")
    connection.execute(f"INSERT INTO {table} (rowid, words, scope) VALUES (?, ?, ?)", row)  # noqa: S608
    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
    connection.execute(
        f"INSERT INTO {table} ({table}, rowid, words, scope) VALUES ('delete', ?, ?, ?)",  # noqa: S608
        row,
    )
