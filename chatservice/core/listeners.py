"""Who hears a room: its sessions, sorted by what they are to be sent, from one turn to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.settings import Representation

if TYPE_CHECKING:
    from chatservice.core.outlet import Outlet
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


class Kind(NamedTuple):
    """What listeners have in common who are sent the same bytes.

    ``labelled``: the room is not where they talk, so its name stands before what they read.
    ``roaming``: they are in other rooms as well.
    """

    representation: Representation
    labelled: bool
    roaming: bool


class Listeners:
    """The sessions of everyone in a room.

    Most of them differ in nothing that shows: they stand in ``groups``, which are walked as they
    are, with no look at each. ``choosy`` are those who ignore somebody; ``behind`` are the others
    who have not read what they have, and get no more until then. Whoever changes is sorted anew
    (`changed`) when the next turn is delivered: sorting 1,000 for each of 1,000 arrivals would be
    1,000,000 looks.
    """

    __slots__ = ("_unsorted", "behind", "choosy", "groups")

    def __init__(self) -> None:
        self.groups: dict[Kind, dict[Session, Outlet]] = {}
        self.choosy: dict[Session, None] = {}
        self.behind: dict[Session, None] = {}
        self._unsorted: dict[Session, None] = {}

    def changed(self, session: Session) -> None:
        """Take note that ``session`` has come, or hears differently from the next turn on."""
        if session not in self._unsorted:
            self.gone(session)
            self._unsorted[session] = None

    def gone(self, session: Session) -> None:
        """Forget ``session``."""
        self._unsorted.pop(session, None)
        self.choosy.pop(session, None)
        self.behind.pop(session, None)
        for kind, group in self.groups.items():
            if group.pop(session, None) is not None:
                if not group:
                    del self.groups[kind]
                break

    def sort(self, room: Room) -> None:
        """Put everyone in their place again. ``room`` is the one that these are in."""
        for session in self._unsorted:
            person = session.named
            if person.ignored:
                self.choosy[session] = None
            elif session.behind is not None:
                self.behind[session] = None
            else:
                kind = Kind(session.representation, session.room is not room, len(person.rooms) > 1)
                self.groups.setdefault(kind, {})[session] = session.outlet
        self._unsorted.clear()
