"""What the owner of a room does with it: its moderators, who may come, what kind of room it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Mode, RoomRecord
from chatservice.core.actions.talking import check_strangers
from chatservice.core.auditing import note
from chatservice.core.commands import Deop, Invite, Op, RoomMode
from chatservice.core.events import Appointed, Event, Invited, ModeChanged
from chatservice.core.limits import OWNED_EACH
from chatservice.core.periods import parse_period
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import InviteSent, RoomShown
from chatservice.core.rules import ban_of, check_mute, is_invited

if TYPE_CHECKING:
    from chatservice.core.people import Person
    from chatservice.core.session import Session

SLOW = ("slow", "lento", "lenta")
LONGEST_PAUSE = timedelta(hours=1)

ON = ("on", "sí", "si", "yes")
OFF = ("off", "no")

MODES: dict[str, Mode] = {
    "invite-only": Mode.INVITE_ONLY,
    "con-invitación": Mode.INVITE_ONLY,
    "con-invitacion": Mode.INVITE_ONLY,
    "moderated": Mode.MODERATED,
    "moderada": Mode.MODERATED,
    "secret": Mode.SECRET,
    "secreta": Mode.SECRET,
    "registered": Mode.REGISTERED,
    "registrados": Mode.REGISTERED,
}
"""What may be typed for each kind of room."""

NAMES = "invite-only, moderated, secret, slow, registered"


def op(session: Session, command: Op) -> None:
    """Make somebody a moderator of the current room."""
    account = _registered(session, command.person)
    room = session.current_room
    if account.identity == session.named.identity:
        raise Refused(Code.YOURSELF)
    if account.identity not in room.record.moderators:
        moderators = room.record.moderators | {account.identity}
        _keep(session, replace(room.record, moderators=moderators))
    note(session, "op", account.name.text, room.name.text)
    _appointed(session, account, is_moderator=True)


def deop(session: Session, command: Deop) -> None:
    """Let somebody be a moderator no longer."""
    account = _registered(session, command.person)
    room = session.current_room
    if account.identity not in room.record.moderators:
        raise Refused(Code.NOT_A_MODERATOR, name=account.name.text)
    moderators = room.record.moderators - {account.identity}
    session.hub.membership.keep(room, replace(room.record, moderators=moderators))
    note(session, "deop", account.name.text, room.name.text)
    _appointed(session, account, is_moderator=False)


def _registered(session: Session, typed: str) -> Account:
    """Return the account of whoever goes by a name, here or not. Raises `Refused`."""
    arrivals = session.hub.arrivals
    person = session.hub.people.find(typed)
    account = person.account if person is not None else arrivals.account(typed)
    if account is None:
        name = arrivals.person(typed).name.text
        raise Refused(Code.NOT_REGISTERED, name=name)
    return account


def _appointed(session: Session, account: Account, *, is_moderator: bool) -> None:
    hub, room, who = session.hub, session.current_room, session.named.name.text
    event = Appointed(hub.now(), room.name.text, who, account.name.text, is_moderator)
    hub.happen(event, session.named, (room,), _elsewhere(session, account))


def _elsewhere(session: Session, account: Account) -> tuple[Person, ...]:
    """Return who has that account, if they are here but not in the current room."""
    person = session.hub.arrivals.with_identity(account.identity)
    return () if person is None or session.current_room in person.rooms else (person,)


def invite(session: Session, command: Invite) -> None:
    """Let somebody into the current room."""
    hub, room = session.hub, session.current_room
    person = hub.arrivals.person(command.person)
    if person is session.named:
        raise Refused(Code.YOURSELF)
    check_mute(hub, session.named, room)
    _check_guest(session, person)
    check_strangers(session, person.identity)
    if person.account is None:
        room.guests.add(person)
    else:
        invited = room.record.invited | {person.identity}
        _keep(session, replace(room.record, invited=invited))
    note(session, "invite", person.name.text, room.name.text)
    session.answer(InviteSent(person.name.text, room.name.text))
    event: Event = Invited(hub.now(), room.name.text, session.named.name.text, person.name.text)
    if session.named.name not in person.ignored:
        hub.happen(event, session.named, people=(person,))


def _check_guest(session: Session, person: Person) -> None:
    """Raise `Refused` if there is no need, or no use, to invite ``person`` to the current room."""
    hub, room = session.hub, session.current_room
    details = {"name": person.name.text, "room": room.name.text}
    if room in person.rooms:
        raise Refused(Code.IN_ROOM_ALREADY, **details)
    if any(ban_of(hub, person, room.record, each.origin) for each in person.sessions):
        raise Refused(Code.BANNED_THERE, **details)
    if is_invited(person, room):
        raise Refused(Code.INVITED_ALREADY, **details)


def _keep(session: Session, record: RoomRecord) -> None:
    """Give the current room another record.

    Raises `Refused` (TOO_MANY_OWNED) if it is to be kept from now on, while nobody is there too,
    and its owner has too many that are.
    """
    hub, room = session.hub, session.current_room
    is_new = record.is_remarkable and not room.is_remarkable
    if is_new and record.owner and hub.accounts.rooms_of(record.owner) >= OWNED_EACH:
        raise Refused(Code.TOO_MANY_OWNED, allowed=OWNED_EACH)
    hub.membership.keep(room, record)


def room_mode(session: Session, command: RoomMode) -> None:
    """Show what kind of room the current one is, or make it another kind."""
    room = session.current_room
    if command.mode is None:
        session.answer(_shown(session))
        return
    mode = command.mode.lower()
    if mode not in MODES and mode not in SLOW:
        raise Refused(Code.UNKNOWN_MODE, value=command.mode, allowed=NAMES)
    if command.value is None:
        raise Refused(Code.MISSING_ARGUMENT, command="/room")
    value = command.value.lower()
    if mode in SLOW:
        name, value = SLOW[0], _slow(session, command.value)
    else:
        name, value = _switch(session, MODES[mode], value)
    note(session, "room", "", room.name.text, f"{name} {value}")
    event = ModeChanged(session.hub.now(), room.name.text, session.named.name.text, name, value)
    session.hub.happen(event, session.named, (room,))


def _switch(session: Session, mode: Mode, typed: str) -> tuple[str, str]:
    room = session.current_room
    if typed not in (*ON, *OFF):
        raise Refused(Code.MODE_VALUE, name=mode.value, value=typed, allowed="on, off")
    closes = mode in (Mode.INVITE_ONLY, Mode.SECRET)
    if typed in ON and closes and room is session.hub.lobby:
        raise Refused(Code.ROOM_STAYS_OPEN, name=room.name.text)
    modes = room.record.modes | {mode} if typed in ON else room.record.modes - {mode}
    _keep(session, replace(room.record, modes=modes))
    return mode.value, "on" if typed in ON else "off"


def _slow(session: Session, typed: str) -> str:
    room, period = session.current_room, parse_period(typed)
    if typed.lower() in OFF:
        period = timedelta()
    if period is None or period > LONGEST_PAUSE:
        raise Refused(Code.MODE_VALUE, name=SLOW[0], value=typed, allowed="off, 1s … 1h")
    seconds = int(period.total_seconds())
    _keep(session, replace(room.record, slow=seconds))
    return f"{seconds}s" if seconds else "off"


def _shown(session: Session) -> RoomShown:
    room, accounts = session.current_room, session.hub.accounts
    record = room.record
    owner = accounts.with_identity(record.owner) if record.owner else None
    moderators = [accounts.with_identity(identity) for identity in record.moderators]
    names = sorted((each.name for each in moderators if each is not None), key=lambda n: n.order)
    return RoomShown(
        room.name.text,
        tuple(mode.value for mode in Mode if mode in record.modes),
        record.slow,
        owner.name.text if owner is not None else "",
        tuple(name.text for name in names),
    )
