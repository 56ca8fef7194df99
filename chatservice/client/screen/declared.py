"""What the catalogue of commands says of what may be typed: for `completion`.

The catalogue is imported when Tab is first pressed: that takes longer than the first prompt may.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatservice.core.catalogue import Declaration, Parameter


def commands(catalogue: Iterable[Declaration], beginning: str) -> Iterator[tuple[str, Declaration]]:
    """Yield each command whose name begins so, or by the first of its aliases that does.

    With all of them Tab would stop where they part: `/versi`, of `/version` and `/versión`.
    """
    for declaration in catalogue:
        names = (name for name in declaration.command.names if name.startswith(beginning.lower()))
        for name in islice(names, 1):
            yield name, declaration


def own_command(name: str) -> str | None:
    """Return which of the client's own commands is typed, by any of its names."""
    from chatservice.client.talk.own import own

    return own(name[1:].lower())


def text_of(declaration: Declaration) -> int:
    """Return which argument of a command is a text, counted from 0; beyond all: none is."""
    from chatservice.core.declaring import Kind

    kinds = [parameter.kind for parameter in declaration.parameters]
    return kinds.index(Kind.TEXT) if Kind.TEXT in kinds else sys.maxsize


def mode_names() -> Iterable[tuple[str, str]]:
    """Yield the kinds of rooms, with nothing to explain them."""
    from chatservice.core.accounts import Mode

    for name in (*(mode.value for mode in Mode), "slow"):
        yield name, ""


def known_values(
    declaration: Declaration, parameter: Parameter, given: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """Yield the values that are known beforehand, of a setting, a kind of room or a word."""
    from chatservice.core.commands import Language, RoomMode, Set
    from chatservice.core.refusals import Refused
    from chatservice.core.settings import find_setting

    if parameter.label.islower():
        # In the usage line too such a label is the word that is typed: `/sessions [close] [N]`.
        yield parameter.label, ""
    elif declaration.command is RoomMode:
        if given[0].lower() != "slow":
            yield from (("on", ""), ("off", ""))
    elif declaration.command in (Language, Set):
        try:
            setting = find_setting("language" if declaration.command is Language else given[0])
        except Refused:
            return
        for value in setting.allowed:
            yield value, ""
