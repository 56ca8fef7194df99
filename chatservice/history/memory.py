"""A history that lives as long as the process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import accumulate, islice
from typing import Any

from chatservice.core.events import (
    NUMBERED,
    Acted,
    Corrected,
    Deleted,
    Event,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Found, Kept, Last, Record, Search, Since, Stretch
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out

MOST_TOPICS = 10_000
"""Topics that are kept of rooms, whether these are there just now or not."""

MOST_PRIVATE = 10_000
"""Private messages that are kept."""

MICROSECOND = timedelta(microseconds=1)

OVERHEAD = 400
"""Bytes, about, that a message takes besides its text (CPython 3.11)."""


class MemoryHistory:
    """Keeps the last messages of each room: at most ``kept`` of each, ``size`` bytes in all.

    Rooms are made by whoever joins one, so each one's limit bounds nothing; over the size in all,
    the room that has been silent longest loses its oldest messages first. Of private messages the
    last `MOST_PRIVATE` are kept, for whoever reads too slowly: they are in no history.
    """

    def __init__(self, kept: int = 2000, size: int = 64 * 1024 * 1024) -> None:
        self._most_of_a_room = kept
        self._most_bytes = size
        self._size = 0
        self._seq = 0
        self._topics: dict[str, str] = {}
        self._keep: dict[type[Event], Callable[[Any], None]] = {
            Said: self._add,
            Acted: self._add,
            Whispered: self._add_private,
            TopicChanged: self._set_topic,
            Corrected: self._correct,
            Deleted: self._delete,
        }
        self._latest = datetime.min.replace(tzinfo=timezone.utc)
        self._beside: dict[int, datetime] = {}
        """Where messages stand that do not stand at their time, by their numbers."""
        self._private: dict[int, Kept] = {}
        self._rooms: dict[str, list[Kept]] = {}
        """Those spoken in most recently stand last. A list: an empty deque takes 600 bytes more."""

    def append(self, records: Sequence[Record]) -> list[int]:
        """Keep the messages among ``records``; see `Log.append`."""
        numbers = []
        for record in records:
            if isinstance(record.event, NUMBERED):
                self._seq += 1
            self._keep[type(record.event)](record.event)
            numbers.append(self._seq)
        while self._size > self._most_bytes:
            key, messages = next(iter(self._rooms.items()))
            self._drop(messages, 0)
            if not messages:
                del self._rooms[key]
        return numbers

    def _add(self, event: Any) -> None:
        key = key_of(event.room)
        messages = self._rooms.pop(key, None) or []
        self._rooms[key] = messages
        # As on disk: of what was said at one time, each stands a microsecond after the other.
        self._latest = max(self._latest + MICROSECOND, event.at)
        if self._latest != event.at:
            self._beside[self._seq] = self._latest
        messages.append(Kept(self._seq, event))
        self._size += _size(messages[-1])
        if len(messages) > self._most_of_a_room:
            self._drop(messages, 0)

    def _drop(self, messages: list[Kept], index: int) -> None:
        dropped = messages.pop(index)
        self._size -= _size(dropped)
        self._beside.pop(dropped.seq, None)

    def _place(self, kept: Kept) -> datetime:
        return self._beside.get(kept.seq, kept.message.at)

    def _correct(self, event: Any) -> None:
        for messages, index in self._places(event):
            before = messages[index]
            now = replace(before, message=replace(before.message, text=event.text), edited=True)
            messages[index] = now
            self._size += _size(now) - _size(before)

    def _delete(self, event: Any) -> None:
        for messages, index in self._places(event):
            self._drop(messages, index)
            if not messages:
                del self._rooms[key_of(event.room)]

    def _places(self, event: Any) -> list[tuple[list[Kept], int]]:
        """Return where the message is that an event is about, if it is still kept."""
        if not event.room:
            if event.message in self._private:
                self._change_private(event)
            return []
        messages = self._rooms.get(key_of(event.room), [])
        return [(messages, i) for i, kept in enumerate(messages) if kept.seq == event.message]

    def _change_private(self, event: Any) -> None:
        before = self._private.pop(event.message)
        if isinstance(event, Corrected):
            message = replace(before.message, text=event.text)
            self._private[event.message] = replace(before, message=message, edited=True)

    def _set_topic(self, event: Any) -> None:
        self._topics.pop(key_of(event.room), None)
        if event.topic:
            self._topics[key_of(event.room)] = event.topic
        while len(self._topics) > MOST_TOPICS:
            del self._topics[next(iter(self._topics))]

    def _add_private(self, event: Any) -> None:
        """Keep a private message for whoever reads too slowly; nobody else ever gets it again."""
        self._private[self._seq] = Kept(self._seq, event)
        if len(self._private) > MOST_PRIVATE:
            del self._private[next(iter(self._private))]

    def last(self, wanted: Last) -> list[Kept]:
        """Return a room's last messages, oldest first; see `Log.last`."""
        newest_first: Iterator[Kept] = reversed(self._rooms.get(wanted.room, ()))
        heard = (
            kept
            for kept in newest_first
            if (wanted.upto is None or kept.seq <= wanted.upto)
            and (wanted.before is None or self._place(kept) < wanted.before)
            and _is_heard(kept, wanted.without)
        )
        return list(islice(heard, wanted.count))[::-1]

    def end(self) -> int:
        """Return the number of the newest message; see `Log.end`."""
        return self._seq

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
        return [self._private[number] for number in numbers if number in self._private]

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
            if kept.seq > wanted.after and _is_heard(kept, wanted.without)
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
        messages = [kept for room in list(self._rooms.values()) for kept in list(room)]
        messages.sort(key=lambda kept: kept.seq, reverse=True)
        found = (
            kept
            for kept in messages
            if (wanted.below is None or kept.seq < wanted.below)
            and wanted.partner in (None, key_of(kept.message.who))
            and wanted.query.finds(kept.message)
            and _is_heard(kept, wanted.without)
        )
        page = list(islice(found, wanted.count + 1))
        shown = tuple(page[: wanted.count])
        return Found(shown, shown[-1].seq if len(page) > wanted.count else None)


def _is_heard(kept: Kept, without: Mapping[str, datetime]) -> bool:
    message = kept.message
    return not (without and is_left_out(without, key_of(message.who), message.at))


def _size(kept: Kept) -> int:
    return sys.getsizeof(kept.message.text) + OVERHEAD
