"""Where a bot's server is: an endpoint, from a host and a port or from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, clientFromString
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from zope.interface import implementer

from chatservice.client.network.address import Address, server_address
from chatservice.client.network.encrypted import connect_encrypted
from chatservice.client.network.trust import KnownHosts, Trust, parse_fingerprint, usual_file

CONNECT_SECONDS = 10.0
"""How long a server may take to accept a connection, and again for the handshake of TLS."""


@implementer(IStreamClientEndpoint)
class TrustingEndpoint:
    """TLS to a host whose certificate an authority vouches for, or `Trust` believes."""

    def __init__(self, reactor: Any, address: Address, trust: Trust) -> None:
        self._reactor = reactor
        self._address = address
        self._trust = trust

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:  # noqa: N803
        """Connect. Fails with what `chatservice.client.network.encrypted` raises."""
        address = self._address
        inner: Any = protocolFactory.buildProtocol(None)  # type: ignore[arg-type]
        endpoint = HostnameEndpoint(
            self._reactor, address.host, address.port, timeout=CONNECT_SECONDS
        )
        connecting = connect_encrypted(
            self._reactor, endpoint, address, inner, self._trust, CONNECT_SECONDS
        )
        return Deferred.fromCoroutine(connecting)


def server_endpoint(
    reactor: Any,
    environment: Mapping[str, str],
    host: str | None = None,
    port: int | None = None,
    *,
    tls: bool = False,
    fingerprint: str | None = None,
    endpoint: str | IStreamClientEndpoint | None = None,
) -> tuple[IStreamClientEndpoint, str]:
    """Return the endpoint of a server, and how it is called in the log.

    ``endpoint`` beats the rest: one of Twisted's, or the description of one
    (`twisted.internet.endpoints.clientFromString`). Without a host or a port, CHAT_HOST and
    CHAT_PORT count. Under TLS a certificate is believed that an authority vouches for, that has the
    SHA-256 ``fingerprint``, or that was accepted in the bundled client. Raises
    `chatservice.client.network.address.WrongAddressError`, and `ValueError` for other faults.
    """
    if isinstance(endpoint, str):
        made: IStreamClientEndpoint = clientFromString(reactor, endpoint)
        return made, endpoint
    if endpoint is not None:
        return endpoint, repr(endpoint)
    address = server_address(host, None if port is None else str(port), environment)
    if fingerprint is not None and not tls:
        raise ValueError("fingerprint is of use with tls=True alone")
    if not tls:
        plain = HostnameEndpoint(reactor, address.host, address.port, timeout=CONNECT_SECONDS)
        return plain, str(address)
    pinned = None if fingerprint is None else parse_fingerprint(fingerprint)
    if fingerprint is not None and pinned is None:
        raise ValueError(f"{fingerprint!r} is no SHA-256 fingerprint of a certificate")
    trust = Trust(KnownHosts(usual_file(environment)), pinned)
    return TrustingEndpoint(reactor, address, trust), str(address)
