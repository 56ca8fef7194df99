"""A talk: a room, or what is said to and by one person alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.words import folded

MOST_ENTRIES = 2_000
"""Entries of a talk that are kept while its end is read. Older ones are asked for again."""

MOST_READ = 20_000
"""Entries of a talk that are kept while somebody reads back in it."""

CUT = 10
"""So many parts make too many entries: they are cut by one of them at once, for to take the first
of a list moves all others."""

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

    Only numbers tell the order of what has one: the server's clock may be another one than this
    machine's. A number is there once, and does not change while its entry is there.

    What it takes at 2,000 and at 20,000 entries (CPython 3.11, one core; in brackets what it took
    when every entry was looked at and a page was put in one by one): to find one 0.06 and 0.06 µs
    (36, 284), to add one 0.7 and 0.9 µs (0.9, 0.5), to put 500 before them 0.07 and 0.09 ms
    (52, 509), to put 500 among the oldest 0.7 and 4.6 ms (59, 577).
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
    _numbered: dict[int, Entry] = field(default_factory=dict, init=False, repr=False)
    """The entries that have numbers, by these."""

    @property
    def key(self) -> str:
        """What tells the talk from others."""
        return key_of(self.name, is_room=self.is_room)

    @property
    def title(self) -> str:
        """How it is called on the screen."""
        return f"#{self.name}" if self.is_room else self.name

    @property
    def first(self) -> int:
        """The number of the first message that is there; 0 if none has one."""
        return next((entry.seq for entry in self.entries if entry.seq > 0), 0)

    def add(self, entry: Entry) -> Entry:
        """Put an entry where it belongs; return it, or the one that stands for it.

        That is the one that it was made a part of, or the one that has its number already.
        """
        if (known := self._numbered.get(entry.seq)) is not None:
            return known
        self.version += 1
        entries, at = self.entries, len(self.entries)
        if entry.state is not State.WAITING:
            at = self._end()
            if entry.kind is Kind.PRESENCE and at and _joins(entries[at - 1], entry):
                return entries[at - 1]
            at, _ = self._place(entry.seq, at, at)
        entries.insert(at, entry)
        if entry.seq > 0:
            self._numbered[entry.seq] = entry
        self._trim()
        return entry

    def extend(self, older: Iterable[Entry], *, before: int | None = None) -> list[Entry]:
        """Put entries with numbers in that were there before; return those that are new.

        ``before``: the server has just said that they stand right before the message of that
        number, or before all there is (0). They stay in its order then: what was imported there
        has numbers that do not tell its place.
        """
        new: dict[int, Entry] = {}
        for entry in older:
            if entry.seq > 0 and entry.seq not in self._numbered:
                new.setdefault(entry.seq, entry)
        if not new:
            return []
        self.version += 1
        if not self._numbered or before == self.first:
            # What has no number is of now: all that was there before stands above it.
            self.entries[:0] = new.values()
        else:
            at = place = self._end()
            for seq in sorted(new, reverse=True):
                place, at = self._place(seq, place, at)
                self.entries.insert(0 if at == 0 else place, new[seq])
        self._numbered |= new
        return list(new.values())

    def shorten(self, gap: Entry) -> bool:
        """Cut what is too much for somebody who reads back; return whether anything was cut.

        Its end stays, and so does its beginning, which is being read. ``gap`` stands for the rest.
        """
        over = len(self.entries) - MOST_READ
        if over <= MOST_READ // CUT:
            return False
        end = len(self.entries) - MOST_ENTRIES
        gap.at = self.entries[end].at
        self._cut(end - over, end)
        self.entries.insert(end - over, gap)
        return True

    def remove(self, entry: Entry) -> None:
        """Take an entry out, if it is there."""
        # It is one of the last ones, as a rule: something of one's own that was on its way.
        for at in range(len(self.entries) - 1, -1, -1):
            if self.entries[at] is entry:
                self._cut(at, at + 1)
                return

    def find(self, seq: int) -> Entry | None:
        """Return the message with that number, if it is there."""
        return self._numbered.get(seq)

    def forget(self) -> None:
        """Let go of all that the server can tell again."""
        self.entries = [entry for entry in self.entries if not entry.seq]
        self._numbered.clear()
        self.is_whole = False
        self.version += 1

    def change(self, entry: Entry) -> None:
        """Take note that an entry of this talk is another one now."""
        entry.version += 1
        self.version += 1

    def _end(self) -> int:
        """Return where what comes now stands: last, but before all that is to be taken."""
        entries, end = self.entries, len(self.entries)
        while end and entries[end - 1].state is State.WAITING:
            end -= 1
        return end

    def _place(self, seq: int, place: int, at: int) -> tuple[int, int]:
        """Return where a number belongs, and how far back one had to look for a lesser one.

        It stands before the first greater one, and otherwise at ``place``; all from ``at`` on have
        been looked at. What has no number has no say.
        """
        entries = self.entries
        while seq > 0 and at and not 0 < entries[at - 1].seq < seq:
            at -= 1
            if entries[at].seq > 0:
                place = at
        return place, at

    def _cut(self, start: int, end: int) -> None:
        for entry in self.entries[start:end]:
            if self._numbered.get(entry.seq) is entry:
                del self._numbered[entry.seq]
        del self.entries[start:end]
        self.version += 1

    def _trim(self) -> None:
        most = MOST_READ if self.is_read_back else MOST_ENTRIES
        over = len(self.entries) - most
        if over > most // CUT:
            self._cut(0, over)
            self.is_whole = False


def key_of(name: str, *, is_room: bool) -> str:
    """Return what tells the talk of that name from others."""
    return ("#" if is_room else "@") + folded(name)


def _joins(last: Entry, entry: Entry) -> bool:
    """Tell of people who come and go in the entry that tells of others already, if one may."""
    if last.kind is not Kind.PRESENCE:
        return False
    if last.at.astimezone().date() != entry.at.astimezone().date():
        return False
    if len(last.came) + len(last.went) > MOST_TOGETHER:
        return False
    last.came += entry.came
    last.went += entry.went
    last.version += 1
    return True
