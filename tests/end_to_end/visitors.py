"""People who talk over TCP to a chat in the tests' own process, where its inside can be seen."""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor as installed
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure

from chatservice.configuration import configuration
from chatservice.service import ChatService
from tests.end_to_end.people import PROMPTS, SECONDS, WELCOMES

reactor: Any = installed


class Visitor(Protocol):
    """Somebody at the other end of a TCP connection."""

    transport: Any

    def __init__(self) -> None:
        self._unread = b""
        self._ended = False
        self._waiting: Deferred[None] | None = None

    def dataReceived(self, data: bytes) -> None:
        self._unread += data
        self._wake()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.callback(None)

    async def _more(self) -> None:
        self._waiting = Deferred()
        await self._waiting.addTimeout(SECONDS, reactor)

    async def until(self, awaited: str) -> str:
        """Return all that arrives up to `awaited`, and that too."""
        wanted = awaited.encode()
        while wanted not in self._unread:
            assert not self._ended, f"{awaited!r} never came; before the end: {self._unread!r}"
            await self._more()
        before, _, self._unread = self._unread.partition(wanted)
        return (before + wanted).decode()

    async def line(self, awaited: str) -> str:
        """Wait for the line that ends in `awaited`; return all that came before that."""
        return (await self.until(f"{awaited}\r\n")).removesuffix(f"{awaited}\r\n")

    async def end(self) -> str:
        """Return all that arrives until the connection is closed."""
        while not self._ended:
            await self._more()
        return self._unread.decode()

    def types(self, *lines: str) -> None:
        """Send each of `lines` with its end, all at once."""
        self.transport.write("".join(f"{line}\r\n" for line in lines).encode())


class OpenChat:
    """A chat that listens on a free port of this machine alone."""

    def __init__(self, language: str = "en", **flags: str) -> None:
        doors = {"listen": ["tcp:0:interface=127.0.0.1"], "language": language}
        self.language = language
        self.service = ChatService(configuration(doors | flags, {}), reactor)
        self._visitors: list[Visitor] = []

    @property
    def port(self) -> int:
        """The TCP port."""
        listening: Any = self.service.listeners[0].port
        return int(listening.getHost().port)

    @property
    def sockets(self) -> list[Any]:
        """The sockets of the server's side."""
        listening: Any = self.service.listeners[0].port
        connections = listening.factory.chat.connections
        return [connection.transport.getHandle() for connection in connections]

    async def visitor(self) -> Visitor:
        """Connect somebody."""
        visitor: Visitor = await connectProtocol(
            TCP4ClientEndpoint(reactor, "127.0.0.1", self.port), Visitor()
        )
        self._visitors.append(visitor)
        return visitor

    async def visitor_called(self, name: str) -> Visitor:
        """Connect somebody who takes a nickname at once."""
        visitor = await self.visitor()
        await visitor.until(PROMPTS[self.language])
        visitor.types(name)
        await visitor.line(WELCOMES[self.language].format(name))
        return visitor

    async def close(self) -> None:
        """Close the chat and all connections to it."""
        if self.service.running:
            await self.service.stopService()
        for visitor in self._visitors:
            await visitor.end()
