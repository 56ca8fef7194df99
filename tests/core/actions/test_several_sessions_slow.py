"""One person's sessions of which one does not read, and what has a limit for the person."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from tests.core.actions.sessions import SessionsTestCase
from tests.core.conversation import Chat, Visitor


class OneReadsSlowly(SessionsTestCase):
    """The phone does not read; the laptop goes on."""

    def setUp(self) -> None:
        super().setUp()
        self.phone.stops_reading()
        self.phone.session.are_you_there()
        self.chat.end_turn()

    def reads_on(self) -> list[str]:
        """Let the phone read on; returns what it missed."""
        self.phone.reads_on()
        first, *lines = self.phone.reads()
        self.assertEqual(first, "[Yes, the chat is here.]")
        return lines

    def test_the_other_one_hears_as_ever(self) -> None:
        self.juan.types("hola", "/msg Ana psst")

        self.assertEqual(
            self.laptop.reads(), ["[14:35] Juan: hola", "[14:35] Juan (private): psst"]
        )

    def test_what_others_said_is_brought_after(self) -> None:
        self.juan.types("hola", "/msg Ana psst")

        self.assertEqual(self.reads_on(), ["[14:35] Juan: hola", "[14:35] Juan (private): psst"])

    def test_what_was_said_in_the_other_one_is_brought_after(self) -> None:
        self.juan.types("one")
        self.laptop.types("two")
        self.juan.types("three")

        self.assertEqual(
            self.reads_on(), ["[14:35] Juan: one", "[14:35] Ana: two", "[14:35] Juan: three"]
        )

    def test_what_was_said_in_the_other_one_to_somebody_alone_is_brought_after(self) -> None:
        self.laptop.types("/msg Juan psst")

        self.assertEqual(self.reads_on(), ["[14:35] Ana (private to Juan): psst"])

    def test_a_room_that_was_entered_in_the_other_one_is_told_after(self) -> None:
        self.laptop.types("/join cocina")

        self.assertEqual(self.reads_on(), ["* You entered #cocina from another connection"])

    def test_what_was_said_in_a_room_that_was_entered_in_the_other_one_is_brought_after(
        self,
    ) -> None:
        self.laptop.types("/join cocina")
        self.juan.types("/join cocina", "hola")

        self.assertEqual(
            self.reads_on(),
            [
                "* You entered #cocina from another connection",
                "#cocina * Juan joined",
                "[14:35] #cocina Juan: hola",
            ],
        )

    def test_both_may_be_slow(self) -> None:
        self.laptop.stops_reading()
        self.laptop.session.are_you_there()
        self.chat.end_turn()
        self.juan.types("hola")
        self.laptop.reads_on()

        self.assertEqual(self.laptop.reads()[1:], ["[14:35] Juan: hola"])
        self.assertEqual(self.reads_on(), ["[14:35] Juan: hola"])

    def test_the_one_that_is_cut_off_takes_nobody_with_it(self) -> None:
        self.juan.types("hola")
        self.chat.passes(60 * 6)

        self.assertIsNotNone(self.phone.cut_after)
        self.assertEqual(self.juan.reads(), [])
        self.laptop.types("hola")
        self.assertEqual(self.juan.reads(), ["[14:41] Ana: hola"])


class Limited(SynchronousTestCase):
    """What has a limit counts for the person, not for each session."""

    def sessions(self, limits: Limits) -> tuple[Visitor, Visitor, Visitor]:
        chat = Chat(limits=limits)
        juan = chat.join("Juan")
        return juan, chat.member("Ana"), chat.logs_in("Ana")

    def test_the_same_text_again_and_again(self) -> None:
        limits = Limits(flood=None, flood_registered=None)
        juan, laptop, phone = self.sessions(limits)
        juan.reads()

        laptop.types("hola", "hola")
        phone.types("hola", "hola")

        self.assertEqual(len(juan.reads()), 3)

    def test_other_names(self) -> None:
        limits = Limits(flood=None, flood_registered=None)
        juan, laptop, phone = self.sessions(limits)
        juan.reads()

        laptop.types("/rename A", "/rename B", "/rename C")
        phone.types("/rename D", "/rename E", "/rename F")

        self.assertEqual(len(juan.reads()), 5)

    def test_how_fast_one_types(self) -> None:
        juan, laptop, phone = self.sessions(Limits())
        juan.reads()

        laptop.types(*map(str, range(10)))
        phone.types(*map(str, range(10)))

        self.assertEqual(len(juan.reads()), 10)
