"""A moderator takes back what somebody else said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chatservice.core.auditing import note
from chatservice.core.events import Removed
from chatservice.core.later import after_turn, ask_then
from chatservice.core.log import Kept
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.standing import check_power

if TYPE_CHECKING:
    from chatservice.core.session import Session

MOST_REMOVED = 100
"""Messages that are removed at once."""


def remove(session: Session, whose: str, typed: str | None) -> None:
    """Remove the last messages of somebody in the current room, one of them or as many as typed.

    They need not be here any more. One's own may be removed, too. Raises `Refused`.
    """
    hub, room = session.hub, session.current_room
    name, count = parse_name(whose), number_in(typed, MOST_REMOVED)
    account = hub.accounts.find(name)
    here = hub.people.find(whose)
    if here is not None:
        account = here.account
    if here is not session.named:
        check_power(session, account)
    identity = account.identity if account is not None else 0
    if here is not None:
        identity = here.identity
    # Among the messages of a room that is read in a thread: the waiting ones come first.
    after_turn(
        session,
        lambda: ask_then(
            session,
            lambda: hub.log.of_person(room.name.key, frozenset((name.key,)), identity, count),
            lambda found: _remove(session, name.text, found),
        ),
    )


def _remove(session: Session, whose: str, found: Sequence[Kept]) -> None:
    hub, person, room = session.hub, session.named, session.current_room
    if not found:
        raise Refused(Code.NOTHING_TO_REMOVE, name=whose)
    numbers = tuple(sorted(kept.seq for kept in found))
    for member in hub.people.owners():
        member.said = [said for said in member.said if said.seq not in numbers]
    note(session, "delete", whose, room.name.text, str(len(numbers)))
    event = Removed(hub.now(), room.name.text, person.name.text, whose, numbers)
    hub.happen(event, person, (room,), condition=session.if_kept())


def number_in(typed: str | None, most: int) -> int:
    """Return the number that was typed, 1 if none was. Raises `Refused` (NOT_A_NUMBER)."""
    if typed is None:
        return 1
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 1 <= int(typed) <= most):
        raise Refused(Code.NOT_A_NUMBER, value=typed, allowed=most)
    return int(typed)
