"""A room: who is in it, and its topic."""

from __future__ import annotations

from chatservice.core.listeners import Listeners
from chatservice.core.names import Name
from chatservice.core.people import Person


class Room:
    """A place where everyone reads what anyone says. Compared by identity."""

    __slots__ = ("listeners", "members", "name", "newcomers", "said", "topic")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.topic = ""
        self.members: dict[Person, None] = {}
        """An ordered set."""
        self.newcomers: dict[Person, None] = {}
        """Members of whose coming the others are yet to be told."""
        self.listeners = Listeners()
        self.said = 0
        """Messages that were told here, ever."""
