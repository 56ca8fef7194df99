"""What a program says first: who it is, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hello:
    """Who comes, and how.

    ``nick`` is the nickname that is wanted, with ``password`` if it is registered; a bot has a
    ``token`` instead. ``language`` is for this session; one that the server does not know changes
    nothing. ``since`` is the number of the last message that was read before the connection was
    lost: what came later is told again; `None` for who comes for the first time. It is a number of
    the history whose name is ``history``; of another one it means nothing. ``rooms`` are to
    be entered, besides the first one; the last is where one talks.
    """

    nick: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    language: str = ""
    since: int | None = None
    history: str = ""
    rooms: tuple[str, ...] = ()
