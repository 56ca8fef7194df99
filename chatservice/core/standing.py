"""Who may do what, and to whom: asked here once, for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Rank
from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.declaring import Command, Who
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session

GUARDED = {
    declaration.command: declaration
    for declaration in CATALOGUE
    if declaration.who > Who.NAMED or any(p.who > Who.NAMED for p in declaration.parameters)
}
"""The commands that not everyone with a nickname may use, or not with all arguments."""


def standing(account: Account | None, room: Room) -> Who:
    """Return what somebody with that account, or with none, is in a room."""
    if account is None:
        return Who.NAMED
    if account.rank is Rank.ADMIN:
        return Who.ADMIN
    if room.record.owner == account.identity:
        return Who.OWNER
    if account.identity in room.record.moderators:
        return Who.MODERATOR
    return Who.REGISTERED


def standing_of(session: Session) -> Who:
    """Return what whoever has ``session`` is in the room where they talk."""
    if session.person is None or session.room is None:
        return Who.ANYONE
    return standing(session.person.account, session.room)


def check_standing(session: Session, command: Command) -> None:
    """Raise `Refused` (NOT_ALLOWED) unless ``command``, a guarded one, may be given."""
    declaration = GUARDED[type(command)]
    needed = declaration.needs(command)
    if needed > standing_of(session):
        raise not_allowed(declaration, needed)


def not_allowed(declaration: Declaration, needed: Who | None = None) -> Refused:
    """Return the refusal of a command that is for those who are ``needed``."""
    who = needed or declaration.who
    # Without arguments that are for others, they may use it.
    more = " …" if who > declaration.who else ""
    return Refused(Code.NOT_ALLOWED, command=f"/{declaration.name}{more}", who=who.name.lower())


def has_power(session: Session, over: Account | None) -> bool:
    """Return whether ``session`` may act on whoever has that account, or has none.

    That may be done to whoever stands lower in the room where one talks, and to nobody else.
    """
    theirs = standing(over, session.current_room)
    return theirs < Who.MODERATOR or theirs < standing_of(session)


def check_power(session: Session, over: Account | None) -> None:
    """Raise `Refused` (NOT_OVER_THEM) unless ``session`` has power over who has that account."""
    if not has_power(session, over):
        theirs = standing(over, session.current_room)
        raise Refused(Code.NOT_OVER_THEM, who=theirs.name.lower())
