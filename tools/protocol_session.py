"""The session that docs/protocol.md shows: what a program sends and reads, held by the real chat.

`python tools/protocol_document.py` puts it there; nothing in it is written by hand but what the
program sends and what the person beside it types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from chatservice.accounts.proofs import AtOnce
from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.hub import Hub
from chatservice.core.outlet import Roomy
from chatservice.core.session import Session
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.memory import MemoryHistory
from chatservice.protocols.requests import BadRequestError, read
from chatservice.render import objects, plain
from chatservice.render.forms import Renderer

BEGINNING = datetime(2026, 11, 21, 14, 35, 2, 123456, tzinfo=timezone.utc)

HISTORY_ID = "9b1d4f0e27a85c36d0f4e1b2a7c89356"
"""Stands for the history's, which is random."""

PROGRAM, PERSON = "program", "person"

STEPS = (
    (PERSON, "ana"),
    (PERSON, "¿Hay alguien?"),
    (PROGRAM, '{"type":"hello","version":1,"nick":"bot","language":"es"}'),
    (PROGRAM, '{"type":"say","id":"a1","text":"hola"}'),
    (PERSON, "¡hola, bot!"),
    (PROGRAM, '{"type":"msg","id":"a2","to":"juan","text":"¿vienes?"}'),
    (PROGRAM, '{"type":"say","id":"a3","txet":"adiós"}'),
    (PROGRAM, '{"type":"quit","id":"a4"}'),
)
"""Who sends which line, in their order."""


@dataclass
class _Screen(Roomy):
    """What was read on one side."""

    data: bytes = b""

    def receive(self, data: bytes) -> None:
        """Take what the server sent."""
        self.data += data

    def read(self) -> list[str]:
        """Return the lines so far, and begin anew."""
        lines, self.data = self.data.decode().splitlines(), b""
        return lines


class _Named(MemoryHistory):
    """A history whose name is the same each time."""

    def name(self) -> str:
        """Return a name like those that are drawn."""
        return "b7e1c04d9a52f386"


def lines() -> list[str]:
    """Return the lines of the program's connection: an arrow, and what went that way."""
    now = BEGINNING
    turn: list[Callable[[], None]] = []
    log = _Named()
    accounts = Store(IN_MEMORY, lambda: now)
    accounts.open()
    hub = Hub(
        Surroundings(
            now=lambda: now,
            at_turn_end=turn.append,
            render=Renderer(),
            log=log,
            later=lambda _seconds, call: turn.append(call),
            aside=lambda look, done: done(look()),
            accounts=accounts,
            passwords=AtOnce(),
            report=print,
            audit=lambda _audited: None,
        ),
        Policy(settings=Settings(language="en", zone="UTC"), version="1.1.0"),
    )
    screens = {PROGRAM: _Screen(), PERSON: _Screen()}
    sessions = {
        PROGRAM: hub.connect(screens[PROGRAM], objects.FORM, hub.visit()),
        PERSON: hub.connect(screens[PERSON], plain.FORM, hub.visit()),
    }
    shown = []
    for who, line in STEPS:
        if who is PERSON:
            sessions[who].line(line)
        else:
            shown.append(f"→ {line}")
            _sends(sessions[PROGRAM], line.encode())
        hub.turn.end()
        now += timedelta(seconds=7)
        shown += [f"← {each}" for each in screens[PROGRAM].read()]
    return [each.replace(log.name(), HISTORY_ID) for each in shown]


def _sends(session: Session, line: bytes) -> None:
    try:
        read(line).ask(session)
    except BadRequestError as refused:
        session.refuse(refused, refused.request)


def picture() -> str:
    """Return the session as a fenced block of text."""
    return "\n".join(["```text", *lines(), "```"])


if __name__ == "__main__":
    print(picture())
