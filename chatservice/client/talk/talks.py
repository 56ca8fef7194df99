"""A talk: a room, or what is said to and by one person alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.words import key_of

MOST_ENTRIES = 2_000
"""Entries of a talk that are kept while its end is read. Older ones are asked for again."""

MOST_READ = 20_000
"""Entries of a talk that are kept while somebody reads back in it."""

MOST_TOGETHER = 200
"""People whose coming and going one entry tells of."""


@dataclass(slots=True)
class Person:
    """Somebody in a room. ``away`` is the reason, perhaps empty; `None`: they are not."""

    name: str
    away: str | None = None


@dataclass(slots=True, eq=False)
class Talk:
    """One talk. ``entries`` are in their order, those that the server does not have yet last.

    ``mark`` is the first entry that came while nobody looked: a line stands above it until one has
    gone on. ``is_whole``: nothing older is on the server.
    """

    name: str
    is_room: bool
    is_server: bool = False
    """Whether it is all that a server says that knows nothing but lines."""
    entries: list[Entry] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    topic: str = ""
    unread: int = 0
    mentions: int = 0
    mark: Entry | None = None
    draft: str = ""
    is_whole: bool = False
    is_loading: bool = False
    is_read_back: bool = False
    """Whether somebody reads back in it: it is not cut meanwhile."""
    version: int = 0
    """Grows with every change of the entries, or of one of them."""

    @property
    def key(self) -> str:
        """What tells the talk from others."""
        return ("#" if self.is_room else "@") + key_of(self.name)

    @property
    def title(self) -> str:
        """How it is called on the screen."""
        return f"#{self.name}" if self.is_room else self.name

    def add(self, entry: Entry) -> Entry:
        """Put an entry where it belongs; return it, or the one that it was made a part of."""
        self.version += 1
        if entry.kind is Kind.PRESENCE and self._joins_last(entry):
            return self.entries[-1]
        at = len(self.entries)
        if entry.state is not State.WAITING:
            at = self._end(entry)
        self.entries.insert(at, entry)
        self._trim()
        return entry

    def extend(self, older: Iterable[Entry]) -> None:
        """Put entries with numbers in, which are older than those that are there."""
        for entry in older:
            self.version += 1
            self.entries.insert(self._place(entry), entry)

    def remove(self, entry: Entry) -> None:
        """Take an entry out, if it is there."""
        if entry in self.entries:
            self.entries.remove(entry)
            self.version += 1

    def find(self, seq: int) -> Entry | None:
        """Return the message with that number, if it is there."""
        for entry in reversed(self.entries):
            if entry.seq == seq:
                return entry
        return None

    def forget(self) -> None:
        """Let go of all that the server can tell again."""
        self.entries = [entry for entry in self.entries if not entry.seq]
        self.is_whole = False
        self.version += 1

    def change(self, entry: Entry) -> None:
        """Take note that an entry of this talk is another one now."""
        entry.version += 1
        self.version += 1

    def _joins_last(self, entry: Entry) -> bool:
        """Tell of people who come and go in the entry that tells of others already."""
        last = self.entries[-1] if self.entries else None
        if last is None or last.kind is not Kind.PRESENCE:
            return False
        if last.at.astimezone().date() != entry.at.astimezone().date():
            return False
        if len(last.came) + len(last.went) > MOST_TOGETHER:
            return False
        last.came += entry.came
        last.went += entry.went
        last.version += 1
        return True

    def _end(self, entry: Entry) -> int:
        """Return where an entry stands that comes now: last, but before all that is to be taken.

        Only numbers tell the order: the server's clock may be another one than this machine's.
        """
        entries, end = self.entries, len(self.entries)
        while end and entries[end - 1].state is State.WAITING:
            end -= 1
        while end and 0 < entry.seq < entries[end - 1].seq:
            end -= 1
        return end

    def _place(self, entry: Entry) -> int:
        """Return where an entry stands that was there before: by its number, or else its time."""
        entries, end = self.entries, self._end(entry)
        while end and _is_before(entry, entries[end - 1]):
            end -= 1
        return end

    def _trim(self) -> None:
        most = MOST_READ if self.is_read_back else MOST_ENTRIES
        # By a tenth at once: to take the first of a list moves all others.
        if len(self.entries) > most + most // 10:
            del self.entries[: len(self.entries) - most]
            self.is_whole = False


def _is_before(entry: Entry, other: Entry) -> bool:
    if entry.seq and other.seq:
        return entry.seq < other.seq
    return entry.at < other.at
