"""The log: where what is said is kept before anyone reads it, and where it is read again.

`chatservice.history` has the logs there are, in memory and on disk. The core knows them by `Log`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from chatservice.core.events import Acted, Corrected, Deleted, Event, Removed, Said, Whispered
from chatservice.core.query import Query

Message = Said | Acted | Whispered
"""What can be read again."""

MOST_LOOKED_THROUGH = 20_000
"""Messages of a room, the last ones, among which somebody's are looked for: `Log.of_person`."""


class NotKeptError(Exception):
    """The log can't take what it was given, and has taken nothing of it: it is told to nobody."""


class BusyError(NotKeptError):
    """The log is held by another program just now: what was given may be kept a moment later."""


class NotReadError(Exception):
    """The log can't be read now."""


class TooLongError(NotReadError):
    """The search took too long and was given up."""


class Record(NamedTuple):
    """An event for the log.

    ``author`` and ``receiver`` are the identities (`Person.identity`) of who did it and, for what
    is private, of whom it was for. A name passes from one person to another, an identity never
    does: it decides who may read a private message again.
    """

    event: Event
    author: int
    receiver: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as the log has it.

    ``seq`` is its sequence number: never used twice, never less than that of anything kept before
    it. ``edited``: it says something else than at first.
    """

    seq: int
    message: Message
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of messages, as the log has it: ``seq`` is the change's own number."""

    seq: int
    event: Corrected | Deleted | Removed


