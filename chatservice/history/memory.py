"""A history that lives as long as the process."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from chatservice.core.events import Acted, Event, Said
from chatservice.core.names import parse_name


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return parse_name(name).key


class MemoryHistory:
    """Keeps the last messages of each room: at most ``kept`` of them, in ``rooms`` rooms.

    Rooms are made by whoever joins one, so their number is bounded too: the history of the room
    that has been silent longest goes first.
    """

    def __init__(self, kept: int = 1000, rooms: int = 1000) -> None:
        self._kept = kept
        self._most_rooms = rooms
        self._rooms: dict[str, deque[Said | Acted]] = {}

    def append(self, events: Sequence[Event]) -> None:
        """Keep the messages among ``events``."""
        for event in events:
            if isinstance(event, Said | Acted):
                key = _key(event.room)
                messages = self._rooms.pop(key, None)
                if messages is None:
                    messages = deque(maxlen=self._kept)
                    if len(self._rooms) >= self._most_rooms:
                        del self._rooms[next(iter(self._rooms))]
                self._rooms[key] = messages
                messages.append(event)

    def last(
        self, room: str, count: int, without: frozenset[str] = frozenset()
    ) -> Sequence[Said | Acted]:
        """Return the last ``count`` messages of the room of that key, oldest first.

        ``without`` has the keys of names whose messages are left out.
        """
        newest_first: Iterator[Said | Acted] = reversed(self._rooms.get(room, ()))
        if without:
            newest_first = (m for m in newest_first if _key(m.who) not in without)
        return list(islice(newest_first, count))[::-1]
