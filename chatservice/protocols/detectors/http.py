"""HTTP/1.1, of which WebSocket begins as a part (RFC 6455 4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IProtocol

from chatservice.protocols.detectors.detector import Detector, Literals

if TYPE_CHECKING:
    from chatservice.protocols.connection import Connection

METHODS = (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"PRI")
"""What a request begins with (RFC 9110 9.1, RFC 5789), or HTTP/2 (RFC 9113 3.4), which is refused
in words of HTTP."""

TARGETS = (b"/", b"*", b"http")
"""What the method's target begins with (RFC 9112 3.2). The one for a tunnel begins like a word."""

_USUAL = Literals(*(method + b" " + target for method in METHODS for target in TARGETS))

# RFC 9112, 3. Any method there may be; its name is in capitals wherever one is registered.
_REQUEST = re.compile(rb"[A-Z][A-Z-]* \S+ HTTP/\d")
_UNFINISHED = re.compile(rb"[A-Z][A-Z-]*(?: (?:\S+(?: (?:H|HT|HTT|HTTP|HTTP/)?)?)?)?")


def _recognises(beginning: bytes) -> bool | None:
    """Return whether a request begins here.

    For the usual methods, the first byte of the target is enough. For others it takes the version
    behind it: a method alone may be somebody's name.
    """
    usual = _USUAL(beginning)
    if usual or _REQUEST.match(beginning):
        return True
    is_open = usual is None or _UNFINISHED.fullmatch(beginning) is not None
    return None if is_open else False


def _speak(connection: Connection) -> IProtocol:
    from chatservice.protocols.web import web_protocol  # see `Detector`

    protocol = web_protocol(connection)
    is_refused = connection.visit.refused is not None
    if is_refused and not connection.factory.may_be_told_why(connection):
        connection.transport.abortConnection()
    return protocol


DETECTOR = Detector("web", _recognises, _speak, alpn=b"http/1.1", is_browsers=True)