@dataclass(frozen=True, slots=True)
class Last:
    """What is asked for when a room's last messages are.

    ``room`` is the key of its name, ``count`` how many at most, ``without`` has the keys of names
    whose messages are left out, each up to a time. ``before`` leaves out what is not older than
    it. ``upto`` leaves out what has a greater sequence number: what came later in the same turn.
    ``below`` leaves out the message of that number, which may be gone, and all behind it: of what
    was said on the server, what has a greater number. What was imported stands at its own time.
    """

    room: str
    count: int
    without: Mapping[str, datetime] = field(default_factory=dict)
    before: datetime | None = None
    upto: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What is asked for when somebody goes on reading some rooms where they had stopped.

    ``rooms`` are the keys of their names, ``after`` is a place in the log (`Log.end`), ``count``
    how many messages at most; ``without`` is as in `Last`. After the message with which their
    texts come to so many ``characters`` there are no more.
    """

    rooms: tuple[str, ...]
    after: int
    count: int
    without: Mapping[str, datetime] = field(default_factory=dict)
    characters: int = 2**31


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was asked for by `Since`, oldest first.

    ``end`` is the place to go on from, ``more`` whether there is anything behind it.
    """

    messages: tuple[Kept, ...]
    end: int
    more: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for when the log is searched: the newest ``count`` that ``query`` finds.

    Found are messages of rooms, but not of those whose keys are ``hidden``, and private ones of
    which ``reader`` (an identity) is one of the two people. ``without`` is as in `Last`. ``below``
    is the `Found.next` of the page before.

    With ``partner``, the key of a name, it is what that person said in the query's room, together
    with all private messages between them and ``reader``; with ``private``, the latter alone.
    ``before`` is a message's number, and does what `Last.below` does.
    """

    query: Query
    reader: int
    count: int
    without: Mapping[str, datetime] = field(default_factory=dict)
    below: int | None = None
    partner: str | None = None
    hidden: frozenset[str] = frozenset()
    private: bool = False
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a search found, newest first; ``next`` asks for the next one, if any."""

    messages: tuple[Kept, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Private messages that wait for somebody: the last of them, oldest first.

    ``total`` is how many there are.
    """

    messages: tuple[Kept, ...]
    total: int


class Log(Protocol):
    """Where events are kept (see `chatservice.history`)."""

    def name(self) -> str:
        """Return what tells this log's sequence numbers from any other's: a random text.

        It stays the same as long as no number is given a second time: on disk over restarts, in
        memory for a run. Another one begins with a log that is new, or was put back from a copy.
        """
        ...

    def append(self, records: Sequence[Record]) -> Sequence[int]:
        """Keep all ``records`` (of the types in `KEPT`), in this order, in one step.

        Returns a sequence number for each: of the new message, of the change (`Corrected`,
        `Deleted`, `Removed`), or for what is neither, the latest one. Raises `NotKeptError`
        (`BusyError` when it is worth another try) with nothing kept.
        """
        ...

    def last(self, wanted: Last) -> Sequence[Kept]:
        """Return a room's last messages, oldest first. Raises `NotReadError`."""
        ...

    def last_number(self) -> int:
        """Return the greatest sequence number given so far, 0 before any. Raises `NotReadError`."""
        ...

    def end(self) -> int:
        """Return the place where the log ends just now: a number that never goes back."""
        ...

    def place_of(self, seq: int) -> int:
        """Return the place after which all stands that was said on the server after a number.

        It is where the newest message stands, of those not imported, whose number is at most
        ``seq``, be that a message's or a change's, of what is gone or was never given; before
        all, where there is none. Raises `NotReadError`.
        """
        ...

    def changes(
        self, rooms: tuple[str, ...], after: int, identity: int, count: int
    ) -> Sequence[Changed]:
        """Return what was corrected or taken back since the number ``after``, oldest first.

        Of messages with numbers up to ``after``: later ones are read as they are now. They are in
        the rooms of those keys, or private ones of which ``identity`` (0: nobody's) is one of the
        two people. Of each message it is the last change, with the text it has now. The last
        ``count`` at most. Raises `NotReadError`.
        """
        ...

    def time_at(self, place: int) -> datetime:
        """Return the time before which is all that stands up to a place: for `Last.before`."""
        ...

    def since(self, wanted: Since) -> Stretch:
        """Return the messages that come next in some rooms, but for what was imported.

        Nobody has missed that. Raises `NotReadError`.
        """
        ...

    def messages(self, numbers: Sequence[int]) -> Sequence[Kept]:
        """Return the messages of those sequence numbers, in that order, that are still there.

        Private ones too. Raises `NotReadError`.
        """
        ...

    def start_of(self, wanted: Since) -> tuple[int, int]:
        """Return the place after which the last of those messages stand, and how many they are.

        They are ``wanted.count``; fewer if there are no more after ``wanted.after``, or if too
        many of other people's stand between them. Raises `NotReadError`.
        """
        ...

    def waiting(
        self,
        identity: int,
        after: int,
        count: int,
        without: Mapping[str, datetime] | None = None,
        *,
        sent: bool = False,
    ) -> Unread:
        """Return the last ``count`` private messages to an identity, and how many there are.

        Those of sequence numbers greater than ``after``; ``without`` is as in `Last`. With
        ``sent``, also what that identity wrote itself; the total is one more then than there are
        messages, if there are more at all. Raises `NotReadError`.
        """
        ...

    def of_person(
        self,
        room: str,
        keys: frozenset[str],
        identity: int,
        count: int,
        without: frozenset[int] = frozenset(),
    ) -> Sequence[Kept]:
        """Return the last messages of somebody in the room of that key, newest first.

        They are those of ``identity``, by whatever name; where that is 0, those of all whose names
        had one of the ``keys``, but for the identities in ``without``. A room's last
        `MOST_LOOKED_THROUGH` messages are looked through, no others. May take some ten
        milliseconds: called in a thread. Raises `NotReadError`.
        """
        ...

    def forget(self, identity: int) -> None:
        """Remove all that somebody has said until now, in rooms and in private.

        Nobody reads it again when this returns; what is on the disk goes little by little, also
        after a restart. What they say from then on is kept. Nothing happens for the identity 0.
        Raises `NotKeptError`.
        """
        ...

    def topic(self, room: str) -> str:
        """Return the topic of the room of that key, or nothing. Raises `NotReadError`."""
        ...

    def topics(self, most: int) -> Mapping[str, str]:
        """Return the names of ``most`` rooms that have a topic, with it. Raises `NotReadError`."""
        ...

    def search(self, wanted: Search) -> Found:
        """Return what is found. May take long: called in a thread. Raises `NotReadError`."""
        ...
