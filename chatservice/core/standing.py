"""Who may do what, and to whom: asked here once, for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Mode, Rank, RoomRecord
from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.declaring import Command, Who
from chatservice.core.names import Name, parse_name
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.people import Person
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
    return standing_by(account, room.record)


def standing_by(account: Account | None, record: RoomRecord) -> Who:
    """Return what somebody is in the room of which that ``record`` is kept."""
    if account is None:
        return Who.NAMED
    if account.rank is Rank.ADMIN:
        return Who.ADMIN
    if record.owner == account.identity:
        return Who.OWNER
    if account.identity in record.moderators:
        return Who.MODERATOR
    return Who.REGISTERED


def standing_of(session: Session, room: Room | None = None) -> Who:
    """Return what whoever has ``session`` is in ``room``, or in that where they talk.

    Before a nickname is chosen that is `Who.ANYONE`.
    """
    room = room or session.room
    if session.person is None or room is None:
        return Who.ANYONE
    return standing(session.person.account, room)


def may_know_of(session: Session, room: Room) -> bool:
    """Return whether whoever has ``session`` may know that there is that room, and who is in it.

    Secret rooms are known to those who are in them, and to administrators.
    """
    return (
        Mode.SECRET not in room.record.modes
        or room in session.named.rooms
        or standing_of(session) is Who.ADMIN
    )


def check_standing(session: Session, command: Command, room: Room | None = None) -> None:
    """Raise `Refused` (NOT_ALLOWED) unless ``command``, a guarded one, may be given.

    That is to say in ``room``, or in that where one talks.
    """
    declaration = GUARDED[type(command)]
    needed = declaration.needs(command)
    if needed > standing_of(session, room):
        raise not_allowed(declaration, needed)


def not_allowed(declaration: Declaration, needed: Who | None = None) -> Refused:
    """Return the refusal of a command that is for those who are ``needed``."""
    who = needed or declaration.who
    # Without arguments that are for others, they may use it.
    more = " …" if who > declaration.who else ""
    return Refused(Code.NOT_ALLOWED, command=f"/{declaration.name}{more}", who=who.name.lower())


def has_power(session: Session, over: Account | None, room: Room | None = None) -> bool:
    """Return whether ``session`` may act on whoever has that account, or has none.

    That may be done to whoever stands lower in the room, and to nobody else: in ``room``, or in
    that where one talks.
    """
    theirs = standing(over, room or session.current_room)
    return theirs < Who.MODERATOR or theirs < standing_of(session, room)


def check_power(session: Session, over: Account | None, room: Room | None = None) -> None:
    """Raise `Refused` (NOT_OVER_THEM) unless ``session`` has power over who has that account."""
    if not has_power(session, over, room):
        theirs = standing(over, room or session.current_room)
        raise Refused(Code.NOT_OVER_THEM, who=theirs.name.lower())


def out_of_reach(session: Session, room: Room) -> frozenset[int]:
    """Return the identities of those over whom ``session`` has no power in a room; not one's own.

    Raises `NotReadError`.
    """
    accounts, record = session.hub.accounts, room.record
    known = map(accounts.with_identity, {record.owner, *record.moderators} - {0})
    return frozenset(
        account.identity
        for account in (*accounts.admins(), *known)
        if account is not None
        if account.identity != session.named.identity and not has_power(session, account, room)
    )


def meant(session: Session, typed: str) -> tuple[Name, Account | None, Person | None]:
    """Return who goes by a name, or is registered by it; neither, if it is only a name.

    Raises `Refused` if one may not act on them, or nobody ever could have that name. It may be
    oneself.
    """
    hub, name = session.hub, parse_name(typed)
    account, person = hub.accounts.find(name), hub.people.find(typed)
    if account is not None:
        name = account.name
        person = hub.arrivals.with_identity(account.identity) or person
    if person is not None:
        name, account = person.name, person.account
    if person is not session.named:
        check_power(session, account)
    return name, account, person


def whose(account: Account | None, person: Person | None) -> int:
    """Return the identity of who is meant: 0 if it is not known.

    A stranger has it until they are gone, or for ever if they register.
    """
    if person is not None:
        return person.identity
    return account.identity if account is not None else 0
