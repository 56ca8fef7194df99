"""Where somebody comes from, who may be behind a proxy that has yet to say so (PROXY protocol)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.protocols.haproxy._wrapper import HAProxyProtocolWrapper
from twisted.protocols.policies import ProtocolWrapper


def host_of(transport: Any) -> str:
    """Return the address of the host at the far end; empty where there is none (a Unix socket)."""
    peer = transport.getPeer()
    return peer.host if isinstance(peer, IPv4Address | IPv6Address) else ""


def when_known(transport: Any, begin: Callable[[], None]) -> bool:
    """Return whether it is known where the far end of ``transport`` is.

    If not, ``begin`` is called once it is, unless the proxy's header comes in one piece with what
    follows it: that is received first. Twisted's wrapper tells nobody that the header has come, and
    whoever waits to be greeted sends nothing more.
    """
    wrapper = transport
    while not isinstance(wrapper, HAProxyProtocolWrapper):
        if not isinstance(wrapper, ProtocolWrapper):
            return True
        wrapper = wrapper.transport

    def receive(data: bytes) -> None:
        try:
            HAProxyProtocolWrapper.dataReceived(wrapper, data)
        except ValueError:  # a port that is no number, an address that is no text
            wrapper.loseConnection()
        if wrapper._proxyInfo is not None:  # noqa: SLF001  # there is no public way
            del wrapper.dataReceived  # from here on it is the class's again
            begin()

    wrapper.dataReceived = receive  # type: ignore[method-assign]
    return False
