"""What the command line asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatservice.client.choice import Choice


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for.

    ``seconds`` is how long a server may take to accept a connection, ``token`` that of a bot,
    ``log`` the file where all that is told is kept as well, ``once`` what is to be said before
    leaving. ``is_able``: the terminal can do more than print lines.
    """

    choice: Choice
    environment: Mapping[str, str]
    seconds: float
    token: str | None = None
    log: Path | None = None
    once: str | None = None
    is_able: bool = True
