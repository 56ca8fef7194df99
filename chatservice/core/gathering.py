"""How a room is told who came: one by one, or together where there are many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.core.events import Event, Gathered, Joined

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room

BIG_ROOM = 100
GATHERING_SECONDS = 0.1
"""In a room of so many, who come within so many seconds are told of together: to tell 5,000 people
of each of 5,000 who come would be 25,000,000 lines."""


class Gathering:
    """Tells the rooms of a ``hub`` who came. ``later`` is `Surroundings.later`."""

    def __init__(self, hub: Hub, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._hub = hub
        self._later = later

    def came(self, room: Room, person: Person) -> None:
        """Let a room know, at once or in a moment, that somebody is there now."""
        room.newcomers[person] = None
        if len(room.members) < BIG_ROOM:
            self.tell(room)
        elif len(room.newcomers) == 1:
            self._later(GATHERING_SECONDS, lambda: self.tell(room))

    def tell(self, room: Room) -> None:
        """Let a room know now who came. Before one of them is heard there, for instance."""
        newcomers, room.newcomers = list(room.newcomers), {}
        if not newcomers:
            return
        names = tuple(person.name.text for person in newcomers)
        now, name = self._hub.now(), room.name.text
        event: Event = Gathered(now, name, names) if len(names) > 1 else Joined(now, name, *names)
        self._hub.happen(event, newcomers[0], (room,))
