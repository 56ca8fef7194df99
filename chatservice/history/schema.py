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

``unindexed`` has what the index still has to forget: the words of messages that were changed or
deleted, until they are gone from it.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

VERSION = 1
"""Of the tables below; stands in the file as its ``user_version``."""

APPLICATION = 0x63686174
"""The file's ``application_id``: "chat" in ASCII."""

SAID, ACTED, WHISPERED = 1, 2, 3
"""The values of ``messages.kind``."""

TABLES = """
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

    CREATE TABLE authors (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        person INTEGER NOT NULL,
        UNIQUE (key, name, person)
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

MIGRATIONS: dict[int, Callable[[apsw.Connection], None]] = {}
"""What makes the tables of a version those of the next one, by the older version."""
