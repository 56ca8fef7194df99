"""A chat without a socket: transports in memory, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.audit import Audited
from chatservice.core.hub import Hub
from chatservice.core.limits import READERS, Limits
from chatservice.core.log import Log
from chatservice.core.refusals import Refused
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.memory import MemoryHistory
from chatservice.protocols.factory import ChatFactory
from chatservice.protocols.line import LineProtocol
from chatservice.render.forms import Renderer
from tests.core.conversation import WITHOUT_LIMITS, QuickPasswords

PROMPTS = {"en": "Enter your nickname: ", "es": "Usuario: "}

HERE = replace(WITHOUT_LIMITS, address_connections=None, address_arrivals=None, arrivals=None)
"""No limits either for the one address that every `StringTransport` is connected from."""


class LaterPasswords(QuickPasswords):
    """Tells of a password in a turn of the reactor to come, as a thread does."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def make(self, password: str, done: Callable[[str | Refused], None]) -> None:
        super().make(password, lambda proof: self._later(done, proof))

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        super().check(proof, password, lambda is_right: self._later(done, is_right))

    def _later(self, done: Callable[[Any], None], found: object) -> None:
        self._clock.callLater(0, done, found)


class Chat:
    """A hub and the factory of its protocol; times begin at 2026-11-21 12:00 UTC."""

    def __init__(
        self,
        *,
        log: Log | None = None,
        limits: Limits = HERE,
        connections: int | None = None,
        readers: int = READERS,
        **settings: Any,
    ) -> None:
        self.reports: list[str] | None = None
        """What the hub reports, in a test that expects it to."""
        self._searches: list[Callable[[], None]] | None = None
        self.clock = Clock()
        self.clock.rightNow = datetime(2026, 11, 21, 12, tzinfo=timezone.utc).timestamp()
        self.audited: list[Audited] = []
        accounts = Store(IN_MEMORY, self._now)
        accounts.open()
        self.hub = Hub(
            Surroundings(
                now=self._now,
                at_turn_end=lambda call: self.clock.callLater(0, call),
                render=Renderer(),
                log=log or MemoryHistory(),
                later=self.clock.callLater,
                aside=self._aside,
                accounts=accounts,
                passwords=LaterPasswords(self.clock),
                report=self._report,
                audit=self.audited.append,
            ),
            Policy(
                settings=Settings(**{"times": False} | settings),
                limits=limits,
                connections=connections,
                readers=readers,
            ),
        )
        self.factory = ChatFactory(self.hub, self.clock)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.seconds(), timezone.utc)

    def _aside(self, look: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Look at once, but tell of it in a later turn, as a thread does."""
        found = look()
        if self._searches is None:
            self.clock.callLater(0, done, found)
        else:
            self._searches.append(lambda: done(found))

    def _report(self, what: str, error: Exception) -> None:
        if self.reports is None:
            raise error
        self.reports.append(f"{what}: {error}")

    @contextmanager
    def slow_searches(self) -> Iterator[None]:
        """Let searches find what they do only at the end."""
        self._searches = found = []
        try:
            yield
        finally:
            self._searches = None
        for tell in found:
            tell()

    def guest(self) -> Guest:
        """Connect somebody, who is asked for a nickname."""
        return Guest(self)

    def guest_called(self, name: str) -> Guest:
        """Connect somebody who has a nickname already, and has read all up to now."""
        guest = self.guest()
        guest.types(name)
        self.turn()
        guest.reads()
        return guest

    def turn(self) -> None:
        """Let one turn of the reactor pass."""
        self.clock.advance(0)

    def turns(self, count: int) -> None:
        """Let some turns of the reactor pass."""
        for _ in range(count):
            self.turn()


class Guest:
    """Somebody connected to a `Chat`: what they send, and what they read."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.transport = StringTransport()
        chat.factory.buildProtocol(None).makeConnection(self.transport)
        # What has the transport now, as in a socket's transport.
        self.protocol: LineProtocol = self.transport.protocol  # type: ignore[attr-defined]

    def sends(self, *packets: bytes) -> None:
        """Let bytes arrive at the server, each packet in a turn of its own."""
        for packet in packets:
            self.protocol.dataReceived(packet)
            self._chat.turn()

    def types(self, *lines: str) -> None:
        """Let lines arrive, all in one packet."""
        self.sends("".join(f"{line}\r\n" for line in lines).encode())

    def ends_the_input(self) -> None:
        """Close the sending side alone, as `nc -N` does."""
        assert IHalfCloseableProtocol.providedBy(self.protocol)
        self.protocol.readConnectionLost()
        self._chat.turn()

    def vanishes(self) -> None:
        """End the connection without a goodbye."""
        self.is_disconnected(ConnectionLost())

    def is_disconnected(self, reason: Exception | None = None) -> None:
        """End the connection, as the transport does after it was closed."""
        failure = connectionDone if reason is None else Failure(reason)
        self.protocol.connectionLost(failure)
        self._chat.turn()

    def bytes_read(self) -> bytes:
        """Return all bytes sent to this person since they last read."""
        self._chat.turn()
        data = self.transport.value()
        self.transport.clear()
        return data

    def reads(self) -> list[str]:
        """Return the lines sent to this person since they last read; a prompt may be the last."""
        text = self.bytes_read().decode()
        return text.removesuffix("\r\n").split("\r\n") if text else []

    @property
    def is_leaving(self) -> bool:
        """Whether the server is closing this connection."""
        return bool(self.transport.disconnecting)
