"""A server in the tests' hands: it says what the protocol says, on connections in memory."""

from __future__ import annotations

import gc
import json
from typing import Any

from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from chatservice.bot import Bot, BotService, Unanswered

AT = "2026-11-21T14:35:02.123456Z"
RETRY = 5.0
"""Seconds after which a bot comes back here."""


class Transport(StringTransport):
    """One that tells how it was closed."""

    is_aborted = False

    def abortConnection(self) -> None:
        self.is_aborted = True
        self.loseConnection()


class Connection:
    """One connection of a bot, from the server's end."""

    def __init__(self, protocol: Any) -> None:
        self.protocol = protocol
        self.transport = Transport()
        self._is_open = True
        protocol.makeConnection(self.transport)

    def heard(self) -> list[dict[str, Any]]:
        """Return what the bot has sent since this was asked last."""
        lines = self.transport.value().splitlines()
        self.transport.clear()
        return [json.loads(line) for line in lines]

    def says(self, kind: str, **fields: Any) -> None:
        """Send an object; `from_` is the field "from"."""
        told = {"type": kind} | {name.rstrip("_"): value for name, value in fields.items()}
        self.protocol.dataReceived(json.dumps(told).encode() + b"\n")

    def welcomes(self, nick: str = "echo", seq: int = 100, **fields: Any) -> None:
        """Let the bot in."""
        told = {"nick": nick, "room": "lobby", "server": "1.0", "limits": {}, "seq": seq}
        self.says("welcome", **(told | fields))

    def said(self, seq: int, text: str, who: str = "ana", room: str = "lobby") -> None:
        """Let somebody say something."""
        self.says("said", seq=seq, at=AT, room=room, from_=who, text=text)

    def whispered(self, seq: int, text: str, to: str = "echo") -> None:
        """Let Ana say something to the bot alone."""
        self.says("whispered", seq=seq, at=AT, from_="ana", to=to, text=text)

    def answers(self, request: dict[str, Any], seq: int) -> None:
        """Say that what was asked for is done."""
        self.says("ok", id=request["id"], seq=seq)

    def refuses(self, request: dict[str, Any], code: str, **details: str | int) -> None:
        """Say that it can't be done."""
        told = {"code": code, "text": f"No: {code}.", "details": details}
        self.says("error", id=request.get("id"), **told)

    def closes(self) -> None:
        """Close the connection."""
        if self._is_open:
            self._is_open = False
            self.protocol.connectionLost(Failure(ConnectionDone()))


@implementer(IStreamClientEndpoint)
class Server:
    """Where a bot connects to: each connection is made at once, unless nobody listens."""

    is_listening = True

    def __init__(self) -> None:
        self.connections: list[Connection] = []

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:  # noqa: N803
        """Accept a connection."""
        attempt: Deferred[IProtocol] = Deferred()
        if self.is_listening:
            protocol = protocolFactory.buildProtocol(None)  # type: ignore[arg-type]
            assert protocol is not None
            self.connections.append(Connection(protocol))
            attempt.callback(protocol)
        else:
            attempt.errback(error.ConnectionRefusedError())
        return attempt

    @property
    def last(self) -> Connection:
        """The connection that was made last."""
        return self.connections[-1]


class BotTestCase(SynchronousTestCase):
    """Tests of bots that run: when one ends, whatever a bot still waits for is given up.

    Left to the collector, it would be an error in some other test.
    """

    def tearDown(self) -> None:
        while _RUNNING:
            _RUNNING.pop().service.requests.close()
        gc.collect()  # so that what nobody waited for is logged now
        self.flushLoggedErrors(Unanswered)


_RUNNING: list[Running] = []


class Running:
    """A bot that runs, with its clock and its server."""

    def __init__(self, bot: Bot) -> None:
        _RUNNING.append(self)
        self.bot = bot
        self.clock = Clock()
        self.server = Server()
        self.service: BotService = bot.service(
            self.clock, endpoint=self.server, retry_policy=lambda attempt: RETRY
        )
        self.service.startService()

    @property
    def line(self) -> Connection:
        """The connection that was made last."""
        return self.server.last

    def comes_in(self, seq: int = 100, **fields: Any) -> dict[str, Any]:
        """Let the bot in; return its hello."""
        (hello,) = self.line.heard()
        self.line.welcomes(seq=seq, **fields)
        return hello

    def is_back_after(self, seconds: float = RETRY) -> Connection:
        """Let the time pass until the bot has come back."""
        before = len(self.server.connections)
        self.clock.advance(seconds)
        assert len(self.server.connections) == before + 1
        return self.line
