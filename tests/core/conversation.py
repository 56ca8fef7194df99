"""A chat in memory, with people who type and read: the real hub, renderer and history.

    chat = Chat()
    juan, ana = chat.people("Juan", "Ana")
    juan.types("hola")
    ana.reads()  # ["[14:35] Juan: hola"]

Only what is the world's is made up: the clock, and the end of the reactor's turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from traceback import format_exception

from chatservice.core.audience import Render
from chatservice.core.hub import Hub
from chatservice.core.log import Log
from chatservice.core.people import Person
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.memory import MemoryHistory
from chatservice.render.plain import FORM, PlainRenderer

HALF_PAST_TWO = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
"""When every conversation begins, by a clock that moves only when told to."""

WELCOME = ["Welcome, {}!", "Type /help for commands."]


class Chat:
    """A server without a network. Times are shown in UTC; each typed line is a turn of its own."""

    def __init__(
        self,
        *,
        settings: Settings | None = None,
        render: Render | None = None,
        log: Log | None = None,
        room: str = "lobby",
        motd: tuple[str, ...] = (),
        version: str = "1.2.3",
        history: int = 50,
    ) -> None:
        self.now = HALF_PAST_TWO
        self.reports: list[str] = []
        self._due: list[Callable[[], None]] = []
        self._later: list[Callable[[], None]] = []
        self._inside_a_turn = False
        self.hub = Hub(
            Surroundings(
                now=lambda: self.now,
                at_turn_end=self._due.append,
                render=render or PlainRenderer(),
                log=log or MemoryHistory(),
                later=lambda _seconds, call: self._later.append(call),
                aside=lambda look, done: done(look()),
                report=lambda what, error: self.reports.append(
                    f"{what}: {''.join(format_exception(error))}"
                ),
            ),
            Policy(
                settings=settings or Settings(zone="UTC"),
                room=room,
                motd=motd,
                version=version,
                history=history,
            ),
        )

    def connect(self) -> Visitor:
        """Return somebody who is connected and asked for a nickname."""
        with self._step():
            return Visitor(self)

    def join(self, name: str) -> Visitor:
        """Return somebody of that name, who has read what there is to read on arriving."""
        visitor = self.connect()
        visitor.types(name)
        visitor.reads()
        return visitor

    def people(self, *names: str) -> list[Visitor]:
        """Return somebody of each name; all of them have read that the others came."""
        visitors = [self.join(name) for name in names]
        for visitor in visitors:
            visitor.reads()
        return visitors

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """Let all that is done inside happen in one turn of the reactor."""
        self._inside_a_turn = True
        try:
            yield
        finally:
            self._inside_a_turn = False
            self.end_turn()

    def end_turn(self) -> None:
        """Do what waits for the end of the turn."""
        while self._due:
            self._due.pop(0)()

    def passes(self, seconds: float) -> None:
        """Let time pass, after which the server looks for those who are silent."""
        self.now += timedelta(seconds=seconds)
        due, self._later = self._later, []
        for call in due:
            call()
        with self._step():
            self.hub.sweep()

    def closes(self) -> None:
        """Stop the server."""
        with self._step():
            self.hub.close()

    @contextmanager
    def _step(self) -> Iterator[None]:
        yield
        if not self._inside_a_turn:
            self.end_turn()


class Visitor:
    """Somebody at a terminal: the far end of one connection, as an `Outlet` sees it."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.closed = False
        self.writes = 0
        self._unread = bytearray()
        self._typed: list[str] = []
        self.session = chat.hub.connect(self, FORM)

    def send(self, data: bytes) -> None:
        """Show what the server sends, as long as the connection is open."""
        if not self.closed:
            self.writes += 1
            self._unread += data

    def close(self) -> None:
        """Let the server close the connection."""
        self.closed = True

    def go_on(self) -> None:
        """Hand on what was typed, as far as the session takes it."""
        while self._typed and not self.session.busy:
            with self.chat._step():
                self.session.line(self._typed.pop(0))

    def types(self, *lines: str) -> None:
        """Type lines, each ended by Enter."""
        self._typed += lines
        with self.chat._step():
            self.go_on()

    def vanishes(self) -> None:
        """Lose the connection."""
        with self.chat._step():
            self.closed = True
            self.session.lost()

    def reads_bytes(self) -> bytes:
        """Return what has arrived since it was last read."""
        data = bytes(self._unread)
        self._unread.clear()
        return data

    def reads(self) -> list[str]:
        """Return the lines that have arrived since they were last read; a prompt is one too."""
        lines = self.reads_bytes().decode().split("\r\n")
        return lines if lines[-1] else lines[:-1]

    @property
    def person(self) -> Person:
        """Who this is to the server."""
        return self.session.named
