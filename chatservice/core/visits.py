"""A connection, counted at the door: whatever is spoken on it, and whether there is a session."""

from __future__ import annotations

from chatservice.core.addresses import Origin
from chatservice.core.refusals import Refused


class Visit:
    """One accepted connection, from accepting it until it is closed.

    ``origin`` is where it comes from, `None` for who has no address, as on a Unix socket.
    ``refused`` is why it may not come in, `None` for who may; that is another thing for who reads
    pages than for who wants to talk. ``reads`` says which of the two it is, ``is_noted`` whether
    the log knows of a refusal.
    """

    __slots__ = ("is_noted", "origin", "reads", "refused")

    def __init__(self, origin: Origin | None, refused: Refused | None = None) -> None:
        self.origin = origin
        self.refused = refused
        self.reads = False
        self.is_noted = False
