from __future__ import annotations

from collections.abc import Callable

from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import optionsForClientTLS
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.outbox import MARK, Outbox
from tests.protocols.chat import Chat
from tests.protocols.wire import PEER, Line, Owner, Wire


class OnASocket(SynchronousTestCase):
    """What is sent while nothing waits, and what becomes of the rest."""

    def setUp(self) -> None:
        self.line = Line()
        self.addCleanup(self.line.ends)
        self.outbox = self.line.outbox
        self.owner = self.line.owner

    def test_what_is_sent_is_there_before_the_reactor_turns(self) -> None:
        self.assertTrue(self.outbox.send(b"one"))
        self.assertTrue(self.outbox.send_parts([memoryview(b" two"), memoryview(b" three")]))

        self.assertEqual(self.line.far.recv(100), b"one two three")

    def test_taking_is_the_sockets_own_sending(self) -> None:
        self.assertEqual(self.outbox.take, self.line.socket.send)

    def test_nothing_is_asked_of_the_reactor_for_what_the_socket_takes(self) -> None:
        self.outbox.send(b"one")

        self.assertEqual((self.line.clock.writers, self.outbox.holds), (set(), False))

    def test_what_the_socket_does_not_take_of_one_piece_comes_after(self) -> None:
        piece = bytes(range(256)) * 1000

        self.assertTrue(self.outbox.send(piece))

        self.assertTrue(self.outbox.holds)
        self.assertTrue(self.line.reads(len(piece)) == piece, "another thing arrived")

    def test_what_the_socket_does_not_take_of_several_parts_comes_after(self) -> None:
        piece = bytes(range(256)) * 1000
        view = memoryview(piece)

        self.assertTrue(self.outbox.send_parts([view[:5], view[5:100_000], view[100_000:]]))

        self.assertTrue(self.line.reads(len(piece)) == piece, "another thing arrived")

    def test_more_parts_than_one_call_takes_arrive(self) -> None:
        parts = [memoryview(b"%04d" % number) for number in range(3000)]

        self.assertTrue(self.outbox.send_parts(parts))

        self.assertTrue(self.line.reads(12_000) == b"".join(parts), "another thing arrived")

    def test_while_something_waits_nothing_overtakes_it(self) -> None:
        sent = self.line.fills()
        self.line.far.recv(10_000)  # there would be room now

        self.assertEqual(self.outbox.take(b"early"), 0)
        self.outbox.send(b"next")
        self.outbox.send_parts([memoryview(b" and "), memoryview(b"last")])

        self.assertTrue((sent + b"next and last").endswith(self.line.reads(len(sent) + 13)))

    def test_that_all_is_read_is_told_once(self) -> None:
        sent = self.line.fills()
        self.outbox.send(b"a" * 1000)
        self.assertEqual(self.owner.times_drained, 0)

        self.line.reads(len(sent) + 1000)
        self.line.turns()

        self.assertEqual((self.owner.times_drained, self.outbox.holds), (1, False))

    def test_when_all_is_read_the_socket_takes_again(self) -> None:
        self.line.reads(len(self.line.fills()))

        self.assertEqual(self.outbox.take(b"direct"), 6)

    def test_what_is_sent_on_being_told_that_all_is_read_arrives(self) -> None:
        sent = self.line.fills()
        self.owner.when_drained = lambda: self.assertTrue(self.outbox.send(b"more"))

        self.assertTrue(self.line.reads(len(sent) + 4) == sent + b"more", "another thing arrived")

    def test_up_to_the_mark_waits_and_not_a_byte_more(self) -> None:
        self.line.fills()
        kept = 0
        while self.outbox.send(b"a" * 1000):
            kept += 1000

        self.assertLessEqual(kept, MARK)
        self.assertGreater(kept, MARK - 4096)

    def test_what_is_refused_is_refused_whole(self) -> None:
        sent = self.line.fills()
        while self.outbox.send(b"a" * 1000):
            sent += b"a" * 1000

        self.assertFalse(self.outbox.send_parts([memoryview(b"b" * 500), memoryview(b"b" * 500)]))

        self.assertTrue(self.line.reads(2 * MARK) == sent, "another thing arrived")

    def test_where_nothing_waits_one_piece_may_be_of_any_length(self) -> None:
        piece = b"a" * 5 * MARK

        self.assertTrue(self.outbox.send(piece))

        self.assertEqual(len(self.line.reads(len(piece))), len(piece))


