"""A chat in memory, with people who type and read: the real hub, renderer and history.

    chat = Chat()
    juan, ana = chat.people("Juan", "Ana")
    juan.types("hola")
    ana.reads()  # ["[14:35] Juan: hola"]

Only what is the world's is made up: the clock, and the end of the reactor's turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from traceback import format_exception

from chatservice.accounts.store import Store
from chatservice.core.accounts import Rank
from chatservice.core.audience import Render
from chatservice.core.audit import Audited
from chatservice.core.hub import Hub
from chatservice.core.limits import READERS, Limits
from chatservice.core.log import Log
from chatservice.core.people import Person
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.memory import MemoryHistory
from chatservice.render.plain import FORM, PlainRenderer
from tests.core.accounts import WITHOUT_LIMITS, QuickPasswords, store

HALF_PAST_TWO = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
"""When every conversation begins, by a clock that moves only when told to."""

PASSWORD = "correct horse battery"

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
        connections: int | None = None,
        readers: int = READERS,
        limits: Limits = WITHOUT_LIMITS,
        accounts: Store | None = None,
    ) -> None:
        self.now = HALF_PAST_TWO
        self.reports: list[str] = []
        self.audited: list[Audited] = []
        self.accounts = accounts or store(lambda: self.now)
        self._due: list[Callable[[], None]] = []
        self._later: list[tuple[datetime, Callable[[], None]]] = []
        """What is to be called, and when."""
        self._soon: list[Callable[[], None]] = []
        self._inside_a_turn = False
        self.hub = Hub(
            Surroundings(
                now=lambda: self.now,
                at_turn_end=self._due.append,
                render=render or PlainRenderer(),
                log=log or MemoryHistory(),
                later=self._call_later,
                aside=lambda look, done: done(look()),
                accounts=self.accounts,
                passwords=QuickPasswords(),
                audit=self.audited.append,
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
                limits=limits,
                connections=connections,
                readers=readers,
            ),
        )

    def connect(self, address: str = "") -> Visitor:
        """Return somebody who is connected, from an address, and asked for a nickname."""
        with self._step():
            return Visitor(self, address)

    def join(self, name: str, address: str = "") -> Visitor:
        """Return somebody of that name, who has read what there is to read on arriving."""
        visitor = self.connect(address)
        visitor.types(name)
        visitor.reads()
        return visitor

    def member(self, name: str, address: str = "") -> Visitor:
        """Return somebody who has just registered that name, by `PASSWORD`."""
        visitor = self.join(name, address)
        visitor.types("/register", PASSWORD, PASSWORD)
        visitor.reads()
        return visitor

    def logs_in(self, name: str, address: str = "") -> Visitor:
        """Return somebody who has just come in by a registered name; nothing is read yet."""
        visitor = self.connect(address)
        visitor.types(name, PASSWORD)
        return visitor

    def admin(self, name: str, address: str = "") -> Visitor:
        """Return an administrator of that name."""
        visitor = self.member(name, address)
        self.accounts.set_rank(visitor.person.identity, Rank.ADMIN)
        self.hub.arrivals.reread()
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
        end = self.now + timedelta(seconds=seconds)
        while due := [at for at, _ in self._later if at <= end]:
            self.now = max(self.now, min(due))
            calls = [call for at, call in self._later if at <= self.now]
            self._later = [(at, call) for at, call in self._later if at > self.now]
            for call in calls:
                with self._step():
                    call()
        self.now = end
        with self._step():
            self.hub.sweep()

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        if seconds:
            self._later.append((self.now + timedelta(seconds=seconds), call))
        else:
            self._soon.append(call)

    def settles(self) -> None:
        """Do what is to be done in later turns, without time passing, until there is nothing."""
        while self._soon or self._due:
            self.goes_on()

    def goes_on(self) -> None:
        """Do what is to be done in the next turn."""
        self.end_turn()
        soon, self._soon = self._soon, []
        for call in soon:
            call()

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
    """Somebody at a terminal: the far end of one connection, as an `Outlet` sees it.

    Who `stops_reading` leaves room for so many bytes and no more, until they `read_on`.
    """

    def __init__(self, chat: Chat, address: str = "", form: str = FORM) -> None:
        self.chat = chat
        self.can_hide = True
        """Whether their client can keep from the screen what is typed."""
        self.hidden = False
        """Whether it does so now."""
        self.closed = False
        self.writes = 0
        self.cut_after: float | None = None
        self._room: int | None = None
        self._held = bytearray()
        self._unread = bytearray()
        self._typed: list[str] = []
        self.visit = chat.hub.visit(address)
        self.session = chat.hub.connect(self, form, self.visit)

    def take(self, data: bytes) -> int:
        """Show what the server sends; nothing of it to somebody who does not read."""
        if self.closed:
            return len(data)
        if self._room is not None:
            return 0
        self.writes += 1
        self._unread += data
        return len(data)

    @property
    def unsent(self) -> list[str]:
        """The lines that were typed, and that the server has not taken yet."""
        return list(self._typed)

    @property
    def holds(self) -> int:
        """How many bytes wait to be read."""
        return len(self._held)

    def keep(self, data: bytes, taken: int) -> bool:
        """Hold what was not taken, as long as there is room."""
        if self._held and not taken and len(self._held) + len(data) > (self._room or 0):
            return False
        self._held += data[taken:]
        return True

    def send(self, data: bytes) -> bool:
        """Show or hold what the server sends."""
        taken = self.take(data)
        return taken == len(data) or self.keep(data, taken)

    def send_parts(self, parts: Sequence[memoryview]) -> bool:
        """Show or hold what the server sends in parts."""
        return self.send(b"".join(parts))

    def close(self, last_words: bytes = b"") -> None:
        """Let the server close the connection."""
        if last_words and not self.send(last_words):
            self._held += last_words
        self.closed = True

    def hide(self) -> bool:
        """Let nothing be seen of what is typed."""
        self.hidden = self.can_hide
        return self.can_hide

    def show(self) -> None:
        """Let what is typed be seen again."""
        self.hidden = False

    def cut(self, seconds: float) -> None:
        """Let the server end the connection because nothing is read."""
        self.cut_after = seconds
        self.vanishes()

    def stops_reading(self, room: int = 0) -> None:
        """Read nothing more; the server's side holds so many bytes, or one piece of any size."""
        self._room = room

    def reads_on(self) -> None:
        """Read all there is, and go on."""
        self._room = None
        self.reads_held()
        self.chat.settles()

    def reads_held(self) -> None:
        """Read what is held, of which the server learns in a turn that is to come."""
        with self.chat._step():
            self._unread += self._held
            self._held.clear()
            self.session.drained()
            self.go_on()

    def go_on(self) -> None:
        """Hand on what was typed, as far as the session takes it."""
        while self._typed and not (self.session.must_wait or self._held):
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
            self.chat.hub.gone(self.visit)

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
