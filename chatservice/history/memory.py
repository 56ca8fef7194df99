"""A history that lives as long as the process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice

from chatservice.core.events import MESSAGES, Acted, Event, Said
from chatservice.core.names import parse_name
from chatservice.core.people import is_left_out

OVERHEAD = 300
"""Bytes, about, that a message takes besides its text (CPython 3.11)."""


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return parse_name(name).key


class MemoryHistory:
    """Keeps the last messages of each room: at most ``kept`` of each, ``size`` bytes in all.

    Rooms are made by whoever joins one, so each one's limit bounds nothing; over the size in all,
    the room that has been silent longest loses its oldest messages first.
    """

    def __init__(self, kept: int = 200, size: int = 64 * 1024 * 1024) -> None:
        self._kept = kept
        self._most = size
        self._size = 0
        self._rooms: dict[str, list[Said | Acted]] = {}
        """Those spoken in most recently stand last. A list: an empty deque takes 600 bytes more."""

    def append(self, events: Sequence[Event]) -> None:
        """Keep the messages among ``events``."""
        for event in events:
            if isinstance(event, MESSAGES):
                key = _key(event.room)
                messages = self._rooms.pop(key, None) or []
                self._rooms[key] = messages
                messages.append(event)
                self._size += _size(event)
                if len(messages) > self._kept:
                    self._size -= _size(messages.pop(0))
        while self._size > self._most:
            key, messages = next(iter(self._rooms.items()))
            self._size -= _size(messages.pop(0))
            if not messages:
                del self._rooms[key]

    def last(
        self, room: str, count: int, without: Mapping[str, datetime]
    ) -> Sequence[Said | Acted]:
        """Return the last ``count`` messages of the room of that key, oldest first.

        ``without`` has the keys of names whose messages are left out, each up to a time.
        """
        newest_first: Iterator[Said | Acted] = reversed(self._rooms.get(room, ()))
        if without:
            newest_first = (
                message
                for message in newest_first
                if not is_left_out(without, _key(message.who), message.at)
            )
        return list(islice(newest_first, count))[::-1]


def _size(message: Said | Acted) -> int:
    return sys.getsizeof(message.text) + OVERHEAD
