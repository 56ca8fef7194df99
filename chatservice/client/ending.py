"""How the client ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """How the client ends: its exit ``status``, and ``sentences`` to tell, one a line."""

    status: int
    sentences: tuple[str, ...] = ()
