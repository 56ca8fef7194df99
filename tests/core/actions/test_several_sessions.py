"""The same person connected twice: both see everything, and each has its own room and bell."""

from __future__ import annotations

from tests.core.actions.sessions import SessionsTestCase


class BothHear(SessionsTestCase):
    def test_what_others_say(self) -> None:
        self.juan.types("hola", "/me waves")

        heard = ["[14:35] Juan: hola", "* Juan waves"]
        self.assertEqual(self.read(), (heard, heard))

    def test_what_others_say_to_them_alone(self) -> None:
        self.juan.types("/msg Ana psst")

        heard = ["[14:35] Juan (private): psst"]
        self.assertEqual(self.read(), (heard, heard))

    def test_what_they_say_themselves_is_heard_in_the_other_one(self) -> None:
        self.laptop.types("hola", "/me waves")

        self.assertEqual(self.read(), ([], ["[14:35] Ana: hola", "* Ana waves"]))

    def test_what_they_say_to_one_person_alone_is_heard_in_the_other_one(self) -> None:
        self.laptop.types("/msg Juan psst")

        self.assertEqual(
            self.read(), (["Message sent to Juan"], ["[14:35] Ana (private to Juan): psst"])
        )

    def test_what_they_say_to_somebody_who_is_not_here_is_heard_in_the_other_one(self) -> None:
        self.chat.member("Berta").types("/quit")
        self.all_read()

        self.laptop.types("/msg Berta psst")

        self.assertEqual(self.phone.reads(), ["[14:35] Ana (private to Berta): psst"])

    def test_with_an_echo_in_both(self) -> None:
        self.laptop.types("/set echo on")
        self.phone.types("/set echo on")
        self.all_read()

        self.laptop.types("hola")

        self.assertEqual(self.read(), (["[14:35] Ana: hola"], ["[14:35] Ana: hola"]))

    def test_in_one_order(self) -> None:
        with self.chat.one_turn():
            self.laptop.types("one")
            self.juan.types("two")
            self.phone.types("three")

        self.assertEqual(
            self.read(),
            (
                ["[14:35] Juan: two", "[14:35] Ana: three"],
                ["[14:35] Ana: one", "[14:35] Juan: two"],
            ),
        )
        self.assertEqual(self.juan.reads(), ["[14:35] Ana: one", "[14:35] Ana: three"])

    def test_each_in_its_own_language_and_style(self) -> None:
        self.phone.types("/lang es", "/set style bracket")
        self.all_read()

        self.juan.types("/msg Ana psst")

        self.assertEqual(self.read(), (["[14:35] Juan (private): psst"], ["[Juan (privado)] psst"]))

    def test_another_name_of_theirs(self) -> None:
        self.laptop.types("/rename Lola")

        self.assertEqual(self.read(), (["* Ana is now Lola"], ["* Ana is now Lola"]))

    def test_a_topic_of_theirs(self) -> None:
        self.laptop.types("/topic Tea")

        self.assertEqual(self.read(), (["* Ana set the topic: Tea"], ["* Ana set the topic: Tea"]))

    def test_what_they_correct_and_take_back_in_either(self) -> None:
        self.laptop.types("hola")
        self.all_read()

        self.phone.types("/edit hello", "/delete")

        heard = ["* Ana corrected: hello", "* Ana took back a message"]
        self.assertEqual(self.read(), (heard, heard))

    def test_nothing_of_whom_they_ignore_in_either(self) -> None:
        self.laptop.types("/ignore Juan")
        self.all_read()

        self.juan.types("hola")

        self.assertEqual(self.read(), ([], []))

    def test_that_they_are_away_is_so_for_both(self) -> None:
        self.laptop.types("/away lunch")
        self.phone.types("/back")
        self.juan.types("/msg Ana psst")

        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])

    def test_an_answer_can_come_from_either(self) -> None:
        self.juan.types("/msg Ana psst")

        self.phone.types("/reply what?")

        self.assertEqual(self.juan.reads()[-1], "[14:35] Ana (private): what?")

    def test_what_the_one_is_answered_is_not_for_the_other(self) -> None:
        self.laptop.types("/version", "/nonsense", "/history")

        self.assertEqual(self.phone.reads(), [])

    def test_a_question_for_a_password_is_not_for_the_other(self) -> None:
        self.laptop.types("/password")

        self.assertEqual((self.phone.reads(), self.phone.hidden), ([], False))


