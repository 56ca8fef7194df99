"""What stands in a talk: one entry for each thing that was said, happened or was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """What an entry is."""

    SAID = "said"
    ACTED = "acted"
    """`/me`: the text is the predicate, as in "waves"."""
    WHISPERED = "whispered"
    PRESENCE = "presence"
    """Who came and who went, together."""
    NOTICE = "notice"
    """What the server or the client tells: sentences, one a line."""
    LINE = "line"
    """A line of a server that speaks nothing but lines: it may have colours (ECMA-48 SGR)."""


class State(Enum):
    """What became of what was typed here; everything else is `TAKEN`."""

    TAKEN = "taken"
    """It is on the server's disk."""
    WAITING = "waiting"
    """It is on its way, or waits for a connection."""
    REFUSED = "refused"
    """The server did not take it: ``problem`` says why."""
    DOUBTFUL = "doubtful"
    """The connection was lost, and nobody can know whether it was taken."""


@dataclass(slots=True, eq=False)
class Entry:
    """One entry. ``at`` is aware; ``seq`` is its number in the server's log, 0 if it has none.

    Whoever changes one adds to its ``version``, so that those who show it look again.
    """

    kind: Kind
    at: datetime
    text: str = ""
    who: str = ""
    """The name of whoever said it."""
    seq: int = 0
    state: State = State.TAKEN
    own: bool = False
    mention: bool = False
    """Whether one's name is in it, said by somebody else."""
    edited: bool = False
    gone: bool = False
    """Whether it was taken back: the text is then who did that, as a sentence."""
    problem: str = ""
    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def is_message(self) -> bool:
        """Whether somebody said it."""
        return self.kind in (Kind.SAID, Kind.ACTED, Kind.WHISPERED)
