"""What the tables of commands in `tests.core.actions.test_every_command` are made of."""

from __future__ import annotations

from typing import NamedTuple

from chatservice.core.declaring import Who


class Row(NamedTuple):
    """A command's names, what is typed behind them, and what Juan and Ana then read of it.

    ``before`` is what Juan types first; as ``who`` he does all of it.
    """

    names: tuple[str, ...]
    arguments: str
    juan_in_english: list[str]
    juan_in_spanish: list[str]
    ana_in_english: list[str]
    ana_in_spanish: list[str]
    who: Who
    before: str


def row(
    names: str,
    arguments: str,
    juan: tuple[list[str], list[str]],
    ana: tuple[list[str], list[str]] = ([], []),
    *,
    who: Who = Who.NAMED,
    before: str = "",
) -> Row:
    return Row(tuple(names.split()), arguments, *juan, *ana, who, before)
