"""Connecting, with what it takes until the server's certificate is believed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import DNSLookupError

from chatservice.client import failures
from chatservice.client.ending import Ending
from chatservice.client.lines.connection import Connection, connect
from chatservice.client.network.address import Address
from chatservice.client.network.question import Question
from chatservice.client.network.trust import Trust, UnknownCertificateError
from chatservice.render.phrasebook import Phrasebook


class Attempt:
    """Connects to a server, within ``seconds`` for each try.

    A certificate that nobody knows is shown to whoever is at the terminal, while no connection
    waits for the answer; if they accept it, it is kept, and the connection is made anew.
    """

    def __init__(
        self, address: Address, book: Phrasebook, seconds: float, trust: Trust | None = None
    ) -> None:
        self.address = address
        self.book = book
        self._seconds = seconds
        self._trust = trust
        self._pending: Deferred[Any] | None = None

    def cancel(self) -> None:
        """Give up, whatever is waited for."""
        if self._pending is not None:
            self._pending.cancel()

    async def connect(self, reactor: Any, make: Callable[[], Connection]) -> Connection | Ending:
        """Return a connection that ``make`` has made, or why there is none."""
        try:
            try:
                return await self._once(reactor, make())
            except UnknownCertificateError as unknown:
                if not await self._accepts(reactor, unknown):
                    return Ending(1, (failures.not_accepted(self.book, self.address),))
            return await self._once(reactor, make())
        except CancelledError:
            return Ending(0)
        except Exception as error:  # a resolver and a socket have many ways to fail
            sentence = failures.not_connected(self.book, self.address, error, self._seconds)
            is_unknown = isinstance(error, DNSLookupError)
            return Ending(1, (sentence,), is_unknown_host=is_unknown)

    async def _once(self, reactor: Any, connection: Connection) -> Connection:
        self._pending = connect(reactor, self.address, connection, self._seconds, self._trust)
        connected: Connection = await self._pending
        return connected

    async def _accepts(self, reactor: Any, unknown: UnknownCertificateError) -> bool:
        """Ask the person about a certificate, and keep it if they accept it.

        Raises ``unknown`` where nobody can be asked, and `KnownHostsError`.
        """
        stream = next((each for each in (sys.stdout, sys.stderr) if each.isatty()), None)
        if self._trust is None or stream is None or not sys.stdin.isatty():
            raise unknown
        book = self.book
        told = book.say(
            "No authority vouches for the certificate of {server}. Its SHA-256 fingerprint is:",
            server=self.address,
        )
        stream.write(f"{told}\n  {unknown.fingerprint}\n")
        question = book.say("Is that the one that the server's operator told you? (y/n)")

        def ask() -> None:
            stream.write(f"{question} ")
            stream.flush()

        self._pending = Question(reactor, sys.stdin.fileno(), ask).answer()
        accepted: bool = await self._pending
        if accepted:
            self._trust.known.add(self.address, unknown.fingerprint)
        return accepted
