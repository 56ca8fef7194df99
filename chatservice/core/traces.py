"""What is remembered of people who have gone, or go by another name: to know whom a ban is for."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple
from weakref import WeakValueDictionary

from chatservice.core.names import Name
from chatservice.core.pace import MOST_KEYS
from chatservice.core.people import Person


class Trace(NamedTuple):
    """Who bore a name last: their identity, and from where they were here (`Origin.group`)."""

    identity: int
    groups: tuple[str, ...]


class Traces:
    """The traces of those who bore a name since the server started, the last of them."""

    def __init__(self) -> None:
        self._gone: OrderedDict[str, Trace] = OrderedDict()
        self._renamed: WeakValueDictionary[str, Person] = WeakValueDictionary()

    def left(self, person: Person) -> None:
        """Take note that a session of ``person`` is about to end."""
        groups = dict.fromkeys(
            session.origin.group for session in person.sessions if session.origin is not None
        )
        keys = {person.name.key}
        if person.account is not None:
            keys.add(person.account.name.key)
        for key in keys:
            self._gone[key] = Trace(person.identity, tuple(groups))
            self._gone.move_to_end(key)
        while len(self._gone) > MOST_KEYS:
            self._gone.popitem(last=False)

    def renamed(self, old: Name, person: Person) -> None:
        """Take note that ``person`` was called ``old``."""
        self._renamed[old.key] = person

    def of(self, name: Name) -> Trace | None:
        """Return the trace of who bore that name last and has gone."""
        return self._gone.get(name.key)

    def now_called(self, name: Name) -> Name | None:
        """Return the name of somebody who is here and was called ``name`` before."""
        person = self._renamed.get(name.key)
        return person.name if person is not None and person.is_here else None
