from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from tests.core.actions.kitchen import InTheKitchen
from tests.core.conversation import Chat

CLOSED = "#kitchen is invite-only: one of its moderators has to invite you."
NOW_IN = "You are in #kitchen now."


class Inviting(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/room invite-only on")
        for visitor in (self.sam, self.rita):
            visitor.types("/leave kitchen")
        self.all_read()

    def test_who_is_not_invited_does_not_enter_and_is_told_in_both_languages(self) -> None:
        for language, sentence in {
            "en": CLOSED,
            "es": "#kitchen es solo con invitación: tiene que invitarte uno de sus moderadores.",
        }.items():
            self.sam.types(f"/lang {language}")
            self.assertEqual(self.told(self.sam, "/join kitchen"), [sentence])

    def test_who_is_invited_is_told_and_so_is_who_invited_and_nobody_else(self) -> None:
        self.assertEqual(self.told(self.mona, "/invite Sam"), ["Sam is invited to #kitchen."])
        self.assertEqual(self.sam.reads(), ["* Mona invites you to #kitchen: /join kitchen"])
        self.assertEqual(self.owen.reads(), [])

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.mona, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(self.told(self.mona, "/invitar Sam"), ["Sam queda invitado a #kitchen."])
        self.assertEqual(self.sam.reads(), ["* Mona te invita a #kitchen: /join kitchen"])

    def test_they_enter_and_may_go_and_come_by_another_name(self) -> None:
        self.mona.types("/invite Sam")

        for _ in range(2):
            self.assertEqual(self.told(self.sam, "/join kitchen")[0], NOW_IN)
            self.sam.types("/leave", "/rename Tom")

    def test_a_strangers_invitation_ends_when_they_go(self) -> None:
        self.mona.types("/invite Sam")
        self.sam.types("/quit")

        self.assertEqual(self.enters("Sam", "198.51.100.7"), [CLOSED])

    def test_that_of_somebody_registered_holds_until_after_a_restart(self) -> None:
        self.mona.types("/invite Rita")

        self.restart()

        rita = self.chat.logs_in("Rita")
        self.assertEqual(self.told(rita, "/join kitchen")[0], NOW_IN)

    def test_moderators_and_administrators_need_none(self) -> None:
        for visitor in (self.mona, self.owen, self.ada):
            visitor.types("/leave")
            self.assertEqual(self.told(visitor, "/join kitchen")[0], NOW_IN)

    def test_who_is_there_already_may_stay(self) -> None:
        self.owen.types("/room invite-only off")
        self.sam.types("/join kitchen")
        self.owen.types("/room invite-only on")
        self.all_read()

        self.sam.types("hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: hello"])

    def test_who_is_not_here_can_not_be_invited(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/invite Samm"),
            ["There is nobody called Samm. Did you mean Sam? /users shows who is online."],
        )

    def test_who_is_invited_already_is_not_told_again(self) -> None:
        for visitor, name in ((self.sam, "Sam"), (self.rita, "Rita")):
            self.mona.types(f"/invite {name}")
            self.all_read()

            self.assertEqual(
                self.told(self.mona, f"/invite {name}"), [f"{name} is invited to #kitchen already."]
            )
            self.assertEqual(visitor.reads(), [])

    def test_who_is_there_already_is_not_invited(self) -> None:
        self.assertEqual(self.told(self.mona, "/invite Owen"), ["Owen is in #kitchen already."])
        self.assertEqual(self.owen.reads(), [])

    def test_who_is_banned_there_is_not_invited(self) -> None:
        sentence = "Sam is banned from #kitchen: /unban lets them in again."
        for banned in ("Sam", "198.51.100.0/24"):
            self.mona.types(f"/ban {banned}")
            self.all_read()
            self.assertEqual(self.told(self.mona, "/invite Sam"), [sentence])
            self.mona.types(f"/unban {banned}")
        self.assertEqual(self.sam.reads(), [])

    def test_these_are_told_in_spanish(self) -> None:
        self.mona.types("/lang es", "/invite Rita", "/ban Sam")

        for name, sentence in {
            "Rita": "Rita ya está invitado a #kitchen.",
            "Owen": "Owen ya está en #kitchen.",
            "Sam": "Sam está vetado en #kitchen: /unban lo deja entrar otra vez.",
        }.items():
            self.assertEqual(self.told(self.mona, f"/invite {name}"), [sentence])

    def test_who_ignores_the_inviter_reads_nothing_and_the_inviter_does_not_notice(self) -> None:
        self.sam.types("/ignore Mona")
        self.all_read()

        self.assertEqual(self.told(self.mona, "/invite Sam"), ["Sam is invited to #kitchen."])
        self.assertEqual(self.sam.reads(), [])
        self.assertEqual(
            self.told(self.mona, "/invite Sam"), ["Sam is invited to #kitchen already."]
        )


class InvitingMany(SynchronousTestCase):
    def test_whom_one_invites_counts_as_whom_one_writes_to(self) -> None:
        chat = Chat(limits=Limits(flood=None, flood_registered=None))
        owen = chat.member("Owen")
        chat.people(*(f"other{number}" for number in range(6)))
        owen.types("/join kitchen")
        owen.reads()

        owen.types(*(f"/invite other{number}" for number in range(6)))

        self.assertEqual(
            owen.reads()[4:],
            [
                "other4 is invited to #kitchen.",
                (
                    "You have just written to 5 people who had not written to you: "
                    "you can write to another one in 1 minute."
                ),
            ],
        )
