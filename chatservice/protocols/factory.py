"""Builds a protocol for each connection, and shares out whose lines are taken next."""

from __future__ import annotations

from collections import deque
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import ServerFactory

from chatservice.core.door import MOST_LEAVING
from chatservice.core.hub import Hub
from chatservice.protocols.line import ChatProtocol


class ChatFactory(ServerFactory):
    """Builds a `ChatProtocol` for each connection to the hub. ``clock`` times what is closing."""

    noisy = False

    def __init__(self, hub: Hub, clock: Any) -> None:
        self.hub = hub
        self.clock = clock
        self.connections: set[ChatProtocol] = set()
        self.half_lines: dict[ChatProtocol, float] = {}
        """Whose line is half there, and since when."""
        self._expected: dict[ChatProtocol, float] = {}
        """Whose proxy has yet to say where they come from, and since when."""
        self._waiting_for_empty: list[Deferred[None]] = []
        self._waiting: deque[ChatProtocol] = deque()
        """Whose lines wait for a turn, in the order in which they get one."""
        self._next_turn_is_due = False

    def wait(self, connection: ChatProtocol) -> None:
        """Let a connection go on in a later turn, after those that wait already."""
        self._waiting.append(connection)
        self._plan_next_turn()

    def _plan_next_turn(self) -> None:
        if self._waiting and not self._next_turn_is_due:
            self._next_turn_is_due = True
            self.clock.callLater(0, self._next_turn)

    def _next_turn(self) -> None:
        self._next_turn_is_due = False
        try:
            # Whoever finds the turn full stays in front: two who never stop must starve no third.
            for _ in range(len(self._waiting)):
                if self.hub.turn.is_full:
                    break
                self._waiting.popleft().go_on()
        finally:
            if self.hub.turn.is_full:
                # It may stay so for a while, if the disk is in the way.
                self.hub.turn.after(self._plan_next_turn)
            else:
                self._plan_next_turn()

    def buildProtocol(self, addr: IAddress | None) -> ChatProtocol:
        """Return a protocol for one new connection."""
        return ChatProtocol(self)

    def sweep(self) -> None:
        """End what was begun too long ago: a line, or the wait for a proxy's header.

        To be called each second. One sweep serves all connections, so that none needs a timer.
        """
        now, limits = self.clock.seconds(), self.hub.policy.limits
        seconds = limits.line_seconds
        if seconds is not None:
            for connection in _older(self.half_lines, now - seconds):
                connection.line_takes_too_long(seconds)
        for connection in _older(self._expected, now - limits.nickname_seconds):
            connection.transport.loseConnection()

    def expect(self, connection: ChatProtocol) -> None:
        """Wait for a proxy to say where a connection comes from, if there is room for one more.

        Nobody is counted before that, and a proxy needs no time for it: a few wait, at most.
        """
        places = self.hub.policy.connections
        inside = len(self.hub.sessions) + len(self._expected)
        if places is None or inside < places + MOST_LEAVING:
            self._expected[connection] = self.clock.seconds()
        else:
            connection.transport.abortConnection()

    def expect_no_more(self, connection: ChatProtocol) -> None:
        """Take note that it is known now where a connection comes from."""
        self._expected.pop(connection, None)

    def disconnected(self, connection: ChatProtocol) -> None:
        """Forget a connection that is closed."""
        self.connections.discard(connection)
        self.half_lines.pop(connection, None)
        self._expected.pop(connection, None)
        if not self.connections:
            waiting, self._waiting_for_empty = self._waiting_for_empty, []
            for deferred in waiting:
                deferred.callback(None)

    def when_empty(self) -> Deferred[None]:
        """Return a Deferred that fires when no connection is left.

        Those of whom nobody knows yet where they come from are cut.
        """
        for connection in list(self._expected):
            connection.transport.abortConnection()
        if not self.connections:
            return succeed(None)
        self._waiting_for_empty.append(Deferred())
        return self._waiting_for_empty[-1]


def _older(since: dict[ChatProtocol, float], moment: float) -> list[ChatProtocol]:
    return [connection for connection, begun in since.items() if begun <= moment]
