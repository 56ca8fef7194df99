"""What recognises a protocol by the first bytes that its clients send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IProtocol

if TYPE_CHECKING:
    from chatservice.protocols.connection import Connection


@dataclass(frozen=True, slots=True)
class Detector:
    """One protocol that is spoken on a port where the first bytes decide.

    ``recognises`` says of the first bytes whether they belong to it; `None` if it takes more of
    them to know. ``speak`` makes what takes the connection over, bytes and all: what it needs is
    imported only then, so that who just wants the names (``name`` is what `--listen` calls it)
    loads no web server.
    """

    name: str
    recognises: Callable[[bytes], bool | None]
    speak: Callable[[Connection], IProtocol]
    alpn: bytes | None = None
    """Its own name in ALPN (RFC 7301), if it has one. It takes over from who negotiated it at once,
    and from nobody who negotiated another."""
    is_plain: bool = True
    """Whether it says things to people, rather than being TLS, in which others are spoken."""
    is_browsers: bool = False
    """Whether browsers speak it, which open several connections for one page: whoever spoke it is
    waited for longer the next time (`chatservice.protocols.speaking_first`)."""


class Literals:
    """Recognises what begins with one of some byte strings."""

    def __init__(self, *literals: bytes) -> None:
        self._literals = literals
        self._unfinished = frozenset(
            literal[:end] for literal in literals for end in range(len(literal))
        )

    def __call__(self, beginning: bytes) -> bool | None:
        """Return whether ``beginning`` is one of them, and maybe more; `None` if it may become."""
        if beginning.startswith(self._literals):
            return True
        return None if beginning in self._unfinished else False
