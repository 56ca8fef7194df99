"""What a server tells of itself, as replies again. See `chatservice.render.making.server`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chatservice.core import replies as core
from chatservice.core.declaring import Who
from chatservice.core.refusals import Refused
from chatservice.core.settings import SETTINGS, Settings, change, value_text
from chatservice.render.messages import Message
from chatservice.render.messages import server as sent
from chatservice.render.reading.declared import declaration
from chatservice.render.reading.safely import length

MOST_COMMANDS = 1000
"""Far more than any server has: each that is unknown here takes 20 µs."""


def _commands(message: sent.Commands, now: datetime) -> core.CommandsListed | None:
    commands = tuple(map(declaration, message.commands[:MOST_COMMANDS]))
    # Of each command only those arguments are left that the server told.
    return core.CommandsListed(commands, Who.ADMIN) if commands else None


def _command(message: sent.Command, now: datetime) -> core.CommandExplained:
    return core.CommandExplained(declaration(message), Who.ADMIN)


def _settings(message: sent.Settings, now: datetime) -> core.SettingsShown | None:
    if message.settings.keys() != {each.name for each in SETTINGS}:
        return None
    settings = Settings()
    try:
        for name, value in message.settings.items():
            settings = change(settings, name, value)
    except Refused:
        return None
    if any(value_text(settings, name) != value for name, value in message.settings.items()):
        return None
    return core.SettingsShown(settings)


def _setting(message: sent.Setting, now: datetime) -> core.SettingShown:
    return core.SettingShown(message.name, message.value, message.changed)


def _person(message: sent.Person, now: datetime) -> core.PersonDescribed:
    return core.PersonDescribed(
        message.nick,
        message.since,
        length(message.idle),
        tuple(message.rooms),
        message.away,
    )


def _time(message: sent.Time, now: datetime) -> core.TimeTold:
    return core.TimeTold(message.now, length(message.uptime))


def _version(message: sent.Version, now: datetime) -> core.VersionTold:
    return core.VersionTold(message.version)


def _motd(message: sent.Motd, now: datetime) -> core.MessageOfTheDay:
    return core.MessageOfTheDay(tuple(message.lines))


def _goodbye(message: sent.Goodbye, now: datetime) -> core.Goodbye:
    return core.Goodbye()


def _closing(message: sent.Closing, now: datetime) -> core.ServerClosing:
    return core.ServerClosing()


SERVER: dict[type[Message], Callable[[Any, datetime], core.Reply | None]] = {
    sent.Motd: _motd,
    sent.Commands: _commands,
    sent.Command: _command,
    sent.Settings: _settings,
    sent.Setting: _setting,
    sent.Person: _person,
    sent.Time: _time,
    sent.Version: _version,
    sent.Goodbye: _goodbye,
    sent.Closing: _closing,
}
"""What makes the reply of each of these messages; `None` where this version has none for it."""
