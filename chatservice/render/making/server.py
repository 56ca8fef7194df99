"""What the server tells of itself, as messages. See `chatservice.render.messages.server`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core import replies as core
from chatservice.core.catalogue import Declaration
from chatservice.core.declaring import Who
from chatservice.core.settings import SETTINGS, value_text
from chatservice.render.messages import Answer
from chatservice.render.messages import server as out
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.usage import usage


def _parameters(book: Phrasebook, declaration: Declaration, who: Who) -> list[out.ParameterRow]:
    return [
        out.ParameterRow(
            name=parameter.field,
            label=book.say(parameter.label),
            kind=parameter.kind.value,
            optional=parameter.optional,
        )
        for parameter in declaration.parameters_for(who)
    ]


def _commands(book: Phrasebook, reply: core.CommandsListed) -> out.Commands:
    return out.Commands(
        commands=[
            out.CommandRow(
                name=each.name,
                aliases=list(each.aliases),
                usage=usage(book, each, reply.who),
                summary=book.say(each.command.summary),
                parameters=_parameters(book, each, reply.who),
            )
            for each in reply.declarations
        ]
    )


def _command(book: Phrasebook, reply: core.CommandExplained) -> out.Command:
    declaration = reply.declaration
    return out.Command(
        name=declaration.name,
        aliases=list(declaration.aliases),
        usage=usage(book, declaration, reply.who),
        summary=book.say(declaration.command.summary),
        parameters=_parameters(book, declaration, reply.who),
        example=book.say(declaration.command.example),
    )


def _settings(book: Phrasebook, reply: core.SettingsShown) -> out.Settings:
    return out.Settings(
        settings={each.name: value_text(reply.settings, each.name) for each in SETTINGS}
    )


def _setting(book: Phrasebook, reply: core.SettingShown) -> out.Setting:
    return out.Setting(name=reply.name, value=reply.value, changed=reply.changed)


def _person(book: Phrasebook, reply: core.PersonDescribed) -> out.Person:
    return out.Person(
        nick=reply.name,
        since=reply.since,
        idle=int(reply.idle.total_seconds()),
        rooms=list(reply.rooms),
        away=reply.away,
    )


def _time(book: Phrasebook, reply: core.TimeTold) -> out.Time:
    return out.Time(now=reply.now, uptime=int(reply.uptime.total_seconds()))


def _version(book: Phrasebook, reply: core.VersionTold) -> out.Version:
    return out.Version(version=reply.version)


def _motd(book: Phrasebook, reply: core.MessageOfTheDay) -> out.Motd:
    return out.Motd(lines=list(reply.text))


def _goodbye(book: Phrasebook, reply: core.Goodbye) -> out.Goodbye:
    return out.Goodbye()


def _closing(book: Phrasebook, reply: core.ServerClosing) -> out.Closing:
    return out.Closing()


SERVER: dict[type[core.Reply], Callable[[Phrasebook, Any], Answer]] = {
    core.MessageOfTheDay: _motd,
    core.CommandsListed: _commands,
    core.CommandExplained: _command,
    core.SettingsShown: _settings,
    core.SettingShown: _setting,
    core.PersonDescribed: _person,
    core.TimeTold: _time,
    core.VersionTold: _version,
    core.Goodbye: _goodbye,
    core.ServerClosing: _closing,
}
"""What makes the message of each of these replies, in the words of a phrasebook."""
