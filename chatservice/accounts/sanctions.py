"""Who is kept out or kept silent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import apsw

from chatservice.accounts.database import Database
from chatservice.core.accounts import Kind, Sanction
from chatservice.core.declaring import Who
from chatservice.core.log import NotReadError
from chatservice.history.rows import UNREADABLE, at_of, micro

_COLUMNS = "kind, room, name, keys, identity, networks, until, reason, by, at, power, number"


def sanctions(
    database: Database, now: int, report: Callable[[str, Exception], object]
) -> list[Sanction]:
    """Return those that are not over, oldest first. Raises `NotReadError`.

    ``now`` is in microseconds. ``report`` is told of one that is damaged, which is left out: that
    must not let everybody else in again.
    """
    found = []
    for row in database.rows(
        f"SELECT {_COLUMNS} FROM sanctions"  # noqa: S608
        " WHERE until IS NULL OR until > ? ORDER BY at, number",
        now,
    ):
        try:
            found.append(_sanction(row))
        except UNREADABLE as error:  # noqa: PERF203  # there are few
            report(f"reading sanction {row[-1]}, which is left out", NotReadError(str(error)))
    return found


def _sanction(row: tuple[Any, ...]) -> Sanction:
    kind, room, name, keys, identity, networks, until, reason, by, at, power, number = row
    return Sanction(
        kind=Kind(kind),
        room=room,
        name=name,
        keys=frozenset(_texts(keys)),
        identity=identity,
        networks=tuple(_texts(networks)),
        until=None if until is None else at_of(until),
        reason=reason,
        by=by,
        at=at_of(at),
        number=number,
        power=Who(power).value,
    )


def _texts(text: str) -> list[str]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError("no list of texts")
    return found


def save(connection: apsw.Connection, sanction: Sanction) -> int:
    """Keep a sanction, instead of the one with the same number; returns its number.

    Inside a transaction.
    """
    connection.execute(
        f"INSERT OR REPLACE INTO sanctions ({_COLUMNS})"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            sanction.kind.value,
            sanction.room,
            sanction.name,
            json.dumps(sorted(sanction.keys), ensure_ascii=False),
            sanction.identity,
            json.dumps(sanction.networks),
            None if sanction.until is None else micro(sanction.until),
            sanction.reason,
            sanction.by,
            micro(sanction.at),
            sanction.power,
            sanction.number or None,
        ),
    )
    return connection.last_insert_rowid()


def remove_over(connection: apsw.Connection, now: int) -> None:
    """Forget what is over. Inside a transaction."""
    connection.execute("DELETE FROM sanctions WHERE until <= ?", (now,))
