from __future__ import annotations

import ssl
from datetime import datetime, timezone
from typing import Any

from twisted.internet.testing import StringTransport
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.certificates import make
from chatservice.protocols.detect import Detecting
from chatservice.protocols.jsonlines import JsonProtocol
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.web.protocol import WebChannel
from chatservice.tls import PROTOCOL, Contexts, EncryptedConnection, encrypting, set_up
from tests.certified import client_context
from tests.encrypted import Client
from tests.protocols.chat import PROMPTS, Chat

PROMPT = PROMPTS["en"].encode()
MADE = make(["localhost"], datetime.now(timezone.utc))
HANDSHAKE_SECONDS = 10
HTTP = "http/1.1"


class Accepted:
    """The server's end of a connection, whatever has its transport by now."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @property
    def outermost(self) -> Any:
        """What has the transport: TLS, once it is known that it is wanted."""
        return self._transport.protocol

    @property
    def wrappedProtocol(self) -> Any:  # the name is Twisted's
        """What is inside TLS; `None` while there is none."""
        return getattr(self.outermost, "wrappedProtocol", None)

    def dataReceived(self, data: bytes) -> None:
        self.outermost.dataReceived(data)

    def readConnectionLost(self) -> None:
        self.outermost.readConnectionLost()


class OnePort:
    """A chat whose one port takes TLS in its place: the server of a `Client`."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.clock = chat.clock
        self.contexts = Contexts()
        self.contexts.use(MADE, "a test")
        chat.factory.encrypted = encrypting(self.contexts, Detecting, HANDSHAKE_SECONDS, chat.clock)
        self.factory: Any = chat.factory.speaking(Detecting)

    def accept(self) -> tuple[Any, StringTransport]:
        """Begin a connection."""
        transport: Any = StringTransport()
        transport.protocol = self.factory.buildProtocol(None)
        transport.protocol.makeConnection(transport)
        return Accepted(transport), transport


class OnePortTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.server: Any = OnePort(self.chat)

    def client(self, *offered: str) -> Client:
        """Return somebody connected, who offers these protocols by name (ALPN)."""
        context = client_context(authority=False)
        if offered:
            context.set_alpn_protocols(list(offered))
        return Client(self.server, context)

    def shaken(self, *offered: str) -> Client:
        """Return somebody who has gone through the handshake."""
        client = self.client(*offered)
        client.shakes_hands()
        return client

    def hello(self, client: Client) -> bytes:
        """Return the first bytes of a client's."""
        with self.assertRaises(ssl.SSLWantReadError):
            client.tls.do_handshake()
        return client.leaving()


class InPlace(OnePortTestCase):
    def test_what_is_spoken_inside_is_found_out_again(self) -> None:
        for said, protocol in (
            (b"ana\r\n", LineProtocol),
            (b"GET / HTTP/1.1\r\n", WebChannel),
            (b'{"type":"hello"}', JsonProtocol),
        ):
            client = self.shaken()

            client.sends(said)

            self.assertIsInstance(client.connection.wrappedProtocol, protocol)

    def test_there_is_no_tls_in_tls(self) -> None:
        client = self.shaken()

        client.sends(b"\x16\x03\x01\x02\x00\x01")

        self.assertIsInstance(client.connection.wrappedProtocol, LineProtocol)
        self.assertIn(b"TLS", client.reads())

    def test_whoever_says_nothing_inside_is_greeted(self) -> None:
        client = self.shaken()
        before = client.reads()

        self.chat.clock.advance(1.25)

        self.assertEqual((before, client.reads()), (b"", PROMPT))

    def test_the_silence_begins_when_the_handshake_is_over(self) -> None:
        client = self.client()
        client.connection.dataReceived(self.hello(client))
        self.chat.clock.advance(HANDSHAKE_SECONDS - 1)
        before = client.connection.wrappedProtocol

        client.shakes_hands()

        self.assertIsInstance(before, Detecting)
        self.assertIs(client.connection.wrappedProtocol, before)

    def test_a_handshake_is_not_waited_for_without_end(self) -> None:
        client = self.client()
        client.connection.dataReceived(self.hello(client))

        self.chat.clock.advance(HANDSHAKE_SECONDS)

        self.assertTrue(client.transport.disconnected)

    def test_what_is_typed_ahead_is_answered(self) -> None:
        client = self.shaken()

        client.sends(b"ana\r\n/users\r\n")

        self.assertIn(b"Users online (1):", client.reads())

    def test_who_ends_the_input_gets_what_was_asked_for(self) -> None:
        client = self.shaken()
        client.sends(b"ana\n/users\n")
        before = client.reads()

        client.ends_its_output()

        self.assertIn(b"Users online (1):", before)
        self.assertTrue(client.reads().endswith(b"See you soon!\r\n"))

    def test_who_ends_the_input_without_a_word_is_let_go(self) -> None:
        client = self.shaken()

        client.ends_its_output()

        self.assertEqual(client.reads(), PROMPT + b"See you soon!\r\n")

    def test_nothing_is_left_when_it_is_closed(self) -> None:
        for said in (None, b"ana\r\n"):
            client = self.shaken()
            if said:
                client.sends(said)

            client.connection.outermost.connectionLost()
            self.chat.turn()

            self.assertEqual(self.chat.factory.connections, set())
            self.assertEqual(len(self.chat.hub.visits), 0)
            self.assertEqual(self.chat.clock.getDelayedCalls(), [])

    def test_one_connection_counts_once(self) -> None:
        self.shaken().sends(b"ana\r\n")

        self.assertEqual(len(self.chat.hub.visits), 1)
        self.assertEqual(len(self.chat.factory.connections), 1)

    def test_who_may_not_come_in_reads_why_in_tls(self) -> None:
        self.chat = Chat(connections=1)
        self.chat.reports = []
        self.server = OnePort(self.chat)
        self.shaken()
        client = self.shaken()

        client.sends(b"ana\r\n")

        self.assertEqual(client.reads(), b"The server is full: try again later.\r\n")

    def test_a_stopping_server_waits_for_no_handshake(self) -> None:
        client = self.client()
        client.connection.dataReceived(self.hello(client))

        self.chat.factory.stop()

        self.assertTrue(client.transport.disconnected)

    def test_a_stopping_server_says_so_in_tls(self) -> None:
        client = self.shaken()

        self.chat.factory.stop()
        self.chat.hub.close()

        self.assertTrue(client.reads().endswith(b"Try again in a moment.\r\n"))


