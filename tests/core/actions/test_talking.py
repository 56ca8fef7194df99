from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class Saying(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def test_everyone_else_in_the_room_reads_a_message(self) -> None:
        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])
        self.assertEqual(self.beto.reads(), ["[14:35] Juan: hola"])

    def test_the_sender_does_not_read_their_own_line(self) -> None:
        self.juan.types("hola")

        self.assertEqual(self.juan.reads(), [])

    def test_the_sender_reads_their_own_line_after_asking_for_it(self) -> None:
        self.juan.types("/set echo on")
        self.juan.reads()

        self.juan.types("hola", "/me waves")

        self.assertEqual(self.juan.reads(), ["[14:35] Juan: hola", "* Juan waves"])

    def test_the_sender_does_not_read_their_own_line_after_asking_for_silence(self) -> None:
        self.juan.types("/set echo on", "/set echo off")
        self.juan.reads()

        self.juan.types("hola")

        self.assertEqual(self.juan.reads(), [])

    def test_messages_of_one_sender_arrive_in_the_order_of_sending(self) -> None:
        with self.chat.one_turn():
            self.juan.types(*(str(number) for number in range(100)))

        self.assertEqual(self.ana.reads(), [f"[14:35] Juan: {number}" for number in range(100)])

    def test_everyone_reads_the_messages_in_the_same_order(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("two", "/set echo on")
            self.juan.types("three")
        chat = ["[14:35] Juan: one", "[14:35] Ana: two", "[14:35] Juan: three"]

        self.assertEqual(self.beto.reads(), chat)
        self.assertEqual([line for line in self.ana.reads() if "Juan" in line], chat[::2])

    def test_all_of_a_turn_comes_in_one_write(self) -> None:
        before = self.ana.writes

        with self.chat.one_turn():
            self.juan.types("one", "two", "three")

        self.assertEqual(self.ana.writes, before + 1)

    def test_a_message_keeps_the_spaces_in_it(self) -> None:
        self.juan.types("  a   b  ")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan:   a   b"])

    def test_what_one_does_is_told_without_a_time(self) -> None:
        self.juan.types("/me waves to  everyone")

        self.assertEqual(self.ana.reads(), ["* Juan waves to  everyone"])

    def test_an_action_needs_words(self) -> None:
        self.juan.types("/me")

        self.assertEqual(self.juan.reads(), ["/me needs more than that. Usage: /me ACTION"])


class Whispering(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def test_only_the_receiver_reads_a_private_message(self) -> None:
        self.juan.types("/msg Ana psst")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): psst"])
        self.assertEqual(self.beto.reads(), [])

    def test_the_receiver_need_not_be_in_the_same_room(self) -> None:
        self.ana.types("/join cocina", "/leave lobby")
        self.ana.reads()

        self.juan.types("/msg Ana psst")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): psst"])

    def test_the_receivers_name_is_taken_in_any_case(self) -> None:
        self.juan.types("/msg aNA psst")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])

    def test_echo_does_not_repeat_a_private_message(self) -> None:
        self.juan.types("/set echo on")
        self.juan.reads()

        self.juan.types("/msg Ana psst")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])

    def test_a_private_message_to_nobody_names_the_nearest_person(self) -> None:
        self.juan.types("/msg Anna psst")

        self.assertEqual(
            self.juan.reads(),
            ["There is nobody called Anna. Did you mean Ana? /users shows who is online."],
        )

    def test_a_private_message_to_nobody_like_anybody_says_where_to_look(self) -> None:
        self.juan.types("/msg Wolfgang psst")

        self.assertEqual(
            self.juan.reads(), ["There is nobody called Wolfgang. /users shows who is online."]
        )

    def test_a_private_message_to_oneself_is_refused(self) -> None:
        self.juan.types("/msg juan psst")

        self.assertEqual(self.juan.reads(), ["That is yourself: choose somebody else."])

    def test_a_private_message_without_a_text_shows_how_it_is_typed(self) -> None:
        self.juan.types("/w Ana")

        self.assertEqual(self.juan.reads(), ["/msg needs more than that. Usage: /msg USER TEXT"])

    def test_who_is_away_without_a_reason_is_said_to_be_away(self) -> None:
        self.ana.types("/away")

        self.juan.types("/msg Ana psst")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana", "Ana (away)"])

    def test_who_is_ignored_is_told_nothing_of_it(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.juan.types("/msg Ana psst")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])
        self.assertEqual(self.ana.reads(), [])


class Replying(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def test_a_reply_goes_to_whoever_wrote_last(self) -> None:
        self.ana.types("/msg Juan one")
        self.beto.types("/msg Juan two")

        self.juan.types("/reply three")

        self.assertEqual(self.beto.reads()[-1], "[14:35] Juan (private): three")

    def test_a_reply_finds_who_wrote_under_another_name_now(self) -> None:
        self.ana.types("/msg Juan one", "/rename Eva")
        self.juan.reads()

        self.juan.types("/reply two")

        self.assertEqual(self.juan.reads(), ["Message sent to Eva"])

    def test_a_reply_to_nobody_is_refused(self) -> None:
        self.juan.types("/reply hi")

        self.assertEqual(
            self.juan.reads(),
            ["Nobody has written to you privately yet. Use /msg USER TEXT to write first."],
        )

    def test_a_reply_never_reaches_somebody_else_of_the_same_name(self) -> None:
        self.ana.types("/msg Juan one", "/quit")
        (other,) = self.chat.people("Ana")
        self.juan.reads()

        self.juan.types("/reply secret")

        self.assertEqual(self.juan.reads(), ["Ana is not here any more, so nothing was sent."])
        self.assertEqual(other.reads(), [])

    def test_a_message_that_was_not_read_is_not_answered(self) -> None:
        self.ana.types("/msg Juan one")
        self.juan.types("/ignore Beto")
        self.beto.types("/msg Juan two")
        self.juan.reads()

        self.juan.types("/reply three")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])

    def test_whoever_is_ignored_after_writing_is_not_answered(self) -> None:
        self.ana.types("/msg Juan one")
        self.juan.types("/ignore Ana")
        self.juan.reads()

        self.juan.types("/reply two")

        self.assertIn("Nobody has written to you privately yet.", self.juan.reads()[0])
