"""TLS on the server: what is spoken, with which certificate, and how a connection begins and ends.

A connection takes the certificate that is the newest when it begins, and keeps it. Its end of input
(close_notify) is no end of the conversation: RFC 8446 6.1 lets the other side go on writing, and so
all that was asked for is still answered, as over plain TCP.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from OpenSSL import SSL
from twisted.internet.interfaces import (
    IDelayedCall,
    IHalfCloseableProtocol,
    IOpenSSLServerConnectionCreator,
    IProtocol,
    IReactorTime,
)
from twisted.internet.protocol import ServerFactory, connectionDone
from twisted.logger import Logger
from twisted.protocols.policies import ProtocolWrapper
from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOFactory
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.certificates import CertificateError, Credentials
from chatservice.core.phrases import N_
from chatservice.protocols.connection import Connection
from chatservice.protocols.detectors import DETECTORS
from chatservice.tcp import peer_of

PROTOCOL = b"chatservice"
"""The name of what is spoken here, for clients that name what they speak (ALPN, RFC 7301)."""

OTHERS = tuple(row.alpn for row in DETECTORS if row.alpn is not None)
"""What else is spoken that has a name of its own, the first choice first."""

CIPHERS = b"ECDHE+AESGCM:ECDHE+CHACHA20"
"""What TLS 1.2 may encrypt with, as ciphers(1) has it: forward secrecy, and authenticated. All that
TLS 1.3 has is."""

RECORD = 1 << 15
"""Bytes asked of OpenSSL at once: more than a record has (RFC 8446 5.1)."""

_UNUSABLE = N_(
    "the certificate in {file} can't be used ({reason}): one that OpenSSL takes for a server is "
    "allowed, with a key of RSA (2048 bits at least), ECDSA or Ed25519"
)


def context_for(credentials: Credentials) -> SSL.Context:
    """Return what new connections are made of: TLS 1.2 and 1.3, with this certificate.

    Twisted's `CertificateOptions` can't refuse renegotiation, and its context may not be changed
    afterwards. Raises `OpenSSL.SSL.Error`.
    """
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(
        SSL.OP_NO_COMPRESSION
        | SSL.OP_NO_RENEGOTIATION
        | SSL.OP_CIPHER_SERVER_PREFERENCE
        # Tickets would be encrypted with one key for as long as the server runs: whoever came by it
        # could read all that was said before under TLS 1.2 (RFC 5077 5.5). Conversations are long,
        # and a whole handshake takes less than a millisecond.
        | SSL.OP_NO_TICKET
    )
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)  # 34 kB less for a connection that is idle
    context.set_alpn_select_callback(_choose_protocol)
    context.use_certificate(credentials.chain[0])
    for certificate in credentials.chain[1:]:
        context.add_extra_chain_cert(certificate)
    context.use_privatekey(credentials.key)
    context.check_privatekey()
    context.set_cipher_list(CIPHERS)
    return context


def _choose_protocol(connection: SSL.Connection, offered: list[bytes]) -> bytes:
    """Return the protocol to speak, or refuse one who speaks only others (RFC 7301 3.2).

    Who is given one's name is left to that protocol, whatever their first bytes are. So nobody can
    lead a browser that means another server here, and have what it sends taken for something else
    (the attack ALPACA).
    """
    for name in (PROTOCOL, *OTHERS):
        if name in offered:
            return name
    # OpenSSL answers an exception with the alert no_application_protocol, and Twisted takes one of
    # this type, with such a list, for the end of the handshake.
    raise SSL.Error([("SSL routines", "", "no application protocol")])


@implementer(IOpenSSLServerConnectionCreator)
class Contexts:
    """Begins each connection with the newest certificate: who is connected keeps theirs."""

    def __init__(self) -> None:
        self._newest: SSL.Context | None = None
        self.names: tuple[str, ...] = ()
        """What the newest certificate is for."""

    def use(self, credentials: Credentials, source: object) -> None:
        """Take a certificate for all connections to come.

        Raises `CertificateError`, which names the ``source``; all stays as it was then.
        """
        try:
            self._newest = context_for(credentials)
        except (SSL.Error, ValueError, TypeError) as error:
            raise CertificateError(_UNUSABLE, file=source, reason=_reason(error)) from None
        self.names = credentials.names

    def serverConnectionForTLS(self, protocol: object) -> SSL.Connection:
        """Return the TLS of a connection that begins."""
        if self._newest is None:
            raise RuntimeError("a connection before there is a certificate")
        return SSL.Connection(self._newest, None)


def _reason(error: Exception) -> str:
    """Return the words of an error of OpenSSL's, which are the last of a list's last item."""
    queue: Any = error.args[0] if error.args else ""
    return str(queue[-1][-1]) if isinstance(queue, list) and queue else str(error)


@implementer(IHalfCloseableProtocol)
class EncryptedConnection(BufferingTLSTransport):
    """One connection under TLS, which has so many ``seconds`` for its handshake.

    Twisted's own has any time, and drops what is unsent when its peer ends its input.
    """

    log = Logger()
    transport: Any
    wrappedProtocol: Any  # noqa: N815  # the name is Twisted's
    _input_has_ended = False

    def __init__(
        self,
        factory: TLSMemoryBIOFactory,
        inside: Any,
        _connect_inside: bool = True,
        *,
        seconds: float,
        clock: IReactorTime,
    ) -> None:
        super().__init__(factory, inside, _connect_inside)
        self._seconds = seconds
        self._cut: IDelayedCall | None = clock.callLater(seconds, self._too_late)

    def _too_late(self) -> None:
        self._cut = None
        self.log.info(
            "Ending the connection of {peer}: no TLS handshake in {seconds:g} seconds",
            peer=peer_of(self),
            seconds=self._seconds,
        )
        self.abortConnection()  # type: ignore[no-untyped-call]

    def _is_in_time(self) -> None:
        cut, self._cut = self._cut, None
        if cut is not None:
            cut.cancel()

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces. What follows the end is nothing (RFC 8446 6.1)."""
        if self._input_has_ended:
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._cut is not None and self._handshakeDone:
            self._is_in_time()

    def _flushReceiveBIO(self) -> None:
        """Hand on what can be decrypted. But for the end of input this is as Twisted has it."""
        while not (self._lostTLSConnection or self._input_has_ended):
            try:
                data = self._tlsConnection.recv(RECORD)
            except SSL.WantReadError:  # noqa: PERF203  # as often as there are records
                break
            except SSL.ZeroReturnError:
                self._end_input()
            except SSL.Error:
                self._tlsShutdownFinished(Failure())  # type: ignore[no-untyped-call]
            else:
                if not self._aborted:
                    ProtocolWrapper.dataReceived(self, data)
        self._flushSendBIO()  # type: ignore[no-untyped-call]

    def _end_input(self) -> None:
        self._input_has_ended = True
        inside = self.wrappedProtocol
        while isinstance(inside, ProtocolWrapper):  # of a proxy's header
            inside = inside.wrappedProtocol
        if not self.disconnecting and IHalfCloseableProtocol.providedBy(inside):
            inside.readConnectionLost()
        else:
            self._shutdownTLS()
            self._tlsShutdownFinished(None)  # type: ignore[no-untyped-call]

    def readConnectionLost(self) -> None:
        """Take the end of TCP's input for that of TLS: ncat sends no close_notify before it.

        Who can cut off what somebody sends can as well reset the connection; no half line counts.
        """
        if not self._handshakeDone:
            self.abortConnection()  # type: ignore[no-untyped-call]
        elif not self._input_has_ended:
            self._end_input()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def _shutdownTLS(self) -> None:
        super()._shutdownTLS()  # type: ignore[no-untyped-call]
        if self._input_has_ended:
            self.transport.loseConnection()  # nobody will answer our own close_notify

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Tell the protocol inside, whatever the reason."""
        self._is_in_time()
        self._input_has_ended = True
        super().connectionLost(reason)


def set_up(factory: object, seconds: float, clock: IReactorTime) -> bool:
    """Make the connections of a port `EncryptedConnection`s, if they are under TLS at all.

    ``factory`` is the port's, whoever made it. Returns whether its connections are under TLS.
    """
    if not isinstance(factory, TLSMemoryBIOFactory):
        return False
    made: Any = partial(EncryptedConnection, seconds=seconds, clock=clock)
    factory.protocol = made
    return True


def encrypting(
    contexts: Contexts,
    inside: Callable[[Connection], IProtocol],
    seconds: float,
    clock: IReactorTime,
) -> Callable[[Connection], IProtocol]:
    """Return what makes the TLS of a connection on which something else might have been spoken.

    ``inside`` makes the protocol in it. Twisted's own way, `startTLS`, is there for TCP alone, and
    knows no deadline for the handshake.
    """
    unused: Any = ServerFactory()  # of the protocols inside, which are made one by one
    factory = TLSMemoryBIOFactory(contexts, False, unused, clock)

    def make(connection: Connection) -> IProtocol:
        protocol: IProtocol = EncryptedConnection(
            factory, inside(connection), seconds=seconds, clock=clock
        )
        return protocol

    return make
