"""A room: who is in it, and its topic."""

from __future__ import annotations

from chatservice.core.names import Name
from chatservice.core.people import Person


class Room:
    """A place where everyone reads what anyone says. Compared by identity."""

    __slots__ = ("members", "name", "topic")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.topic = ""
        self.members: dict[Person, None] = {}
        """An ordered set: everyone is told in the order of joining."""
