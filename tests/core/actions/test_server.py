from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.commands import COMMANDS
from chatservice.core.declaring import Who
from tests.core.conversation import Chat, Visitor


class Helping(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        (self.juan,) = self.chat.people("Juan")

    def assert_listed(self, visitor: Visitor, who: Who) -> None:
        """Fail unless somebody is shown the commands of those who may do what ``who`` may."""
        visitor.types("/help")
        listed = [line.split()[0] for line in visitor.reads()[1:-1]]
        self.assertEqual(listed, [f"/{each.names[0]}" for each in COMMANDS if each.who <= who])

    def test_help_has_a_line_for_every_command_between_two_others(self) -> None:
        self.juan.types("/help")

        head, *lines, foot = self.juan.reads()
        self.assertEqual(head, "Commands:")
        self.assertEqual({line[:3] for line in lines}, {"  /"})
        self.assertEqual(
            foot, "/help COMMAND tells more. //text sends a line that starts with a slash."
        )

    def test_help_shows_each_what_they_may_do(self) -> None:
        chat = Chat()
        self.assert_listed(chat.join("Juan"), Who.NAMED)
        self.assert_listed(chat.member("Ana"), Who.REGISTERED)
        self.assert_listed(chat.admin("Berta"), Who.ADMIN)

    def test_help_shows_whose_room_it_is_what_they_may_do_there(self) -> None:
        ana = self.chat.member("Ana")
        ana.types("/join cocina")
        ana.reads()
        self.assert_listed(ana, Who.OWNER)

        ana.types("/join lobby")
        ana.reads()
        self.assert_listed(ana, Who.REGISTERED)

    def test_help_shows_moderators_what_they_may_do(self) -> None:
        ana, berta = self.chat.member("Ana"), self.chat.member("Berta")
        for visitor in (ana, berta):
            visitor.types("/join cocina")
        ana.types("/op Berta")
        berta.reads()

        self.assert_listed(berta, Who.MODERATOR)

    def test_help_before_a_nickname_shows_what_one_may_do_then(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()
        visitor.types("/help")

        listed = [line.split()[0] for line in visitor.reads()[1:-2]]
        self.assertEqual(listed, [f"/{c.names[0]}" for c in COMMANDS if c.who is Who.ANYONE])

    def test_help_shows_each_the_arguments_that_they_may_give(self) -> None:
        shown = []
        for visitor in (self.juan, self.chat.admin("Ana")):
            visitor.reads()
            visitor.types("/help delete")
            shown.append(visitor.reads()[0])

        self.assertEqual(shown, ["/delete", "/delete [USER [N]]"])

    def test_what_one_may_not_do_is_not_explained(self) -> None:
        self.juan.types("/help ban")

        self.assertEqual(
            self.juan.reads(),
            ["/ban is for the moderators of a room. /help shows what you can do."],
        )

    def test_before_a_nickname_one_may_read_what_one_could_do_with_one(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()
        visitor.types("/help msg")

        self.assertEqual(visitor.reads()[0], "/msg USER TEXT")

    def test_help_shows_how_each_is_typed_and_what_it_does_in_two_columns(self) -> None:
        self.juan.types("/help")

        rows = [line[2:].split("  ", maxsplit=1) for line in self.juan.reads()[1:-1]]
        shown = {typed: what.lstrip() for typed, what in rows}
        self.assertEqual(
            (shown["/msg USER TEXT"], shown["/set [NAME [VALUE]]"]),
            (
                "A private message: only that person reads it.",
                "Your own settings, or a new value for one of them.",
            ),
        )

    def test_the_second_column_of_help_begins_in_one_place(self) -> None:
        self.juan.types("/help")

        lines = self.juan.reads()[1:-1]
        places = {len(line) - len(line[2:].split("  ", 1)[1].lstrip()) for line in lines}
        self.assertEqual(len(places), 1)

    def test_help_in_spanish_is_spanish(self) -> None:
        self.juan.types("/lang es")
        self.juan.reads()

        self.juan.types("/ayuda")

        shown = self.juan.reads()
        self.assertEqual(shown[0], "Comandos:")
        line = next(line for line in shown if line.startswith("  /msg USUARIO TEXTO  "))
        self.assertTrue(line.endswith("  Un mensaje privado: solo lo lee esa persona."), line)

    def test_one_command_is_explained_with_an_example(self) -> None:
        self.juan.types("/help msg")

        self.assertEqual(
            self.juan.reads(),
            [
                "/msg USER TEXT",
                "  A private message: only that person reads it.",
                "  Also: /whisper, /w, /susurro",
                "  Example: /msg Ana are you coming?",
            ],
        )

    def test_a_command_without_another_name_is_explained_too(self) -> None:
        self.juan.types("/help version")

        self.assertEqual(self.juan.reads()[0], "/version")

    def test_a_command_is_explained_under_any_of_its_names(self) -> None:
        for typed in ("msg", "/msg", "W", "/susurro"):
            self.juan.types(f"/help {typed}")
            self.assertEqual(self.juan.reads()[0], "/msg USER TEXT")

    def test_help_for_what_is_no_command_names_the_nearest_one(self) -> None:
        self.juan.types("/help mgs")

        self.assertIn("There is no command /mgs. The nearest one is /msg;", self.juan.reads()[0])


class AskingWhoSomebodyIs(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def whois(self, name: str) -> list[str]:
        self.juan.types(f"/whois {name}")
        return self.juan.reads()

    def test_since_when_how_long_idle_and_which_rooms_are_told(self) -> None:
        self.chat.passes(3600)
        self.ana.types("/join cocina")
        self.chat.passes(125)

        self.assertEqual(
            self.whois("ana"),
            [
                "Ana:",
                "  here since 2026-11-21 14:35",
                "  idle for 2 minutes 5 seconds",
                "  in #lobby, #cocina",
            ],
        )

    def test_the_day_is_told_in_the_readers_zone(self) -> None:
        self.juan.types("/set zone Asia/Tokyo")  # nine hours ahead of UTC, all the year
        self.juan.reads()

        self.assertEqual(self.whois("Ana")[1], "  here since 2026-11-21 23:35")

    def test_who_is_away_is_told_with_the_reason(self) -> None:
        self.ana.types("/away asleep")

        self.assertEqual(self.whois("Ana")[-1], "  away: asleep")

    def test_nobody_is_told_so(self) -> None:
        self.assertEqual(
            self.whois("Wolfgang"),
            ["There is nobody called Wolfgang. /users shows who is online."],
        )

    def test_the_name_is_told_as_its_owner_writes_it(self) -> None:
        self.assertEqual(self.whois("ANA")[0], "Ana:")


class AskingTheServer(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        (self.juan,) = self.chat.people("Juan")

    def test_the_time_and_the_time_since_the_start_are_told(self) -> None:
        self.chat.passes(90000)
        self.juan.types("/time")

        self.assertEqual(
            self.juan.reads(),
            ["Server time: 2026-11-22 15:35:00 (UTC)", "Running for 1 day 1 hour"],
        )

    def test_the_version_is_told(self) -> None:
        self.juan.types("/version")

        self.assertEqual(self.juan.reads(), ["chatservice 1.2.3"])

    def test_what_takes_no_arguments_refuses_them(self) -> None:
        self.juan.types("/version please")

        self.assertEqual(self.juan.reads(), ["/version takes nothing more. Usage: /version"])
