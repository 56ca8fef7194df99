"""The tables of `accounts.db`, and how an older version's become today's.

Names stand in it with their key and both skeletons, which a look-up compares
(`chatservice.core.names.Name`). They are as the program of the time made them: whoever changes the
table of look-alikes adds a migration that makes them anew.

``identity`` is that of a person (`Person.identity`), 0 for nobody. Times are microseconds since
1970 in UTC. ``settings``, ``ignored``, ``keys`` and ``networks`` are JSON, ``modes`` are words with
a space between them. `chatservice.core.accounts` says what each column means.

Version 2 has bots: ``owner`` and ``token``.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

VERSION = 2
"""Of the tables below; stands in the file as its ``user_version``."""

APPLICATION = 0x63686163
"""The file's ``application_id``: "chac" in ASCII, for chat and accounts."""

MODERATOR, INVITED = 1, 2
"""The values of ``room_people.place``."""

TABLES = """
    CREATE TABLE accounts (
        identity INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        text_skeleton TEXT NOT NULL,
        key_skeleton TEXT NOT NULL,
        rank TEXT NOT NULL,
        proof TEXT NOT NULL,
        since INTEGER NOT NULL,
        settings TEXT NOT NULL DEFAULT '{}',
        ignored TEXT NOT NULL DEFAULT '{}',
        away TEXT,
        left_at INTEGER DEFAULT 0,
        owner INTEGER NOT NULL DEFAULT 0,
        token TEXT
    ) STRICT;
    CREATE UNIQUE INDEX accounts_by_token ON accounts (token) WHERE token IS NOT NULL;
    CREATE INDEX accounts_by_owner ON accounts (owner) WHERE owner <> 0;
    CREATE INDEX accounts_by_text_skeleton ON accounts (text_skeleton);
    CREATE INDEX accounts_by_key_skeleton ON accounts (key_skeleton);
    CREATE INDEX accounts_of_rank ON accounts (rank) WHERE rank <> 'member';
    CREATE INDEX accounts_here ON accounts (identity) WHERE left_at IS NULL;

    CREATE TABLE rooms (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        text_skeleton TEXT NOT NULL,
        key_skeleton TEXT NOT NULL,
        owner INTEGER NOT NULL,
        modes TEXT NOT NULL,
        slow INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX rooms_by_owner ON rooms (owner) WHERE owner <> 0;

    CREATE TABLE room_people (
        room TEXT NOT NULL REFERENCES rooms (key),
        place INTEGER NOT NULL,
        identity INTEGER NOT NULL,
        PRIMARY KEY (room, place, identity)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX room_people_by_identity ON room_people (identity);

    CREATE TABLE sanctions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        room TEXT NOT NULL,
        name TEXT NOT NULL,
        keys TEXT NOT NULL,
        identity INTEGER NOT NULL,
        networks TEXT NOT NULL,
        until INTEGER,
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        power INTEGER NOT NULL
    ) STRICT;
"""


def _to_2(connection: apsw.Connection) -> None:
    """Nobody owns anybody yet, and no token lets anybody in."""
    connection.execute(
        """
        ALTER TABLE accounts ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN token TEXT;
        CREATE UNIQUE INDEX accounts_by_token ON accounts (token) WHERE token IS NOT NULL;
        CREATE INDEX accounts_by_owner ON accounts (owner) WHERE owner <> 0;
        """
    )


MIGRATIONS: dict[int, Callable[[apsw.Connection], None]] = {1: _to_2}
"""What makes the tables of a version those of the next one, by the older version."""
