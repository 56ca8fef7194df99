"""What is kept of rooms: whose they are, who may enter and who may speak."""

from __future__ import annotations

from typing import Any

import apsw

from chatservice.accounts import schema
from chatservice.accounts.database import Database
from chatservice.accounts.rows import NAME, columns_of
from chatservice.core.accounts import CLOSING, Mode, RoomRecord
from chatservice.core.log import NotReadError
from chatservice.core.names import Name

_ROOMS = f"SELECT {NAME}, owner, modes, slow FROM rooms WHERE"  # noqa: S608


def room(database: Database, key: str) -> RoomRecord | None:
    """Return what is kept of the room with that key. Raises `NotReadError`."""
    for row in database.rows(f"{_ROOMS} key = ?", key):
        return _record(database, row)
    return None


def closed_rooms(database: Database) -> list[RoomRecord]:
    """Return the rooms that not everyone may search. Raises `NotReadError`."""
    closing = [mode.value for mode in CLOSING]
    where = " OR ".join("instr(modes, ?)" for _ in closing)
    rows = database.rows(f"{_ROOMS} {where} ORDER BY key", *closing)
    return [_record(database, row) for row in rows]


def rooms_of(database: Database, owner: int) -> int:
    """Return how many of somebody's rooms stay when nobody is there. Raises `NotReadError`."""
    # The second condition lets SQLite use the index.
    (found,) = database.rows(
        "SELECT count(*) FROM rooms WHERE owner = ? AND owner <> 0 AND (modes <> '' OR slow <> 0"
        " OR EXISTS (SELECT 1 FROM room_people WHERE room = rooms.key))",
        owner,
    )
    return int(found[0])


def _record(database: Database, row: tuple[Any, ...]) -> RoomRecord:
    *name, owner, modes, slow = row
    people = database.rows("SELECT place, identity FROM room_people WHERE room = ?", name[1])
    try:
        return RoomRecord(
            name=Name(*name),
            owner=owner,
            moderators=frozenset(who for place, who in people if place == schema.MODERATOR),
            invited=frozenset(who for place, who in people if place == schema.INVITED),
            modes=frozenset(Mode(mode) for mode in modes.split()),
            slow=slow,
        )
    except ValueError as error:
        raise NotReadError(f"the room {name[0]}: {error}") from error


def save(connection: apsw.Connection, record: RoomRecord) -> None:
    """Keep a room's record, instead of the one with the same key. Inside a transaction."""
    key = record.name.key
    remove(connection, key)
    modes = " ".join(sorted(mode.value for mode in record.modes))
    connection.execute(
        f"INSERT INTO rooms ({NAME}, owner, modes, slow) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (*columns_of(record.name), record.owner, modes, record.slow),
    )
    connection.executemany(
        "INSERT INTO room_people (room, place, identity) VALUES (?, ?, ?)",
        [
            *((key, schema.MODERATOR, identity) for identity in record.moderators),
            *((key, schema.INVITED, identity) for identity in record.invited),
        ],
    )


def remove(connection: apsw.Connection, key: str) -> None:
    """Forget the record of a room, if there is one. Inside a transaction."""
    connection.execute("DELETE FROM room_people WHERE room = ?", (key,))
    connection.execute("DELETE FROM rooms WHERE key = ?", (key,))


def forget_person(connection: apsw.Connection, identity: int) -> None:
    """Take somebody out of every room; what they owned has no owner then. Inside a transaction."""
    connection.execute("DELETE FROM room_people WHERE identity = ?", (identity,))
    # The second condition lets SQLite use the index.
    connection.execute("UPDATE rooms SET owner = 0 WHERE owner = ? AND owner <> 0", (identity,))
