"""Whatever is sent, and however it is read, over Twisted's own transports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.outbox import MARK, Outbox
from tests.protocols.wire import FULL, Owner, Wire, on_a_socket

LONGEST = 50_000
steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, LONGEST)),
        st.tuples(st.just("parts"), st.integers(1, LONGEST)),
        st.tuples(st.just("take"), st.integers(0, LONGEST)),
        st.tuples(st.just("read"), st.integers(1, 200_000)),
        st.tuples(st.just("turn"), st.just(0)),
    ),
    max_size=30,
)


def given_by(outbox: Outbox, how: str, data: bytes) -> bool:
    """Give ``data`` to an outbox in one of three ways; returns whether it was taken."""
    if how == "send":
        return outbox.send(data)
    if how == "parts":
        view, third = memoryview(data), len(data) // 3
        return outbox.send_parts([view[:third], view[third : 2 * third], view[2 * third :]])
    try:
        taken = outbox.take(data)
    except BlockingIOError:
        taken = 0
    return taken == len(data) or outbox.keep(data, taken)


def patterned(number: int, size: int) -> bytes:
    """Return so many bytes that look like no others."""
    return (b"%06d " % number * (size // 7 + 1))[:size]


class Order(SynchronousTestCase):
    @given(steps)
    def test_all_that_is_taken_arrives_in_order_before_the_last_words(
        self, script: list[tuple[str, int]]
    ) -> None:
        sent, read = bytearray(), bytearray()
        with on_a_socket() as line:
            for number, (how, size) in enumerate(script):
                if how == "read":
                    read += line.reads(size)
                elif how == "turn":
                    line.turns()
                else:
                    held = line.outbox.holds
                    data = patterned(number, size)
                    if given_by(line.outbox, how, data):
                        sent += data
                    else:
                        assert held, "it was refused though nothing waited"

            line.outbox.close(b"goodbye")
            read += line.reads(10**9)
            reason = line.owner.lost

        # A comparison shown takes long.
        self.assertTrue(read == sent + b"goodbye", "another thing arrived")
        assert reason is not None
        self.assertIsInstance(reason.value, ConnectionDone)

    @given(steps)
    def test_what_waits_is_bounded_and_its_end_is_told_each_time(
        self, script: list[tuple[str, int]]
    ) -> None:
        times_drained = 0
        with on_a_socket() as line:
            for number, (how, size) in enumerate(script):
                held = line.outbox.holds
                if how == "read":
                    line.reads(size)
                elif how == "turn":
                    line.turns()
                else:
                    given_by(line.outbox, how, patterned(number, size))
                times_drained += held and not line.outbox.holds

                self.assertEqual(line.owner.times_drained, times_drained)
                # All that waits is with the transport, of whose inside this is the only view.
                self.assertLessEqual(line._tempDataLen + len(line.dataBuffer), MARK + LONGEST)

    @given(
        st.lists(st.one_of(st.integers(1, 10**5).map(lambda n: b"a" * n), st.integers(1, 10**6)))
    )
    def test_all_that_is_taken_arrives_where_there_is_no_socket(
        self, script: list[bytes | int]
    ) -> None:
        wire = Wire()
        outbox = Outbox(wire, Clock(), Owner())
        sent = b""
        for step in script:
            if isinstance(step, int):
                wire.reads(step)
            elif outbox.send(step):
                sent += step

        outbox.close(b"goodbye")
        wire.reads_all()

        self.assertTrue(wire.read == sent + b"goodbye", "another thing arrived")
        self.assertEqual((wire.closed, wire.cut), (True, False))


class Closing(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.wire = Wire()
        self.outbox = Outbox(self.wire, self.clock, Owner())

    def test_the_last_words_go_out_however_much_waits(self) -> None:
        while self.outbox.send(b"a" * 1000):
            pass

        self.outbox.close(b"goodbye" * 1000)
        self.wire.reads_all()

        self.assertTrue(self.wire.read.endswith(b"goodbye" * 1000), "no last words")
        self.assertTrue(self.wire.closed)

    def test_nothing_closes_while_something_waits(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.close(b"goodbye")

        self.wire.reads(FULL + 6)
        self.assertFalse(self.wire.closed)
        self.wire.reads(1)

        self.assertTrue(self.wire.closed)

    def test_a_closed_outbox_takes_all_and_drops_it(self) -> None:
        self.outbox.close(b"goodbye")

        self.assertEqual(self.outbox.take(b"late"), 4)
        self.assertTrue(self.outbox.send(b"late" * MARK))
        self.assertTrue(self.outbox.send_parts([memoryview(b"late")]))
        self.assertTrue(self.outbox.keep(b"late", 2))
        self.wire.reads_all()

        self.assertEqual(self.wire.read, b"goodbye")

    def test_what_waits_for_a_closing_connection_does_not_keep_it_after_five_seconds(self) -> None:
        self.outbox.send(b"a" * FULL)
        self.outbox.close(b"goodbye")
        self.clock.advance(4.9)
        self.assertFalse(self.wire.cut)

        self.clock.advance(0.1)

        self.assertTrue(self.wire.cut)

    def test_a_transport_does_not_wait_for_a_closed_outbox(self) -> None:
        self.outbox.close()

        self.assertIsNone(self.wire.producer)

    def test_closing_twice_is_closing_once(self) -> None:
        self.outbox.close(b"goodbye")
        self.outbox.close(b"goodbye")
        self.wire.reads_all()

        self.assertEqual(self.wire.read, b"goodbye")
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)

    def test_nothing_waits_once_the_connection_is_lost(self) -> None:
        self.outbox.close()

        self.outbox.lost()

        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_connection_that_is_closed_already_is_not_cut(self) -> None:
        self.outbox.close()

        self.outbox.cut(301.0)

        self.assertFalse(self.wire.cut)

    def test_a_connection_that_the_transport_closes_needs_no_closing(self) -> None:
        transport = StringTransport()
        outbox = Outbox(transport, self.clock, Owner())
        transport.producer.stopProducing()

        outbox.close()
        outbox.lost()

        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_the_connection_stays_open_when_all_was_read_and_nobody_closes(self) -> None:
        self.outbox.send(b"a" * FULL)

        self.wire.reads_all()

        self.assertFalse(self.wire.closed)
