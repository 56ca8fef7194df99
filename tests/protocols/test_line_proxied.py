"""Where somebody comes from: their own address, or the one that a proxy's header has."""

from __future__ import annotations

from dataclasses import replace

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.testing import StringTransport
from twisted.logger import LogEvent, formatEvent, globalLogPublisher
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.door import MOST_LEAVING
from tests.protocols.chat import HERE, PROMPTS, Chat

PROXY = IPv4Address("TCP", "192.0.2.1", 40001)
HEADER = b"PROXY TCP4 198.51.100.9 192.0.2.1 56324 5050\r\n"
HEADER_2 = (  # of the protocol's second version: TCP over IPv6, from 2001:db8::9
    b"\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24"
    + bytes.fromhex("20010db800000000000000000000000920010db8000000000000000000000001")
    + b"\xdc\x04\x13\xba"
)
NOBODYS = b"PROXY UNKNOWN - - 0 0\r\n"


class Direct(SynchronousTestCase):
    def address(self, peer: object) -> str | None:
        """Return where the session of somebody comes from whose transport has that peer."""
        chat = Chat()
        chat.factory.buildProtocol(None).makeConnection(StringTransport(peerAddress=peer))
        (session,) = chat.hub.sessions
        return session.origin.text if session.origin is not None else None

    def test_an_address_of_either_kind_is_known_at_once(self) -> None:
        for peer, text in [
            (IPv4Address("TCP", "198.51.100.9", 1), "198.51.100.9"),
            (IPv6Address("TCP", "2001:db8::9", 1), "2001:db8::9"),
            (IPv6Address("TCP", "::ffff:198.51.100.9", 1), "198.51.100.9"),
        ]:
            self.assertEqual(self.address(peer), text)

    def test_a_unix_socket_has_none(self) -> None:
        self.assertIsNone(self.address(UNIXAddress(None)))


class Proxied(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.logged: list[LogEvent] = []
        globalLogPublisher.addObserver(self.logged.append)
        self.addCleanup(globalLogPublisher.removeObserver, self.logged.append)

    def connect(self) -> None:
        """Connect the proxy, which says nothing yet."""
        self.transport = StringTransport(peerAddress=PROXY)
        self.wrapper = HAProxyWrappingFactory(self.chat.factory).buildProtocol(PROXY)
        self.wrapper.makeConnection(self.transport)

    def sends(self, *packets: bytes) -> bytes:
        """Let bytes arrive; return what was sent back meanwhile."""
        self.transport.clear()
        for packet in packets:
            self.wrapper.dataReceived(packet)
            self.chat.turn()
        return self.transport.value()

    def log(self) -> str:
        return "\n".join(str(formatEvent(event)) for event in self.logged)

    def origins(self) -> list[str]:
        """Return where those come from who are connected."""
        return [str(s.origin.text) for s in self.chat.hub.sessions if s.origin is not None]

    def test_nobody_is_greeted_before_the_header(self) -> None:
        self.connect()
        self.chat.turn()

        self.assertEqual((self.transport.value(), self.origins()), (b"", []))

    def test_the_greeting_follows_the_header(self) -> None:
        for header, address in [
            (HEADER, "198.51.100.9"),
            (HEADER_2, "2001:db8::9"),
            (NOBODYS, "192.0.2.1"),
        ]:
            self.chat = Chat()
            self.connect()

            self.assertEqual(self.sends(header).decode(), PROMPTS["en"])
            self.assertEqual(self.origins(), [address])

    def test_a_header_in_two_pieces_is_waited_for(self) -> None:
        self.connect()
        before = self.sends(HEADER[:20])

        after = self.sends(HEADER[20:])

        self.assertEqual((before, after.decode()), (b"", PROMPTS["en"]))

    def test_what_comes_with_the_header_is_taken(self) -> None:
        self.connect()

        read = self.sends(HEADER + b"ana\r\n")

        self.assertTrue(read.startswith(PROMPTS["en"].encode() + b"Welcome, ana!"), read)

    def test_what_comes_afterwards_is_taken_once(self) -> None:
        bob = self.chat.guest_called("bob")
        self.connect()
        self.sends(HEADER, b"ana\r\n")
        bob.reads()

        self.sends(b"hello\r\n")

        self.assertEqual(bob.reads(), ["ana: hello"])

    def test_the_log_has_the_real_address(self) -> None:
        self.connect()

        self.sends(HEADER)

        self.assertIn("Connected from ('198.51.100.9', 56324)", self.log())

    def test_limits_go_by_the_real_address(self) -> None:
        self.chat = Chat(limits=replace(HERE, address_connections=1))
        self.chat.reports = []
        for number in (8, 9):
            self.connect()
            self.sends(HEADER.replace(b"100.9", b"100.%d" % number))
        self.connect()

        read = self.sends(HEADER)

        self.assertEqual(sorted(self.origins()), ["198.51.100.8", "198.51.100.9"])
        self.assertNotIn(PROMPTS["en"], read.decode())
        self.assertTrue(self.transport.disconnecting)

    def test_what_is_no_header_ends_the_connection(self) -> None:
        self.connect()

        read = self.sends(b"hello there\r\n")
        self.wrapper.connectionLost(None)

        self.assertEqual(read, b"")
        self.assertTrue(self.transport.disconnecting)
        self.assertIn("sent no PROXY header", self.log())

    def test_a_header_that_does_not_come_is_not_waited_for_long(self) -> None:
        seconds = self.chat.hub.policy.limits.nickname_seconds
        self.connect()
        self.chat.clock.advance(seconds - 1)
        self.chat.factory.sweep()
        before = self.transport.disconnecting

        self.chat.clock.advance(1)
        self.chat.factory.sweep()

        self.assertEqual((before, self.transport.disconnecting), (False, True))

    def test_who_has_a_header_is_waited_for_as_anybody(self) -> None:
        self.connect()
        self.sends(HEADER, b"ana\r\n")

        self.chat.clock.advance(10_000)
        self.chat.factory.sweep()

        self.assertFalse(self.transport.disconnecting)

    def test_as_many_may_wait_with_a_header_to_come_as_there_are_places(self) -> None:
        self.chat = Chat(connections=2)
        for _ in range(2 + MOST_LEAVING):
            self.connect()
            self.assertFalse(self.transport.disconnected)

        self.connect()

        self.assertTrue(self.transport.disconnected)

    def test_a_stopping_server_does_not_wait_for_a_header(self) -> None:
        self.connect()

        self.chat.factory.stop()

        self.assertTrue(self.transport.disconnected)
        self.wrapper.connectionLost(None)
        self.successResultOf(self.chat.factory.when_empty())

    def test_the_end_of_input_before_the_header_ends_the_connection(self) -> None:
        self.connect()

        self.wrapper.readConnectionLost()

        self.assertTrue(self.transport.disconnecting)

    def test_the_end_of_input_afterwards_says_goodbye(self) -> None:
        self.connect()
        self.sends(HEADER, b"ana\r\n")
        self.transport.clear()

        self.wrapper.readConnectionLost()
        self.chat.turn()

        self.assertEqual(self.transport.value(), b"See you soon!\r\n")
