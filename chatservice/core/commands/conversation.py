"""Talking, being somewhere, being somebody: declared as in `chatservice.core.commands`."""

from __future__ import annotations

from dataclasses import dataclass

from chatservice.core.declaring import (
    Action,
    Command,
    CommandName,
    HowManyModerated,
    LanguageName,
    Moderated,
    NewName,
    Person,
    Reason,
    Room,
    SettingName,
    Text,
    Value,
    Which,
    Who,
    Words,
)
from chatservice.core.phrases import N_


@dataclass(frozen=True, slots=True)
class Say(Command):
    """Say something to everyone in the current room: any line that is not a command."""

    summary = N_("Say something to the room: just type it. //text starts with a slash.")
    example = N_("Hello, everyone!")
    text: Text


@dataclass(frozen=True, slots=True)
class Help(Command):
    """All commands, or one of them in full."""

    names = ("help", "ayuda", "?")
    summary = N_("All commands, or one in full with an example.")
    example = "/help msg"
    who = Who.ANYONE
    command: CommandName | None = None


@dataclass(frozen=True, slots=True)
class Users(Command):
    """Who is online, in all or in one room."""

    names = ("users", "who", "usuarios")
    summary = N_("Who is online, on the whole server or in one room.")
    example = "/users lobby"
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Whisper(Command):
    """Say something to one person only."""

    names = ("msg", "whisper", "w", "susurro")
    summary = N_("A private message: only that person reads it.")
    example = N_("/msg Ana are you coming?")
    to: Person
    text: Text


@dataclass(frozen=True, slots=True)
class Reply(Command):
    """Answer the last private message received."""

    names = ("reply", "r", "responder")
    summary = N_("Answer the last private message that you received.")
    example = N_("/reply in five minutes")
    text: Text


@dataclass(frozen=True, slots=True)
class Rename(Command):
    """Take another nickname, or the first one."""

    names = ("rename", "nick", "nombre", "name")
    summary = N_("Take another nickname.")
    example = "/rename Ana"
    who = Who.ANYONE
    name: NewName


@dataclass(frozen=True, slots=True)
class Me(Command):
    """Say what one is doing."""

    names = ("me", "yo")
    summary = N_("Say what you are doing: * Juan waves.")
    example = N_("/me waves")
    action: Action


@dataclass(frozen=True, slots=True)
class Rooms(Command):
    """Which rooms there are."""

    names = ("rooms", "list", "salas")
    summary = N_("The rooms, with how many people are there and the topic.")
    example = "/rooms"


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Enter a room, or turn to one where one is already."""

    names = ("join", "entrar")
    summary = N_("Enter a room, made if there is none; what you type then goes there.")
    example = N_("/join kitchen")
    room: Room


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Leave a room."""

    names = ("leave", "part", "dejar")
    summary = N_("Leave the current room, or another one that you are in.")
    example = N_("/leave kitchen")
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Topic(Command):
    """Read or set the topic of the current room."""

    names = ("topic", "tema")
    summary = N_("The current room's topic, or a new one; /topic - takes it away.")
    example = N_("/topic Lunch at two")
    topic: Text | None = None


@dataclass(frozen=True, slots=True)
class History(Command):
    """Read again what was said in the current room: ``which`` of it, by number, date or person."""

    names = ("history", "historial")
    summary = N_("What was said before: the last N messages, those before a date, or someone's.")
    example = N_("/history before 2026-11-20")
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class Search(Command):
    """Find messages by their words."""

    names = ("search", "buscar")
    summary = N_(
        'Find messages by their words, a "quoted phrase", from:USER, in:ROOM, before:DATE and '
        "after:DATE; /search more shows older ones."
    )
    example = N_("/search lunch from:Ana")
    words: Words


@dataclass(frozen=True, slots=True)
class Edit(Command):
    """Change what one said last."""

    names = ("edit", "corregir")
    summary = N_("Change your last message.")
    example = N_("/edit Lunch at three")
    text: Text


@dataclass(frozen=True, slots=True)
class Delete(Command):
    """Take back what one said last; for moderators, what somebody else said last in the room."""

    names = ("delete", "borrar")
    summary = N_("Take back your last message: nobody finds it any more.")
    example = "/delete"
    whose: Moderated | None = None
    number: HowManyModerated | None = None


@dataclass(frozen=True, slots=True)
class Away(Command):
    """Tell the others that one is not at the keyboard."""

    names = ("away", "ausente")
    summary = N_("Say that you are away: /users and private messages show it.")
    example = N_("/away having lunch")
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Back(Command):
    """End being away."""

    names = ("back", "volver")
    summary = N_("Say that you are back.")
    example = "/back"


@dataclass(frozen=True, slots=True)
class Ignore(Command):
    """Stop reading somebody."""

    names = ("ignore", "ignorar")
    summary = N_("Read nothing more from somebody.")
    example = "/ignore Juan"
    person: Person


@dataclass(frozen=True, slots=True)
class Unignore(Command):
    """Read somebody again."""

    names = ("unignore", "noignorar")
    summary = N_("Read somebody again whom you ignored.")
    example = "/unignore Juan"
    person: Person


@dataclass(frozen=True, slots=True)
class Set(Command):
    """Read or change one's own settings."""

    names = ("set", "ajustes")
    summary = N_("Your own settings, or a new value for one of them.")
    example = "/set echo on"
    who = Who.ANYONE
    name: SettingName | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Language(Command):
    """Change the language that one reads the chat in."""

    names = ("lang", "idioma", "language")
    summary = N_("The language of what the server tells you: en or es.")
    example = "/lang es"
    who = Who.ANYONE
    language: LanguageName | None = None


@dataclass(frozen=True, slots=True)
class Whois(Command):
    """What is known of somebody."""

    names = ("whois", "quien", "quién")
    summary = N_("Since when somebody is here, how long idle, in which rooms.")
    example = "/whois Ana"
    person: Person


@dataclass(frozen=True, slots=True)
class Time(Command):
    """The server's time and how long it has been running."""

    names = ("time", "hora")
    summary = N_("The server's time and how long it has been running.")
    example = "/time"
    who = Who.ANYONE


@dataclass(frozen=True, slots=True)
class Version(Command):
    """Which program this is."""

    names = ("version", "versión")
    summary = N_("Which version of the server this is.")
    example = "/version"
    who = Who.ANYONE


@dataclass(frozen=True, slots=True)
class Leaving(Command):
    """Say goodbye and close the connection."""

    names = ("quit", "exit", "salir")
    summary = N_("Say goodbye and leave the chat.")
    example = "/quit"
    who = Who.ANYONE
    reason: Reason | None = None
