"""Keeping order: throwing out, muting, reporting, announcing.

Banning is in `chatservice.core.actions.banning`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Kind, Sanction
from chatservice.core.actions.talking import check_repeats, count, deliver_whisper, leave_message
from chatservice.core.auditing import note
from chatservice.core.commands import Announce, Kick, Mute, Report, Unmute
from chatservice.core.declaring import Who
from chatservice.core.events import Announced, Silenced, ThrownOut
from chatservice.core.limits import REPORTS_EACH
from chatservice.core.log import NotKeptError
from chatservice.core.names import Name, parse_name
from chatservice.core.people import Person
from chatservice.core.periods import parse_period
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    Declined,
    MuteSet,
    OutOfRoom,
    OutOfServer,
    Reply,
    ReportSent,
    Unmuted,
)
from chatservice.core.rules import networks_of
from chatservice.core.sanctions import EVERYWHERE, check_not_higher, seconds_left
from chatservice.core.standing import check_power, meant, standing_of, whose

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


def scope(session: Session) -> str:
    """Return where a ban or a mute holds that is given in ``session``: a room's key, or everywhere.

    An administrator's holds on the whole server; so does one given in the room where everyone
    starts, since nobody could be on the server without being there.
    """
    room = session.current_room
    if standing_of(session) is Who.ADMIN or room is session.hub.lobby:
        return EVERYWHERE
    return room.name.key


def whom(session: Session, typed: str) -> tuple[Name, Account | None, Person | None]:
    """Return who goes by a name: here, or registered, or neither.

    Raises `Refused` if one may not act on them, it is oneself, or nobody ever could have that name.
    """
    found = meant(session, typed)
    if found[2] is session.named:
        raise Refused(Code.YOURSELF)
    return found


def kick(session: Session, command: Kick) -> None:
    """Throw somebody out of the current room; out of the first one, off the server."""
    hub, room = session.hub, session.current_room
    person = hub.arrivals.person(command.person)
    if person is session.named:
        raise Refused(Code.YOURSELF)
    if room not in person.rooms:
        raise Refused(Code.NOT_HERE, name=person.name.text, room=room.name.text)
    check_power(session, person.account)
    reason = command.reason or ""
    note(session, "kick", person.name.text, room.name.text)
    if room is hub.lobby:
        off_the_server(session, person, reason, None)
    else:
        out_of_room(session, person, room, reason, is_banned=False)


def out_of_room(
    session: Session, person: Person, room: Room, reason: str, *, is_banned: bool
) -> None:
    """Throw ``person`` out of a room; where that is their only one, they are in the first one."""
    hub, who = session.hub, session.named.name.text
    hub.changing(person)
    if len(person.rooms) == 1:
        # They are somewhere as long as they are here.
        hub.membership.enter(person.sessions[0], hub.lobby.name)
    hub.membership.take_out(person, room)
    _invite_no_longer(session, person, room)
    event = ThrownOut(hub.now(), room.name.text, who, person.name.text, reason, is_banned)
    hub.happen(event, session.named, (room,))
    for each in person.sessions:
        current = each.current_room.name.text
        each.answer(OutOfRoom(room.name.text, who, reason, current, is_banned))


def _invite_no_longer(session: Session, person: Person, room: Room) -> None:
    room.guests.discard(person)
    invited = room.record.invited - {person.identity}
    if invited != room.record.invited:
        try:
            session.hub.membership.keep(room, replace(room.record, invited=invited))
        except NotKeptError as error:  # which keeps nobody in the room
            session.hub.not_kept(error)


def off_the_server(session: Session, person: Person, reason: str, ban: Sanction | None) -> None:
    """End all the conversations of ``person``, whom ``ban``, if there is one, keeps out."""
    hub, who = session.hub, session.named.name.text
    event = ThrownOut(hub.now(), "", who, person.name.text, reason, ban is not None)
    hub.happen(event, session.named, tuple(person.rooms))
    last: Reply = OutOfServer(who, reason)
    if ban is not None:
        seconds = seconds_left(ban, hub.now())
        last = Declined(Refused(Code.BANNED, seconds=seconds, reason=reason))
    for each in list(person.sessions):
        each.leave(last)


def parse_time(typed: str | None) -> timedelta | None:
    """Return how long something is to hold; `None` for ever. Raises `Refused` (BAD_PERIOD)."""
    if typed is None:
        return None
    period = parse_period(typed)
    if period is None:
        raise Refused(Code.BAD_PERIOD, value=typed)
    return period


def mute(session: Session, command: Mute) -> None:
    """Let somebody say nothing in the current room, or on the whole server."""
    hub, where = session.hub, scope(session)
    period = parse_time(command.time)
    name, account, person = whom(session, command.person)
    if person is None and account is None:
        hub.arrivals.person(command.person)  # which says who may be meant
    until = hub.now() + period if period is not None else None
    networks: tuple[str, ...] = ()
    if account is None:
        # Strangers come back by another name; but many may share an address that is trusted.
        networks = networks_of(person, without=hub.policy.limits.trusted)
    made = hub.sanctions.add(
        Sanction(
            kind=Kind.MUTE,
            room=where,
            name=name.text,
            keys=frozenset((name.key,)),
            identity=whose(account, person),
            networks=networks,
            until=until,
            reason="",
            by=session.named.name.text,
            at=hub.now(),
            power=standing_of(session).value,
        )
    )
    seconds = seconds_left(made, hub.now())
    room = session.current_room
    shown = room.name.text if where else ""
    note(session, "mute", name.text, shown, command.time or "")
    session.answer(MuteSet(name.text, shown, seconds))
    _tell_of_silence(session, person, shown, name.text, is_muted=True, seconds=seconds)


def unmute(session: Session, command: Unmute) -> None:
    """Let somebody speak again."""
    hub, where = session.hub, scope(session)
    key = parse_name(command.person).key
    muted = [each for each in hub.sanctions.of(Kind.MUTE, where, hub.now()) if key in each.keys]
    if not muted:
        raise Refused(Code.NOT_MUTED, name=command.person)
    if any(each.identity == session.named.identity for each in muted):
        raise Refused(Code.YOURSELF)
    check_not_higher(muted, standing_of(session), command.person)
    for each in muted:
        hub.sanctions.lift(each)
    shown = session.current_room.name.text if where else ""
    note(session, "unmute", muted[0].name, shown)
    session.answer(Unmuted(muted[0].name))
    person = hub.people.find(command.person)
    _tell_of_silence(session, person, shown, muted[0].name, is_muted=False, seconds=0)


def _tell_of_silence(
    session: Session, person: Person | None, room: str, name: str, *, is_muted: bool, seconds: int
) -> None:
    """Tell whoever is muted, and nobody else: the others would only talk about it."""
    if person is not None:
        hub, who = session.hub, session.named
        event = Silenced(hub.now(), room, who.name.text, name, is_muted, seconds)
        hub.happen(event, who, people=(person,))


def announce(session: Session, command: Announce) -> None:
    """Tell everyone on the server something."""
    hub, person = session.hub, session.named
    note(session, "announce")
    event = Announced(hub.now(), person.name.text, command.text)
    hub.happen(event, person, tuple(hub.rooms.owners()))


def report(session: Session, command: Report) -> None:
    """Tell the moderators of the room, and the administrators, about somebody.

    They read it as a private message, which waits for those who are not here.
    """
    hub, person, room = session.hub, session.named, session.current_room
    reported = hub.arrivals.person(command.person)
    name, record = reported.name.text, room.record
    identities = {admin.identity for admin in hub.accounts.admins()}
    identities |= {record.owner, *record.moderators} - {0}
    identities -= {person.identity, reported.identity}
    accounts = [hub.accounts.with_identity(identity) for identity in sorted(identities)]
    moderators = [account for account in accounts if account is not None]
    if not moderators:
        raise Refused(Code.NO_MODERATORS)
    check_repeats(session, command.text)
    count(session, hub.reports, REPORTS_EACH, Code.TOO_MANY_REPORTS)
    text = f"/report {name} #{room.name.text}: {command.text}"
    told, refused = 0, Refused(Code.NO_MODERATORS)
    for account in moderators:
        here = hub.arrivals.with_identity(account.identity)
        try:
            if here is not None:
                deliver_whisper(session, here, text)
            else:
                leave_message(session, account, text)
            told += 1
        except Refused as error:  # too many wait for them already
            refused = error
    if not told:
        raise refused
    note(session, "report", name, room.name.text)
    session.answer(ReportSent(told))
