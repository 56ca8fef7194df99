from __future__ import annotations

from tests.core.actions.kitchen import InTheKitchen
from tests.core.conversation import Chat

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
