from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import commands
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import COMMANDS, Say
from chatservice.core.declaring import Command, Who

PROMISED = {
    "help": "ayuda ?",
    "users": "who usuarios",
    "msg": "whisper w susurro",
    "reply": "r",
    "rename": "nick nombre name",
    "me": "yo",
    "edit": "corregir",
    "delete": "borrar",
    "rooms": "list salas",
    "join": "entrar",
    "leave": "part dejar",
    "topic": "tema",
    "history": "historial",
    "search": "buscar",
    "away": "ausente",
    "back": "volver",
    "ignore": "ignorar",
    "unignore": "",
    "set": "ajustes",
    "lang": "idioma",
    "whois": "quien",
    "time": "",
    "version": "",
    "register": "registrar registrarme",
    "login": "identificarse",
    "password": "contraseña",
    "forget-me": "olvidarme",
    "sessions": "sesiones",
    "token": "bots ficha",
    "report": "denunciar",
    "invite": "invitar",
    "kick": "expulsar",
    "ban": "vetar",
    "unban": "perdonar",
    "bans": "vetos",
    "mute": "silenciar",
    "unmute": "dejarhablar",
    "op": "moderador",
    "deop": "quitarmoderador",
    "room": "sala",
    "announce": "anunciar",
    "quit": "exit salir",
}
"""Every command that was promised, with the other names that were."""


class Declarations(SynchronousTestCase):
    def test_the_commands_are_those_that_were_promised_in_the_order_of_the_help(self) -> None:
        self.assertEqual([command.names[0] for command in COMMANDS], list(PROMISED))

    def test_every_command_has_the_aliases_that_were_promised(self) -> None:
        for command in COMMANDS:
            missing = set(PROMISED[command.names[0]].split()) - set(command.names)
            self.assertEqual(missing, set(), command.names[0])

    def test_every_command_with_a_name_is_listed(self) -> None:
        declared = {
            each
            for each in vars(commands).values()
            if isinstance(each, type) and issubclass(each, Command)
        }

        self.assertEqual(declared - {Command, Say}, set(COMMANDS))

    def test_every_command_has_a_summary_in_one_line(self) -> None:
        for command in (Say, *COMMANDS):
            self.assertRegex(command.summary, r"\A[A-Z/][^\n]+\.\Z", command.__name__)

    def test_every_example_is_that_very_command(self) -> None:
        for command in (Say, *COMMANDS):
            self.assertIs(type(CATALOGUE.parse(command.example)), command, command.example)

    def test_every_example_uses_the_commands_own_name(self) -> None:
        for command in COMMANDS:
            self.assertEqual(command.example.split()[0], f"/{command.names[0]}")

    def test_before_a_nickname_one_can_ask_for_help_choose_a_name_log_in_and_leave(self) -> None:
        for_anyone = {command.names[0] for command in COMMANDS if command.who is Who.ANYONE}

        self.assertEqual(
            for_anyone, {"help", "rename", "login", "set", "lang", "time", "version", "quit"}
        )

    def test_what_is_for_fewer_people_is_for_those_who_were_promised(self) -> None:
        promised = {
            Who.REGISTERED: "password forget-me token",
            Who.MODERATOR: "invite kick ban unban bans mute unmute",
            Who.OWNER: "op deop",
            Who.ADMIN: "announce",
        }

        for who, names in promised.items():
            found = {command.names[0] for command in COMMANDS if command.who is who}
            self.assertEqual(found, set(names.split()), who.name)

    def test_names_are_typed_in_lower_case_and_without_spaces(self) -> None:
        for command in COMMANDS:
            for name in command.names:
                self.assertEqual(name, name.lower().strip())
                self.assertEqual(name.split(), [name])
