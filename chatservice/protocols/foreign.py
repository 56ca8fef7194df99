"""Recognises clients that speak another protocol to the chat port.

What they send would otherwise be taken for nicknames (`SSH-2.0-OpenSSH_9.2p1` is a legal one),
or, sent by a web page in somebody's browser, for things to say.
"""

from __future__ import annotations

import re

_OPENINGS = (
    # RFC 8446, 5.1: a record of type handshake (22), of a version that starts with 3.
    (re.compile(rb"\x16\x03"), "TLS"),
    # RFC 9112, 3: a method and its target. What follows may be longer than a line.
    (
        re.compile(
            rb"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|PRI) (?:/|\*|https?://)"
            rb"|CONNECT \S+:\d"
            rb"|[A-Z][A-Z-]* \S+ HTTP/\d"
        ),
        "HTTP",
    ),
    # RFC 4253, 4.2
    (re.compile(rb"SSH-\d"), "SSH"),
)


def foreign_protocol(opening: bytes) -> str | None:
    """Return the name of the protocol that ``opening`` belongs to.

    It is a connection's first bytes, or a line from someone who has no nickname yet. `None` for
    what may be a person.
    """
    for pattern, name in _OPENINGS:
        if pattern.match(opening):
            return name
    return None
