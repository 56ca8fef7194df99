"""A room: who is in it, and its topic."""

from __future__ import annotations

from weakref import WeakSet

from chatservice.core.accounts import RoomRecord
from chatservice.core.listeners import Listeners
from chatservice.core.names import Name
from chatservice.core.people import Person


class Room:
    """A place where everyone reads what anyone says. Compared by identity."""

    __slots__ = (
        "guests",
        "listeners",
        "maker",
        "members",
        "name",
        "newcomers",
        "record",
        "said",
        "topic",
    )

    def __init__(self, name: Name) -> None:
        self.name = name
        self.topic = ""
        self.record = RoomRecord(name)
        """Whose it is, and what kind of room: what is kept of it besides the topic."""
        self.maker = 0
        """The identity of who made it: it is theirs if they register."""
        self.guests: WeakSet[Person] = WeakSet()
        """People without an account who were invited."""
        self.members: dict[Person, None] = {}
        """An ordered set."""
        self.newcomers: dict[Person, None] = {}
        """Members of whose coming the others are yet to be told."""
        self.listeners = Listeners()
        self.said = 0
        """Messages that were told here, ever."""

    @property
    def is_remarkable(self) -> bool:
        """Whether there is more to keep of it than who made it."""
        return self.record.is_remarkable
