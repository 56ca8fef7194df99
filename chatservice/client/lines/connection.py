"""A conversation on Twisted: the protocol, and how it gets connected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from twisted.internet import protocol
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, connectProtocol
from twisted.internet.interfaces import ISSLTransport
from twisted.python.failure import Failure

from chatservice.client.ending import Ending
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import Happening
from chatservice.client.network.address import Address
from chatservice.client.network.encrypted import connect_encrypted
from chatservice.client.network.trust import Trust
from chatservice.tcp import set_up_tcp

_ALERT = b"\x15\x03"
"""How the answer begins of a server that wants TLS and hears something else: an alert (RFC 8446,
5.1 and 6)."""


class Hearer(Protocol):
    """Who hears what the server says on a connection."""

    def heard(self, happenings: Sequence[Happening]) -> None:
        """Take what the server said."""
        ...

    def lost(self) -> None:
        """Take note that the connection is closed."""
        ...


class Front(Hearer, Protocol):
    """What stands between a connection and whoever uses it, alone."""

    def converse(self, connection: Connection) -> Deferred[Ending]:
        """Begin, on a connection that was just made; the Deferred fires when all is over."""
        ...

    def interrupt(self) -> None:
        """Leave soon and cleanly: somebody presses Ctrl+C, or the system ends the program."""
        ...


class Connection(protocol.Protocol):
    """One connection: bytes to and from the conversation, happenings to the front."""

    transport: Any  # whatever an endpoint makes

    def __init__(self, conversation: Conversation, front: Hearer) -> None:
        self.conversation = conversation
        self._front = front
        self._heard = False

    @property
    def may_want_tls(self) -> bool:
        """Whether the server, connected without TLS, has said nothing but perhaps an alert."""
        return not self._heard and not self.is_encrypted

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody in between can read it."""
        return bool(ISSLTransport.providedBy(self.transport))

    def connectionMade(self) -> None:
        """Set what a conversation needs of TCP."""
        set_up_tcp(self.transport)

    def send(self, lines: Iterable[str]) -> None:
        """Send lines, as far as the first one that leaves."""
        # In one write: a packet for each line would be slow, and so would the server's answers.
        data = b"".join(self.conversation.send(line) for line in lines)
        if data:
            self.transport.write(data)

    def leave(self) -> None:
        """Tell the server goodbye, once."""
        self.transport.write(self.conversation.leave())

    def dataReceived(self, data: bytes) -> None:
        """Pass on what arrived, in whatever pieces."""
        if not self._heard and data.startswith(_ALERT):
            return  # the end follows
        self._heard = True
        happenings = self.conversation.receive(data)
        outgoing = self.conversation.take_outgoing()
        if outgoing:
            self.transport.write(outgoing)
        self._front.heard(happenings)

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        """Pass on the rest, and that it is the rest. Why it is does not matter to anybody."""
        self._front.heard(self.conversation.end())
        self._front.lost()


def connect(
    reactor: Any,
    address: Address,
    connection: Connection,
    seconds: float,
    trust: Trust | None = None,
) -> Deferred[Connection]:
    """Connect to any of a host's addresses; the attempt is given up after ``seconds``.

    With ``trust``, which decides about the server's certificate, the connection is encrypted.
    """
    endpoint = HostnameEndpoint(reactor, address.host, address.port, timeout=seconds)
    if trust is not None:
        encrypting = connect_encrypted(reactor, endpoint, address, connection, trust, seconds)
        return Deferred.fromCoroutine(encrypting)
    connecting: Deferred[Connection] = connectProtocol(endpoint, connection)
    return connecting
