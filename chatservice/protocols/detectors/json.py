"""JSON objects, one in a line: what programs speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.interfaces import IProtocol

from chatservice.protocols.detectors.detector import Detector

if TYPE_CHECKING:
    from chatservice.protocols.connection import Connection


def _recognises(beginning: bytes) -> bool | None:
    """Return whether an object begins here, be it after white space (RFC 8259 2)."""
    text = beginning.lstrip(b" \t\r\n")
    return text.startswith(b"{") if text else None


def _speak(connection: Connection) -> IProtocol:
    from chatservice.protocols.jsonlines import JsonProtocol  # see `Detector`

    return JsonProtocol(connection)


DETECTOR = Detector("json", _recognises, _speak)
