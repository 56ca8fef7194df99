"""Who may do what to whom: each command that not everyone may use, by everyone, to everyone.

The tables say what becomes of it: `yes`, or the refusal of that name in `REFUSALS`.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Kind
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import moderation
from chatservice.core.declaring import Who
from tests.core.actions.roles import House, cells, target_of

REFUSALS = {
    "name": (
        "First choose a nickname: type it and press Enter.",
        "Primero elige un nombre de usuario: escríbelo y pulsa Intro.",
    ),
    "mods": (
        "{command} is for the moderators of a room. /help shows what you can do.",
        "{command} es para los moderadores de una sala. /help muestra lo que puedes hacer.",
    ),
    "owner": (
        "{command} is for the owner of a room. /help shows what you can do.",
        "{command} es para el dueño de una sala. /help muestra lo que puedes hacer.",
    ),
    "admins": (
        "{command} is for the administrators of the server. /help shows what you can do.",
        "{command} es para los administradores del servidor. /help muestra lo que puedes hacer.",
    ),
    "a-mod": (
        "That can't be done to the moderators of a room.",
        "Eso no se puede hacer con los moderadores de una sala.",
    ),
    "the-owner": (
        "That can't be done to the owner of a room.",
        "Eso no se puede hacer con el dueño de una sala.",
    ),
    "an-admin": (
        "That can't be done to the administrators of the server.",
        "Eso no se puede hacer con los administradores del servidor.",
    ),
    "self": (
        "That is yourself: choose somebody else.",
        "Ese nombre es el tuyo: elige a otra persona.",
    ),
    "unreg": (
        "{target} is not registered: only registered people can be that.",
        "{target} no está registrado: solo pueden serlo personas registradas.",
    ),
    "no-mod": (
        "{target} is no moderator of this room.",
        "{target} no es moderador de esta sala.",
    ),
    "there": ("{target} is in #{room} already.", "{target} ya está en #{room}."),
}

WITH_MORE = {"/delete": "/delete …", "/room": "/room …"}
"""What refusals call a command that everyone may use without arguments."""

DONE = {
    "/kick": ("threw {target} out", "ha echado a {target}"),
    "/ban": ("{target} is banned from ", "{target} queda vetado en "),
    "/mute": ("{target} is muted ", "{target} queda silenciado "),
    "/delete": ("removed 1 message of {target}", "ha borrado 1 mensaje de {target}"),
    "/unban": ("{target} is not banned any more.", "{target} ya no está vetado."),
    "/unmute": ("{target} may speak again.", "{target} puede hablar otra vez."),
    "/op": ("made {target} a moderator of #", "ha hecho a {target} moderador de #"),
    "/deop": ("{target} is no moderator of #", "{target} ya no es moderador de #"),
    "/report": ("your report, now or when they come.", "tu aviso, ahora o cuando vengan."),
    "/bans": ("Banned or muted ", "Vetados o silenciados en "),
    "/room": ("#{room}", "#{room}"),
    "/announce": (" to everyone: dinner!", " a todos: dinner!"),
}
"""What stands in what is read by whoever may do it."""

# -- in the kitchen: its owner, its moderators, and the administrators of the server -------------

POWER = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    moderator   yes        yes          a-mod       the-owner   an-admin   self
    owner       yes        yes          yes         self        an-admin   self
    admin       yes        yes          yes         yes         an-admin   self
"""
REMOVING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    moderator   yes        yes          a-mod       the-owner   an-admin   yes
    owner       yes        yes          yes         yes         an-admin   yes
    admin       yes        yes          yes         yes         an-admin   yes
"""
LETTING_IN = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    moderator   yes        yes          yes         yes         yes        yes
    owner       yes        yes          yes         yes         yes        yes
    admin       yes        yes          yes         yes         yes        yes
"""
TO_OTHERS = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    moderator   yes        yes          yes         yes         yes        self
    owner       yes        yes          yes         self        yes        self
    admin       yes        yes          yes         yes         yes        self
