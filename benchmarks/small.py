"""Times the small steps on a line's way, and two ways of telling a room what was said.

`python benchmarks/small.py` prints one JSON object a line. Times are of this machine, now: compare
them within one run only.
"""

from __future__ import annotations

import json
import platform
import timeit
from collections.abc import Callable
from datetime import datetime, timezone

from chatservice.accounts.proofs import AtOnce
from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.events import Said
from chatservice.core.hub import Hub
from chatservice.core.limits import Limits
from chatservice.core.names import parse_name
from chatservice.core.outlet import Roomy
from chatservice.core.session import Session
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.core.text import erase, sanitise
from chatservice.history.memory import MemoryHistory
from chatservice.protocols.telnet import TelnetFilter
from chatservice.render.plain import FORM, PlainRenderer

LINE = "hello there, this is a line of some seventy bytes as people write them"


class Sink(Roomy):
    """An outlet that only counts."""

    def __init__(self) -> None:
        self.received = 0

    def receive(self, data: bytes) -> None:
        """Count bytes."""
        self.received += len(data)


class Crowd:
    """A hub with people in one room, whose turns end when asked to."""

    def __init__(self, people: int) -> None:
        self._ends: list[Callable[[], None]] = []
        accounts = Store(IN_MEMORY, lambda: datetime.now(timezone.utc))
        accounts.open()
        self.hub = Hub(
            Surroundings(
                now=lambda: datetime.now(timezone.utc),
                at_turn_end=self._ends.append,
                render=PlainRenderer(),
                log=MemoryHistory(),
                later=lambda _seconds, call: self._ends.append(call),
                aside=lambda look, done: done(look()),
                accounts=accounts,
                passwords=AtOnce(),
                report=print,
                audit=lambda _audited: None,
            ),
            Policy(history=0, limits=Limits(flood=None, repeats=None, renames=None)),
        )
        self.sessions: list[Session] = []
        for number in range(people):
            session = self.hub.connect(Sink(), FORM, self.hub.visit())
            session.line(f"user{number}")
            self.sessions.append(session)
            self.end_turn()

    def end_turn(self) -> None:
        """Tell everyone what happened."""
        while self._ends:
            self._ends.pop()()

    def all_talk(self, a_turn: int) -> None:
        """Let each say one line, so many a turn."""
        for start in range(0, len(self.sessions), a_turn):
            for session in self.sessions[start : start + a_turn]:
                session.line(LINE)
            self.end_turn()

    def one_talks(self) -> None:
        """Let one say one line."""
        self.sessions[0].line(LINE)
        self.end_turn()


def seconds(call: Callable[[], object], times: int) -> float:
    """Return the best of three averages, in seconds a call."""
    return min(timeit.repeat(call, number=times, repeat=3)) / times


def show(what: str, value: float, unit: str) -> None:
    """Print one figure."""
    print(json.dumps({"what": what, "value": round(value, 3), "unit": unit}, ensure_ascii=False))


def main() -> None:
    """Time everything."""
    print(json.dumps({"python": platform.python_version(), "machine": platform.machine()}))
    telnet = TelnetFilter()
    small: dict[str, Callable[[], object]] = {
        "telnet filter, LF": lambda: telnet.feed(b"hello there\n"),
        "telnet filter, CR LF": lambda: telnet.feed(b"hello there\r\n"),
        "erase and sanitise, ASCII": lambda: sanitise(erase(LINE)),
        "erase and sanitise, Spanish": lambda: sanitise(erase("¿Qué tal está el niño?")),
        "parse a command": lambda: CATALOGUE.parse("/whisper ana hola que tal"),
        "parse a name": lambda: parse_name("María"),
    }
    for what, call in small.items():
        show(what, seconds(call, 10_000) * 1e6, "µs")

    crowd = Crowd(1000)
    event = Said(datetime.now(timezone.utc), "lobby", "user0", LINE)
    render = PlainRenderer()

    def plain_way() -> None:
        for session in crowd.sessions:
            session.outlet.send(render(event, session.representation))

    show("1,000 hear one line, rendered for each", seconds(plain_way, 20) * 1e3, "ms")
    show("1,000 hear one line, rendered once", seconds(crowd.one_talks, 20) * 1e3, "ms")
    for a_turn in (1000, 250, 10):
        took = seconds(lambda a_turn=a_turn: crowd.all_talk(a_turn), 1)
        show(f"1,000 say a line each, {a_turn} a turn", took * 1e3, "ms")


if __name__ == "__main__":
    main()
