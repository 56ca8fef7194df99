"""How the client ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """How the client ends: its exit ``status``, and ``sentences`` to tell, one a line.

    ``is_unknown_host``: it ends because the server's name was not found.
    """

    status: int
    sentences: tuple[str, ...] = ()
    is_unknown_host: bool = False
