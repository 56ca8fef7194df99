"""Who hears it: hands the happenings of one reactor turn to everyone concerned.

This page is the only code of the core that is written for speed. The plain way, rendering each
event for each member, costs a rendering for each of them; here each event is rendered once for
each representation among the listeners (`chatservice.core.settings.Representation`), and most
listeners get one ready blob, in one write, for the whole turn.

The others are served one by one (`_deliver_singly`): those who spoke in this turn (their own lines
come back only if they want them), whose way of hearing changed in the middle of it, who ignore
somebody, who are named and want a bell, who got a reply, or who are in several rooms that had
something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chatservice.core.events import (
    KEPT,
    MESSAGES,
    Event,
    Joined,
    Left,
    Quit,
    Whispered,
)
from chatservice.core.people import Person
from chatservice.core.replies import Reply
from chatservice.core.rooms import Room
from chatservice.core.session import Session
from chatservice.core.settings import Representation
from chatservice.core.waiting import Answer, Change, Happening, Hearing, Item

TOLD_BY_REPLY = (Whispered, Joined, Left, Quit)
SPOKEN = KEPT
"""What carries somebody's words: what is to be kept, and nothing else."""

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


class _Pieces:
    """What each of a turn's items looks like in each representation, made when first wanted."""

    def __init__(
        self, items: Sequence[Item], render: Render, report: Callable[[str, Exception], None]
    ) -> None:
        self._items = items
        self._render = render
        self._report = report
        self._made: dict[tuple[int, Representation, bool], bytes] = {}

    def piece(self, index: int, representation: Representation, labelled: bool) -> bytes:
        key = (index, representation, labelled)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(self._items[index], representation, labelled)
        return made

    def _make(self, item: Item, representation: Representation, labelled: bool) -> bytes:
        if isinstance(item, Change):
            return b""
        what = item.event if isinstance(item, Happening) else item.reply
        try:
            return self._render(what, representation, labelled=labelled)
        except Exception as error:
            # One thing that can't be shown must not cost everyone the rest of the turn.
            self._report("rendering", error)
            return b""


def deliver(
    items: Sequence[Item], render: Render, report: Callable[[str, Exception], None]
) -> None:
    """Hand a turn's ``items``, in their order, to the outlets of everyone concerned.

    ``report`` logs an exception, with what failed.
    """
    pieces = _Pieces(items, render, report)
    active: dict[Room, list[int]] = {}
    singly: dict[Session, None] = {}
    for index, item in enumerate(items):
        if not isinstance(item, Happening):
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
    session: Session, items: Sequence[Item], pieces: _Pieces, render: Render
) -> None:
    parts = []
    last = False
    for index, hearing in reversed(list(_heard_by(session, items))):
        item = items[index]
        if isinstance(item, Answer):
            parts.append(pieces.piece(index, item.representation, False))
            last = last or item.last
        elif isinstance(item, Happening):
            if session.person in item.named and _may_ring(session, item.event.at):
                parts.append(render.bell(hearing.representation))
            labelled = len(item.rooms) == 1 and item.rooms[0] is not hearing.rooms[-1]
            parts.append(pieces.piece(index, hearing.representation, labelled))
    if parts:
        session.outlet.send(b"".join(parts))
    if last:
        session.outlet.close()


def _heard_by(session: Session, items: Sequence[Item]) -> Iterator[tuple[int, Hearing]]:
    """Yield the indexes of what ``session`` hears, the last one first, and how it heard then.

    Walking back from how it hears now, and undoing each change on the way, tells how it heard
    when each thing happened.
    """
    person = session.person
    hearing = session.hearing()
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if not isinstance(item, Happening):
            if item.session is not session:
                continue
            if isinstance(item, Change):
                hearing = item.before
            else:
                yield index, hearing
        elif item.speaker is person:
            if _comes_back(item.event, hearing):
                yield index, hearing
        elif _reaches(item, person, hearing):
            yield index, hearing


def _reaches(item: Happening, person: Person | None, hearing: Hearing) -> bool:
    """Return whether what somebody else did is for this person, who may ignore them."""
    meant = person in item.people or any(room in hearing.rooms for room in item.rooms)
    return meant and not (item.name in hearing.ignored and _speaks(item.event))


def _speaks(event: Event) -> bool:
    """Return whether an event carries words of whoever did it, which ignoring keeps away."""
    if isinstance(event, Quit):
        return bool(event.reason)
    return isinstance(event, SPOKEN)


def _comes_back(event: Event, hearing: Hearing) -> bool:
    """Return whether who did this hears of it as the others do."""
    if isinstance(event, MESSAGES):
        return hearing.echo
    # Of these they are told by a reply: "Message sent to …", "You left …".
    return not isinstance(event, TOLD_BY_REPLY)


def _may_ring(session: Session, at: datetime) -> bool:
    if session.rang_at is not None and at - session.rang_at < BELL_PAUSE:
        return False
    session.rang_at = at
    return True
