from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.actions.talking import MOST_WAITING
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate, Windows
from chatservice.core.settings import Settings
from tests.core.actions.kitchen import InTheKitchen
from tests.core.conversation import Chat, Visitor

REPORT = "[14:35] Sam (private): /report Rita #kitchen: she shouts"


class Reporting(InTheKitchen):
    def test_the_moderators_of_the_room_its_owner_and_the_administrators_read_it(self) -> None:
        self.sam.types("/report Rita she shouts")

        for visitor in (self.mona, self.owen, self.ada):
            self.assertEqual(visitor.reads(), [REPORT])

    def test_nobody_else_does(self) -> None:
        self.sam.types("/report Rita she shouts")

        self.assertEqual(self.rita.reads(), [])

    def test_who_reports_is_told_how_many_read_it(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/report Rita she shouts"),
            ["3 moderators read your report, now or when they come."],
        )

    def test_it_is_told_in_spanish(self) -> None:
        self.sam.types("/lang es")

        self.assertEqual(
            self.told(self.sam, "/denunciar Rita grita"),
            ["3 moderadores leen tu aviso, ahora o cuando vengan."],
        )

    def test_in_the_lobby_the_administrators_read_it(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/join lobby", "/report Rita she shouts")[-1],
            "1 moderator reads your report, now or when they come.",
        )

    def test_it_waits_for_those_who_are_not_here(self) -> None:
        self.mona.types("/quit")
        self.sam.types("/report Rita she shouts")

        mona = self.chat.logs_in("Mona")

        self.assertIn("1 message while you were away:", mona.reads())

    def test_a_moderator_who_reports_does_not_read_it_again(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/report Rita she shouts"),
            ["2 moderators read your report, now or when they come."],
        )

    def test_a_moderator_who_is_reported_does_not_read_it(self) -> None:
        self.sam.types("/report Mona she shouts")

        self.assertEqual(self.mona.reads(), [])

    def test_a_moderator_answers_with_reply(self) -> None:
        self.sam.types("/report Rita she shouts")
        self.sam.reads()

        self.mona.types("/reply I will see to it")

        self.assertEqual(self.sam.reads(), ["[14:35] Mona (private): I will see to it"])

    def test_about_somebody_who_is_not_here_there_is_nothing_to_report(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/report Ritta she shouts"),
            ["There is nobody called Ritta. Did you mean Rita? /users shows who is online."],
        )

    def test_without_a_word_there_is_nothing_to_report(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/report Rita"),
            ["/report needs more than that. Usage: /report USER TEXT"],
        )

    def test_where_there_are_no_moderators_that_is_told_in_both_languages(self) -> None:
        chat = Chat()
        sam, _ = chat.people("Sam", "Rita")
        for language, sentence in {
            "en": "This server has no moderators yet, so nobody can be told.",
            "es": "Este servidor aún no tiene moderadores, así que no se puede avisar a nadie.",
        }.items():
            sam.types(f"/lang {language}")
            self.assertEqual(self.told(sam, "/report Rita she shouts"), [sentence])


LIMITS = Limits(flood=None, flood_registered=None)
HOME = "198.51.100.7"


class ReportingOften(SynchronousTestCase):
    def setUp(self) -> None:
        self.begin()

    def begin(self, language: str = "en") -> None:
        self.chat = Chat(limits=LIMITS, settings=Settings(language=language, zone="UTC"))
        self.ada = self.chat.admin("Ada")
        self.sam, self.rita = (self.chat.join(name, HOME) for name in ("Sam", "Rita"))
        self.ada.reads()

    def report(self, visitor: Visitor, times: int) -> list[str]:
        visitor.reads()
        visitor.types(*(f"/report Ada {self.chat.now.minute} {n}" for n in range(times)))
        return visitor.reads()

    def test_the_same_is_reported_three_times_and_no_more(self) -> None:
        self.chat.admin("Eva")
        self.sam.reads()
        self.sam.types(*["/report Ada she shouts"] * 4)

        self.assertIn("You said that 3 times", self.sam.reads()[-1])

    def test_what_was_said_aloud_counts_too(self) -> None:
        self.chat.admin("Eva")
        self.sam.reads()
        self.sam.types(*["she shouts"] * 3, "/report Ada she shouts")

        self.assertIn("You said that 3 times", self.sam.reads()[-1])

    def test_from_one_address_five_come_in_ten_minutes_whoever_writes_them(self) -> None:
        self.chat.admin("Eva")
        for language, sentence in {
            "en": (
                "5 reports came from your address just now: you can send another one in 10 minutes."
            ),
            "es": (
                "Acaban de llegar 5 avisos desde tu dirección: "
                "podrás enviar otro dentro de 10 minutos."
            ),
        }.items():
            self.begin(language)
            self.chat.admin("Eva")
            self.report(self.sam, 5)

            self.assertEqual(self.report(self.rita, 1), [sentence])

    def test_from_another_address_they_still_come(self) -> None:
        self.chat.admin("Eva")
        self.report(self.sam, 6)

        self.assertIn("1 moderator reads", self.report(self.chat.join("Tom", "192.0.2.9"), 1)[0])

    def test_ten_minutes_later_they_come_again(self) -> None:
        self.chat.admin("Eva")
        self.report(self.sam, 5)

        self.chat.passes(599)
        self.assertIn("in 1 second.", self.report(self.sam, 1)[0])
        self.chat.passes(1)
        self.assertIn("1 moderator reads", self.report(self.sam, 1)[0])

    def test_those_for_which_there_is_nobody_do_not_count(self) -> None:
        self.report(self.sam, 6)
        self.chat.admin("Eva")

        self.assertIn("1 moderator reads", self.report(self.sam, 1)[0])


class AFullInbox(InTheKitchen):
    def test_it_keeps_no_report_from_the_others(self) -> None:
        self.mona.types("/quit")
        self.chat.hub.left = Windows(Rate(MOST_WAITING, 600))
        self.sam.types(*(f"/msg Mona {number}" for number in range(MOST_WAITING)))
        self.all_read()

        self.assertEqual(
            self.told(self.sam, "/report Rita she shouts"),
            ["2 moderators read your report, now or when they come."],
        )
        self.assertEqual(self.owen.reads(), [REPORT])
