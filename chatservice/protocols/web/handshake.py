"""How a request of HTTP becomes a WebSocket (RFC 6455, 4.2)."""

from __future__ import annotations

from h11 import LocalProtocolError as BadHeaderError
from wsproto.connection import ConnectionType
from wsproto.events import AcceptConnection
from wsproto.handshake import H11Handshake
from wsproto.utilities import ProtocolError

from chatservice.protocols.web.origins import is_same_origin
from chatservice.protocols.web.refusing import NOT_WEBSOCKET, OTHER_SITE, NotServedError
from chatservice.protocols.web.request import WebRequest
from chatservice.protocols.web.websocket import WebSocketProtocol

WEBSOCKET = "/ws"
"""Where it is."""

_OF_THE_HANDSHAKE = ("Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
"""What the handshake depends on. wsproto looks at other fields, too, and fails at some of them: at
a `Host` that is no name in IDNA, say."""


def open_websocket(request: WebRequest) -> None:
    """Leave the connection to a WebSocket. Raises `NotServedError`.

    Extensions and subprotocols that are offered are not taken: compressed, a frame would have to be
    made for each reader, instead of once for all.
    """
    origin = request.field("Origin")
    if origin and not is_same_origin(origin, request.field("Host")):
        raise NotServedError(403, OTHER_SITE)
    handshake = H11Handshake(ConnectionType.SERVER)
    fields = [
        (name.encode(), value)
        for name in _OF_THE_HANDSHAKE
        for value in request.requestHeaders.getRawHeaders(name.encode(), [])
    ]
    try:
        handshake.initiate_upgrade_connection([(b"Host", b"chat"), *fields], "/")
        accepted = handshake.send(AcceptConnection())
    except (ProtocolError, BadHeaderError, UnicodeError):
        needed = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        raise NotServedError(426, NOT_WEBSOCKET, needed) from None
    frames = handshake.connection
    if frames is None:
        raise RuntimeError("a handshake without a connection")
    channel = request.channel
    request.note(101)
    channel.connection.talks()
    channel.hand_over(WebSocketProtocol(channel.connection, frames, accepted))