class Rooms(SessionsTestCase):
    def test_each_has_a_current_room_of_its_own(self) -> None:
        self.laptop.types("/join cocina")
        self.juan.types("/join cocina", "/join lobby")
        self.juan.reads()

        self.laptop.types("in the kitchen")
        self.phone.types("in the lobby")

        self.assertEqual(
            self.juan.reads(),
            ["[14:35] #cocina Ana: in the kitchen", "[14:35] Ana: in the lobby"],
        )

    def test_each_reads_where_the_other_one_speaks(self) -> None:
        self.laptop.types("/join cocina")
        self.all_read()

        self.laptop.types("in the kitchen")
        self.phone.types("in the lobby")

        self.assertEqual(
            self.read(),
            (["[14:35] #lobby Ana: in the lobby"], ["[14:35] #cocina Ana: in the kitchen"]),
        )

    def test_a_room_that_one_enters_is_entered_by_both_and_told_to_the_other(self) -> None:
        self.laptop.types("/join cocina")

        self.assertEqual(
            self.read(),
            (
                ["You are in #cocina now."],
                ["* You entered #cocina from another connection"],
            ),
        )

    def test_a_room_that_one_enters_is_told_to_the_other_in_spanish(self) -> None:
        self.phone.types("/lang es")
        self.all_read()

        self.laptop.types("/join cocina", "/leave")

        self.assertEqual(
            self.phone.reads(),
            [
                "* Has entrado en #cocina desde otra conexión",
                "* Has salido de #cocina desde otra conexión",
            ],
        )

    def test_turning_to_a_room_where_one_is_is_no_news_for_the_other(self) -> None:
        self.laptop.types("/join cocina")
        self.all_read()

        self.phone.types("/join cocina")

        self.assertEqual(self.laptop.reads(), [])

    def test_a_room_that_one_leaves_is_left_by_both_and_told_to_the_other(self) -> None:
        self.laptop.types("/join cocina")
        self.phone.types("/join cocina")
        self.all_read()

        self.laptop.types("/leave")

        self.assertEqual(
            self.read(),
            (
                ["You left #cocina. You are in #lobby now."],
                ["* You left #cocina from another connection"],
            ),
        )
        self.phone.types("hola")
        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola"])

    def test_the_room_is_told_once_that_they_come_and_go(self) -> None:
        self.juan.types("/join cocina")
        self.juan.reads()

        self.laptop.types("/join cocina")
        self.phone.types("/join cocina", "/leave")

        self.assertEqual(self.juan.reads(), ["* Ana joined", "* Ana left"])


class Bells(SessionsTestCase):
    def test_each_rings_if_it_is_to(self) -> None:
        self.phone.types("/set bell on")
        self.all_read()

        self.juan.types("Ana?")

        self.assertEqual(
            (self.laptop.reads_bytes(), self.phone.reads_bytes()),
            (b"[14:35] Juan: Ana?\r\n", b"\x07[14:35] Juan: Ana?\r\n"),
        )

    def test_neither_rings_when_the_one_that_was_to_is_gone(self) -> None:
        self.phone.types("/set bell on", "/quit")
        self.all_read()

        self.juan.types("Ana?")

        self.assertEqual(self.laptop.reads_bytes(), b"[14:35] Juan: Ana?\r\n")

    def test_what_they_say_themselves_rings_in_neither(self) -> None:
        self.phone.types("/set bell on")
        self.all_read()

        self.laptop.types("this is Ana")

        self.assertEqual(self.phone.reads_bytes(), b"[14:35] Ana: this is Ana\r\n")
