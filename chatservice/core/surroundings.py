"""What the core needs of the world, and what the operator decides for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chatservice.core.accounts import Accounts, Passwords
from chatservice.core.audit import Audited
from chatservice.core.limits import READERS, Limits
from chatservice.core.log import Log
from chatservice.core.rendering import Render
from chatservice.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the core needs of the world and does not reach for by itself.

    ``now`` returns an aware time in UTC. ``at_turn_end`` calls its argument when the reactor has
    read everything that it can read now, ``later`` after some seconds. ``aside`` calls its first
    argument where it may take long and holds nobody up, and then the second with what that
    returned. ``report`` logs an exception, with what failed; ``audit`` notes an act that the
    operator may want to look up.
    """

    now: Callable[[], datetime]
    at_turn_end: Callable[[Callable[[], None]], object]
    later: Callable[[float, Callable[[], None]], object]
    aside: Callable[[Callable[[], Any], Callable[[Any], None]], object]
    render: Render
    log: Log
    accounts: Accounts
    passwords: Passwords
    report: Callable[[str, Exception], None]
    audit: Callable[[Audited], None]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator decides.

    ``refusals`` is how many names may be refused in one conversation, ``wrong_passwords`` likewise.
    ``connections``: how many there may be at once; `None` for any number. ``readers``: how many
    more of them may read pages. ``web`` begins the addresses by which HTTP reaches the server, with
    HOST and PORT in the place of what the operator did not say.
    """

    settings: Settings = field(default_factory=Settings)
    room: str = "lobby"
    motd: tuple[str, ...] = ()
    version: str = ""
    history: int = 50
    limits: Limits = field(default_factory=Limits)
    refusals: int = 10
    wrong_passwords: int = 3
    rooms: int = 1000
    connections: int | None = None
    readers: int = READERS
    web: str = "http://HOST:PORT"
