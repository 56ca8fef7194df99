"""The tables of the history, and how an older version's become today's.

    history.db   what was said: the truth
    index.db     the words in it, for searching; made of history.db, and made again when it is lost
                 (`chatservice.history.index`)

Times are microseconds since 1970 in UTC. A message's ``place`` is where it stands in the history:
its time, or the next free microsecond. What is said on the server never stands before what was
said there earlier, even if the clock is set back in between; what is imported stands where its
time puts it. ``seq`` is the order in which messages were kept, and is never given twice: the
greatest one ever given stands in ``counters``.

``authors`` has a row for each name that a person went by. ``person`` is the identity of whoever
used it (0 where that is not known: for what was imported): a name passes on, an identity does not.
What the author of a row that is ``forgotten`` wrote is shown to nobody, and being deleted
(`chatservice.history.forgetting`); ``counters`` says how far. What the same person says later has
another row.

``changes`` has the last change of each message that was corrected, deleted or removed since the
tables are of version 3: ``message`` is its number, ``seq`` that of the change, given like a
message's (a removal of several has one), ``who`` the name of who did it and ``whose`` of whom they
removed it from. ``author`` is the message's, ``receiver`` the identity of whom it was for, 0 in a
room. ``imports`` has the numbers of what was imported, from the first to the last of it, with no
message in between that was said on the server.

``history`` has one row, with this history's ``name`` (`chatservice.history.naming`).

``unindexed`` has what the index still has to forget: the words of messages that were changed or
deleted, until they are gone from it.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

VERSION = 3
"""Of the tables below; stands in the file as its ``user_version``."""

APPLICATION = 0x63686174
"""The file's ``application_id``: "chat" in ASCII."""

SAID, ACTED, WHISPERED = 1, 2, 3
"""The values of ``messages.kind``."""

CORRECTED, DELETED, REMOVED = 1, 2, 3
"""The values of ``changes.kind``."""

LONG_AGO = 5000
"""Numbers. A message that is so far back is changed rarely: such changes have an index, which would
have to be made anew for another number."""

_AUTHORS = """
    CREATE TABLE {table} (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        person INTEGER NOT NULL,
        forgotten INTEGER NOT NULL DEFAULT 0
    ) STRICT;
"""
# An index for private messages alone costs what is said in rooms nothing.
_INDEXES_OF_PEOPLE = """
    CREATE UNIQUE INDEX authors_by_name ON authors (key, name, person) WHERE forgotten = 0;
    CREATE INDEX authors_by_person ON authors (person) WHERE person <> 0;
    CREATE INDEX authors_forgotten ON authors (id) WHERE forgotten = 1;
    CREATE INDEX messages_by_receiver ON messages (receiver, seq, author)
        WHERE receiver IS NOT NULL;
"""

_TABLES = """
    CREATE TABLE counters (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO counters VALUES ('seq', 0);

    CREATE TABLE rooms (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        topic TEXT NOT NULL DEFAULT ''
    ) STRICT;

    CREATE TABLE messages (
        place INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        room INTEGER REFERENCES rooms (id),
        author INTEGER NOT NULL REFERENCES authors (id),
        receiver INTEGER REFERENCES authors (id),
        edited INTEGER NOT NULL DEFAULT 0,
        text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX messages_by_seq ON messages (seq);
    CREATE INDEX messages_by_room ON messages (room) WHERE room IS NOT NULL;
    CREATE INDEX messages_beside_their_time ON messages (at) WHERE at <> place;

    CREATE TABLE unindexed (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        place INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        private INTEGER NOT NULL,
        words TEXT NOT NULL,
        scope TEXT NOT NULL
    ) STRICT;
"""
_CHANGES = f"""
    CREATE TABLE changes (
        message INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        room INTEGER REFERENCES rooms (id),
        who TEXT NOT NULL,
        whose TEXT NOT NULL,
        author INTEGER NOT NULL REFERENCES authors (id),
        receiver INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX changes_by_time ON changes (at);
    CREATE INDEX changes_by_author ON changes (author);
    CREATE INDEX changes_of_long_ago ON changes (seq) WHERE seq - message > {LONG_AGO};
    CREATE TABLE imports (
        first INTEGER PRIMARY KEY,
        last INTEGER NOT NULL
    ) STRICT;
"""
# Private messages alone, as above: of what somebody said in rooms, no index tells.
_SENDERS = """
    CREATE INDEX messages_by_sender ON messages (author, seq) WHERE receiver IS NOT NULL;
"""
_NAME = """
    CREATE TABLE history (name TEXT NOT NULL) STRICT;
    INSERT INTO history VALUES (lower(hex(randomblob(16))));
"""
TABLES = (
    _TABLES + _AUTHORS.format(table="authors") + _INDEXES_OF_PEOPLE + _SENDERS + _CHANGES + _NAME
)


def _to_2(connection: apsw.Connection) -> None:
    """Private messages are found by their receiver, people by their identity, and forgotten."""
    connection.execute(_AUTHORS.format(table="authors_new"))
    connection.execute("INSERT INTO authors_new SELECT id, key, name, person, 0 FROM authors")
    # Its unique constraint can't be dropped alone (https://sqlite.org/lang_altertable.html).
    connection.execute("DROP TABLE authors; ALTER TABLE authors_new RENAME TO authors")
    connection.execute(_INDEXES_OF_PEOPLE)


def _to_3(connection: apsw.Connection) -> None:
    """Keep changes under numbers, find what was sent, tell what was imported, and have a name."""
    connection.execute(_SENDERS + _CHANGES + _NAME)
    # What is not interrupted by the other kind has the same difference of the two counts.
    connection.execute("""
        INSERT INTO imports
        SELECT min(seq), max(seq) FROM (
            SELECT seq, person = 0 AS imported, row_number() OVER (ORDER BY seq)
                - row_number() OVER (PARTITION BY person = 0 ORDER BY seq) AS run
            FROM messages JOIN authors ON authors.id = author
        ) WHERE imported GROUP BY run
    """)


MIGRATIONS: dict[int, Callable[[apsw.Connection], None]] = {1: _to_2, 2: _to_3}
"""What makes the tables of a version those of the next one, by the older version."""

VIEWS = {
    1: "CREATE TEMP VIEW authors AS SELECT *, 0 AS forgotten FROM main.authors",
    2: """
        CREATE TEMP VIEW changes AS
            SELECT 0 AS message, 0 AS seq, 0 AS at, 0 AS kind, NULL AS room, '' AS who,
                '' AS whose, 0 AS author, 0 AS receiver WHERE 0;
        CREATE TEMP VIEW imports AS SELECT 0 AS first, 0 AS last WHERE 0;
        CREATE TEMP VIEW history AS SELECT '' AS name
    """,
}
"""What makes the tables of a version look like those of the next one to who only reads them."""
