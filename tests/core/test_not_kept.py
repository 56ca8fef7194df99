"""What becomes of a turn that the log can't keep: a full disk, a fault of the log's."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotKeptError
from tests.core.conversation import Chat
from tests.core.unwilling import NOT_KEPT, Unwilling


class NotKept(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")
        self.log.not_kept = NotKeptError("database or disk is full")

    def works_again(self) -> None:
        self.log.not_kept = None

    def test_who_said_it_is_told_and_nobody_reads_it(self) -> None:
        for line in ("hola", "/me waves", "/topic Tea", "/msg Ana psst"):
            self.juan.types(line)

            self.assertEqual(
                (self.juan.reads(), self.ana.reads(), self.beto.reads()), ([NOT_KEPT], [], []), line
            )

    def test_it_is_told_in_the_language_that_was_spoken_then(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola", "/lang es")

        self.assertEqual(self.juan.reads(), [NOT_KEPT, "Cambiado: language = es"])

    def test_each_message_is_refused_to_whoever_said_it(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "two")
            self.ana.types("three")

        self.assertEqual(self.juan.reads(), [NOT_KEPT, NOT_KEPT])
        self.assertEqual(self.ana.reads(), [NOT_KEPT])
        self.assertEqual(self.beto.reads(), [])

    def test_a_fault_of_the_logs_is_no_worse_than_a_full_disk(self) -> None:
        self.log.not_kept = ZeroDivisionError("a bug")

        self.juan.types("hola")

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([NOT_KEPT], []))

    def test_it_does_not_come_back_to_who_wants_an_echo(self) -> None:
        self.works_again()
        self.juan.types("/set echo on")
        self.juan.reads()
        self.log.not_kept = NotKeptError("full")

        self.juan.types("hola")

        self.assertEqual(self.juan.reads(), [NOT_KEPT])

    def test_it_rings_for_nobody(self) -> None:
        self.works_again()
        self.ana.types("/set bell on")
        self.ana.reads()
        self.log.not_kept = NotKeptError("full")

        self.juan.types("Ana, look")

        self.assertEqual(self.ana.reads_bytes(), b"")

    def test_when_the_log_works_again_so_does_the_chat(self) -> None:
        self.juan.types("one")
        self.juan.reads()
        self.works_again()

        self.juan.types("two")

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], ["[14:35] Juan: two"]))

    def test_it_is_in_no_history(self) -> None:
        self.juan.types("one")
        self.works_again()
        self.juan.types("two")
        self.juan.reads()

        self.juan.types("/history")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: two"])


class TheRestOfTheTurn(SynchronousTestCase):
    """What needs no disk happens as ever, and in its place."""

    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.log.not_kept = NotKeptError("database or disk is full")

    def test_who_comes_goes_and_changes_their_name_is_told(self) -> None:
        visitor = self.chat.connect()

        with self.chat.one_turn():
            self.juan.types("hola")
            visitor.types("Beto", "/rename Berto", "/quit bye")

        self.assertEqual(
            self.ana.reads(), ["* Beto joined", "* Beto is now Berto", "* Berto left (bye)"]
        )

    def test_who_goes_to_another_room_and_leaves_it_is_told(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        with self.chat.one_turn():
            self.juan.types("/join cocina", "hola", "/leave")

        self.assertEqual(self.ana.reads(), ["* Juan joined", "* Juan left"])

    def test_answers_come(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola", "/version")

        self.assertEqual(self.juan.reads(), [NOT_KEPT, "chatservice 1.2.3"])

    def test_what_each_reads_comes_in_the_order_in_which_it_was_said(self) -> None:
        visitor = self.chat.connect()

        with self.chat.one_turn():
            self.juan.types("/version", "one")
            visitor.types("Beto")
            self.juan.types("/topic", "/me waves", "/join cocina")

        self.assertEqual(
            self.juan.reads(),
            [
                "chatservice 1.2.3",
                NOT_KEPT,
                "* Beto joined",
                "#lobby has no topic. /topic TEXT sets one.",
                NOT_KEPT,
                "You are in #cocina now.",
            ],
        )

    def test_goodbyes_are_said_and_connections_closed(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola", "/quit")

        self.assertEqual(self.juan.reads(), [NOT_KEPT, "See you soon!"])
        self.assertTrue(self.juan.closed)

    def test_the_end_of_the_server_is_told(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.chat.closes()

        closing = "The server is closing. Try again in a moment."
        self.assertEqual((self.juan.reads(), self.ana.reads()), ([NOT_KEPT, closing], [closing]))

    def test_who_is_gone_before_the_turn_ends_is_told_nothing_and_missed(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.juan.vanishes()

        self.assertEqual(self.ana.reads(), ["* Juan left"])
        self.assertEqual(self.juan.reads(), [])


class Undone(SynchronousTestCase):
    """What hangs on a message is as it was before, once the message is not kept."""

    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def fails(self) -> None:
        self.log.not_kept = NotKeptError("database or disk is full")

    def works_again(self) -> None:
        self.log.not_kept = None
        for visitor in (self.juan, self.ana, self.beto):
            visitor.reads()

    def topics(self) -> dict[str, str]:
        return {room.name.text: room.topic for room in self.chat.hub.rooms.owners()}

    def test_nobody_answers_a_private_message_that_did_not_arrive(self) -> None:
        self.fails()
        self.juan.types("/msg Ana psst")
        self.works_again()

        self.ana.types("/reply what?")

        self.assertEqual(
            self.ana.reads(),
            ["Nobody has written to you privately yet. Use /msg USER TEXT to write first."],
        )

    def test_an_answer_goes_to_who_wrote_last_of_those_that_arrived(self) -> None:
        self.beto.types("/msg Ana psst")
        self.fails()
        with self.chat.one_turn():
            self.juan.types("/msg Ana psst")
            self.beto.types("/msg Ana psst")
            self.juan.types("/msg Ana psst")
        self.works_again()

        self.ana.types("/reply what?")

        self.assertEqual(self.ana.reads(), ["Message sent to Beto"])

    def test_who_was_ignored_meanwhile_is_not_answered(self) -> None:
        self.beto.types("/msg Ana psst")
        self.fails()
        with self.chat.one_turn():
            self.beto.types("/msg Ana psst")
            self.ana.types("/ignore Beto")
        self.works_again()

        self.ana.types("/reply what?")

        self.assertIn("Nobody has written to you", self.ana.reads()[0])

    def test_a_topic_is_the_one_before(self) -> None:
        self.juan.types("/topic Tea")
        self.fails()
        with self.chat.one_turn():
            self.juan.types("/topic Coffee")
            self.ana.types("/topic Lunch")
        self.works_again()

        self.juan.types("/topic")

        self.assertEqual(self.juan.reads(), ["Topic: Tea"])

    def test_a_room_that_only_its_topic_kept_goes(self) -> None:
        self.juan.types("/join cocina")
        self.fails()

        with self.chat.one_turn():
            self.juan.types("/topic Tea", "/leave")

        self.assertEqual(self.topics(), {"lobby": ""})

    def test_a_room_that_went_with_its_topic_is_there_again(self) -> None:
        self.juan.types("/join cocina", "/topic Tea")
        self.fails()

        with self.chat.one_turn():
            self.juan.types("/topic -", "/leave")

        self.assertEqual(self.topics(), {"lobby": "", "cocina": "Tea"})

    def test_a_room_that_was_made_anew_meanwhile_has_the_topic_before(self) -> None:
        self.juan.types("/join cocina", "/topic Tea")
        self.fails()

        with self.chat.one_turn():
            self.juan.types("/topic -", "/leave")
            self.ana.types("/join Cocina")

        self.assertEqual(self.topics(), {"lobby": "", "Cocina": "Tea"})

    def test_nobody_loses_a_room_that_was_made_anew_meanwhile(self) -> None:
        self.juan.types("/join cocina")
        self.fails()

        with self.chat.one_turn():
            self.juan.types("/topic Tea", "/topic -", "/leave")
            self.ana.types("/join cocina")

        self.assertIs(self.chat.hub.membership.room("cocina"), self.ana.session.room)

    def test_a_room_that_looks_like_one_made_meanwhile_is_gone_for_good(self) -> None:
        self.juan.types("/join paypal", "/topic Tea")
        self.fails()

        with self.chat.one_turn():
            self.juan.types("/topic -", "/leave")
            self.ana.types("/join paypa1")

        self.assertNotIn("paypal", self.topics())
        self.assertEqual(self.chat.reports[1:], [])

    def test_what_was_not_kept_cannot_be_changed(self) -> None:
        self.fails()
        self.juan.types("hola")
        self.works_again()

        self.juan.types("/edit hello")

        self.assertEqual(
            self.juan.reads(), ["You have said nothing (more) that could be changed or taken back."]
        )


class TheOperator(SynchronousTestCase):
    """The log of the operator tells of it, once a minute."""

    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_what_failed_and_why_is_reported(self) -> None:
        self.log.not_kept = NotKeptError("database or disk is full")

        self.juan.types("hola")

        (report,) = self.chat.reports
        self.assertTrue(report.startswith("keeping what is said: "), report)
        self.assertIn("database or disk is full", report)

    def test_however_much_is_not_kept_it_is_reported_once_a_minute(self) -> None:
        self.log.not_kept = NotKeptError("full")
        self.juan.types(*["hola"] * 100)
        self.chat.passes(59)
        self.juan.types("hola")
        self.assertEqual(len(self.chat.reports), 1)

        self.chat.passes(1)
        self.juan.types("hola")

        self.assertEqual(len(self.chat.reports), 2)

    def test_what_cannot_be_read_is_reported_beside_what_cannot_be_kept(self) -> None:
        self.log.not_kept = self.log.not_read = NotKeptError("full")

        self.juan.types("hola", "/history", "/history")

        self.assertEqual(
            [report.partition(":")[0] for report in self.chat.reports],
            ["keeping what is said", "reading the history"],
        )
