"""Somebody who dials, and takes whatever they get."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twisted.internet import reactor as installed
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from chatservice.client import failures
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import Happening
from chatservice.client.network.address import Address
from chatservice.client.network.dialing import Dialer, Tls
from chatservice.client.network.link import Link
from chatservice.client.network.memory import Memory
from chatservice.client.network.trust import KnownHosts, Trust
from chatservice.render.messages import Message
from chatservice.render.phrasebook import phrasebook
from tests.client.network.places import ELSEWHERE
from tests.end_to_end.people import SECONDS

reactor: Any = installed


class Person:
    """Somebody who dials, and takes whatever they get. ``told`` is all that they were told."""

    def __init__(
        self,
        folder: Path,
        port: int,
        host: str = ELSEWHERE,
        tls: Tls = Tls.FOUND,
        seconds: float = SECONDS,
        pinned: str | None = None,
    ) -> None:
        self.address = Address(host, port)
        self.known = KnownHosts(folder / "known_hosts")
        self.memory = Memory(folder / "state" / "servers")
        self.told: list[Message | Happening | str] = []
        self.asked: list[str] = []
        self.accepts: bool | Deferred[bool] = True
        self.turned: Deferred[None] | None = None
        self._waiting: Deferred[None] | None = None
        self.connection: Link | Connection | None = None
        self.dialer = Dialer(
            reactor,
            self.address,
            tls=tls,
            trust=Trust(self.known, pinned),
            memory=self.memory,
            seconds=seconds,
            accept=self._accept,
        )

    async def _accept(self, fingerprint: str) -> bool:
        self.asked.append(fingerprint)
        reactor.callLater(0, self._note, "asked")
        return self.accepts if isinstance(self.accepts, bool) else await self.accepts

    def switches(self) -> None:
        """Dial again when a connection turns out to be to a server that speaks more."""
        self.turned = Deferred()
        self.dialer.again = self._again

    def _again(self) -> None:
        assert self.turned is not None
        self.turned.callback(None)

    async def turns(self) -> None:
        """Wait for that."""
        assert self.turned is not None
        await self.turned.addTimeout(SECONDS, reactor)
        self.connection = None

    async def is_told_why_not(self) -> str:
        """Dial in vain; return the sentence that says why."""
        try:
            connection = await self.dials()
        except Exception as error:
            return failures.not_connected(phrasebook("en"), self.address, error, SECONDS)
        raise AssertionError(f"connected: {connection}")

    async def dials(self) -> Link | Connection:
        self.connection = await self.dialer.dial(
            lambda: Link(self, reactor), lambda: Connection(Conversation(), self)
        )
        return self.connection

    async def links(self) -> Link:
        """Dial, where the answer has to be JSON."""
        link = await self.dials()
        assert isinstance(link, Link), link
        return link

    async def talks(self) -> Connection:
        """Dial, where the answer has to be lines."""
        connection = await self.dials()
        assert isinstance(connection, Connection), connection
        return connection

    # -- Listener, and Front --

    def connected(self, link: Link) -> None:
        self._note("connected")
        link.send({"type": "hello", "version": 1, "nick": "ana"})

    def heard(self, told: Message | Sequence[Happening]) -> None:
        self._note(*([told] if isinstance(told, Message) else told))

    def lost(self, reason: Failure | None = None) -> None:
        self._note("lost")

    def _note(self, *told: Message | Happening | str) -> None:
        self.told += told
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)

    async def until(self, kind: type | str) -> Any:
        """Return the first thing of a kind that was told."""
        while True:
            for each in self.told:
                if each == kind or (isinstance(kind, type) and isinstance(each, kind)):
                    return each
            self._waiting = Deferred()
            await self._waiting.addTimeout(SECONDS, reactor)

    async def close(self) -> None:
        if self.connection is not None and "lost" not in self.told:
            self.connection.transport.abortConnection()
            await self.until("lost")
