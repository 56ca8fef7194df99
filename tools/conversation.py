"""The conversation that the READMEs show: two people's screens, held by the real chat.

`python tools/readme_tables.py` puts it there; nothing in it is written by hand but what the two
people type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import zip_longest

from wcwidth import wcswidth

from chatservice.accounts.proofs import AtOnce
from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.hub import Hub
from chatservice.core.outlet import Roomy
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.memory import MemoryHistory
from chatservice.render.plain import FORM, PlainRenderer

BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
WIDTH = 43
"""Columns inside each of the two frames: together they fit into a hundred."""

PROGRAMS = ("telnet 192.0.2.7 5050", "nc 192.0.2.7 5050")
TYPED: dict[str, tuple[tuple[int, str], ...]] = {
    "en": (
        (0, "Juan"),
        (1, "María"),
        (0, "Hello, everyone!"),
        (1, "/msg juan are you coming?"),
        (0, "/reply in five minutes"),
        (1, "/users"),
        (0, "/me gets his coat"),
        (1, "/quit"),
    ),
    "es": (
        (0, "Juan"),
        (1, "María"),
        (0, "¡Hola a todos!"),
        (1, "/msg juan ¿vienes a comer?"),
        (0, "/reply en cinco minutos"),
        (1, "/usuarios"),
        (0, "/me coge el abrigo"),
        (1, "/salir"),
    ),
}
"""Whose screen (0 is the left one) a line is typed at, in their order, for each language."""


@dataclass
class Screen(Roomy):
    """What a person has before their eyes: what they typed and what came. Rows of text."""

    text: str = ""

    def receive(self, data: bytes) -> None:
        """Show what the server sent."""
        self.text += data.decode()

    def type(self, line: str) -> None:
        """Show what is typed, as telnet and a terminal do."""
        self.text += f"{line}\r\n"

    def rows(self) -> list[str]:
        """Return the rows so far, and begin a new screen."""
        found, self.text = self.text.splitlines(), ""
        return found


def screens(language: str) -> list[tuple[str, str]]:
    """Return the rows of both screens side by side: what is on one row happened together."""
    now = BEGINNING
    turn: list[Callable[[], None]] = []
    accounts = Store(IN_MEMORY, lambda: now)
    accounts.open()
    hub = Hub(
        Surroundings(
            now=lambda: now,
            at_turn_end=turn.append,
            render=PlainRenderer(),
            log=MemoryHistory(),
            later=lambda _seconds, call: turn.append(call),
            aside=lambda look, done: done(look()),
            accounts=accounts,
            passwords=AtOnce(),
            report=print,
            audit=lambda _audited: None,
        ),
        # The zone is the reader's own business; here it must be everybody's.
        Policy(settings=Settings(language=language, zone="UTC")),
    )
    both = (Screen(), Screen())
    sessions = tuple(hub.connect(screen, FORM, hub.visit()) for screen in both)
    hub.turn.end()
    rows: list[tuple[str, str]] = []
    for who, line in TYPED[language]:
        both[who].type(line)
        sessions[who].line(line)
        hub.turn.end()
        now += timedelta(seconds=25)
        # A prompt that nobody has answered yet stays open at the bottom.
        done = [screen.rows() if screen.text.endswith("\n") else [] for screen in both]
        rows += zip_longest(*done, fillvalue="")
    return rows


def picture(language: str) -> str:
    """Return both screens as a fenced block of text."""
    heads = zip(("Juan", "María"), PROGRAMS, strict=True)
    lines = [" ".join(_edge("┌", "┐", f" {name}: {program} ") for name, program in heads)]
    lines += [" ".join(f"│ {_padded(text)} │" for text in row) for row in screens(language)]
    lines.append(" ".join([_edge("└", "┘")] * 2))
    return "\n".join(["```text", *lines, "```"])


def _padded(text: str) -> str:
    width = wcswidth(text)
    if not 0 <= width <= WIDTH:
        raise ValueError(f"{text!r} does not fit into {WIDTH} columns")
    return text + " " * (WIDTH - width)


def _edge(left: str, right: str, title: str = "") -> str:
    return f"{left}─{title}{'─' * (WIDTH + 1 - wcswidth(title))}{right}"


if __name__ == "__main__":
    for language in TYPED:
        print(picture(language))
