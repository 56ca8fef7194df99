"""What waits for the end of the reactor turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.events import Event
from chatservice.core.names import Name
from chatservice.core.replies import Done, Reply, WhisperCopied
from chatservice.core.settings import Representation

if TYPE_CHECKING:
    from chatservice.core.log import Kept, Last
    from chatservice.core.missed import Missed
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
    ``request`` is what a program calls that with which it asked for it; ``is_last``: all of that is
    done then.
    """

    session: Session
    representation: Representation
    told: Reply | None = None
    undo: Callable[[], None] | None = None
    copied: WhisperCopied | None = None
    request: str | None = None
    is_last: bool = False


@dataclass(slots=True, eq=False)
class Happening:
    """An event on its way: who did it, and who is to hear of it.

    ``name`` is what the speaker was called then. ``rooms`` are the rooms whose members hear it,
    ``people`` others who do, ``named`` whose bell it rings. ``receiver`` is the identity of whom
    something private is for. ``seq`` is its number in the log once it is kept. What is
    ``unattended`` was done in no session: who did it is told in all of theirs.
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
    unattended: bool = False

    @property
    def is_asked_for(self) -> bool:
        """Whether a program waits to be told that it is kept, in its place."""
        return self.condition is not None and self.condition.is_last

    def receipt(self) -> Answer | None:
        """Return what tells a program that it is kept; `None` where none waits for that."""
        if self.condition is None or not self.condition.is_last:
            return None
        session, representation = self.condition.session, self.condition.representation
        return Answer(session, Done(self.seq), representation, request=self.condition.request)

    def is_by(self, session: Session) -> bool:
        """Return whether it was done in ``session``, and not by the same person elsewhere."""
        if session.person is not self.speaker or self.unattended:
            return False
        return self.condition is None or self.condition.session is session


@dataclass(slots=True)
class Answer:
    """A reply on its way to one session, as that session read things when it was given.

    ``reply`` may be a message that the session missed, or an event; ``seq`` is its number in the
    log then.
    ``request`` is what a program calls that which this answers.
    """

    session: Session
    reply: Reply | Kept | Event
    representation: Representation
    last: bool = False
    """Whether the connection closes after it."""
    request: str | None = None
    seq: int = 0


@dataclass(slots=True)
class Change:
    """From here on ``session`` hears differently; until here it did as ``before``."""

    session: Session
    before: Hearing


@dataclass(slots=True)
class Question:
    """A session asks for messages of a room, as they stand at this point of the turn.

    ``answer`` makes a reply of them, or `None` for silence. ``request`` is as that of an `Answer`.
    """

    session: Session
    representation: Representation
    wanted: Last
    answer: Callable[[Sequence[Kept]], Reply | None]
    request: str | None = None


@dataclass(slots=True)
class Resumption:
    """A session goes on where another connection was lost: it is told what it missed.

    ``wanted`` is that, up to this point of the turn.
    """

    session: Session
    representation: Representation
    wanted: Missed


Item = Happening | Answer | Change
"""What is delivered."""

Waiting = Item | Question | Resumption
"""What waits: until the turn ends, a question has no answer that could be delivered."""
