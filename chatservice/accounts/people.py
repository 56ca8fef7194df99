"""What is kept of people and of their bots, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chatservice.accounts.database import Database
from chatservice.accounts.rows import NAME, ignored_of, settings_of
from chatservice.core.accounts import Account, Rank
from chatservice.core.log import NotReadError
from chatservice.core.names import Name
from chatservice.history.rows import UNREADABLE, at_of

_ACCOUNT = (
    f"SELECT {NAME}, identity, rank, proof, since, settings, ignored, away, left_at,"  # noqa: S608
    " owner, token FROM accounts"
)
# Like `Names.check`: as written, and without capitals, but not the one against the other.
_ALIKE = tuple(
    f"SELECT {NAME} FROM accounts WHERE {form} = ?"  # noqa: S608
    for form in ("key", "text_skeleton", "key_skeleton")
)

Report = Callable[[str, Exception], object]
"""Is told what is damaged, and what stands there instead."""

T = TypeVar("T")


def account(database: Database, report: Report, where: str, value: str | int) -> Account | None:
    """Return the account of which ``where`` is so. Raises `NotReadError`."""
    for row in database.rows(f"{_ACCOUNT} WHERE {where}", value):
        return _account_of(row, report)
    return None


def accounts(database: Database, report: Report, where: str, *values: str | int) -> list[Account]:
    """Return the accounts of which ``where`` is so, in the order of their names.

    Raises `NotReadError`.
    """
    found = [_account_of(row, report) for row in database.rows(f"{_ACCOUNT} {where}", *values)]
    return sorted(found, key=lambda account: account.name.order)


def alike(database: Database, name: Name) -> Name | None:
    """Return a registered name that is the same or looks like it. Raises `NotReadError`."""
    forms = (name.key, name.text_skeleton, name.key_skeleton)
    # In one query, in this order, they would take five times as long.
    for query, form in zip(_ALIKE, forms, strict=True):
        for row in database.rows(query, form):
            return Name(*row)
    return None


def _account_of(row: tuple[Any, ...], report: Report) -> Account:
    identity, rank, proof, since, settings, ignored, away, left_at, owner, token = row[4:]
    try:
        return Account(
            identity=identity,
            name=Name(*row[:4]),
            rank=Rank(rank),
            proof=proof,
            since=at_of(since),
            # These must not keep anybody from logging in.
            settings=_readable(settings_of, settings, row[0], report),
            ignored=_readable(ignored_of, ignored, row[0], report),
            away=away,
            left_at=left_at,
            owner=owner,
            token=token,
        )
    except UNREADABLE as error:
        raise NotReadError(f"the account of {row[0]}: {error}") from error


def _readable(
    read: Callable[[str], Mapping[str, T]], text: str, name: str, report: Report
) -> Mapping[str, T]:
    """Return what ``read`` makes of a text; nothing, and a report, if that is damaged."""
    try:
        return read(text)
    except UNREADABLE as error:
        what = f"reading what {name} has set, which is taken for nothing"
        report(what, NotReadError(str(error)))
        return {}
