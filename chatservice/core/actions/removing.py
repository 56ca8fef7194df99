"""A moderator takes back what somebody else said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from chatservice.core.auditing import note
from chatservice.core.commands import Delete
from chatservice.core.events import Removed
from chatservice.core.later import after_turn, ask_then
from chatservice.core.log import Kept
from chatservice.core.refusals import Code, Refused
from chatservice.core.standing import check_power, check_standing, meant, out_of_reach, whose

if TYPE_CHECKING:
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session

MOST_REMOVED = 100
"""Messages that are removed at once."""


def remove(session: Session, typed_name: str, typed: str | None) -> None:
    """Remove the last messages of somebody in the current room, one of them or as many as typed.

    They need not be here any more. Of a name that nobody has, it is what was said by that name,
    but for what those said over whom one has no power. One's own may be removed, too. Raises
    `Refused`.
    """
    hub, room = session.hub, session.current_room
    count = number_in(typed, MOST_REMOVED)
    name, account, person = meant(session, typed_name)
    identity = whose(account, person)

    def look() -> Callable[[], Sequence[Kept]]:
        without = frozenset[int]() if identity else out_of_reach(session, room)
        keys = frozenset((name.key,))
        return lambda: hub.log.of_person(room.name.key, keys, identity, count, without)

    def found(messages: Sequence[Kept]) -> None:
        # It is another turn: whoever may do it no longer, or not to them, does not do it.
        if room not in session.named.rooms:
            raise Refused(Code.NOT_IN_ROOM, name=room.name.text)
        check_standing(session, Delete(typed_name, typed), room)
        if identity != session.named.identity:
            check_power(session, hub.accounts.with_identity(identity), room)
        author = person or hub.arrivals.with_identity(identity)
        authors = [author] if author is not None else [] if identity else hub.people.owners()
        _remove(session, room, name.text, messages, authors)

    # Among the messages of a room that is read in a thread: the waiting ones come first.
    after_turn(session, lambda: ask_then(session, look(), found))


def _remove(
    session: Session, room: Room, name: str, found: Sequence[Kept], authors: Iterable[Person]
) -> None:
    """Remove what was found by that name; it is some of ``authors`` who said it, if they are here.

    Raises `Refused` if it is nothing.
    """
    if not found:
        raise Refused(Code.NOTHING_TO_REMOVE, name=name)
    hub, person = session.hub, session.named
    numbers = frozenset(kept.seq for kept in found)
    for author in authors:
        author.said = [said for said in author.said if said.seq not in numbers]
    note(session, "delete", name, room.name.text, str(len(numbers)))
    event = Removed(hub.now(), room.name.text, person.name.text, name, tuple(sorted(numbers)))
    hub.happen(event, person, (room,), condition=session.if_kept())


def number_in(typed: str | None, most: int) -> int:
    """Return the number that was typed, 1 if none was. Raises `Refused` (NOT_A_NUMBER)."""
    if typed is None:
        return 1
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 1 <= int(typed) <= most):
        raise Refused(Code.NOT_A_NUMBER, value=typed, allowed=most)
    return int(typed)
