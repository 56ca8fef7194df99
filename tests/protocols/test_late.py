"""First bytes that come late: because of a server that was held up, or lost on the way."""

from __future__ import annotations

import socket
from typing import Any

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.selectreactor import SelectReactor
from twisted.internet.testing import StringTransport
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.detect import LATE_SECONDS, SILENCE_SECONDS, Detecting
from chatservice.protocols.factory import ChatFactory
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.speaking_first import REMEMBERED_SECONDS
from chatservice.protocols.web.protocol import WebChannel
from tests.protocols.chat import PROMPTS, Chat
from tests.protocols.test_detect_encrypted import OnePortTestCase

PROMPT = PROMPTS["en"].encode()
REQUEST = b"GET /nowhere HTTP/1.1\r\nHost: chat\r\nConnection: close\r\n\r\n"
HELLO = b"\x16\x03\x01\x02\x00\x01"
HERE = "127.0.0.1"
FAR = "192.0.2.7"
MOMENT = 0.001
STEP = 0.05


class LateTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def connect(self, host: str = FAR) -> Any:
        """Return the transport of somebody from there who has said nothing yet."""
        address: Any = IPv4Address("TCP", host, 40001) if host else UNIXAddress(None)
        transport = StringTransport(peerAddress=address)
        self.chat.factory.speaking(Detecting).buildProtocol(None).makeConnection(transport)
        return transport

    def says(self, transport: Any, data: bytes) -> None:
        transport.protocol.dataReceived(data)
        self.chat.turn()

    def greeted_after(self, host: str) -> float:
        """Return for how many seconds somebody from there has to be silent to be greeted."""
        transport = self.connect(host)
        began = self.chat.clock.seconds()
        while not transport.value():
            self.chat.clock.advance(STEP)
            self.chat.turn()
        self.assertEqual(transport.value(), PROMPT)
        return round(self.chat.clock.seconds() - began - STEP / 2, 1)


class HeldUp(LateTestCase):
    """A reactor that was held up calls what is due, and then reads what has arrived meanwhile."""

    def test_what_is_read_in_the_turn_after_the_time_is_up_decides(self) -> None:
        transport = self.connect()
        # Of what is due at one time, the clock calls first what was asked for first.
        self.chat.clock.callLater(SILENCE_SECONDS, self.says, transport, REQUEST)

        self.chat.clock.advance(SILENCE_SECONDS)

        self.assertIsInstance(transport.protocol, WebChannel)

    def test_a_real_reactor_reads_once_more(self) -> None:
        reactor: Any = SelectReactor()
        ahead, seconds = [0.0], reactor.seconds
        reactor.seconds = lambda: seconds() + ahead[0]
        self.chat.factory = ChatFactory(self.chat.hub, reactor)
        port = reactor.listenTCP(0, self.chat.factory.speaking(Detecting), interface=HERE)
        self.addCleanup(reactor.removeAll)
        self.addCleanup(port.stopListening)
        with socket.create_connection((HERE, port.getHost().port), 10) as client:
            while not self.chat.hub.visits:
                reactor.iterate(1)
            client.sendall(REQUEST)

            ahead[0] += 2 * SILENCE_SECONDS  # in which it read nothing
            while self.chat.factory.connections:
                reactor.iterate(1)
                self.chat.turn()

            self.assertEqual(client.recv(12), b"HTTP/1.1 404")


class LostOnTheWay(LateTestCase):
    def test_where_a_browser_came_from_lately_the_next_word_may_take_a_second(self) -> None:
        for said in (REQUEST, HELLO):
            self.chat = Chat()
            self.says(self.connect(), said)

            self.assertEqual(self.greeted_after(FAR), LATE_SECONDS, said)

    def test_a_request_that_comes_in_that_time_is_answered(self) -> None:
        self.says(self.connect(), REQUEST)
        transport = self.connect()

        self.chat.clock.advance(LATE_SECONDS - MOMENT)
        self.says(transport, REQUEST)

        self.assertEqual(transport.value()[:12], b"HTTP/1.1 404")

    def test_one_that_came_too_late_is_turned_away_and_teaches_that(self) -> None:
        transport = self.connect()
        self.chat.clock.advance(SILENCE_SECONDS)
        self.says(transport, REQUEST)

        self.assertIn(b"HTTP", transport.value())
        self.assertTrue(transport.disconnecting)
        self.assertEqual(self.greeted_after(FAR), LATE_SECONDS)

    def test_a_person_who_types_at_once_waits_for_nothing(self) -> None:
        self.says(self.connect(), REQUEST)
        transport = self.connect()

        self.says(transport, b"ana\r\n")

        self.assertIn(b"Welcome, ana!", transport.value())

    def test_people_and_programs_teach_nothing(self) -> None:
        for said in (b"ana\r\n", b"{}\n"):
            self.says(self.connect(), said)

            self.assertEqual(self.greeted_after(FAR), SILENCE_SECONDS, said)

    def test_other_addresses_are_nothing_to_that(self) -> None:
        self.says(self.connect(), REQUEST)

        self.assertEqual(self.greeted_after("192.0.2.8"), SILENCE_SECONDS)

    def test_nothing_is_lost_on_the_way_from_the_machine_itself(self) -> None:
        for host in (HERE, ""):
            self.says(self.connect(host), REQUEST)

            self.assertEqual(self.greeted_after(host), SILENCE_SECONDS, host)

    def test_it_is_forgotten_after_some_minutes(self) -> None:
        browser = self.connect()
        self.says(browser, REQUEST)
        browser.protocol.connectionLost()

        self.chat.clock.advance(REMEMBERED_SECONDS + MOMENT)

        self.assertEqual(self.greeted_after(FAR), SILENCE_SECONDS)

    def test_where_the_first_bytes_decide_nothing_it_is_nothing(self) -> None:
        self.says(self.connect(), REQUEST)
        transport: Any = StringTransport(peerAddress=IPv4Address("TCP", FAR, 40001))

        self.chat.factory.buildProtocol(None).makeConnection(transport)
        self.chat.turn()

        self.assertIsInstance(transport.protocol, LineProtocol)
        self.assertEqual(transport.value(), PROMPT)


class InTls(OnePortTestCase):
    def test_who_might_speak_http_inside_may_take_a_second(self) -> None:
        client = self.shaken()
        self.chat.clock.advance(LATE_SECONDS - MOMENT)
        before = client.reads()

        self.chat.clock.advance(2 * MOMENT)

        self.assertEqual((before, client.reads()), (b"", PROMPT))

    def test_who_agreed_on_the_chat_is_greeted_as_soon_as_ever(self) -> None:
        client = self.shaken("chatservice")

        self.chat.clock.advance(SILENCE_SECONDS + MOMENT)

        self.assertIsInstance(client.connection.outermost, TLSMemoryBIOProtocol)
        self.assertEqual(client.reads(), PROMPT)
