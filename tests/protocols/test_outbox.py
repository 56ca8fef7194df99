from __future__ import annotations

from twisted.internet.abstract import FileDescriptor
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.outbox import Outbox
from tests.protocols.chat import Chat

MEBIBYTE = b"a" * 1024 * 1024


class Patience:
    """A reactor for a `FileDescriptor`: the tests do the writing themselves."""

    def addWriter(self, writer: object) -> None:
        """Do nothing."""

    def removeWriter(self, writer: object) -> None:
        """Do nothing."""

    def removeReader(self, reader: object) -> None:
        """Do nothing."""


class Reader(FileDescriptor):
    """Twisted's own transport, whose other end reads as many bytes as a test lets it."""

    def __init__(self) -> None:
        FileDescriptor.__init__(self, Patience())
        self.connected = 1
        self.read = 0
        self.allowed = 0
        self.cut = False

    def writeSomeData(self, data: bytes) -> int:
        taken = min(len(data), self.allowed)
        self.allowed -= taken
        self.read += taken
        return taken

    def reads(self, count: int) -> None:
        """Read up to so many bytes of what waits."""
        self.allowed = count
        while self.allowed and (self.dataBuffer or self._tempDataBuffer):
            self.doWrite()

    def getPeer(self) -> str:
        return "peer"

    def abortConnection(self) -> None:
        self.cut = True


class Sending(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.transport = Reader()
        self.outbox = Outbox(self.transport, self.clock, lambda: None)

    def test_what_is_sent_arrives(self) -> None:
        self.outbox.send(b"one")
        self.outbox.send(b"two")

        self.transport.reads(100)

        self.assertEqual(self.transport.read, 6)

    def test_nothing_is_sent_after_the_closing(self) -> None:
        self.outbox.close()

        self.outbox.send(b"late")

        self.transport.reads(100)
        self.assertEqual(self.transport.read, 0)

    def test_nothing_is_sent_to_a_lost_connection(self) -> None:
        self.outbox.lost()

        self.outbox.send(b"late")

        self.transport.reads(100)
        self.assertEqual(self.transport.read, 0)

    def test_someone_who_reads_as_fast_as_they_are_sent_is_never_cut(self) -> None:
        self.outbox.send(b"a" * 200_000)
        for _ in range(500):
            self.outbox.send(b"a" * 100_000)
            self.transport.reads(100_000)

        self.assertFalse(self.transport.cut)
        self.transport.reads(200_000)
        self.assertEqual(self.transport.read, 200_000 + 500 * 100_000)

    def test_one_answer_may_be_of_any_length(self) -> None:
        self.outbox.send(9 * MEBIBYTE)
        self.outbox.send(b"and on")

        self.transport.reads(10 * len(MEBIBYTE))

        self.assertEqual(self.transport.read, 9 * len(MEBIBYTE) + 6)
        self.assertFalse(self.transport.cut)

    def test_four_mebibytes_may_wait_unread(self) -> None:
        self.outbox.send(b"a" * 100_000)  # which the transport takes, and is full

        for _ in range(4):
            self.outbox.send(MEBIBYTE)

        self.assertFalse(self.transport.cut)

    def test_the_connection_is_cut_when_more_waits_unread(self) -> None:
        self.outbox.send(b"a" * 100_000)
        for _ in range(4):
            self.outbox.send(MEBIBYTE)

        self.outbox.send(b"a")

        self.assertTrue(self.transport.cut, "abortConnection was not called")

    def test_what_was_read_meanwhile_does_not_count(self) -> None:
        self.outbox.send(b"a" * 100_000)
        for _ in range(8):
            self.outbox.send(MEBIBYTE)
            self.transport.reads(len(MEBIBYTE))

        self.assertFalse(self.transport.cut)

    def test_a_cut_connection_is_sent_nothing_more(self) -> None:
        self.outbox.send(b"a" * 100_000)
        for _ in range(9):
            self.outbox.send(MEBIBYTE)

        self.transport.reads(20 * len(MEBIBYTE))

        self.assertLess(self.transport.read, 2 * len(MEBIBYTE))

    def test_a_cut_connection_is_in_the_log_with_its_address(self) -> None:
        self.outbox.send(b"a" * 100_000)
        with capturedLogs() as log:
            for _ in range(9):
                self.outbox.send(MEBIBYTE)

        self.assertEqual([event["peer"] for event in log], ["peer"])

    def test_closing_waits_for_all_that_was_sent(self) -> None:
        self.outbox.send(b"a" * 100_000)
        self.outbox.send(MEBIBYTE)
        self.outbox.send(b"goodbye")

        self.outbox.close()

        self.assertFalse(self.transport.disconnecting, "it did not wait")
        self.transport.reads(2 * len(MEBIBYTE))
        self.assertEqual(self.transport.read, 100_000 + len(MEBIBYTE) + 7)
        self.assertTrue(self.transport.disconnecting)


class Closing(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.transport = StringTransport()
        self.outbox = Outbox(self.transport, self.clock, lambda: None)

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
