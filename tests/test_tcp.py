from __future__ import annotations

import socket

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.interfaces import ITCPTransport
from twisted.internet.protocol import ServerFactory
from twisted.internet.testing import StringTransport
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from chatservice.tcp import KEEPALIVE, set_up_tcp


@implementer(ITCPTransport)
class SocketTransport(StringTransport):
    """A transport in memory with a real socket, whose options a test can read."""

    def __init__(self, host: object) -> None:
        super().__init__(hostAddress=host)
        self.socket = socket.socket()

    def getHandle(self) -> socket.socket:
        return self.socket

    def setTcpNoDelay(self, enabled: bool) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, enabled)

    def setTcpKeepAlive(self, enabled: bool) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, enabled)


class Options(SynchronousTestCase):
    def transport(self, host: object) -> SocketTransport:
        transport = SocketTransport(host)
        self.addCleanup(transport.socket.close)
        return transport

    def assert_is_set_up(self, transport: SocketTransport) -> None:
        handle = transport.socket
        self.assertTrue(handle.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
        self.assertTrue(handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                option = getattr(socket, name)
                self.assertEqual(handle.getsockopt(socket.IPPROTO_TCP, option), value)

    def test_a_tcp_connection_sends_at_once_and_notices_a_vanished_peer(self) -> None:
        transport = self.transport(IPv4Address("TCP", "127.0.0.1", 5050))

        set_up_tcp(transport)

        self.assert_is_set_up(transport)

    def test_so_does_one_below_others_such_as_tls(self) -> None:
        transport = self.transport(IPv4Address("TCP", "127.0.0.1", 5050))
        wrapper = transport
        for _ in range(2):
            outer = ProtocolWrapper(WrappingFactory(ServerFactory()), None)
            outer.transport = wrapper
            wrapper = outer

        set_up_tcp(wrapper)

        self.assert_is_set_up(transport)

    def test_a_unix_socket_is_left_alone(self) -> None:
        transport = self.transport(UNIXAddress(b"/run/chat.sock"))

        set_up_tcp(transport)

        self.assertFalse(transport.socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
