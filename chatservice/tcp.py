"""What a conversation needs of TCP, at both of its ends."""

from __future__ import annotations

import socket
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import ITCPTransport
from twisted.protocols.policies import ProtocolWrapper

from chatservice.core.text import sanitise

KEEPALIVE = {"TCP_KEEPIDLE": 120, "TCP_KEEPINTVL": 30, "TCP_KEEPCNT": 4}
"""A vanished peer is found after 120 + 4 × 30 seconds of silence (Linux: tcp(7)); the system's
own setting is two hours."""


def bottom_of(transport: Any) -> Any:
    """Return the transport at the bottom of ``transport``, under TLS and a proxy's header."""
    while isinstance(transport, ProtocolWrapper):
        transport = transport.transport
    return transport


def peer_of(transport: Any) -> object:
    """Return where the far end of a connection is: its host and port, or what there is of it."""
    peer = transport.getPeer()
    if not isinstance(peer, IPv4Address | IPv6Address):
        return peer
    # A proxy's header may have anything in the place of an address, and Twisted takes it.
    return sanitise(peer.host), peer.port


def set_up_tcp(transport: Any) -> None:
    """Let a connection send at once and notice a vanished peer.

    ``transport`` is whatever an endpoint made: nothing happens where there is no TCP under it.
    """
    transport = bottom_of(transport)
    # Twisted's Unix sockets say that they provide ITCPTransport, and then fail.
    on_ip = isinstance(transport.getHost(), IPv4Address | IPv6Address)
    if not (on_ip and ITCPTransport.providedBy(transport)):
        return
    # Lines are short and wanted at once; they are joined per turn, not by the kernel.
    transport.setTcpNoDelay(True)
    transport.setTcpKeepAlive(True)
    handle: Any = getattr(transport, "getHandle", lambda: None)()
    if handle is not None:
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                handle.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
