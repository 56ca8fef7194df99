"""What becomes of a turn while another program holds the log."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import BusyError, NotKeptError
from chatservice.core.turn import RETRY_SECONDS
from tests.core.conversation import Chat
from tests.core.unwilling import NOT_KEPT, Unwilling


class Busy(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.log.not_kept = BusyError("database is locked")
        self.log.attempts = 0

    def is_let_go(self) -> None:
        """Let the other program end, and the server try again."""
        self.log.not_kept = None
        self.chat.passes(RETRY_SECONDS)

    def test_a_message_waits_until_it_is_kept(self) -> None:
        self.juan.types("hola")
        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], []))

        self.is_let_go()

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], ["[14:35] Juan: hola"]))
        self.assertEqual(self.chat.reports, [])

    def test_all_that_happens_meanwhile_waits_too_and_comes_in_order(self) -> None:
        visitor = self.chat.connect()
        self.juan.types("one")
        visitor.types("Beto")
        self.ana.types("/version")
        self.juan.types("two")
        self.assertEqual(self.ana.reads(), [])

        self.is_let_go()

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "* Beto joined", "chatservice 1.2.3", "[14:35] Juan: two"],
        )

    def test_it_is_kept_once(self) -> None:
        self.juan.types("one")
        self.chat.passes(RETRY_SECONDS)
        self.chat.passes(RETRY_SECONDS)
        self.is_let_go()

        self.juan.types("/history")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: one"])

    def test_however_much_is_said_meanwhile_the_log_is_tried_once_at_a_time(self) -> None:
        self.juan.types("one", "two", "/edit three", "/edit four", "/delete")
        self.log.attempts = 0

        self.chat.passes(RETRY_SECONDS)

        self.assertEqual(self.log.attempts, 1)

    def test_after_a_second_it_is_refused_and_the_rest_is_told(self) -> None:
        visitor = self.chat.connect()
        self.juan.types("hola")
        visitor.types("Beto")
        self.chat.passes(0.9)
        self.assertEqual(self.juan.reads(), [])

        self.chat.passes(0.1)

        self.assertEqual(self.juan.reads(), [NOT_KEPT, "* Beto joined"])
        self.assertEqual(self.ana.reads(), ["* Beto joined"])

    def test_when_it_is_refused_the_operator_reads_why(self) -> None:
        self.juan.types("hola")

        self.chat.passes(1)

        (report,) = self.chat.reports
        self.assertIn("database is locked", report)

    def test_the_next_one_may_wait_for_a_second_again(self) -> None:
        self.juan.types("one")
        self.chat.passes(1)
        self.juan.reads()
        self.juan.types("two")
        self.chat.passes(0.9)
        self.is_let_go()

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], ["[14:35] Juan: two"]))

    def test_so_may_one_long_after_the_disk_was_full(self) -> None:
        self.juan.types("one")
        self.log.not_kept = NotKeptError("full")
        self.chat.passes(RETRY_SECONDS)
        self.juan.reads()
        self.chat.passes(3600)
        self.log.not_kept = BusyError("database is locked")
        self.juan.types("two")

        self.is_let_go()

        self.assertEqual(self.juan.reads(), [])
        self.assertEqual(len(self.ana.reads()), 1)

    def test_nobody_waits_who_says_nothing_that_is_to_be_kept(self) -> None:
        self.ana.types("/version")

        self.assertEqual(self.ana.reads(), ["chatservice 1.2.3"])

    def test_at_the_end_of_the_server_it_is_not_waited_for(self) -> None:
        self.juan.types("hola")

        self.chat.closes()

        closing = "The server is closing. Try again in a moment."
        self.assertEqual((self.juan.reads(), self.ana.reads()), ([NOT_KEPT, closing], [closing]))
        self.assertTrue(self.juan.closed)

    def test_after_the_end_of_the_server_nothing_is_tried(self) -> None:
        self.juan.types("hola")
        self.chat.closes()
        self.log.attempts = 0

        self.is_let_go()

        self.assertEqual(self.log.attempts, 0)

    def test_who_quits_meanwhile_reads_goodbye_when_it_is_kept(self) -> None:
        self.juan.types("hola", "/quit")
        self.assertFalse(self.juan.closed)

        self.is_let_go()

        self.assertEqual(self.juan.reads(), ["See you soon!"])
        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola", "* Juan left"])
        self.assertTrue(self.juan.closed)

    def test_who_is_gone_meanwhile_is_told_nothing(self) -> None:
        self.juan.types("hola")
        self.juan.vanishes()

        self.is_let_go()

        self.assertEqual(self.juan.reads(), [])
        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola", "* Juan left"])

    def test_what_waits_is_changed_once_it_is_kept(self) -> None:
        self.juan.types("hola", "/edit hello", "/delete")

        self.is_let_go()

        told = ["* Juan corrected: hello", "* Juan took back a message"]
        self.assertEqual(
            (self.juan.reads(), self.ana.reads()), (told, ["[14:35] Juan: hola", *told])
        )