class Faults(SynchronousTestCase):
    """An error of the socket's ends that connection, and as its transport would have it."""

    def line(self, *, over_tcp: bool = False) -> Line:
        line = Line(over_tcp=over_tcp)
        self.addCleanup(line.ends)
        return line

    def ended(self, line: Line) -> None:
        line.turns()
        assert line.owner.lost is not None
        line.owner.lost.trap(ConnectionLost)

    def test_a_reset_while_sending_ends_it(self) -> None:
        line = self.line(over_tcp=True)
        line.is_reset()

        self.assertTrue(line.outbox.send(b"hola"))

        self.ended(line)

    def test_a_far_end_that_is_gone_ends_it(self) -> None:
        line = self.line()
        line.far.close()

        self.assertTrue(line.outbox.send_parts([memoryview(b"hola")]))

        self.ended(line)

    def test_a_reset_while_something_waits_ends_it(self) -> None:
        line = self.line(over_tcp=True)
        line.fills()
        line.is_reset()

        self.ended(line)

    def test_nothing_is_told_of_it_before_the_reactor_turns(self) -> None:
        line = self.line()
        line.far.close()

        line.outbox.send(b"hola")

        self.assertIsNone(line.owner.lost)

    def test_a_lost_connection_takes_all_and_drops_it(self) -> None:
        line = self.line()
        line.far.close()
        line.outbox.send(b"hola")
        line.turns()

        self.assertEqual(line.outbox.take(b"more"), 4)
        self.assertTrue(line.outbox.send(b"a" * 2 * MARK))
        self.assertTrue(line.outbox.keep(b"more", 0))
        self.assertTrue(line.outbox.send_parts([memoryview(b"more")]))
        self.assertFalse(line.outbox.holds)

    def test_nothing_goes_to_a_socket_that_has_a_lost_ones_number(self) -> None:
        line = self.line()
        line.far.close()
        line.outbox.send(b"hola")
        line.turns()
        other = self.line()

        line.outbox.send(b"not for you")
        other.outbox.send(b"for you")

        self.assertEqual(other.far.recv(100), b"for you")


class Elsewhere(SynchronousTestCase):
    """Where there is no plain socket, everything goes by way of the transport."""

    def test_a_wrapped_transport_gets_all_itself(self) -> None:
        written: list[bytes] = []

        class Wrapper(ProtocolWrapper):
            def write(self, data: bytes) -> None:
                written.append(data)

        line = Line()
        self.addCleanup(line.ends)
        wrapper = Wrapper(WrappingFactory(Factory.forProtocol(Protocol)), Protocol())
        line.unregisterProducer()
        wrapper.makeConnection(line)
        outbox = Outbox(wrapper, Clock(), Owner())

        outbox.send(b"one")
        outbox.send_parts([memoryview(b"two"), memoryview(b"three")])

        self.assertEqual(written, [b"one", b"twothree"])
        self.assertEqual(outbox.take(b"none"), 0)

    def test_a_transport_that_has_turned_to_tls_gets_all_itself(self) -> None:
        line = Line()
        self.addCleanup(line.ends)
        line.unregisterProducer()
        line.startTLS(optionsForClientTLS("chat.example"), True)
        outbox = Outbox(line, Clock(), Owner())

        outbox.send(b"secret")
        outbox.send_parts([memoryview(b"secret"), memoryview(b"secret")])

        self.assertEqual(outbox.take(b"secret"), 0)
        self.assertNotIn(b"secret", line.reads(10_000))

    def test_its_waiting_is_bounded_too(self) -> None:
        wire = Wire()
        outbox = Outbox(wire, Clock(), Owner())
        sent = 0
        while outbox.send(b"a" * 1000):
            sent += 1000

        self.assertLessEqual(sent, MARK)
        wire.reads_all()
        self.assertEqual(len(wire.read), sent)

    def test_it_tells_when_all_is_read(self) -> None:
        wire, owner = Wire(), Owner()
        outbox = Outbox(wire, Clock(), owner)
        while outbox.send(b"a" * 1000):
            pass

        wire.reads_all()

        self.assertEqual((owner.times_drained, outbox.holds), (1, False))


class InAConversation(SynchronousTestCase):
    def ended_by(self, stop: Callable[[Outbox], None]) -> ConnectionAborted | ConnectionDone:
        line = Line()
        self.addCleanup(line.ends)
        stop(line.outbox)
        line.turns()
        line.clock.advance(0)
        assert line.owner.lost is not None
        reason: ConnectionAborted | ConnectionDone = line.owner.lost.value
        return reason

    def test_cutting_ends_it_at_once_and_says_so_in_the_log(self) -> None:
        with capturedLogs() as log:
            reason = self.ended_by(lambda outbox: outbox.cut(301.0))

        self.assertIsInstance(reason, ConnectionAborted)
        self.assertEqual(
            [(event["peer"], event["seconds"], event["waiting"]) for event in log],
            [((PEER.host, PEER.port), 301.0, 0)],
        )

    def test_closing_ends_it_in_order(self) -> None:
        self.assertIsInstance(self.ended_by(lambda outbox: outbox.close()), ConnectionDone)

    def test_more_lines_are_asked_for_as_long_as_it_is_open(self) -> None:
        owner = Owner()
        outbox = Outbox(StringTransport(), Clock(), owner)
        outbox.go_on()
        outbox.close()
        outbox.go_on()

        self.assertEqual(owner.times_gone_on, 1)

    def test_someone_who_reads_nothing_is_kept_a_little_and_the_others_miss_nothing(self) -> None:
        chat = Chat()
        sleeper, ana, bob = (chat.guest_called(name) for name in ("sleeper", "ana", "bob"))
        sleeper.transport.producer.pauseProducing()
        line = "a" * 4000

        for _ in range(1100):  # some 4.4 million bytes
            ana.types(line)

        self.assertEqual(bob.reads(), [f"ana: {line}"] * 1100)
        self.assertLessEqual(len(sleeper.transport.value()), MARK)
