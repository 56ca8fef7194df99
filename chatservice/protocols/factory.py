"""Begins each connection, and shares out whose lines are taken next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IAddress, IProtocol
from twisted.internet.protocol import ServerFactory

from chatservice.core.door import MOST_LEAVING
from chatservice.core.hub import Hub
from chatservice.protocols.connection import Connection
from chatservice.protocols.heartbeat import Heartbeat
from chatservice.protocols.hosts import WebHosts
from chatservice.protocols.line import LineProtocol
from chatservice.protocols.receiving import SECONDS_A_TURN, PacedReceiver
from chatservice.protocols.speaking_first import SpeakingFirst

K = TypeVar("K", bound=Hashable)


class ChatFactory(ServerFactory):
    """Builds the conversation in lines for each connection to the hub, and knows all connections.

    ``clock`` times what is closing. What speaks otherwise is built by another factory, which shares
    this one (`speaking`).
    """

    noisy = False
    encrypted: Callable[[Connection], IProtocol] | None = None
    """Makes the TLS of a connection whose client asks for it; `None` where nobody can have it."""

    def __init__(self, hub: Hub, clock: Any) -> None:
        self.hub = hub
        self.clock = clock
        self.connections: set[Connection] = set()
        """All that are open."""
        self.half_lines: dict[PacedReceiver, float] = {}
        """Whose line is half there, and since when."""
        self.hosts = WebHosts()
        """The names by which people with a browser may come."""
        self.heartbeat = Heartbeat(clock)
        """Asks those who are silent whether they are there, in protocols that can."""
        self.speaking_first = SpeakingFirst(clock)
        """Where browsers came from lately."""
        self._expected: dict[Connection, float] = {}
        """Which have no session, and since when; or since their protocol asked for more time."""
        self._refused: set[Connection] = set()
        """Which may not come in, and are about to read why."""
        self._waiting_for_empty: list[Deferred[None]] = []
        self._waiting: deque[PacedReceiver] = deque()
        """Whose lines wait for a turn, in the order in which they get one."""
        self._next_turn_is_due = False

    def wait(self, receiver: PacedReceiver) -> None:
        """Let one go on with its lines in a later turn, after those that wait already."""
        self._waiting.append(receiver)
        self._plan_next_turn()

    def _plan_next_turn(self) -> None:
        if self._waiting and not self._next_turn_is_due:
            self._next_turn_is_due = True
            self.clock.callLater(0, self._next_turn)

    def _next_turn(self) -> None:
        self._next_turn_is_due = False
        until = self.clock.seconds() + SECONDS_A_TURN
        try:
            # Whoever finds the turn full stays in front: two who never stop must starve no third.
            # Nor may many who each take no more than their part of it add up to a long one.
            for _ in range(len(self._waiting)):
                if self.hub.turn.is_full or self.clock.seconds() > until:
                    break
                self._waiting.popleft().go_on()
        finally:
            if self.hub.turn.is_full:
                # It may stay so for a while, if the disk is in the way.
                self.hub.turn.after(self._plan_next_turn)
            else:
                self._plan_next_turn()

    def buildProtocol(  # type: ignore[override]  # what has the transport knows other factories
        self, addr: IAddress | None
    ) -> Connection:
        """Return the first protocol of one new connection."""
        return Connection(self, LineProtocol)

    def speaking(self, first: Callable[[Connection], IProtocol]) -> ServerFactory:
        """Return a factory whose connections are among these, and have ``first`` as their own."""
        return DoorFactory(self, first)

    def sweep(self) -> None:
        """End what was begun too long ago: a line, or a connection that became no conversation.

        To be called each second. One sweep serves all connections, so that none needs a timer.
        """
        now, limits = self.clock.seconds(), self.hub.policy.limits
        seconds = limits.line_seconds
        if seconds is not None:
            for receiver in _older(self.half_lines, now - seconds):
                receiver.line_takes_too_long(seconds)
        for connection in _older(self._expected, now - limits.nickname_seconds):
            connection.transport.loseConnection()
        self.heartbeat.sweep()

    def connected(self, connection: Connection) -> None:
        """Take note of a connection that was accepted."""
        self.connections.add(connection)
        self.wait_longer(connection)

    def wait_longer(self, connection: Connection) -> None:
        """Wait for ``connection`` to become a conversation, as long again as for a nickname."""
        self._expected[connection] = self.clock.seconds()

    def wait_no_more(self, connection: Connection) -> None:
        """Take note that there is a session: how long that may take is known to the hub."""
        self._expected.pop(connection, None)

    def has_room_to_wait(self) -> bool:
        """Return whether one more may wait for a proxy to say where it comes from.

        Nobody is counted before that, and a proxy needs no time for it: a few wait, at most.
        """
        places = self.hub.policy.connections
        others = len(self.connections) - self.hub.door.readers
        return places is None or others <= places + MOST_LEAVING

    def may_be_told_why(self, connection: Connection) -> bool:
        """Return whether a refused connection may stay until it is known what it speaks.

        At most `MOST_LEAVING` are, whatever they speak: each is an open file.
        """
        if len(self._refused) >= MOST_LEAVING:
            return connection in self._refused
        self._refused.add(connection)
        return True

    def refused_no_more(self, connection: Connection) -> None:
        """Take note that a connection may come in after all, for what it turned out to want."""
        self._refused.discard(connection)

    def disconnected(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._expected.pop(connection, None)
        self._refused.discard(connection)
        if connection in self.connections:
            self.connections.remove(connection)
            if not self.connections:
                waiting, self._waiting_for_empty = self._waiting_for_empty, []
                for deferred in waiting:
                    deferred.callback(None)

    def stop(self) -> None:
        """End the connections that are no conversation, each as its protocol knows how.

        Those of which nobody knows yet what they are become conversations, which the hub ends.
        """
        for connection in list(self.connections):
            connection.stop()

    def when_empty(self) -> Deferred[None]:
        """Return a Deferred that fires when no connection is left."""
        if not self.connections:
            return succeed(None)
        self._waiting_for_empty.append(Deferred())
        return self._waiting_for_empty[-1]


class DoorFactory(ServerFactory):
    """Builds connections of a `ChatFactory` that speak something else than it does."""

    noisy = False

    def __init__(self, chat: ChatFactory, first: Callable[[Connection], IProtocol]) -> None:
        self.chat = chat
        self._first = first

    def buildProtocol(  # type: ignore[override]  # what has the transport knows other factories
        self, addr: IAddress | None
    ) -> Connection:
        """Return the first protocol of one new connection."""
        return Connection(self.chat, self._first)


def _older(since: dict[K, float], moment: float) -> list[K]:
    return [each for each, begun in since.items() if begun <= moment]
