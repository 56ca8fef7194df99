from __future__ import annotations

from typing import Any

from twisted.internet.testing import StringTransport
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.web import web_protocol
from tests.protocols.chat import Chat
from tests.protocols.web.frames import TEXT, frame
from tests.protocols.web.visiting import HANDSHAKE, request, responses_in

HEADER = b"PROXY TCP4 192.0.2.7 192.0.2.1 56324 5050\r\n"


class BehindAProxy(SynchronousTestCase):
    """Somebody behind a proxy that says where they come from (PROXY protocol)."""

    def setUp(self) -> None:
        self.chat = Chat()
        factory = HAProxyWrappingFactory(self.chat.factory.speaking(web_protocol))
        self.wrapper: Any = factory.buildProtocol(None)
        self.transport = StringTransport()
        self.wrapper.makeConnection(self.transport)

    def sends(self, *packets: bytes) -> bytes:
        """Let bytes arrive at the server, and return what is answered."""
        for packet in packets:
            self.wrapper.dataReceived(packet)
            self.chat.turn()
        data = self.transport.value()
        self.transport.clear()
        return data

    def test_a_request_is_answered(self) -> None:
        (response,) = responses_in(self.sends(HEADER, request("GET", "/")), "GET")

        self.assertEqual(response.status, 200)

    def test_so_is_one_in_the_same_packet(self) -> None:
        (response,) = responses_in(self.sends(HEADER + request("GET", "/")), "GET")

        self.assertEqual(response.status, 200)

    def test_a_websocket_is_opened_for_who_is_behind_it(self) -> None:
        hello = frame(TEXT, b'{"type":"hello","version":1,"nick":"ana"}')

        answered = self.sends(HEADER, request("GET", "/ws", headers=HANDSHAKE) + hello)

        self.assertIn(b'"type":"welcome"', answered)
        (session,) = self.chat.hub.sessions
        assert session.origin is not None
        self.assertEqual(session.origin.text, "192.0.2.7")