"""
APPOINTING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    owner      owner        owner       owner       owner      owner
    registered  owner      owner        owner       owner       owner      owner
    moderator   owner      owner        owner       owner       owner      owner
    owner       unreg      yes          yes         self        yes        self
    admin       unreg      yes          yes         yes         yes        self
"""
DISMISSING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    owner      owner        owner       owner       owner      owner
    registered  owner      owner        owner       owner       owner      owner
    moderator   owner      owner        owner       owner       owner      owner
    owner       unreg      no-mod       yes         no-mod      no-mod     no-mod
    admin       unreg      no-mod       yes         no-mod      no-mod     no-mod
"""
REPORTING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    yes        yes          yes         yes         yes        yes
    registered  yes        yes          yes         yes         yes        yes
    moderator   yes        yes          yes         yes         yes        yes
    owner       yes        yes          yes         yes         yes        yes
    admin       yes        yes          yes         yes         yes        yes
"""
KITCHEN = {
    "/kick {}": POWER,
    "/ban {}": POWER,
    "/mute {}": POWER,
    "/delete {}": REMOVING,
    "/unban {}": LETTING_IN,
    "/unmute {}": TO_OTHERS,
    "/invite {}": TO_OTHERS.replace("yes  ", "there"),
    "/op {}": APPOINTING,
    "/deop {}": DISMISSING,
    "/report {} he shouts": REPORTING,
}
KITCHEN_ITSELF = """
                          unnamed   stranger   registered   moderator   owner    admin
    /bans                 name      mods       mods         yes         yes      yes
    /ban 192.0.2.0/24     name      mods       mods         yes         yes      yes
    /unban 203.0.113.0/24  name     mods       mods         yes         yes      yes
    /room                 name      yes        yes          yes         yes      yes
    /room slow 10s        name      owner      owner        owner       yes      yes
    /room moderated on    name      owner      owner        owner       yes      yes
    /announce dinner!     name      admins     admins       admins      admins   yes
"""

# -- in the lobby: it has no owner, and moderators whom an administrator made. -------------------
# Who owns another room is registered like others.

LOBBY_POWER = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    owner       mods       mods         mods        mods        mods       mods
    moderator   yes        yes          a-mod       yes         an-admin   self
    admin       yes        yes          yes         yes         an-admin   self
"""
LOBBY_REMOVING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    owner       mods       mods         mods        mods        mods       mods
    moderator   yes        yes          a-mod       yes         an-admin   yes
    admin       yes        yes          yes         yes         an-admin   yes
"""
LOBBY_LETTING_IN = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    owner       mods       mods         mods        mods        mods       mods
    moderator   yes        yes          yes         yes         yes        yes
    admin       yes        yes          yes         yes         yes        yes
"""
LOBBY_TO_OTHERS = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    mods       mods         mods        mods        mods       mods
    registered  mods       mods         mods        mods        mods       mods
    owner       mods       mods         mods        mods        mods       mods
    moderator   yes        yes          yes         yes         yes        self
    admin       yes        yes          yes         yes         yes        self
"""
LOBBY_APPOINTING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    owner      owner        owner       owner       owner      owner
    registered  owner      owner        owner       owner       owner      owner
    owner       owner      owner        owner       owner       owner      owner
    moderator   owner      owner        owner       owner       owner      owner
    admin       unreg      yes          yes         yes         yes        self
"""
LOBBY_DISMISSING = """
                stranger   registered   moderator   owner       admin      oneself
    unnamed     name       name         name        name        name       name
    stranger    owner      owner        owner       owner       owner      owner
    registered  owner      owner        owner       owner       owner      owner
    owner       owner      owner        owner       owner       owner      owner
    moderator   owner      owner        owner       owner       owner      owner
    admin       unreg      no-mod       yes         no-mod      no-mod     no-mod
