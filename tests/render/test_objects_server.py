from __future__ import annotations

from datetime import timedelta
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.declaring import Who
from chatservice.core.replies import (
    BotLine,
    BotRemoved,
    ClosedElsewhere,
    CommandExplained,
    CommandsListed,
    EnteredElsewhere,
    Forgotten,
    Goodbye,
    LeftElsewhere,
    MessageOfTheDay,
    NothingChanged,
    PasswordChanged,
    PersonDescribed,
    Registered,
    Reply,
    ServerClosing,
    SessionClosed,
    SessionLine,
    SessionsListed,
    SettingShown,
    SettingsShown,
    TimeTold,
    TokenMade,
    TokensListed,
    VersionTold,
    WhisperCopied,
    WhisperWaits,
)
from chatservice.core.settings import Settings
from tests.render.told import AT, NOW, as_json

WHISPER = {
    "name": "msg",
    "aliases": ["whisper", "w", "susurro"],
    "usage": "/msg USUARIO TEXTO",
    "summary": "Un mensaje privado: solo lo lee esa persona.",
    "parameters": [
        {"name": "to", "label": "USUARIO", "kind": "person", "optional": False},
        {"name": "text", "label": "TEXTO", "kind": "text", "optional": False},
    ],
}


class Server(SynchronousTestCase):
    def assert_told(self, reply: Reply, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(reply), expected)

    def test_the_commands_in_the_sessions_language(self) -> None:
        listed = CommandsListed((CATALOGUE.find("msg"),))

        self.assertEqual(as_json(listed, "es"), {"type": "commands", "commands": [WHISPER]})

    def test_one_command_in_full(self) -> None:
        explained = CommandExplained(CATALOGUE.find("msg"))

        self.assertEqual(
            as_json(explained, "es"), {"type": "command", **WHISPER, "example": "/msg Ana ¿vienes?"}
        )

    def test_arguments_that_only_others_may_give_are_not_told(self) -> None:
        room = CATALOGUE.find("room")

        self.assertEqual(
            [
                [each["name"] for each in as_json(CommandExplained(room, who))["parameters"]]
                for who in (Who.NAMED, Who.OWNER)
            ],
            [[], ["mode", "value"]],
        )

    def test_the_settings_are_told_as_they_are_typed(self) -> None:
        self.assert_told(
            SettingsShown(Settings("es", echo=True)),
            {
                "type": "settings",
                "settings": {
                    "echo": "on",
                    "style": "clock",
                    "language": "es",
                    "colour": "off",
                    "bell": "off",
                    "times": "on",
                    "zone": "server",
                },
            },
        )

    def test_one_setting(self) -> None:
        self.assert_told(
            SettingShown("echo", "on", False),
            {"type": "setting", "name": "echo", "value": "on", "changed": False},
        )

    def test_a_person(self) -> None:
        idle = timedelta(minutes=2, milliseconds=900)

        self.assert_told(
            PersonDescribed("ana", NOW, idle, ("kitchen", "lobby"), None),
            {
                "type": "person",
                "nick": "ana",
                "since": AT,
                "idle": 120,
                "rooms": ["kitchen", "lobby"],
            },
        )

    def test_a_person_who_is_away(self) -> None:
        person = as_json(PersonDescribed("ana", NOW, timedelta(), (), "lunch"))

        self.assertEqual(person["away"], "lunch")

    def test_the_time(self) -> None:
        self.assert_told(
            TimeTold(NOW, timedelta(days=1, seconds=5)),
            {"type": "time", "now": AT, "uptime": 86405},
        )

    def test_the_version(self) -> None:
        self.assert_told(VersionTold("1.2"), {"type": "version", "version": "1.2"})

    def test_the_message_of_the_day(self) -> None:
        self.assert_told(
            MessageOfTheDay(("Hi!", "", "Bye")), {"type": "motd", "lines": ["Hi!", "", "Bye"]}
        )

    def test_the_last_words(self) -> None:
        self.assert_told(Goodbye(), {"type": "goodbye"})
        self.assert_told(ServerClosing(), {"type": "closing"})


class Accounts(SynchronousTestCase):
    def assert_told(self, reply: Reply, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(reply), expected)

    def test_a_name_is_registered(self) -> None:
        self.assert_told(Registered("ana"), {"type": "registered", "nick": "ana"})

    def test_a_password_is_changed_or_nothing_is(self) -> None:
        self.assert_told(PasswordChanged(), {"type": "password-changed"})
        self.assert_told(NothingChanged(), {"type": "nothing-changed"})

    def test_an_account_is_forgotten(self) -> None:
        self.assert_told(
            Forgotten("ana", False), {"type": "forgotten", "nick": "ana", "messages": False}
        )

    def test_ones_connections(self) -> None:
        lines = (
            SessionLine("192.0.2.7", NOW, timedelta(seconds=61.5), is_this=True),
            SessionLine("", NOW, timedelta(), is_this=False),
        )

        self.assert_told(
            SessionsListed(lines),
            {
                "type": "sessions",
                "sessions": [
                    {"address": "192.0.2.7", "since": AT, "idle": 61, "this": True},
                    {"address": "", "since": AT, "idle": 0, "this": False},
                ],
            },
        )

    def test_a_connection_is_closed(self) -> None:
        self.assert_told(SessionClosed(2), {"type": "session-closed", "number": 2})
        self.assert_told(ClosedElsewhere(), {"type": "closed-elsewhere"})

    def test_one_goes_in_and_out_elsewhere(self) -> None:
        self.assert_told(
            EnteredElsewhere("kitchen"), {"type": "entered-elsewhere", "room": "kitchen"}
        )
        self.assert_told(LeftElsewhere("kitchen"), {"type": "left-elsewhere", "room": "kitchen"})

    def test_what_one_whispered_elsewhere(self) -> None:
        self.assert_told(
            WhisperCopied(NOW, "ana", "beto", "psst", 7),
            {"type": "whisper-copied", "seq": 7, "at": AT}
            | {"from": "ana", "to": "beto", "text": "psst"},
        )

    def test_a_private_message_waits(self) -> None:
        self.assert_told(WhisperWaits("beto"), {"type": "whisper-waits", "to": "beto"})

    def test_a_token_is_made(self) -> None:
        self.assert_told(
            TokenMade("bot", "s3cret", "http://HOST:5050"),
            {"type": "token", "nick": "bot", "token": "s3cret"},
        )

    def test_ones_bots(self) -> None:
        self.assert_told(
            TokensListed((BotLine("bot", NOW),)),
            {"type": "tokens", "bots": [{"nick": "bot", "since": AT}]},
        )

    def test_a_bot_is_removed(self) -> None:
        self.assert_told(BotRemoved("bot"), {"type": "bot-removed", "nick": "bot"})
