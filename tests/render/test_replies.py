from __future__ import annotations

from datetime import datetime, timedelta, timezone

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import replies
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    AwaySet,
    BackSet,
    Declined,
    Goodbye,
    HistoryShown,
    Ignored,
    MessageOfTheDay,
    NicknameAsked,
    PasswordAsked,
    PersonDescribed,
    Reply,
    RoomEntered,
    RoomLeft,
    RoomsListed,
    ServerClosing,
    SettingShown,
    StillHere,
    TimeTold,
    TopicShown,
    Unignored,
    UsersListed,
    VersionTold,
    WayOutShown,
    Welcomed,
    WhisperSent,
)
from chatservice.core.settings import Settings
from chatservice.render.plain import FORM, PlainRenderer
from chatservice.render.replies import REPLIES

NOW = datetime(2026, 11, 21, 14, 35, 59, tzinfo=timezone.utc)


def shown(reply: Reply, settings: Settings) -> list[str]:
    data = PlainRenderer()(reply, settings.representation(FORM))
    return data.decode().removesuffix("\r\n").split("\r\n")


class Replies(SynchronousTestCase):
    def assert_shown(self, reply: Reply, english: list[str], spanish: list[str]) -> None:
        self.assertEqual(shown(reply, Settings("en", zone="UTC")), english)
        self.assertEqual(shown(reply, Settings("es", zone="UTC")), spanish)

    def test_every_kind_of_reply_can_be_shown(self) -> None:
        kinds = {
            each
            for each in vars(replies).values()
            if isinstance(each, type) and issubclass(each, Reply)
        }

        self.assertEqual({*REPLIES, NicknameAsked, PasswordAsked, HistoryShown}, kinds - {Reply})

    def test_the_message_of_the_day_is_shown_as_it_is(self) -> None:
        self.assert_shown(
            MessageOfTheDay(("Hi!", "", "Bye")), ["Hi!", "", "Bye"], ["Hi!", "", "Bye"]
        )

    def test_a_welcome(self) -> None:
        self.assert_shown(
            Welcomed("Juan"),
            ["Welcome, Juan!", "Type /help for commands."],
            ["¡Bienvenido, Juan!", "Escribe /help para ver los comandos."],
        )

    def test_a_refusal(self) -> None:
        self.assert_shown(
            Declined(Refused(Code.NAME_TAKEN, name="Ana")),
            ["The name Ana is taken: choose another one."],
            ["El nombre Ana está ocupado: elige otro."],
        )

    def test_the_users(self) -> None:
        self.assert_shown(
            UsersListed("", (("Ana", None), ("Beto", ""), ("Juan", "lunch"))),
            ["Users online (3):", "  Ana", "  Beto (away)", "  Juan (away: lunch)"],
            ["Usuarios conectados (3):", "  Ana", "  Beto (ausente)", "  Juan (ausente: lunch)"],
        )

    def test_the_users_of_an_empty_room(self) -> None:
        self.assert_shown(
            UsersListed("cocina", ()), ["Users in #cocina (0):"], ["Usuarios en #cocina (0):"]
        )

    def test_a_private_message_that_was_sent(self) -> None:
        self.assert_shown(
            WhisperSent("María", None), ["Message sent to María"], ["Mensaje enviado a María"]
        )

    def test_a_private_message_to_somebody_who_is_away(self) -> None:
        self.assert_shown(
            WhisperSent("María", "lunch"),
            ["Message sent to María", "María (away: lunch)"],
            ["Mensaje enviado a María", "María (ausente: lunch)"],
        )

    def test_the_rooms(self) -> None:
        self.assert_shown(
            RoomsListed((("cocina", 1, "Tea"), ("lobby", 2, "")), ("lobby",), more=0),
            [
                "Rooms (2); * where you talk, + where you are too:",
                "  #cocina (1 person) Tea",
                "* #lobby (2 people)",
            ],
            [
                "Salas (2); * donde hablas, + donde también estás:",
                "  #cocina (1 persona) Tea",
                "* #lobby (2 personas)",
            ],
        )

    def test_rooms_that_are_too_many_to_list(self) -> None:
        self.assert_shown(
            RoomsListed((("lobby", 2, ""),), ("lobby",), more=3),
            [
                "Rooms (4); * where you talk, + where you are too:",
                "* #lobby (2 people)",
                "and 3 more",
            ],
            [
                "Salas (4); * donde hablas, + donde también estás:",
                "* #lobby (2 personas)",
                "y 3 más",
            ],
        )

    def test_a_room_that_was_entered(self) -> None:
        self.assert_shown(
            RoomEntered("cocina", "Tea"),
            ["You are in #cocina now.", "Topic: Tea"],
            ["Ahora estás en #cocina.", "Tema: Tea"],
        )

    def test_a_room_that_was_left(self) -> None:
        self.assert_shown(
            RoomLeft("cocina", "lobby"),
            ["You left #cocina. You are in #lobby now."],
            ["Has dejado #cocina. Ahora estás en #lobby."],
        )

    def test_no_topic(self) -> None:
        self.assert_shown(
            TopicShown("cocina", ""),
            ["#cocina has no topic. /topic TEXT sets one."],
            ["#cocina no tiene tema. /topic TEXTO le pone uno."],
        )

    def test_being_away_and_back(self) -> None:
        self.assert_shown(
            AwaySet("lunch"),
            ["You are away. Type /back when you return."],
            ["Estás ausente. Escribe /back cuando vuelvas."],
        )
        self.assert_shown(BackSet(), ["You are back."], ["Has vuelto."])

    def test_ignoring_and_reading_again(self) -> None:
        self.assert_shown(
            Ignored("Ana"),
            ["You are ignoring Ana. /unignore Ana ends it."],
            ["Ignoras a Ana. Con /unignore Ana vuelves a leerle."],
        )
        self.assert_shown(
            Unignored("Ana"), ["You are no longer ignoring Ana."], ["Ya no ignoras a Ana."]
        )

    def test_a_setting(self) -> None:
        self.assert_shown(
            SettingShown("echo", "on", changed=True), ["echo is on now."], ["Cambiado: echo = on"]
        )
        self.assert_shown(SettingShown("echo", "on", changed=False), ["echo is on."], ["echo = on"])

    def test_a_person(self) -> None:
        self.assert_shown(
            PersonDescribed("Ana", NOW, timedelta(minutes=2), ("lobby", "cocina"), ""),
            [
                *("Ana:", "  here since 2026-11-21 14:35", "  idle for 2 minutes"),
                *("  in #lobby, #cocina", "  away"),
            ],
            [
                *("Ana:", "  conectado desde 2026-11-21 14:35"),
                *("  sin escribir desde hace 2 minutos", "  en #lobby, #cocina", "  ausente"),
            ],
        )

    def test_the_time(self) -> None:
        self.assert_shown(
            TimeTold(NOW, timedelta(hours=5)),
            ["Server time: 2026-11-21 14:35:59 (UTC)", "Running for 5 hours"],
            ["Hora del servidor: 2026-11-21 14:35:59 (UTC)", "En marcha desde hace 5 horas"],
        )

    def test_the_version(self) -> None:
        self.assert_shown(VersionTold("1.2.3"), ["chatservice 1.2.3"], ["chatservice 1.2.3"])

    def test_an_answer_to_who_wonders(self) -> None:
        self.assert_shown(StillHere(), ["[Yes, the chat is here.]"], ["[Sí, el chat está aquí.]"])

    def test_the_way_out_stands_on_a_line_of_its_own(self) -> None:
        self.assert_shown(
            WayOutShown(),
            ["", "To leave, type /quit and press Enter."],
            ["", "Para salir, escribe /quit y pulsa Intro."],
        )

    def test_the_last_words(self) -> None:
        self.assert_shown(Goodbye(), ["See you soon!"], ["¡Hasta pronto!"])
        self.assert_shown(
            ServerClosing(),
            ["The server is closing. Try again in a moment."],
            ["El servidor se cierra. Vuelve a intentarlo dentro de un momento."],
        )

    def test_names_are_coloured_in_lists_too(self) -> None:
        listed = shown(UsersListed("", (("Ana", None),)), Settings(colour=True))

        self.assertRegex(listed[1], "^  \x1b\\[3[1-6]mAna\x1b\\[0m$")
