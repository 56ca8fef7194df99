"""Whatever is sent, and however it is read, over Twisted's own transport."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.outbox import MOST_WAITING, Outbox
from tests.protocols.wire import FULL, Wire

MEBIBYTE = b"a" * 1024 * 1024


class Order(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.wire = Wire()
        self.outbox = Outbox(self.wire, self.clock, lambda: None)

    @given(
        st.lists(
            st.one_of(st.binary(max_size=100).map(lambda some: some * 2000), st.integers(1, 10**6))
        )
    )
    def test_all_that_is_sent_arrives_in_order_before_the_end(
        self, steps: list[bytes | int]
    ) -> None:
        wire = Wire()
        outbox = Outbox(wire, Clock(), lambda: None)
        sent = b""
        for step in steps:
            if isinstance(step, int):
                wire.reads(step)
            elif len(sent) - len(wire.read) + len(step) <= MOST_WAITING:
                outbox.send(step)
                sent += step

        outbox.close()
        wire.reads_all()

        self.assertTrue(wire.read == sent, "another thing arrived")  # a comparison shown takes long
        self.assertEqual((wire.closed, wire.cut), (True, False))

    def test_what_waits_arrives_in_the_order_in_which_it_was_sent(self) -> None:
        pieces = [b"a" * FULL, b"one", b"two", b"b" * FULL, b"three", b"four"]
        for piece in pieces:
            self.outbox.send(piece)

        self.wire.reads_all()

        self.assertTrue(self.wire.read == b"".join(pieces), "another thing arrived")

    def test_a_steady_reader_who_is_behind_by_two_mebibytes_is_never_cut(self) -> None:
        for _ in range(2):
            self.outbox.send(MEBIBYTE)

        for _ in range(100):
            self.outbox.send(MEBIBYTE)
            self.wire.reads(len(MEBIBYTE))

        self.assertFalse(self.wire.cut)

    def test_reading_a_little_is_no_way_to_let_more_wait(self) -> None:
        for _ in range(9):
            self.outbox.send(MEBIBYTE)
            self.wire.reads(1000)

        self.assertTrue(self.wire.cut)

    def test_the_connection_stays_open_when_all_was_read_and_nobody_closes(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.send(b"waiting")

        self.wire.reads_all()

        self.assertFalse(self.wire.closed)

    def test_nothing_closes_while_something_waits(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.send(MEBIBYTE)
        self.outbox.close()

        self.wire.reads(FULL + len(MEBIBYTE) - 1)
        self.assertFalse(self.wire.closed)
        self.wire.reads(1)

        self.assertTrue(self.wire.closed)

    def test_what_waits_for_a_closing_connection_does_not_keep_it_after_five_seconds(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.send(b"goodbye")
        self.outbox.close()
        self.clock.advance(4.9)
        self.assertFalse(self.wire.cut)

        self.clock.advance(0.1)

        self.assertTrue(self.wire.cut)

    def test_a_lost_connection_is_sent_nothing_of_what_waited(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.send(b"waiting")
        self.outbox.lost()

        self.wire.reads_all()

        self.assertTrue(self.wire.read == b"a" * FULL, "another thing arrived")
