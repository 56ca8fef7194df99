"""Who hears it: hands the happenings of one reactor turn to everyone concerned.

This page is the only code of the core that is written for speed. The plain way, rendering each
event for each member, costs a rendering for each of them; here each event is rendered once for
each representation among the listeners (`chatservice.core.settings.Representation`), and most
listeners get one ready blob, in one write, for the whole turn.

The others are served one by one (`_heard_by`): those who spoke in this turn (their own lines
come back only if they want them), who came or went in the middle of it, who ignore somebody, who
are named and want a bell, who got a reply, or who are in several rooms that had something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chatservice.core.events import Acted, Event, Joined, Left, Quit, Said, Whispered
from chatservice.core.people import Person
from chatservice.core.replies import Reply
from chatservice.core.rooms import Room
from chatservice.core.settings import Representation

if TYPE_CHECKING:
    from chatservice.core.session import Session

BELL_PAUSE = timedelta(seconds=2)
"""However often someone is named, their terminal rings at most this often."""


class Render(Protocol):
    """Makes what goes to a transport. ``labelled``: with the room's name, for another room."""

    def __call__(
        self, what: Event | Reply, representation: Representation, *, labelled: bool = False
    ) -> bytes:
        """Return what readers of ``representation`` get of ``what``."""
        ...

    def bell(self, representation: Representation) -> bytes:
        """Return what makes a reader's terminal ring."""
        ...


@dataclass(slots=True)
class Happening:
    """An event on its way: who did it, and who is to hear of it.

    ``rooms`` are the rooms whose members hear it, ``people`` others who do, ``named`` whose bell
    it rings.
    """

    event: Event
    speaker: Person
    rooms: tuple[Room, ...] = ()
    people: tuple[Person, ...] = ()
    named: frozenset[Person] = frozenset()


@dataclass(slots=True)
class Answer:
    """A reply on its way to one session, as that session read things when it was given."""

    session: Session
    reply: Reply
    representation: Representation
    last: bool = False
    """Whether the connection closes after it."""


Waiting = Happening | Answer


class _Pieces:
    """What each of a turn's items looks like in each representation, made when first wanted."""

    def __init__(
        self, items: Sequence[Waiting], render: Render, report: Callable[[str], None]
    ) -> None:
        self._items = items
        self._render = render
        self._report = report
        self._made: dict[tuple[int, Representation, bool], bytes] = {}

    def piece(self, index: int, representation: Representation, labelled: bool) -> bytes:
        key = (index, representation, labelled)
        made = self._made.get(key)
        if made is None:
            item = self._items[index]
            what = item.event if isinstance(item, Happening) else item.reply
            try:
                made = self._render(what, representation, labelled=labelled)
            except Exception:
                # One thing that can't be shown must not cost everyone the rest of the turn.
                self._report("rendering")
                made = b""
            self._made[key] = made
        return made


def deliver(items: Sequence[Waiting], render: Render, report: Callable[[str], None]) -> None:
    """Hand a turn's ``items``, in their order, to the outlets of everyone concerned.

    ``report`` logs the current exception, of the kind named by its argument.
    """
    pieces = _Pieces(items, render, report)
    active: dict[Room, list[int]] = {}
    singly: dict[Session, None] = {}
    for index, item in enumerate(items):
        if isinstance(item, Answer):
            singly[item.session] = None
            continue
        for room in item.rooms:
            active.setdefault(room, []).append(index)
        for person in (item.speaker, *item.people, *item.named):
            singly.update(dict.fromkeys(person.sessions))
    several = len(active) > 1
    for room, indexes in active.items():
        blobs: dict[tuple[Representation, bool], bytes] = {}
        for person in room.members:
            if person.ignored or (several and len(person.rooms) > 1):
                singly.update(dict.fromkeys(person.sessions))
                continue
            labelled = person.rooms[-1] is not room
            for session in person.sessions:
                if session in singly:
                    continue
                view = (session.representation, labelled)
                blob = blobs.get(view)
                if blob is None:
                    blob = blobs[view] = b"".join(pieces.piece(i, *view) for i in indexes)
                session.outlet.send(blob)
    for session in singly:
        _deliver_singly(session, items, pieces, render)


def _deliver_singly(
    session: Session, items: Sequence[Waiting], pieces: _Pieces, render: Render
) -> None:
    parts = []
    last = False
    current = session.person.rooms[-1] if session.person and session.person.rooms else None
    for index in reversed(list(_heard_by(session, items))):
        item = items[index]
        if isinstance(item, Answer):
            parts.append(pieces.piece(index, item.representation, False))
            last = last or item.last
            continue
        if session.person in item.named and _may_ring(session, item.event.at):
            parts.append(render.bell(session.representation))
        labelled = len(item.rooms) == 1 and current is not None and item.rooms[0] is not current
        parts.append(pieces.piece(index, session.representation, labelled))
    if parts:
        session.outlet.send(b"".join(parts))
    if last:
        session.outlet.close()


def _heard_by(session: Session, items: Sequence[Waiting]) -> Iterator[int]:
    """Yield the indexes of what ``session`` hears, the last one first.

    Walking back from the rooms where the person is now, and undoing each of their own arrivals
    and departures on the way, tells where they were when each thing happened.
    """
    person = session.person
    inside = set(person.rooms) if person else set()
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if isinstance(item, Answer):
            if item.session is session:
                yield index
        elif item.speaker is person:
            if isinstance(item.event, Joined):
                inside.difference_update(item.rooms)
            elif isinstance(item.event, Left | Quit):
                inside.update(item.rooms)
            elif isinstance(item.event, Whispered):
                pass  # the sender reads "Message sent to …", a reply
            elif session.settings.echo or not isinstance(item.event, Said | Acted):
                yield index
        elif person is not None and (
            person in item.people or any(room in inside for room in item.rooms)
        ):
            spoken = isinstance(item.event, Said | Acted | Whispered)
            if not (spoken and item.speaker.name in person.ignored):
                yield index


def _may_ring(session: Session, at: datetime) -> bool:
    if session.rang_at is not None and at - session.rang_at < BELL_PAUSE:
        return False
    session.rang_at = at
    return True
