"""How many frames that bring nothing somebody may send in a WebSocket.

What is said has its pace in the session. A ping, a pong or a fragment of a few bytes is never said,
and each costs the server as much as a line does.
"""

from __future__ import annotations

from datetime import datetime

from wsproto.events import CloseConnection, Event, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason

from chatservice.core.pace import Bucket

AT_ONCE = 256
PER_SECOND = 32
"""Such frames, many times what programs need: each takes the server some 15 µs."""

SMALL = 64
"""Characters from which on a fragment brings something: 512 such make the longest message."""

TOO_MANY = CloseConnection(
    CloseReason.POLICY_VIOLATION,
    f"too many pings, pongs or fragments of less than {SMALL} characters: "
    f"{AT_ONCE} at once and {PER_SECOND} a second are allowed",
)
"""What somebody reads who sends more (RFC 6455, 7.4.1); at most 123 bytes fit into such a frame."""


class FramePace:
    """Counts one connection's frames that bring nothing."""

    __slots__ = ("_bucket", "_is_fragmented")

    def __init__(self) -> None:
        self._bucket: Bucket | None = None  # which most connections never need
        self._is_fragmented = False
        """Whether a message in several frames has not ended."""

    def allows(self, event: Event, now: datetime, *, is_closing: bool) -> bool:
        """Return whether somebody may send this; all counts where nothing is taken any more."""
        if not (self._is_idle(event) or is_closing):
            return True
        if self._bucket is None:
            # It says whether there is another one after this; this one may be the last.
            self._bucket = Bucket(AT_ONCE + 1, PER_SECOND)
        return not self._bucket.take(now)

    def _is_idle(self, event: Event) -> bool:
        if isinstance(event, TextMessage):
            is_fragment = self._is_fragmented or not event.message_finished
            if event.frame_finished:
                self._is_fragmented = not event.message_finished
            return is_fragment and event.frame_finished and len(event.data) < SMALL
        return isinstance(event, Ping | Pong)
