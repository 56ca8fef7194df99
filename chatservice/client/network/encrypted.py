"""A connection under TLS: nothing is sent on it before the server's certificate is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from OpenSSL import SSL
from service_identity import CertificateError, VerificationError
from service_identity.pyopenssl import verify_hostname, verify_ip_address
from twisted.internet import defer, error, protocol
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import connectProtocol, wrapClientTLS
from twisted.internet.interfaces import (
    IHandshakeListener,
    IOpenSSLClientConnectionCreator,
    IStreamClientEndpoint,
)
from twisted.internet.ssl import Certificate, CertificateOptions, platformTrust
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.client.network.address import Address
from chatservice.client.network.trust import Trust

P = TypeVar("P", bound=protocol.Protocol)


class NoTlsError(Exception):
    """TLS could not be begun, for a ``reason`` of the library's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Look:
    """What the way from one connection's certificate to the authorities shows."""

    def __init__(self) -> None:
        self._seen = False
        self._faulty = False

    def __call__(
        self, connection: SSL.Connection, certificate: Any, fault: int, depth: int, ok: int
    ) -> bool:
        """Note what OpenSSL found. The handshake goes on: its end is when it is judged."""
        self._seen = True
        self._faulty = self._faulty or not ok
        return True

    @property
    def is_flawless(self) -> bool:
        """Whether there is such a way, and nothing is wrong on it."""
        return self._seen and not self._faulty


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    """Makes OpenSSL's side of the connections to one host."""

    def __init__(self, host: str, protocols: Sequence[bytes]) -> None:
        self._host = host
        # The versions and ciphers are those that Twisted takes for safe: TLS 1.2 and later.
        self._context = CertificateOptions(trustRoot=platformTrust()).getContext()
        self._protocols = list(protocols)
        self._looks: WeakKeyDictionary[SSL.Connection, _Look] = WeakKeyDictionary()

    def clientConnectionForTLS(self, protocol: object) -> SSL.Connection:  # noqa: N802
        """Return the state of a new connection."""
        connection = SSL.Connection(self._context, None)
        look = self._looks[connection] = _Look()
        connection.set_verify(SSL.VERIFY_PEER, look)
        if self._protocols:
            connection.set_alpn_protos(self._protocols)
        if not _is_ip(self._host):
            connection.set_tlsext_host_name(_ascii(self._host).encode())
        return connection

    def is_vouched_for(self, connection: SSL.Connection) -> bool:
        """Return whether an authority says that the certificate is the host's."""
        if not self._looks[connection].is_flawless:
            return False
        try:
            if _is_ip(self._host):
                verify_ip_address(connection, self._host.partition("%")[0])
            else:
                verify_hostname(connection, _ascii(self._host))
        except (VerificationError, CertificateError, ValueError):
            return False
        return True


@implementer(IHandshakeListener)
class _Gate(protocol.Protocol):
    """Stands before another protocol until the certificate is believed."""

    transport: Any

    def __init__(
        self, address: Address, inner: protocol.Protocol, creator: _Creator, trust: Trust
    ) -> None:
        self._address = address
        self._inner = inner
        self._creator = creator
        self._trust = trust
        self._is_open = False
        self.opened: Deferred[None] = Deferred(lambda _: self.transport.abortConnection())

    def handshakeCompleted(self) -> None:
        """Judge the certificate, and let the conversation begin."""
        try:
            fingerprint = Certificate.peerFromTransport(self.transport).digest("sha256")
            vouched = self._creator.is_vouched_for(self.transport.getHandle())
            self._trust.check(self._address, _text(fingerprint), vouched=vouched)
        except Exception:
            self._fail(Failure())
            self.transport.abortConnection()
            return
        self._is_open = True
        self._inner.makeConnection(self.transport)
        self.opened.callback(None)

    def dataReceived(self, data: bytes) -> None:
        """Pass on what the server says."""
        self._inner.dataReceived(data)

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        """Pass on that the connection is gone, or that it never was one."""
        if self._is_open:
            self._inner.connectionLost(reason)
        else:
            self._fail(Failure(NoTlsError(_words(reason.value))))

    def _fail(self, failure: Failure) -> None:
        if not self.opened.called:
            self.opened.errback(failure)


async def connect_encrypted(
    reactor: Any,
    endpoint: IStreamClientEndpoint,
    address: Address,
    inner: P,
    trust: Trust,
    seconds: float,
    protocols: Sequence[bytes] = (),
) -> P:
    """Return ``inner``, connected to ``endpoint`` under TLS. A handshake may take ``seconds``.

    The server is offered ``protocols`` by their names in ALPN (RFC 7301), if there are any.
    Raises what ``trust`` raises, `NoTlsError`, or what the endpoint fails with.
    """
    creator = _Creator(address.host, protocols)
    gate = _Gate(address, inner, creator, trust)
    await connectProtocol(wrapClientTLS(creator, endpoint), gate)
    try:
        await gate.opened.addTimeout(seconds, reactor)
    except defer.TimeoutError as late:
        raise error.TimeoutError from late
    return inner


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ascii(host: str) -> str:
    return host.removesuffix(".").encode("idna").decode()


def _text(digest: bytes | str) -> str:
    return digest if isinstance(digest, str) else digest.decode()


def _words(reason: BaseException | None) -> str:
    """Return what went wrong in the words of OpenSSL, or of Twisted."""
    if isinstance(reason, SSL.Error) and reason.args and reason.args[0]:
        return str(reason.args[0][0][-1])
    return " ".join(str(reason).split()).rstrip(".")
