"""What the core needs of the world, and what the operator decides for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chatservice.core.audience import Render
from chatservice.core.events import Acted, Event, Said
from chatservice.core.settings import Settings


class Log(Protocol):
    """Where events are kept (see `chatservice.history`)."""

    def append(self, events: Sequence[Event]) -> None:
        """Keep ``events``, in this order. What is not kept is not delivered."""
        ...

    def last(
        self, room: str, count: int, without: Mapping[str, datetime]
    ) -> Sequence[Said | Acted]:
        """Return the last ``count`` messages of the room of that key, oldest first.

        ``without`` has the keys of names whose messages are left out, each up to a time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the core needs of the world and does not reach for by itself.

    ``now`` returns an aware time in UTC. ``at_turn_end`` calls its argument when the reactor has
    read everything that it can read now. ``report`` is called inside an ``except`` block to log
    the current exception.
    """

    now: Callable[[], datetime]
    at_turn_end: Callable[[Callable[[], None]], object]
    render: Render
    log: Log
    report: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator decides. ``nickname_seconds``: how long choosing a name may be silent."""

    settings: Settings = field(default_factory=Settings)
    room: str = "lobby"
    motd: tuple[str, ...] = ()
    version: str = ""
    history: int = 50
    nickname_seconds: int = 60
    refusals: int = 10
    rooms_each: int = 50
    rooms: int = 1000
