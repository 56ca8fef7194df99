"""A history that lives as long as the process."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import accumulate, islice
from typing import Any

from chatservice.core.events import (
    NUMBERED,
    Corrected,
    Deleted,
    Event,
    Removed,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import (
    Changed,
    Found,
    Kept,
    Last,
    Record,
    Search,
    Since,
    Stretch,
    Unread,
)
from chatservice.core.names import key_of
from chatservice.history import looking
from chatservice.history.revisions import Revisions
from chatservice.history.whispers import Whispers

MOST_TOPICS = 10_000
"""Topics that are kept of rooms, whether these are there just now or not."""

MICROSECOND = timedelta(microseconds=1)

OVERHEAD = 450
"""Bytes, about, that a message takes besides its text (CPython 3.11)."""


class MemoryHistory:
    """Keeps the last messages of each room: at most ``kept`` of each, ``size`` bytes in all.

    Rooms are made by whoever joins one, so each one's limit bounds nothing; over the size in all,
    the room that has been silent longest loses its oldest messages first. Private messages are
    kept apart from them (see `Whispers`).
    """

    def __init__(self, kept: int = 2000, size: int = 64 * 1024 * 1024) -> None:
        self._most_of_a_room = kept
        self._most_bytes = size
        self._size = 0
        self._seq = 0
        self._name = secrets.token_hex(16)
        self._topics: dict[str, str] = {}
        self._keep: dict[type[Event], Callable[[Any], None]] = {
            TopicChanged: self._set_topic,
            Corrected: self._correct,
            Deleted: self._delete,
            Removed: self._remove,
        }
        self._latest = datetime.min.replace(tzinfo=timezone.utc)
        self._beside: dict[int, datetime] = {}
        """Where messages stand that do not stand at their time, by their numbers."""
        self._authors: dict[int, int] = {}
        """The identities of those who said what is kept of rooms, by the messages' numbers."""
        self._whispers = Whispers()
        self._revisions = Revisions()
        self._rooms: dict[str, list[Kept]] = {}
        """Those spoken in most recently stand last. A list: an empty deque takes 600 bytes more."""

    def name(self) -> str:
        """Return the random name that the log has while it lives; see `Log.name`."""
        return self._name

    def append(self, records: Sequence[Record]) -> list[int]:
        """Keep the messages among ``records``; see `Log.append`."""
        numbers = []
        for record in records:
            if isinstance(record.event, NUMBERED):
                self._add(record)
            else:
                self._keep[type(record.event)](record.event)
            numbers.append(self._seq)
        while self._size > self._most_bytes:
            key, messages = next(iter(self._rooms.items()))
            self._drop(messages, 0)
            if not messages:
                del self._rooms[key]
        return numbers

    def _add(self, record: Record) -> None:
        self._seq += 1
        event: Any = record.event
        if isinstance(event, Whispered):
            self._whispers.add(self._seq, record)
            return
        key = key_of(event.room)
        messages = self._rooms.pop(key, None) or []
        self._rooms[key] = messages
        # As on disk: of what was said at one time, each stands a microsecond after the other.
        self._latest = max(self._latest + MICROSECOND, event.at)
        if self._latest != event.at:
            self._beside[self._seq] = self._latest
        messages.append(Kept(self._seq, event))
        self._authors[self._seq] = record.author
        self._size += _size(messages[-1])
        if len(messages) > self._most_of_a_room:
            self._drop(messages, 0)

    def _drop(self, messages: list[Kept], index: int) -> None:
        dropped = messages.pop(index)
        self._size -= _size(dropped)
        self._beside.pop(dropped.seq, None)
        del self._authors[dropped.seq]

    def _place(self, kept: Kept) -> datetime:
        return self._beside.get(kept.seq, kept.message.at)

    def _note(self, event: Any) -> None:
        """Give a change its number, and note it of the messages that are still there."""
        self._seq += 1
        for number in event.messages if isinstance(event, Removed) else (event.message,):
            people = self._whispers.people(number)
            if number in self._authors:
                people = self._authors[number], 0
            if people is not None:
                self._revisions.note(self._seq, event, number, *people)

    def _correct(self, event: Any) -> None:
        self._note(event)
        if not event.room:
            self._whispers.change(event)
            return
        messages = self._rooms.get(key_of(event.room), [])
        for index, before in enumerate(messages):
            if before.seq == event.message:
                now = replace(before, message=replace(before.message, text=event.text), edited=True)
                messages[index] = now
                self._size += _size(now) - _size(before)

    def _delete(self, event: Any) -> None:
        self._note(event)
        if event.room:
            self._drop_from(key_of(event.room), lambda kept: kept.seq == event.message)
        else:
            self._whispers.change(event)

    def _remove(self, event: Any) -> None:
        self._note(event)
        gone = set(event.messages)
        self._drop_from(key_of(event.room), lambda kept: kept.seq in gone)

    def _drop_from(self, room: str, is_to_go: Callable[[Kept], bool]) -> None:
        """Drop some messages of the room of that key."""
        messages = self._rooms.get(room, [])
        for index in [i for i, kept in enumerate(messages) if is_to_go(kept)][::-1]:
            self._drop(messages, index)
        if not messages:
            self._rooms.pop(room, None)

    def forget(self, identity: int) -> None:
        """Remove all that somebody has said; see `Log.forget`."""
        if not identity:  # whoever is not known
            return
        for room in list(self._rooms):
            self._drop_from(room, lambda kept: self._authors[kept.seq] == identity)
        self._whispers.forget(identity)
        self._revisions.forget(identity)

    def _set_topic(self, event: Any) -> None:
        self._topics.pop(key_of(event.room), None)
        if event.topic:
            self._topics[key_of(event.room)] = event.topic
        while len(self._topics) > MOST_TOPICS:
            del self._topics[next(iter(self._topics))]

    def last(self, wanted: Last) -> list[Kept]:
        """Return a room's last messages, oldest first; see `Log.last`."""
        newest_first: Iterator[Kept] = reversed(self._rooms.get(wanted.room, ()))
        heard = (
            kept
            for kept in newest_first
            if (wanted.upto is None or kept.seq <= wanted.upto)
            and (wanted.below is None or kept.seq < wanted.below)
            and (wanted.before is None or self._place(kept) < wanted.before)
            and looking.is_heard(kept, wanted.without)
        )
        return list(islice(heard, wanted.count))[::-1]

    def last_number(self) -> int:
        """Return the greatest number given so far; see `Log.last_number`."""
        return self._seq

    def end(self) -> int:
        """Return the greatest number, which is a place here; see `Log.end`."""
        return self._seq

    def place_of(self, seq: int) -> int:
        """Return the number itself, if it was given; see `Log.place_of`."""
        return min(seq, self._seq)

    def changes(
        self, rooms: tuple[str, ...], after: int, identity: int, count: int
    ) -> list[Changed]:
        """Return what was corrected or taken back since a number; see `Log.changes`."""
        return self._revisions.since(rooms, after, identity, count, self._text_of)

    def _text_of(self, event: Corrected) -> str | None:
        private = self.messages([event.message])
        messages = self._rooms.get(key_of(event.room), ()) if event.room else private
        found = looking.numbered(messages, event.message)
        return None if found is None else found.message.text

    def time_at(self, place: int) -> datetime:
        """Return the time of what follows a place; see `Log.time_at`."""
        follow = (kept for room in self._rooms.values() for kept in room if kept.seq > place)
        first = min(follow, key=lambda kept: kept.seq, default=None)
        return datetime.now(timezone.utc) if first is None else self._place(first)

    def since(self, wanted: Since) -> Stretch:
        """Return the messages that come next in some rooms; see `Log.since`."""
        found = self._after(wanted)
        sizes = accumulate(len(kept.message.text) for kept in found)
        enough = next((i for i, size in enumerate(sizes, 1) if size >= wanted.characters), None)
        shown = tuple(found[:enough][: wanted.count])
        return Stretch(shown, shown[-1].seq if shown else wanted.after, len(found) > len(shown))

    def messages(self, numbers: Sequence[int]) -> list[Kept]:
        """Return the private messages of those numbers that are still kept; see `Log.messages`."""
        return self._whispers.messages(numbers)

    def waiting(
        self,
        identity: int,
        after: int,
        count: int,
        without: Mapping[str, datetime] | None = None,
        *,
        sent: bool = False,
    ) -> Unread:
        """Return the last private messages to somebody; see `Log.waiting`."""
        return self._whispers.waiting(identity, after, count, without or {}, sent=sent)

    def of_person(
        self,
        room: str,
        keys: frozenset[str],
        identity: int,
        count: int,
        without: frozenset[int] = frozenset(),
    ) -> list[Kept]:
        """Return the last messages of somebody in a room, newest first; see `Log.of_person`.

        Called in a thread: see `search`.
        """
        messages = list(self._rooms.get(room, ()))
        return looking.of_person(messages, self._authors, keys, identity, count, without)

    def start_of(self, wanted: Since) -> tuple[int, int]:
        """Return where the last of those begin, and how many they are; see `Log.start_of`."""
        found = self._after(wanted)
        last = found[-wanted.count :]
        return (last[0].seq - 1 if len(found) > len(last) else wanted.after), len(last)

    def _after(self, wanted: Since) -> list[Kept]:
        found = [
            kept
            for room in wanted.rooms
            for kept in self._rooms.get(room, ())
            if kept.seq > wanted.after and looking.is_heard(kept, wanted.without)
        ]
        return sorted(found, key=lambda kept: kept.seq)

    def topic(self, room: str) -> str:
        """Return the topic of the room of that key, or nothing; see `Log.topic`."""
        return self._topics.get(room, "")

    def topics(self, most: int) -> Mapping[str, str]:
        """Return nothing: no room is older than the process."""
        return {}

    def search(self, wanted: Search) -> Found:
        """Return what is found by looking at every message; see `Log.search`.

        Called in a thread: of the reactor's lists it makes copies, each in one step.
        """
        rooms = {key: list(room) for key, room in list(self._rooms.items())}
        return looking.search(rooms, self._whispers.everything(), wanted)


def _size(kept: Kept) -> int:
    return sys.getsizeof(kept.message.text) + OVERHEAD