class Hellos(OnePortTestCase):
    def test_a_hello_is_answered_in_tls(self) -> None:
        client = self.shaken()

        self.assertIsInstance(client.connection.outermost, EncryptedConnection)

    def test_it_is_the_same_wherever_the_hello_is_cut(self) -> None:
        for cut in (1, 2, 3, 5, 100):
            client = self.client()
            hello = self.hello(client)
            client.connection.dataReceived(hello[:cut])
            client.connection.dataReceived(hello[cut:])

            client.shakes_hands()

            self.assertIsInstance(client.connection.outermost, EncryptedConnection)

    def test_a_hello_that_does_not_go_on_is_no_hello(self) -> None:
        client = self.client()
        client.connection.dataReceived(b"\x16")

        self.chat.clock.advance(1)
        self.chat.turn()

        self.assertEqual(client.transport.value(), PROMPT)


class Negotiated(OnePortTestCase):
    """What was agreed upon by name is what is spoken, whatever the first bytes are."""

    def test_who_agreed_on_http_is_left_to_it_at_once(self) -> None:
        client = self.shaken("h2", HTTP)

        self.chat.clock.advance(1)

        self.assertIsInstance(client.connection.wrappedProtocol, WebChannel)
        self.assertEqual(client.reads(), b"")

    def test_who_agreed_on_http_and_speaks_otherwise_is_turned_away(self) -> None:
        client = self.shaken(HTTP)

        client.sends(b"ana\r\nhello\r\n\r\n")

        self.assertEqual(client.reads()[:13], b"HTTP/1.1 400 ")
        self.assertEqual(len(self.chat.hub.people), 0)

    def test_who_agreed_on_the_chat_does_not_speak_http(self) -> None:
        client = self.shaken(PROTOCOL.decode())

        client.sends(b"GET / HTTP/1.1\r\n\r\n")

        self.assertIsInstance(client.connection.wrappedProtocol, LineProtocol)
        self.assertIn(b"HTTP", client.reads())

    def test_who_agreed_on_the_chat_speaks_any_of_its_languages(self) -> None:
        for said, protocol in ((b"ana\r\n", LineProtocol), (b"{}", JsonProtocol)):
            client = self.shaken(PROTOCOL.decode(), HTTP)

            client.sends(said)

            self.assertIsInstance(client.connection.wrappedProtocol, protocol)


class OnAPortOfItsOwn(InPlace):
    """All of that holds where TLS is the endpoint's."""

    def setUp(self) -> None:
        super().setUp()
        self.server = self._encrypt(self.server)

    def _encrypt(self, server: OnePort) -> OnePort:
        clock: Any = self.chat.clock
        factory = TLSMemoryBIOFactory(server.contexts, False, server.factory, clock)
        set_up(factory, HANDSHAKE_SECONDS, clock)
        server.factory = factory
        return server
