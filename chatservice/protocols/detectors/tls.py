"""TLS, in which anything else is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.interfaces import IProtocol

from chatservice.protocols.detectors.detector import Detector, Literals

if TYPE_CHECKING:
    from chatservice.protocols.connection import Connection


def _speak(connection: Connection) -> IProtocol:
    encrypted = connection.factory.encrypted
    if encrypted is None:
        raise RuntimeError("TLS where there is no certificate")
    return encrypted(connection)


DETECTOR = Detector(
    "tls",
    # RFC 8446, 5.1: a record of type handshake (22), of a version that starts with 3.
    Literals(b"\x16\x03"),
    _speak,
    is_plain=False,
    is_browsers=True,
)
