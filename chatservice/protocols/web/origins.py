"""Which web page a request comes from, and whether that is this server's own (RFC 6454)."""

from __future__ import annotations

import re

_DEFAULT_PORTS = {"http": "80", "https": "443"}

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%-]+)(?::(?P<port>\d{0,5}))?\Z")
"""RFC 9110, 7.2: a host, which is a name or an address, and a port, perhaps."""

_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>.+)\Z", re.IGNORECASE)
"""RFC 6454, 7.1; of what a browser sends that is not "null"."""


def is_host(host: str) -> bool:
    """Return whether ``host`` may stand in a request's `Host` field."""
    return _HOST.match(host) is not None


def is_same_origin(origin: str, host: str) -> bool:
    """Return whether a page of ``origin`` came from the server that its request calls ``host``.

    Both are header fields. The scheme makes no difference: behind a proxy that ends TLS, it is
    another one here than in the browser. What is no origin, such as "null", is nobody's.
    """
    found = _ORIGIN.match(origin)
    if found is None:
        return False
    port = _DEFAULT_PORTS[found["scheme"].lower()]
    place = _place(found["host"], port)
    return place is not None and place == _place(host, port)


def _place(host: str, port: str) -> tuple[str, str] | None:
    found = _HOST.match(host)
    return None if found is None else (found["name"].lower(), found["port"] or port)
