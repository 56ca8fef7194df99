"""Finds out what a server speaks, without saying anything.

`nc -l` accepts one connection, and shows every byte to a person: so nothing is said to a server of
which nothing is known. Ours greets who says nothing for 200 milliseconds, sometimes a second
(`chatservice.protocols.detect`), and is known by that:

    ← Enter your nickname:
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.client.lines.connection import Connection
from chatservice.client.network.gate import LONGEST_GREETING, Closed, Gate
from chatservice.client.network.link import Link, decoded
from chatservice.core.refusals import Code
from chatservice.core.settings import LANGUAGES
from chatservice.render.messages.conversation import Error
from chatservice.render.phrasebook import phrasebook

SILENCE_SECONDS = 1.5
"""How long a server may say nothing until it is taken for one that waits for people to begin."""

REST_SECONDS = 0.3
"""How long the rest of a greeting may take: a message of the day may stand before the question, and
come in another packet."""

_ALERT = b"\x15\x03"
"""How TLS complains of what is none: an alert (RFC 8446, 5.1 and 6)."""


class Verdict(Enum):
    """What a server turned out to be that one must not go on with as it is."""

    GREETS = "greets"
    """Ours, which asks for a nickname: it may speak TLS and JSON."""
    JSON = "json"
    """Ours, which took what was typed for JSON: it speaks that alone."""
    TLS = "tls"
    """One that may want TLS: it took what was typed for that, or closed without a word."""


class ClosedError(Exception):
    """The server closed the connection without a word. ``perhaps_tls``: it may want TLS."""

    def __init__(self, *, perhaps_tls: bool) -> None:
        super().__init__(perhaps_tls)
        self.perhaps_tls = perhaps_tls


@cache
def _questions() -> tuple[bytes, ...]:
    """Return how our server greets, in every language."""
    books = (phrasebook(language) for language in LANGUAGES)
    return tuple(book.say("Enter your nickname: ").encode() for book in books)


class Finding(Gate):
    """Says nothing until it is known what the server speaks.

    ``found`` fires with a link, where the handshake of TLS told that the server is ours; with a
    connection in lines, which then gets every byte; or with a `Verdict`, the connection closed. It
    fails with `ClosedError`.

    Whether a silent server is ours may show later: until something is sent, or by the answer to
    that. Then ``turned`` is called with a `Verdict`, and the connection is closed without a word to
    the one in lines. Without ``turned``, that is not looked for.

    ``may_be_tls``: TLS may be what the server wants.
    """

    def __init__(
        self,
        clock: Any,
        make_link: Callable[[], Link],
        make_lines: Callable[[], Connection],
        turned: Callable[[Verdict], None] | None,
        *,
        may_be_tls: bool,
    ) -> None:
        super().__init__(clock)
        self._make_link = make_link
        self._make_lines = make_lines
        self._turned = turned
        self._may_be_tls = may_be_tls
        self._has_lines = False
        self._has_sent = False
        self.found: Deferred[Link | Connection | Verdict] = Deferred(lambda _: self._give_up())

    def connectionMade(self) -> None:
        """Begin with a server that is surely ours, and say nothing to others."""
        if self._is_surely_ours:
            link = self._make_link()
            self._hand_over(link)
            self._open()
            self.found.callback(link)
        else:
            self._wait(SILENCE_SECONDS)

    def write(self, data: bytes) -> None:
        """Send what the protocol inside says."""
        self._has_sent = True
        self.transport.write(data)

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        if self._is_open:
            self.wrappedProtocol.dataReceived(data)
            return
        if self._is_over:
            return
        is_first = not self._held
        self._held += data
        verdict = self._verdict()
        if verdict is not None:
            self._end_with(verdict)
        elif len(self._held) > LONGEST_GREETING:
            self._time_is_up()
        elif is_first:
            self._wait(REST_SECONDS)

    def _verdict(self) -> Verdict | None:
        first, end, _ = self._held.partition(b"\n")
        if not self._has_sent:
            return Verdict.GREETS if self._held.rpartition(b"\n")[2] in _questions() else None
        if self._may_be_tls and self._held.startswith(_ALERT):
            return Verdict.TLS
        message = decoded(first) if end and first.startswith(b"{") else None
        is_refusal = isinstance(message, Error) and message.code == Code.NOT_JSON.value
        return Verdict.JSON if is_refusal else None

    def _end_with(self, verdict: Verdict) -> None:
        self._give_up()
        if not self._has_lines:
            self.found.callback(verdict)
        elif self._turned is not None:
            self._turned(verdict)

    def _time_is_up(self) -> None:
        self._begin_lines()
        if self._held or self._turned is None:
            self._open()

    def _begin_lines(self, transport: Any = None) -> None:
        if not self._has_lines:
            self._has_lines = True
            lines = self._make_lines()
            self._hand_over(lines, transport)
            self.found.callback(lines)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on the rest, and that it is the rest."""
        self._wait_no_more()
        if self._is_over:
            return
        if not self._is_open and not self._held:
            if self._may_be_tls and (self._turned is not None or not self._has_lines):
                self._end_with(Verdict.TLS)
                return
            if not self._has_lines:
                is_encrypted = ISSLTransport.providedBy(self.transport)
                self.found.errback(ClosedError(perhaps_tls=not is_encrypted))
                return
        if not self._is_open:
            self._begin_lines(Closed())
            self._open()
        self.wrappedProtocol.connectionLost(reason)
