"""What the server tells of itself, its commands and its people, and its last words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chatservice.render.messages.base import Answer, Away, Part

CommandName = Annotated[str, Meta(description="The name, without a slash.")]
Aliases = Annotated[list[str], Meta(description="Other names, which do the same.")]
Usage = Annotated[
    str, Meta(description="How it is typed, in the session's language, as in `/msg USER TEXT`.")
]
Summary = Annotated[str, Meta(description="What it does, in the session's language.")]


class ParameterRow(Part, kw_only=True):
    """One argument of a command."""

    name: Annotated[str, Meta(description="The field of the command's own message.")]
    label: Annotated[str, Meta(description="What it is called, in the session's language.")]
    kind: Annotated[
        str,
        Meta(
            description="What it stands for, so that it can be completed: `person`, `room`, "
            "`command`, `setting`, `value`, `target` (a person, an address or a network), `mode`, "
            "`number`, `time` (a length of time, such as `10m`) or `text`."
        ),
    ]
    optional: Annotated[bool, Meta(description="Whether it may be left out.")]


Parameters = Annotated[
    list[ParameterRow], Meta(description="The arguments that one may give, in their order.")
]


class CommandRow(Part, kw_only=True):
    """A command in the list of commands."""

    name: CommandName
    aliases: Aliases
    usage: Usage
    summary: Summary
    parameters: Parameters


class Commands(Answer, kw_only=True):
    """The commands that one may use: the answer to `help`."""

    commands: Annotated[list[CommandRow], Meta(description="The commands, as `/help` shows them.")]


class Command(Answer, kw_only=True):
    """One command in full: the answer to `help` of one."""

    name: CommandName
    aliases: Aliases
    usage: Usage
    summary: Summary
    parameters: Parameters
    example: Annotated[str, Meta(description="A line that can be typed as it is.")]


class Settings(Answer, kw_only=True):
    """One's settings: the answer to `set` without a name."""

    settings: Annotated[
        dict[str, str], Meta(description="The value of each setting by its name, as it is typed.")
    ]


class Setting(Answer, kw_only=True):
    """One setting, changed or asked for."""

    name: Annotated[str, Meta(description="The setting's name.")]
    value: Annotated[str, Meta(description="Its value, as it is typed.")]
    changed: Annotated[bool, Meta(description="Whether it was changed just now.")]


class Person(Answer, kw_only=True):
    """What is known of somebody: the answer to `whois`."""

    nick: Annotated[str, Meta(description="Their nickname.")]
    since: Annotated[datetime, Meta(tz=True, description="Since when they are here.")]
    idle: Annotated[int, Meta(description="For how many seconds they have said nothing.")]
    rooms: Annotated[list[str], Meta(description="The rooms where they are, if one may know.")]
    away: Away = None


class Time(Answer, kw_only=True):
    """The server's time."""

    now: Annotated[datetime, Meta(tz=True, description="The time, in UTC.")]
    uptime: Annotated[int, Meta(description="For how many seconds the server has been running.")]


class Version(Answer, kw_only=True):
    """Which server this is."""

    version: Annotated[str, Meta(description="The version of chatservice.")]


class Motd(Answer, kw_only=True):
    """The operator's greeting, before anything else."""

    lines: Annotated[list[str], Meta(description="The lines of the greeting.")]


class Goodbye(Answer, kw_only=True):
    """One leaves: the connection closes."""


class Closing(Answer, kw_only=True):
    """The server stops: the connection closes."""


SERVER: tuple[type[Answer], ...] = (
    Motd,
    Commands,
    Command,
    Settings,
    Setting,
    Person,
    Time,
    Version,
    Goodbye,
    Closing,
)
"""In reading order."""
