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
    REGISTERED = 2
    """Whoever has an account."""
    MODERATOR = 3
    """Whoever the room's owner made a moderator of it."""
    OWNER = 4
    """Whoever made the room."""
    ADMIN = 5
    """Whoever looks after the server."""


class Kind(Enum):
    """What an argument stands for, which decides how it is read and completed."""

    PERSON = "person"
    ROOM = "room"
    COMMAND = "command"
    SETTING = "setting"
    VALUE = "value"
    TARGET = "target"
    """A person, or an address, or a network."""
    MODE = "mode"
    NUMBER = "number"
    TIME = "time"
    """How long, such as 10m; what does not look like it belongs to the next argument."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command: the ``label`` of the usage line, and its ``kind``.

    ``who`` may give it, of those who may use the command.
    """

    label: str
    kind: Kind
    who: Who = Who.ANYONE


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
Target = Annotated[str, Argument(N_("USER | NETWORK"), Kind.TARGET)]
Period = Annotated[str, Argument(N_("TIME"), Kind.TIME)]
ModeName = Annotated[str, Argument(N_("KIND"), Kind.MODE, Who.OWNER)]
ModeValue = Annotated[str, Argument(N_("VALUE"), Kind.VALUE, Who.OWNER)]
Moderated = Annotated[str, Argument(N_("USER"), Kind.PERSON, Who.MODERATOR)]
HowMany = Annotated[str, Argument(N_("N"), Kind.NUMBER)]
HowManyModerated = Annotated[str, Argument(N_("N"), Kind.NUMBER, Who.MODERATOR)]
Closing = Annotated[str, Argument(N_("close"), Kind.VALUE)]
Removing = Annotated[str, Argument(N_("remove"), Kind.VALUE)]
AlsoMessages = Annotated[str, Argument(N_("messages"), Kind.VALUE)]


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
