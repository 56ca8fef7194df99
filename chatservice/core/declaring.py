"""What a command's declaration is made of: its arguments' types, and who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Annotated, ClassVar

from chatservice.core.phrases import N_


class Who(IntEnum):
    """Who may use a command; each may also use what those before it may."""

    ANYONE = 0
    """Whoever is connected, before choosing a nickname as well."""
    NAMED = 1
    """Whoever has a nickname."""


class Kind(Enum):
    """What an argument stands for, which decides how it is read and completed."""

    PERSON = "person"
    ROOM = "room"
    COMMAND = "command"
    SETTING = "setting"
    VALUE = "value"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command: the ``label`` of the usage line, and its ``kind``."""

    label: str
    kind: Kind


Person = Annotated[str, Argument(N_("USER"), Kind.PERSON)]
Room = Annotated[str, Argument(N_("ROOM"), Kind.ROOM)]
NewName = Annotated[str, Argument(N_("NAME"), Kind.TEXT)]
CommandName = Annotated[str, Argument(N_("COMMAND"), Kind.COMMAND)]
SettingName = Annotated[str, Argument(N_("NAME"), Kind.SETTING)]
Value = Annotated[str, Argument(N_("VALUE"), Kind.VALUE)]
LanguageName = Annotated[str, Argument(N_("LANGUAGE"), Kind.VALUE)]
Which = Annotated[str, Argument(N_("N | before DATE | USER"), Kind.TEXT)]
Words = Annotated[str, Argument(N_("WORDS"), Kind.TEXT)]
Text = Annotated[str, Argument(N_("TEXT"), Kind.TEXT)]
Action = Annotated[str, Argument(N_("ACTION"), Kind.TEXT)]
Reason = Annotated[str, Argument(N_("REASON"), Kind.TEXT)]


class Command:
    """Anything that a person can ask for.

    ``names`` holds the name first and then the aliases, in every language: all of them work for
    everyone. ``summary`` is the one-line help, ``example`` a line that can be typed as it is.
    """

    __slots__ = ()
    names: ClassVar[tuple[str, ...]] = ()
    summary: ClassVar[str]
    example: ClassVar[str]
    who: ClassVar[Who] = Who.NAMED
