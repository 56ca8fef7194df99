"""What the operator is told about listening: where, how others get there, and why not."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.error import CannotListenError
from twisted.python.failure import Failure

from chatservice.core.phrases import N_
from chatservice.protocols.detectors import AUTO, LINE, WEB
from chatservice.render.phrasebook import locale_language, phrasebook

_REASONS = {
    errno.EADDRINUSE: N_(
        "Port {port} is in use by another program: stop that program, or choose another port "
        "with {option}"
    ),
    errno.EACCES: N_(
        "Port {port} may not be used by this user: choose one from 1024 on with {option}"
    ),
    errno.EADDRNOTAVAIL: N_(
        "{host} is no address of this machine: choose one that is with --host, or 0.0.0.0 for all"
    ),
}


def announcement(
    description: str, address: object, speaks: str = AUTO, *, encrypted: bool = False
) -> list[str]:
    """Return the lines of the log that say where an endpoint's listener waits for people.

    ``address`` is what the listening port is bound to, ``speaks`` what is spoken there. Under the
    first line stands how others on the network reach it, where they can: with telnet and a browser,
    or with ncat instead of telnet if it is ``encrypted`` from the first byte on.
    """
    place: object = address
    if isinstance(address, UNIXAddress):
        place = address.name.decode(errors="replace") if address.name else ""
    elif isinstance(address, IPv4Address | IPv6Address):
        place = f"{_in_a_url(address.host)}:{address.port}"
    only = "" if speaks == AUTO else f" ({speaks})"
    lines = [f"[SERVER] Waiting for connections on {place}{only}"]
    if not isinstance(address, IPv4Address | IPv6Address):
        return lines
    if description.startswith(("tcp:", "tcp6:")):
        reached = own_address(address.host)
        alone = ipaddress.ip_address(reached).is_loopback
        who = "This machine reaches" if alone else "Others reach"
        by = _ways(reached, address.port, speaks, encrypted=encrypted)
        lines.append(f"[SERVER] {who} it with: {by}")
    return lines


def _ways(host: str, port: int, speaks: str, *, encrypted: bool) -> str:
    """Return how people and programs come to where ``speaks`` is spoken."""
    plain = "ncat --ssl" if encrypted else "telnet"
    scheme = "https" if encrypted else "http"
    terminal = f"{plain} {host} {port}"
    browser = f"{scheme}://{_in_a_url(host)}:{port}/"
    ways = {AUTO: f"{terminal}, or a browser: {browser}", LINE: terminal, WEB: browser}
    return ways.get(speaks, f"a program that speaks {speaks}, at {host} {port}")


def _in_a_url(host: str) -> str:
    """Return ``host``, in brackets if it has colons of its own (RFC 3986 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def warning(address: object, speaks: str = AUTO) -> str | None:
    """Return the line of the log about a listener that is not encrypted, if it wants one.

    ``address`` is what it is bound to, ``speaks`` what is spoken there. On the loopback, and on a
    Unix socket, nobody listens in. Behind a proxy strangers may: what goes between the two is not
    encrypted either.
    """
    if not isinstance(address, IPv4Address | IPv6Address):
        return None
    if ipaddress.ip_address(address.host).is_loopback:
        return None
    if speaks == AUTO:
        return (
            f"[SERVER] Port {address.port} is not encrypted for who comes without TLS: whoever is "
            "on the way can read what they say, and passwords. --tls with --no-plain leaves a port "
            "for TLS alone"
        )
    return (
        f"[SERVER] Port {address.port} is not encrypted: whoever is on the way can read what is "
        "said there, and passwords. --tls adds a port that is, and --no-plain leaves no other"
    )


def own_address(bound: str) -> str:
    """Return the address at which others reach a listener that is bound to the address ``bound``.

    For one bound to every address it is this machine's own on its network, or the loopback
    address where there is no network.
    """
    address = ipaddress.ip_address(bound)
    if not address.is_unspecified:
        return bound
    # Connecting a datagram socket sends nothing: it asks the system which address it would use
    # towards a host far away. The host is one of a block kept for documentation (RFC 5737, 3849).
    family, far_away, loopback = (
        (socket.AF_INET, "192.0.2.1", "127.0.0.1")
        if address.version == 4
        else (socket.AF_INET6, "2001:db8::1", "::1")
    )
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((far_away, 9))
        except OSError:
            return loopback
        found: Any = probe.getsockname()[0]
        return str(found)


def check_address(host: str, port: int) -> None:
    """Find out whether a TCP port can be listened on, without listening.

    twistd listens after a daemon has left its terminal, and passes on only the first 100 bytes of
    what went wrong; so the likely mistakes are looked for before that. Raises `OSError`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Twisted does
        probe.bind((host, port))


def why_not_address(host: str, port: int, error: OSError, option: str = "--port") -> str:
    """Return one sentence about an address that can't be listened on, and what to do.

    ``option`` is the one that chooses the port.
    """
    if error.errno in _REASONS:
        book = phrasebook(locale_language())
        return book.say(_REASONS[error.errno], port=port, host=host, option=option)
    return _why_not(f"{host}:{port}", error)


def why_not_listening(description: str, failure: Failure, option: str = "--port") -> str:
    """Return one sentence about an endpoint that can't listen: what is wrong, and what to do.

    ``option`` is the one that chooses its port.
    """
    error = failure.value
    if isinstance(error, CannotListenError):
        if isinstance(error.socketError, OSError) and isinstance(error.port, int):
            return why_not_address(error.interface, error.port, error.socketError, option)
        error = error.socketError
    return _why_not(description, error)


def _why_not(endpoint: str, error: object) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return phrasebook(locale_language()).say(
        "{endpoint} can't be listened on: {reason}", endpoint=endpoint, reason=reason
    )
