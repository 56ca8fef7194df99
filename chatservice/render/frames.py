"""Events and replies as WebSocket messages (RFC 6455): the objects of `objects`, each in a frame.

A server's frames are not masked (section 5.1), so that one is the same for everyone who gets it.
"""

from __future__ import annotations

from functools import lru_cache

from wsproto.frame_protocol import FrameProtocol

from chatservice.core.rendering import Telling
from chatservice.core.settings import Representation
from chatservice.render.objects import encoded

FORM = "websocket"


@lru_cache(maxsize=4096)
def _header(size: int) -> bytes:
    """Return what stands before a text of ``size`` bytes in a frame of its own (section 5.2).

    It depends on the size alone. To have wsproto make each frame would take 2.4 µs; a line and all
    else of it take 0.8.
    """
    frame = FrameProtocol(client=False, extensions=[]).send_data(" " * size)
    return bytes(frame[: len(frame) - size])


class FrameRenderer:
    """Makes one unfragmented text frame of an event or a reply."""

    def __call__(
        self,
        what: Telling,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        """Return the frame; nothing for what is not sent to programs.

        The room is in each object: ``labelled`` changes nothing.
        """
        data = encoded(what, representation, seq, request)
        return _header(len(data)) + data if data else data

    def bell(self, representation: Representation) -> bytes:
        """Return nothing: there is no terminal."""
        return b""
