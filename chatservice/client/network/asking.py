"""Asks a server in JSON whether it speaks that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.client.network.gate import LONGEST_GREETING, Gate
from chatservice.client.network.link import Link, decoded, encoded
from chatservice.render.messages import Answer

_PING = "?"
"""The id of the only request that is made here."""


class NotJsonError(Exception):
    """The answer to a request in JSON was none, or there was no answer at all (``is_silent``)."""

    def __init__(self, *, is_silent: bool) -> None:
        super().__init__(is_silent)
        self.is_silent = is_silent


class Asking(Gate):
    """Asks for a sign of life in JSON, for which a server has ``seconds``.

    That is no hello, which might have a password in it: what a server shows to others that takes it
    for a line is only this. ``answered`` fires with a link once there is an answer, or at once
    where the handshake of TLS told that the server is ours. It fails with `NotJsonError`.
    """

    def __init__(self, clock: Any, make_link: Callable[[], Link], seconds: float) -> None:
        super().__init__(clock)
        self._make_link = make_link
        self._seconds = seconds
        self.answered: Deferred[Link] = Deferred(lambda _: self._give_up())

    def connectionMade(self) -> None:
        """Ask, if it has to be asked."""
        if self._is_surely_ours:
            self._let_in()
            return
        self._wait(self._seconds)
        self.transport.write(encoded({"type": "ping", "id": _PING}))

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        if self._is_open:
            self.wrappedProtocol.dataReceived(data)
            return
        self._held += data
        first, end, rest = self._held.lstrip().partition(b"\n")
        if first[:1] not in (b"", b"{") or len(self._held) > LONGEST_GREETING:
            self._time_is_up()
        elif end:
            # Some servers send back what they are sent, and a ping is no message of a server's.
            message = decoded(first)
            if message is None:
                self._time_is_up()
                return
            if isinstance(message, Answer) and message.id == _PING:
                self._held = rest
            self._let_in()

    def _let_in(self) -> None:
        link = self._make_link()
        self._hand_over(link)
        self.answered.callback(link)
        self._open()

    def _time_is_up(self) -> None:
        if not self._is_over:
            self._give_up()
            self.answered.errback(NotJsonError(is_silent=not self._held))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on that the connection is closed, be it instead of an answer."""
        if self._is_open:
            self.wrappedProtocol.connectionLost(reason)
        else:
            self._time_is_up()
