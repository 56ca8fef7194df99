from __future__ import annotations

from functools import partial
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.testing import StringTransport
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from chatservice.core.door import MOST_LEAVING
from chatservice.protocols.connection import Connection
from chatservice.protocols.detect import LONGEST_BEGINNING, Detecting, speaks
from chatservice.protocols.detectors import DETECTORS, SPOKEN
from chatservice.protocols.detectors.detector import Detector, Literals
from chatservice.protocols.jsonlines import JsonProtocol
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.web.protocol import WebChannel
from tests.protocols.chat import PROMPTS, Chat

PROMPT = PROMPTS["en"].encode()
MILLISECOND = 0.001_001
"""With what a clock of so many seconds rounds off."""

HEADER = b"PROXY TCP4 198.51.100.9 192.0.2.1 56324 5050\r\n"


@implementer(IHalfCloseableProtocol)
class Knocking(Protocol):
    """A protocol of the test's own, which begins with KNOCK: it notes what it gets."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.received = b""
        self.has_ended = False

    def dataReceived(self, data: bytes) -> None:
        self.received += data

    def readConnectionLost(self) -> None:
        self.has_ended = True

    def writeConnectionLost(self) -> None:
        raise AssertionError("nobody has ended this side's output")

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.connection.lost()


KNOCK = Detector("knock", Literals(b"KNOCK"), Knocking)


class DetectingTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def connect(self, *rows: Detector) -> Any:
        """Return the transport of somebody who has said nothing yet."""
        first = partial(Detecting, rows=rows or (*DETECTORS, KNOCK))
        transport = StringTransport()
        self.chat.factory.speaking(first).buildProtocol(None).makeConnection(transport)
        return transport

    def says(self, transport: Any, *packets: bytes) -> None:
        """Let bytes arrive, each packet in a turn of its own."""
        for packet in packets:
            transport.protocol.dataReceived(packet)
            self.chat.turn()


class FirstBytes(DetectingTestCase):
    def test_each_protocol_is_known_by_them(self) -> None:
        for beginning, protocol in (
            (b"ana\r\n", LineProtocol),
            (b"\xff\xfd\x03", LineProtocol),
            (b"GET\r\n", LineProtocol),
            (b"GET / HTTP/1.1\r\n", WebChannel),
            (b"OPTIONS * HTTP/1.1\r\n", WebChannel),
            (b"GET http://chat.example/ HTTP/1.1\r\n", WebChannel),
            (b'{"type":"hello","version":1,"nick":"bot"}\n', JsonProtocol),
            (b' \r\n\t{"type":"hello"', JsonProtocol),
            (b"KNOCK KNOCK", Knocking),
        ):
            transport = self.connect()

            self.says(transport, beginning)

            self.assertIsInstance(transport.protocol, protocol, beginning)

    def test_it_is_the_same_wherever_they_are_cut(self) -> None:
        for beginning, protocol in (
            (b"GET / HTTP/1.1\r\n", WebChannel),
            (b" \n {}", JsonProtocol),
            (b"KNOCK", Knocking),
            (b"KNOT\r\n", LineProtocol),
        ):
            for cut in range(1, len(beginning)):
                transport = self.connect()

                self.says(transport, beginning[:cut], beginning[cut:])

                self.assertIsInstance(transport.protocol, protocol, beginning[:cut])

    def test_it_is_the_same_byte_by_byte(self) -> None:
        transport = self.connect()

        self.says(transport, *(bytes([byte]) for byte in b"KNOCK KNOCK"))

        self.assertEqual(transport.protocol.received, b"KNOCK KNOCK")

    def test_nothing_that_came_before_is_lost(self) -> None:
        for cut in range(1, 12):
            transport = self.connect()

            self.says(transport, b"KNOCK KNOCK\n"[:cut], b"KNOCK KNOCK\n"[cut:])

            self.assertEqual(transport.protocol.received, b"KNOCK KNOCK\n")

    def test_what_is_typed_ahead_is_answered(self) -> None:
        transport = self.connect()

        self.says(transport, b"ana\r\n/users\r\n")

        read = transport.value()
        self.assertTrue(read.startswith(PROMPT + b"Welcome, ana!"), read)
        self.assertIn(b"Users online (1):", read)

    def test_no_answer_waits_for_the_silence_of_others(self) -> None:
        self.connect()
        transport = self.connect()

        self.says(transport, b"ana\r\n")

        self.assertIn(b"Welcome, ana!", transport.value())

    def test_white_space_without_end_is_a_person(self) -> None:
        transport = self.connect()
        self.says(transport, b" " * (LONGEST_BEGINNING - 1))
        before = transport.protocol

        self.says(transport, b" ")

        self.assertIsInstance(before, Detecting)
        self.assertIsInstance(transport.protocol, LineProtocol)

    def test_tls_is_foreign_where_there_is_none(self) -> None:
        transport = self.connect()

        self.says(transport, b"\x16\x03\x01\x02\x00\x01")

        self.assertIn(b"TLS", transport.value())
        self.assertTrue(transport.disconnecting)

    def test_ssh_is_foreign(self) -> None:
        transport = self.connect()

        self.says(transport, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")

        self.assertIn(b"SSH", transport.value())
        self.assertTrue(transport.disconnecting)


class Silence(DetectingTestCase):
    def test_who_says_nothing_is_greeted_after_200_milliseconds(self) -> None:
        transport = self.connect()
        self.chat.clock.advance(0.199)
        before = transport.value()

        self.chat.clock.advance(MILLISECOND)
        self.chat.turn()

        self.assertEqual((before, transport.value()), (b"", PROMPT))

    def test_an_unfinished_beginning_is_waited_for_until_then(self) -> None:
        for unfinished in (b"GE", b" ", b"KNOC"):
            transport = self.connect()
            self.says(transport, unfinished)
            self.chat.clock.advance(0.199)
            before = transport.protocol

            self.chat.clock.advance(MILLISECOND)

            self.assertIsInstance(before, Detecting)
            self.assertIsInstance(transport.protocol, LineProtocol)

    def test_an_unfinished_beginning_is_a_part_of_the_line(self) -> None:
        transport = self.connect()
        self.says(transport, b"KNO")
        self.chat.clock.advance(0.2)

        self.says(transport, b"X\r\n")

        self.assertIn(b"Welcome, KNOX!", transport.value())

    def test_each_byte_gains_no_time(self) -> None:
        transport = self.connect()
        for byte in b"KNO":
            self.chat.clock.advance(0.06)
            self.says(transport, bytes([byte]))

        self.chat.clock.advance(20 * MILLISECOND)

        self.assertIsInstance(transport.protocol, LineProtocol)

    def test_who_was_greeted_is_asked_for_a_nickname_as_anybody(self) -> None:
        transport = self.connect()
        self.chat.clock.advance(0.2)

        self.says(transport, b"ana\r\n")

        self.assertIn(b"Welcome, ana!", transport.value())

    def test_http_after_the_greeting_is_foreign(self) -> None:
        transport = self.connect()
        self.chat.clock.advance(0.2)

        self.says(transport, b"GET / HTTP/1.1\r\n")

        self.assertIn(b"HTTP", transport.value())
        self.assertTrue(transport.disconnecting)


class TakingOver(DetectingTestCase):
    def test_the_transport_knows_nobody_else_afterwards(self) -> None:
        transport = self.connect()

        self.says(transport, b"KNOCK")

        self.assertIsInstance(transport.protocol, Knocking)
        self.assertIs(transport.protocol.transport, transport)

    def test_nothing_is_left_to_happen_later(self) -> None:
        for beginning in (b"KNOCK", None):
            transport = self.connect()
            if beginning is None:
                self.chat.clock.advance(0.2)
                self.chat.turn()
            else:
                self.says(transport, beginning)

            self.assertEqual(self.chat.clock.getDelayedCalls(), [])

    def test_a_protocol_may_be_fixed_for_an_endpoint(self) -> None:
        found = {}
        for name in SPOKEN:
            transport: Any = StringTransport()
            self.chat.factory.speaking(speaks(name)).buildProtocol(None).makeConnection(transport)
            found[name] = type(transport.protocol)

        self.assertEqual(
            found,
            {"auto": Detecting, "line": LineProtocol, "web": WebChannel, "json": JsonProtocol},
        )


class HalfClose(DetectingTestCase):
    def ends_input(self, transport: Any) -> None:
        transport.protocol.readConnectionLost()
        self.chat.turn()

    def test_who_ends_the_input_at_once_gets_the_greeting_and_goodbye(self) -> None:
        transport = self.connect()

        self.ends_input(transport)

        self.assertEqual(transport.value(), PROMPT + b"See you soon!\r\n")
        self.assertTrue(transport.disconnecting)

    def test_an_unfinished_beginning_is_all_there_is(self) -> None:
        transport = self.connect()
        self.says(transport, b"KN")

        self.ends_input(transport)

        self.assertTrue(transport.value().endswith(b"See you soon!\r\n"))

    def test_it_is_told_to_the_protocol_that_was_found(self) -> None:
        transport = self.connect()
        self.says(transport, b"KNOCK")

        self.ends_input(transport)

        self.assertTrue(transport.protocol.has_ended)

    def test_what_was_typed_before_it_is_answered(self) -> None:
        transport = self.connect()
        self.says(transport, b"ana\n/users\n")

        self.ends_input(transport)

        self.assertIn(b"Users online (1):", transport.value())
        self.assertTrue(transport.value().endswith(b"See you soon!\r\n"))


class Proxied(DetectingTestCase):
    def setUp(self) -> None:
        super().setUp()
        first = partial(Detecting, rows=(*DETECTORS, KNOCK))
        factory = HAProxyWrappingFactory(self.chat.factory.speaking(first))
        self.wrapper: Any = factory.buildProtocol(None)  # type: ignore[arg-type]
        self.transport = StringTransport()
        self.wrapper.makeConnection(self.transport)

    def test_nothing_is_decided_before_the_header(self) -> None:
        self.chat.clock.advance(10)

        self.assertEqual(self.transport.value(), b"")
        self.assertIsInstance(self.wrapper.wrappedProtocol, Connection)

    def test_the_silence_begins_with_the_header(self) -> None:
        self.chat.clock.advance(10)
        self.wrapper.dataReceived(HEADER)
        self.chat.clock.advance(0.199)
        before = self.transport.value()

        self.chat.clock.advance(MILLISECOND)
        self.chat.turn()

        self.assertEqual((before, self.transport.value()), (b"", PROMPT))

    def test_what_comes_with_the_header_decides(self) -> None:
        self.wrapper.dataReceived(HEADER + b"KNOCK")

        self.assertEqual(self.wrapper.wrappedProtocol.received, b"KNOCK")

    def test_what_comes_after_it_decides(self) -> None:
        self.wrapper.dataReceived(HEADER)
        self.wrapper.dataReceived(b"KN")

        self.wrapper.dataReceived(b"OCK")

        self.assertEqual(self.wrapper.wrappedProtocol.received, b"KNOCK")

    def test_the_end_of_input_reaches_what_was_found(self) -> None:
        self.wrapper.dataReceived(HEADER + b"KNOCK")

        self.wrapper.readConnectionLost()

        self.assertTrue(self.wrapper.wrappedProtocol.has_ended)

    def test_the_end_of_input_while_nothing_is_decided_says_goodbye(self) -> None:
        self.wrapper.dataReceived(HEADER)

        self.wrapper.readConnectionLost()
        self.chat.turn()

        self.assertEqual(self.transport.value(), PROMPT + b"See you soon!\r\n")


class Limits(DetectingTestCase):
    def setUp(self) -> None:
        self.chat = Chat(connections=1)
        self.chat.reports = []

    def test_whoever_has_said_nothing_counts(self) -> None:
        self.connect()

        self.assertEqual(len(self.chat.hub.visits), 1)

    def test_whoever_is_gone_does_not(self) -> None:
        transport = self.connect()

        transport.protocol.connectionLost()

        self.assertEqual(len(self.chat.hub.visits), 0)
        self.assertEqual(self.chat.factory.connections, set())
        self.assertEqual(self.chat.clock.getDelayedCalls(), [])

    def test_who_may_not_come_in_reads_why_when_it_is_known_what_they_speak(self) -> None:
        self.connect()
        transport = self.connect()
        before = transport.value()

        self.chat.clock.advance(0.2)
        self.chat.turn()

        self.assertEqual(before, b"")
        self.assertEqual(transport.value(), b"The server is full: try again later.\r\n")
        self.assertTrue(transport.disconnecting)

    def test_who_may_not_come_in_reads_why_in_what_they_speak(self) -> None:
        self.chat = Chat(connections=1, readers=0)
        self.chat.reports = []
        self.connect()
        for said, read in (
            (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"HTTP/1.1 503 "),
            (b"{}\n", b'{"type":"error","code":"server-full",'),
        ):
            transport = self.connect()

            self.says(transport, said)
            self.chat.turn()

            self.assertEqual(transport.value()[: len(read)], read)
            self.assertTrue(transport.disconnecting)

    def test_not_many_may_wait_for_that(self) -> None:
        self.connect()
        waiting = [self.connect() for _ in range(MOST_LEAVING)]

        surplus = self.connect()
        self.chat.turn()

        self.assertTrue(all(isinstance(each.protocol, Detecting) for each in waiting))
        self.assertIsInstance(surplus.protocol, LineProtocol)
        self.assertTrue(surplus.disconnecting)

    def test_no_more_wait_where_the_web_alone_is_spoken(self) -> None:
        self.chat = Chat(readers=0)
        self.chat.reports = []
        found = []
        for _ in range(MOST_LEAVING + 1):
            transport: Any = StringTransport()
            self.chat.factory.speaking(speaks("web")).buildProtocol(None).makeConnection(transport)
            found.append(transport.disconnected)

        self.assertEqual(found, [False] * MOST_LEAVING + [True])

    def test_a_stopping_server_says_so_to_who_has_said_nothing(self) -> None:
        for said in (b"", b"KN"):
            chat = self.chat = Chat()
            transport = self.connect()
            self.says(transport, said)

            chat.factory.stop()
            chat.hub.close()
            chat.turn()

            self.assertTrue(
                transport.value().endswith(b"The server is closing. Try again in a moment.\r\n")
            )
            self.assertTrue(transport.disconnecting)

    def test_a_stopping_server_cuts_a_protocol_that_has_no_goodbye(self) -> None:
        transport = self.connect()
        self.says(transport, b"KNOCK")

        self.chat.factory.stop()

        self.assertTrue(transport.disconnected)
        transport.protocol.connectionLost()
        self.successResultOf(self.chat.factory.when_empty())

    def test_a_protocol_without_sessions_is_let_go_after_a_while(self) -> None:
        transport = self.connect()
        self.says(transport, b"KNOCK")
        seconds = self.chat.hub.policy.limits.nickname_seconds
        self.chat.clock.advance(seconds - 1)
        self.chat.factory.sweep()
        before = transport.disconnecting

        self.chat.clock.advance(1)
        self.chat.factory.sweep()

        self.assertEqual((before, transport.disconnecting), (False, True))

    def test_a_protocol_may_ask_for_more_time(self) -> None:
        transport = self.connect()
        self.says(transport, b"KNOCK")
        seconds = self.chat.hub.policy.limits.nickname_seconds
        self.chat.clock.advance(seconds - 1)

        self.chat.factory.wait_longer(transport.protocol.connection)

        self.chat.clock.advance(seconds - 1)
        self.chat.factory.sweep()
        self.assertFalse(transport.disconnecting)
