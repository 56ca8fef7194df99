from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class Histories(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_the_last_50_messages_are_shown_on_arriving(self) -> None:
        self.juan.types(*(str(number) for number in range(60)))
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Beto")

        self.assertEqual(
            visitor.reads()[2:],
            ["History:", *(f"[14:35] Juan: {number}" for number in range(10, 60))],
        )

    def test_without_messages_nothing_is_shown_on_arriving(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Beto")

        self.assertEqual(len(visitor.reads()), 2)

    def test_as_many_messages_as_asked_for_are_shown_again(self) -> None:
        self.juan.types("one", "two", "three")
        self.ana.reads()

        self.ana.types("/history 2")

        self.assertEqual(self.ana.reads(), ["History:", "[14:35] Juan: two", "[14:35] Juan: three"])

    def test_without_a_number_50_are_shown_again(self) -> None:
        self.juan.types(*(str(number) for number in range(60)))
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(len(self.ana.reads()), 51)

    def test_a_room_without_messages_says_so_when_asked(self) -> None:
        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_a_number_that_is_none_is_refused(self) -> None:
        for typed in ("-1", "1.5", "٣", "1,000", "+5"):
            self.ana.types(f"/history {typed}")
            self.assertEqual(
                self.ana.reads(),
                [f"{typed} can't be used here: a whole number from 1 to 500 can."],
            )

    def test_a_number_that_is_too_small_or_too_large_is_refused(self) -> None:
        for typed in ("0", "501", "1234567", "9" * 3000):
            self.ana.types(f"/history {typed}")
            self.assertEqual(self.ana.reads(), ["From 1 to 500 messages are shown at once."])

    def test_ones_own_messages_are_shown_too(self) -> None:
        self.juan.types("hola", "/history")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: hola"])

    def test_actions_are_kept_and_comings_and_goings_are_not(self) -> None:
        self.juan.types("/me waves", "/topic Tea", "/rename Pedro", "/msg Ana psst")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["History:", "* Juan waves"])

    def test_the_messages_of_another_room_are_not_shown(self) -> None:
        self.juan.types("/join cocina", "secret")

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_what_was_said_in_another_room_in_the_same_turn_is_not_shown(self) -> None:
        self.juan.types("/join cocina")

        with self.chat.one_turn():
            self.juan.types("secret")
            self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_what_was_said_earlier_in_the_turn_is_shown_before_what_comes_later(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/history")
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "History:", "[14:35] Juan: one", "[14:35] Juan: two"],
        )

    def test_ones_own_lines_of_the_same_packet_are_shown_as_far_as_they_were_typed(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "/history", "two")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: one"])

    def test_each_who_asks_in_one_turn_sees_what_there_was_then(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.juan.types("/history")
            self.ana.types("two", "/history 1")
            self.juan.types("three", "/history 1")

        self.assertEqual(
            self.juan.reads(),
            [
                "History:",
                "[14:35] Juan: one",
                "[14:35] Ana: two",
                "History:",
                "[14:35] Juan: three",
            ],
        )
        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "History:", "[14:35] Ana: two", "[14:35] Juan: three"],
        )

    def test_who_joins_a_room_sees_what_was_said_there_earlier_in_the_turn(self) -> None:
        self.juan.types("/join cocina")

        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/join cocina")
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(),
            ["You are in #cocina now.", "History:", "[14:35] Juan: one", "[14:35] Juan: two"],
        )

    def test_what_is_ignored_is_left_out_of_the_same_turn_only_from_then_on(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/history", "/ignore Juan", "/history")

        self.assertEqual(
            self.ana.reads(),
            [
                *("[14:35] Juan: one", "History:", "[14:35] Juan: one"),
                "You are ignoring Juan. /unignore Juan ends it.",
                "Nothing has been said in #lobby yet.",
            ],
        )

    def test_the_lines_of_somebody_ignored_are_not_shown(self) -> None:
        self.juan.types("hola", "/me waves")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_the_lines_of_somebody_ignored_in_the_same_turn_are_not_shown(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()

        with self.chat.one_turn():
            self.juan.types("hola")
            self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_the_lines_of_somebody_ignored_are_not_shown_on_joining(self) -> None:
        self.juan.types("/join cocina", "hola")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/join cocina")

        self.assertEqual(self.ana.reads(), ["You are in #cocina now."])

    def test_as_many_lines_as_asked_for_are_shown_beside_those_of_somebody_ignored(self) -> None:
        (beto,) = self.chat.people("Beto")
        beto.types("one", "two")
        self.juan.types("three")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/history 2")

        self.assertEqual(self.ana.reads(), ["History:", "[14:35] Beto: one", "[14:35] Beto: two"])

    def test_the_lines_of_somebody_ignored_stay_away_after_another_name(self) -> None:
        self.juan.types("hola")
        self.ana.types("/ignore Juan")
        self.juan.types("/rename Pedro", "hola again")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])
