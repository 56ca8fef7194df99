"""What one turn of the reactor holds, sorted by whom it concerns, and how it looks to readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chatservice.core.events import MESSAGES, NUMBERED
from chatservice.core.names import Name
from chatservice.core.people import Person
from chatservice.core.rendering import Render, Report, Telling, rendered
from chatservice.core.rooms import Room
from chatservice.core.session import Session
from chatservice.core.settings import Representation
from chatservice.core.waiting import Answer, Change, Happening, Item


class Position(NamedTuple):
    """Where the log ended: ``place`` is what `Log.end` tells, ``seq`` its greatest number."""

    place: int = 0
    seq: int = 0


class Concerns:
    """The ``items`` of a turn, found by their indexes. ``before`` is where the log ended before."""

    def __init__(self, items: Sequence[Item], before: Position) -> None:
        self.items = items
        self.before = before
        self.of_room: dict[Room, list[int]] = {}
        """What each room heard."""
        self.of_person: dict[Person, list[int]] = {}
        """What each person did, or was told alone, or was named in."""
        self.of_session: dict[Session, list[int]] = {}
        """Replies to each session, and changes in how it hears."""
        self.spoken: dict[Room, int] = {}
        """How many of what a room heard are messages."""
        self.news: dict[Room, list[int]] = {}
        """What else it heard."""
        self.singly: dict[Session, None] = {}
        """Who needs more than what all get, or all of that but their own lines."""
        self._afters: list[int] = []
        self._speakers: Counter[tuple[Room, Name]] | None = None
        self._look_through()

    def _look_through(self) -> None:
        for index, item in enumerate(self.items):
            if not isinstance(item, Happening):
                self.of_session.setdefault(item.session, []).append(index)
                continue
            is_spoken = isinstance(item.event, MESSAGES)
            for room in item.rooms:
                self.of_room.setdefault(room, []).append(index)
                if is_spoken:
                    self.spoken[room] = self.spoken.get(room, 0) + 1
                else:
                    self.news.setdefault(room, []).append(index)
            self.of_person.setdefault(item.speaker, []).append(index)
            if item.is_asked_for and item.condition and item.condition.session.settings.echo:
                # They get both: that it is kept, and it.
                self.serve_singly((item.condition.session,))
            if not is_spoken or not all(map(item.is_by, item.speaker.sessions)):
                # In another session of theirs, what they say is heard as others hear it.
                self.serve_singly(item.speaker.sessions)
            if item.people or item.named:
                for person in (*item.people, *item.named):
                    self.of_person.setdefault(person, []).append(index)
                    self.serve_singly(person.sessions)
        self.serve_singly(self.of_session)

    def serve_singly(self, sessions: Iterable[Session]) -> None:
        """Add to those who are served singly."""
        self.singly.update(dict.fromkeys(sessions))

    def spoken_by(self, room: Room, name: Name) -> int:
        """Return how many of the messages that a room heard are of somebody of that name."""
        if self._speakers is None:
            self._speakers = Counter(
                (room, item.name)
                for item in self.items
                if isinstance(item, Happening) and isinstance(item.event, MESSAGES)
                for room in item.rooms
            )
        return self._speakers[room, name]

    def after(self, index: int) -> int:
        """Return the number of the message after which an item stands."""
        if not self._afters:
            last = self.before.seq
            for item in self.items:
                if isinstance(item, Happening) and isinstance(item.event, NUMBERED):
                    last = item.seq or last
                self._afters.append(last)
        return self._afters[index]


class Pieces:
    """What each of a turn's items looks like in each representation, made when first wanted."""

    def __init__(self, items: Sequence[Item], render: Render, report: Report) -> None:
        self._items = items
        self._render = render
        self._report = report
        self._made: dict[tuple[Representation, bool], dict[int, bytes]] = {}

    def of(
        self, indexes: Iterable[int], representation: Representation, labelled: bool
    ) -> list[bytes]:
        """Return the pieces of the items at ``indexes``."""
        made = self._made.setdefault((representation, labelled), {})
        for index in indexes:
            if index not in made:
                item = self._items[index]
                request = item.request if isinstance(item, Answer) else None
                seq = 0 if isinstance(item, Change) else item.seq
                made[index] = rendered(
                    self._render,
                    self._report,
                    told(item),
                    representation,
                    labelled,
                    seq,
                    request,
                )
        return [made[index] for index in indexes]

    def receipt(self, index: int) -> bytes:
        """Return what tells a program that what it said is kept; nothing for who did not ask."""
        item = self._items[index]
        receipt = item.receipt() if isinstance(item, Happening) else None
        if receipt is None:
            return b""
        render, report, request = self._render, self._report, receipt.request
        return rendered(render, report, receipt.reply, receipt.representation, request=request)

    def piece(self, index: int, representation: Representation, labelled: bool) -> bytes:
        """Return the piece of one item."""
        return self.of((index,), representation, labelled)[0]


def told(item: Item) -> Telling:
    """Return what an item tells. Raises `TypeError` for one that tells nothing."""
    if isinstance(item, Change):
        raise TypeError("a change is not told to anybody")
    return item.event if isinstance(item, Happening) else item.reply
