from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import (
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    ISSLTransport,
    ITCPTransport,
)
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import alsoProvides, implementer

from chatservice.client.ending import Ending
from chatservice.client.lines.connection import Connection, connect
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import Happening, Line
from chatservice.client.network.address import Address
from chatservice.tcp import KEEPALIVE


class Notes:
    """A front that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Happening | str] = []

    def converse(self, connection: Connection) -> Deferred[Ending]:
        return Deferred()

    def heard(self, happenings: Sequence[Happening]) -> None:
        self.told.extend(happenings)

    def lost(self) -> None:
        self.told.append("lost")

    def interrupt(self) -> None:
        self.told.append("interrupt")


class BytesAndHappenings(SynchronousTestCase):
    """Both directions of a connection that is made."""

    def setUp(self) -> None:
        self.front = Notes()
        self.connection = Connection(Conversation("ana"), self.front)
        self.transport = StringTransport()
        self.connection.makeConnection(self.transport)

    def named(self) -> None:
        self.connection.dataReceived(b"Enter your nickname: ")
        self.connection.dataReceived(b"Welcome, ana!\r\n")
        self.transport.clear()

    def test_the_front_hears_what_the_server_said(self) -> None:
        self.connection.dataReceived(b"hola\r\n")
        self.assertEqual(self.front.told, [Line("hola")])

    def test_the_nickname_is_sent_when_it_is_asked_for(self) -> None:
        self.connection.dataReceived(b"Enter your nickname: ")
        self.assertEqual(self.transport.value(), b"ana\r\n")

    def test_lines_are_sent_together(self) -> None:
        self.named()
        self.connection.send(["hola", "adiós"])
        self.assertEqual(self.transport.value(), "hola\r\nadiós\r\n".encode())

    def test_nothing_is_sent_after_the_line_that_leaves(self) -> None:
        self.named()
        self.connection.send(["hola", "exit", "adiós"])
        self.assertEqual(self.transport.value(), b"hola\r\n/quit\r\n")

    def test_leaving_is_asked_for_once(self) -> None:
        self.named()
        self.connection.leave()
        self.connection.leave()
        self.assertEqual(self.transport.value(), b"/quit\r\n")

    def test_half_a_line_is_heard_before_the_loss(self) -> None:
        self.connection.dataReceived(b"The server is")
        self.connection.connectionLost()
        self.assertEqual(self.front.told, [Line("The server is"), "lost"])


class WantingTls(SynchronousTestCase):
    """Whether a server may be waiting for a handshake."""

    def setUp(self) -> None:
        self.front = Notes()
        self.connection = Connection(Conversation("ana"), self.front)
        self.connection.makeConnection(StringTransport())

    def test_one_that_says_nothing_may(self) -> None:
        self.connection.connectionLost()

        self.assertTrue(self.connection.may_want_tls)

    def test_one_that_answers_with_an_alert_may_and_nobody_reads_the_alert(self) -> None:
        self.connection.dataReceived(b"\x15\x03\x03\x00\x02\x02\x0a")
        self.connection.connectionLost()

        self.assertTrue(self.connection.may_want_tls)
        self.assertEqual(self.front.told, ["lost"])

    def test_one_that_has_said_a_single_byte_does_not(self) -> None:
        self.connection.dataReceived(b"E")

        self.assertFalse(self.connection.may_want_tls)

    def test_one_under_tls_already_does_not(self) -> None:
        connection, transport = Connection(Conversation("ana"), Notes()), StringTransport()
        connection.makeConnection(transport)
        alsoProvides(transport, ISSLTransport)

        self.assertFalse(connection.may_want_tls)


class TcpOptions(SynchronousTestCase):
    """A server that vanished is noticed."""

    def test_the_system_asks_whether_the_server_is_there(self) -> None:
        with socket.socket() as handle:

            class Transport(StringTransport):
                def getHandle(self) -> socket.socket:
                    return handle

                def setTcpKeepAlive(self, enabled: bool) -> None:
                    handle.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, enabled)

                def setTcpNoDelay(self, enabled: bool) -> None:
                    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, enabled)

            transport = Transport()
            alsoProvides(transport, ITCPTransport)
            Connection(Conversation(), Notes()).makeConnection(transport)

            self.assertTrue(handle.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
            self.assertTrue(handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            for name, value in KEEPALIVE.items():
                if hasattr(socket, name):
                    option = getattr(socket, name)
                    self.assertEqual(handle.getsockopt(socket.IPPROTO_TCP, option), value)


@implementer(IReactorPluggableNameResolver, IHostnameResolver, IHostResolution)
class NumbersOnly(MemoryReactorClock):
    """A reactor in memory that takes each host's name for its address."""

    def __init__(self) -> None:
        super().__init__()
        self.nameResolver = self

    def installNameResolver(self, resolver: object) -> None:
        raise NotImplementedError

    def resolveHostName(self, receiver: Any, name: str, **others: Any) -> NumbersOnly:
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", name, others["portNumber"]))
        receiver.resolutionComplete()
        return self

    def cancel(self) -> None:
        raise NotImplementedError


class Connecting(SynchronousTestCase):
    """The attempt, and its end."""

    def setUp(self) -> None:
        self.reactor = NumbersOnly()
        self.attempt = connect(
            self.reactor,
            Address("127.0.0.1", 5050),
            Connection(Conversation(), Notes()),
            3.0,
        )

    def test_it_is_given_up_in_time(self) -> None:
        self.attempt.addErrback(lambda failure: None)
        host, port, _factory, timeout, _bind = self.reactor.tcpClients[0]
        self.assertEqual((host, port, timeout), ("127.0.0.1", 5050, 3.0))

    def test_it_can_be_given_up_by_the_person(self) -> None:
        self.attempt.cancel()
        self.failureResultOf(self.attempt)
