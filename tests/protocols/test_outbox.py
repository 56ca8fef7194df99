from __future__ import annotations

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.outbox import Outbox
from tests.protocols.chat import Chat

MEBIBYTE = b"a" * 1024 * 1024


class Sending(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.transport = StringTransport()
        self.outbox = Outbox(self.transport, self.clock)

    def test_what_is_sent_goes_out_at_once(self) -> None:
        self.outbox.send(b"one")
        self.outbox.send(b"two")

        self.assertEqual(self.transport.value(), b"onetwo")

    def test_nothing_is_sent_after_the_closing(self) -> None:
        self.outbox.close()

        self.outbox.send(b"late")

        self.assertEqual(self.transport.value(), b"")

    def test_nothing_is_sent_to_a_lost_connection(self) -> None:
        self.outbox.lost()

        self.outbox.send(b"late")

        self.assertEqual(self.transport.value(), b"")

    def test_someone_who_reads_may_be_sent_any_amount(self) -> None:
        for _ in range(20):
            self.outbox.send(MEBIBYTE)

        self.assertFalse(self.transport.disconnecting)

    def test_someone_who_reads_slowly_is_still_sent_everything(self) -> None:
        for _ in range(20):
            self.transport.producer.pauseProducing()
            self.outbox.send(MEBIBYTE)
            self.transport.producer.resumeProducing()

        self.assertEqual(len(self.transport.value()), 20 * len(MEBIBYTE))
        self.assertFalse(self.transport.disconnecting)

    def test_four_mebibytes_may_wait_unread(self) -> None:
        self.transport.producer.pauseProducing()

        for _ in range(4):
            self.outbox.send(MEBIBYTE)

        self.assertEqual(len(self.transport.value()), 4 * len(MEBIBYTE))
        self.assertFalse(self.transport.disconnecting)

    def test_the_connection_is_cut_when_more_waits_unread(self) -> None:
        self.transport.producer.pauseProducing()
        for _ in range(4):
            self.outbox.send(MEBIBYTE)

        self.outbox.send(b"a")

        self.assertTrue(self.transport.disconnected, "abortConnection was not called")

    def test_being_told_again_to_pause_does_not_forget_what_waits(self) -> None:
        for _ in range(5):
            self.transport.producer.pauseProducing()
            self.outbox.send(MEBIBYTE)

        self.assertTrue(self.transport.disconnected)

    def test_a_cut_connection_is_sent_nothing_more(self) -> None:
        self.transport.producer.pauseProducing()
        for _ in range(9):
            self.outbox.send(MEBIBYTE)

        self.assertLess(len(self.transport.value()), 6 * len(MEBIBYTE))

    def test_a_cut_connection_is_in_the_log_with_its_address(self) -> None:
        self.transport.producer.pauseProducing()
        with capturedLogs() as log:
            for _ in range(9):
                self.outbox.send(MEBIBYTE)

        self.assertEqual([event["peer"] for event in log], [self.transport.getPeer()])


class Closing(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.transport = StringTransport()
        self.outbox = Outbox(self.transport, self.clock)

    def test_a_closed_outbox_lets_what_was_sent_go_out(self) -> None:
        self.outbox.send(b"goodbye")

        self.outbox.close()

        self.assertEqual(self.transport.value(), b"goodbye")
        self.assertTrue(self.transport.disconnecting)
        self.assertFalse(self.transport.disconnected, "it was cut")

    def test_a_transport_does_not_wait_for_a_closed_outbox(self) -> None:
        self.outbox.close()

        self.assertIsNone(self.transport.producer)

    def test_a_closing_connection_is_cut_after_five_seconds(self) -> None:
        self.outbox.close()
        self.clock.advance(4.9)
        self.assertFalse(self.transport.disconnected)

        self.clock.advance(0.1)

        self.assertTrue(self.transport.disconnected)

    def test_closing_twice_is_closing_once(self) -> None:
        self.outbox.close()
        self.outbox.close()

        self.assertEqual(len(self.clock.getDelayedCalls()), 1)

    def test_nothing_waits_once_the_connection_is_lost(self) -> None:
        self.outbox.close()

        self.outbox.lost()

        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_connection_that_the_transport_closes_needs_no_closing(self) -> None:
        self.transport.producer.stopProducing()

        self.outbox.close()
        self.outbox.lost()

        self.assertEqual(self.clock.getDelayedCalls(), [])


class InAConversation(SynchronousTestCase):
    def test_someone_who_reads_nothing_is_ended_and_the_others_talk_on(self) -> None:
        chat = Chat()
        sleeper, ana, bob = (chat.guest_called(name) for name in ("sleeper", "ana", "bob"))
        sleeper.transport.producer.pauseProducing()
        line = "a" * 4000

        for _ in range(1100):  # some 4.4 million bytes
            ana.types(line)
        sleeper.is_disconnected()

        self.assertTrue(sleeper.transport.disconnected)
        self.assertFalse(bob.is_leaving)
        self.assertEqual(bob.reads()[-2:], [f"ana: {line}", "* sleeper left"])
