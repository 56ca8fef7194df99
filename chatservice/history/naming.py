"""The name of a history: random, and another one whenever sequence numbers may come a second time.

Who knows numbers of a history of another name knows nothing of this one. The name is in the file,
made with it. A backup has one of its own, as has what is restored from it: both go on from the
same number, each with messages of its own.

After a power failure the last commits may be gone (``synchronous`` "normal"), and a file may have
been put in place of another by hand. The index beside it shows most of that: it knows of messages
that are not there.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw

from chatservice.history.files import DATABASE, INDEX, connect, damaged
from chatservice.history.fulltext import ForeignIndex, UselessIndex, check
from chatservice.history.rows import transaction


def name_of(connection: apsw.Connection, directory: Path) -> str:
    """Return the name of the history in a folder: a new one where the index is of another history.

    Raises `apsw.Error`, and `HistoryError` if there is none.
    """
    if not _is_of_index(connection, directory):
        with transaction(connection):
            rename(connection)
    name: str | None = connection.execute("SELECT name FROM history").get
    if name is None:
        raise damaged(directory / DATABASE, "it has no name")
    return name


def rename(connection: apsw.Connection) -> None:
    """Give a history of today's version another name."""
    connection.execute("UPDATE history SET name = lower(hex(randomblob(16)))")


def _is_of_index(connection: apsw.Connection, directory: Path) -> bool:
    """Return whether the index, if one can be read, is of this history."""
    file = directory / INDEX
    try:
        if file.exists():
            with closing(connect(file, writable=False)) as index:
                check(index, connection)
    except ForeignIndex:
        return False
    except (UselessIndex, apsw.Error):
        pass  # It will be made anew, and says nothing of the history.
    return True