"""
LOBBY = {
    "/kick {}": LOBBY_POWER,
    "/ban {}": LOBBY_POWER,
    "/mute {}": LOBBY_POWER,
    "/delete {}": LOBBY_REMOVING,
    "/unban {}": LOBBY_LETTING_IN,
    "/unmute {}": LOBBY_TO_OTHERS,
    "/invite {}": LOBBY_TO_OTHERS.replace("yes  ", "there"),
    "/op {}": LOBBY_APPOINTING,
    "/deop {}": LOBBY_DISMISSING,
    "/report {} he shouts": REPORTING,
}
LOBBY_ITSELF = """
                          unnamed   stranger   registered   moderator   owner    admin
    /bans                 name      mods       mods         yes         mods     yes
    /ban 192.0.2.0/24     name      mods       mods         yes         mods     yes
    /unban 203.0.113.0/24  name     mods       mods         yes         mods     yes
    /room                 name      yes        yes          yes         yes      yes
    /room slow 10s        name      owner      owner        owner       owner    yes
    /room moderated on    name      owner      owner        owner       owner    yes
    /announce dinner!     name      admins     admins       admins      admins   yes
"""


class Matrix(SynchronousTestCase):
    def check(self, command: str, table: str, room: str) -> None:
        """Try a command by each role to each target, in each language.

        After something was done it goes on in another house, where it was not.
        """
        kind = {"/unban": Kind.BAN, "/unmute": Kind.MUTE}.get(command.split()[0])
        for language in ("en", "es"):
            house = House(room, language, kind)
            for role, to, expected in cells(table):
                target = target_of(role, to)
                self._try(house, role, command.format(target), target, expected, room)
                if expected == "yes":
                    house = House(room, language, kind)

    def check_all(self, tables: dict[str, str], room: str) -> None:
        for command, table in tables.items():
            self.check(command, table, room)

    def check_itself(self, table: str, room: str) -> None:
        """Try by each role what is done to nobody in particular, in each language."""
        for language in ("en", "es"):
            for line, role, expected in cells(table):
                target = line.split()[-1]
                self._try(House(room, language), role, line, target, expected, room)

    def _try(
        self, house: House, role: str, line: str, target: str, expected: str, room: str
    ) -> None:
        command, language = line.split()[0], ("en", "es").index(house.language)
        found = house.reads(role, line)
        what = f"in #{room}, {role}: {line}, in {house.language}"
        if expected == "yes":
            phrase = DONE[command][language].format(target=target, room=room)
            self.assertIn(phrase, "\n".join(found), what)
        else:
            sentence = REFUSALS[expected][language]
            typed = WITH_MORE.get(command, command)
            sentence = sentence.format(command=typed, target=target, room=room)
            self.assertEqual(found[0], sentence, what)

    def test_what_is_done_to_somebody_in_a_room(self) -> None:
        self.check_all(KITCHEN, "kitchen")

    def test_what_is_done_to_somebody_in_the_lobby(self) -> None:
        self.check_all(LOBBY, "lobby")

    def test_what_is_done_in_a_room_to_nobody_in_particular(self) -> None:
        self.check_itself(KITCHEN_ITSELF, "kitchen")

    def test_what_is_done_in_the_lobby_to_nobody_in_particular(self) -> None:
        self.check_itself(LOBBY_ITSELF, "lobby")

    def test_no_command_that_not_everyone_may_use_is_forgotten_here(self) -> None:
        guarded = {
            declaration.name
            for declaration in CATALOGUE
            if declaration.command.__module__ == moderation.__name__
            or max([declaration.who, *(each.who for each in declaration.parameters)])
            >= Who.MODERATOR
        }
        for tables, itself in ((KITCHEN, KITCHEN_ITSELF), (LOBBY, LOBBY_ITSELF)):
            lines = [*tables, *(line for line, _, _ in cells(itself))]
            tried = {line.split()[0].removeprefix("/") for line in lines}
            self.assertEqual(tried, guarded)
