"""What waits for the end of the reactor turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.events import Event
from chatservice.core.names import Name
from chatservice.core.replies import Reply
from chatservice.core.settings import Representation

if TYPE_CHECKING:
    from chatservice.core.log import Kept, Last
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


class Hearing(NamedTuple):
    """What decides what a session hears, and how, at one moment."""

    rooms: tuple[Room, ...]
    """Where the person is; the last one is the current one."""
    ignored: frozenset[Name]
    echo: bool
    representation: Representation


@dataclass(slots=True)
class Condition:
    """What hangs on an event's being kept.

    ``told`` is what ``session`` reads once it is, and ``copied`` what the person's other sessions
    read; if it is not, the session is told so, and ``undo`` takes back what was changed already.
    """

    session: Session
    representation: Representation
    told: Reply | None = None
    undo: Callable[[], None] | None = None
    copied: Reply | None = None


@dataclass(slots=True, eq=False)
class Happening:
    """An event on its way: who did it, and who is to hear of it.

    ``name`` is what the speaker was called then. ``rooms`` are the rooms whose members hear it,
    ``people`` others who do, ``named`` whose bell it rings. ``receiver`` is the identity of whom
    something private is for. ``seq`` is its number in the log once it is kept.
    """

    event: Event
    speaker: Person
    name: Name
    rooms: tuple[Room, ...] = ()
    people: tuple[Person, ...] = ()
    named: frozenset[Person] = frozenset()
    condition: Condition | None = None
    receiver: int = 0
    seq: int = 0

    def is_by(self, session: Session) -> bool:
        """Return whether it was done in ``session``, and not by the same person elsewhere."""
        by_whom = session.person is self.speaker
        return by_whom and (self.condition is None or self.condition.session is session)


@dataclass(slots=True)
class Answer:
    """A reply on its way to one session, as that session read things when it was given."""

    session: Session
    reply: Reply
    representation: Representation
    last: bool = False
    """Whether the connection closes after it."""


@dataclass(slots=True)
class Change:
    """From here on ``session`` hears differently; until here it did as ``before``."""

    session: Session
    before: Hearing


@dataclass(slots=True)
class Question:
    """A session asks for messages of a room, as they stand at this point of the turn.

    ``answer`` makes a reply of them, or `None` for silence.
    """

    session: Session
    representation: Representation
    wanted: Last
    answer: Callable[[Sequence[Kept]], Reply | None]


Item = Happening | Answer | Change
"""What is delivered."""

Waiting = Item | Question
"""What waits: until the turn ends, a question has no answer that could be delivered."""
