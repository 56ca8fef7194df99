from __future__ import annotations

import gc
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.protocol import Protocol
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs, formatEvent
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.connection import Connection
from chatservice.protocols.detect import Detecting
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.web import web_protocol
from tests.protocols.chat import Chat
from tests.protocols.web.visiting import HANDSHAKE, request

PROXY = IPv4Address("TCP", "192.0.2.1", 40001)


class Deaf(Protocol):
    """A protocol that does nothing with what arrives."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class ConnectionTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def connect(self, first: Any) -> Any:
        """Return the transport of a connection whose first protocol ``first`` makes."""
        transport: Any = StringTransport()
        transport.protocol = self.chat.factory.speaking(first).buildProtocol(None)
        transport.protocol.makeConnection(transport)
        return transport


class HandedOver(ConnectionTestCase):
    def test_the_first_protocol_has_the_transport(self) -> None:
        transport = self.connect(Deaf)

        self.assertIsInstance(transport.protocol, Deaf)
        self.assertIs(transport.protocol.transport, transport)

    def test_it_may_give_it_to_another(self) -> None:
        transport = self.connect(Deaf)
        connection = transport.protocol.connection
        other = LineProtocol(connection)

        connection.hand_over(other)

        self.assertIs(transport.protocol, other)
        self.assertEqual(len(self.chat.hub.sessions), 1)

    def test_inside_a_wrapper_it_is_the_wrappers(self) -> None:
        factory = HAProxyWrappingFactory(self.chat.factory.speaking(Deaf))
        wrapper: Any = factory.buildProtocol(PROXY)
        wrapper.makeConnection(StringTransport(peerAddress=PROXY))

        wrapper.dataReceived(b"PROXY UNKNOWN - - 0 0\r\n")

        self.assertIsInstance(wrapper.wrappedProtocol, Deaf)
        self.assertIs(wrapper.wrappedProtocol.transport, wrapper)

    def test_a_wrappers_protocol_that_knows_no_end_of_input_is_closed_by_it(self) -> None:
        factory = HAProxyWrappingFactory(self.chat.factory.speaking(Deaf))
        wrapper: Any = factory.buildProtocol(PROXY)
        transport = StringTransport(peerAddress=PROXY)
        wrapper.makeConnection(transport)
        wrapper.dataReceived(b"PROXY UNKNOWN - - 0 0\r\n")

        wrapper.readConnectionLost()

        self.assertTrue(transport.disconnecting)


class Counted(ConnectionTestCase):
    def test_it_is_before_anything_is_spoken(self) -> None:
        connection = self.connect(Deaf).protocol.connection

        self.assertEqual(list(self.chat.hub.visits), [connection.visit])

    def test_it_is_not_once_it_is_closed(self) -> None:
        connection = self.connect(Deaf).protocol.connection

        connection.lost()
        connection.lost()

        self.assertEqual((self.chat.hub.visits, self.chat.factory.connections), ({}, set()))

    def test_the_log_has_it_at_once(self) -> None:
        with capturedLogs() as log:
            self.connect(Deaf)

        (line,) = [formatEvent(event) for event in log]
        self.assertEqual(line, "[NEW CLIENT] Connected from ('192.168.1.1', 54321)")

    def test_the_log_has_no_line_for_each_who_may_not_come_in(self) -> None:
        self.chat = Chat(connections=0)

        with capturedLogs() as log:
            self.connect(Deaf)

        self.assertEqual([formatEvent(event) for event in log], [])


class Closed(ConnectionTestCase):
    def left_by(self, first: Any, said: bytes) -> list[str]:
        """Return what kinds of the chat's objects a connection leaves to the collector."""
        gc.collect()
        gc.disable()
        gc.freeze()  # what other tests have left, and may let go of meanwhile, does not count
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            transport = self.connect(first)
            if said:
                transport.protocol.dataReceived(said)
            self.chat.turns(3)
            transport.protocol.connectionLost()
            self.chat.turns(3)
            # As a socket's transport does.
            transport.producer = None
            del transport.protocol
            del transport
            gc.collect()
            kinds = {type(each) for each in gc.garbage}
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.unfreeze()
            gc.enable()
        return [kind.__name__ for kind in kinds if kind.__module__.startswith("chatservice")]

    def test_it_leaves_no_circles(self) -> None:
        chunked = {"Transfer-Encoding": "chunked"}
        hello = b'{"type":"hello","version":1,"nick":"bot"}\n'
        for first, said in (
            (LineProtocol, b""),
            (LineProtocol, b"ana\r\nhello\r\n"),
            (Detecting, b""),
            (Detecting, b"ana\r\nhello\r\n"),
            (Detecting, hello),
            (web_protocol, b""),
            (web_protocol, b"GET / HTTP/1.1\r\nHo"),
            (web_protocol, request("GET", "/")),
            (web_protocol, request("GET", "/no")),
            (web_protocol, request("POST", "/hook/x", b"hello")),
            (web_protocol, request("GET", "/ws", headers=HANDSHAKE)),
            (web_protocol, request("POST", "/hook/x", b"hello")[:-1]),
            (web_protocol, request("POST", "/hook/x", headers=chunked) + b"5\r\nhe"),
            (web_protocol, request("POST", "/hook/x", headers={"Content-Length": "9" * 9})),
        ):
            self.assertEqual(self.left_by(first, said), [], (first, said))
