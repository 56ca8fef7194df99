"""What a room's kind, bans and mutes mean: who may enter, and who may speak."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from chatservice.core.accounts import Kind, Mode, RoomRecord, Sanction
from chatservice.core.addresses import Networks, Origin, parse_network
from chatservice.core.declaring import Who
from chatservice.core.refusals import Code, Refused
from chatservice.core.sanctions import EVERYWHERE, seconds_left
from chatservice.core.standing import standing, standing_by

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session

NO_NETWORKS = Networks()


def check_entry(hub: Hub, origin: Origin | None, person: Person, room: Room) -> None:
    """Raise `Refused` if ``person``, who is at ``origin``, may not enter ``room``."""
    who = standing(person.account, room)
    if room is hub.lobby:
        return  # everyone starts in the lobby: who is kept out of there is kept off the server
    name = room.name.text
    ban = ban_of(hub, person, room.record, origin)
    if ban is not None:
        seconds = seconds_left(ban, hub.now())
        raise Refused(Code.BANNED_FROM_ROOM, name=name, seconds=seconds, reason=ban.reason)
    code = _closed_to(person, room.record, who, is_guest=person in room.guests)
    if code is not None:
        raise Refused(code, name=name)


def ban_of(hub: Hub, person: Person, record: RoomRecord, origin: Origin | None) -> Sanction | None:
    """Return what keeps ``person``, from ``origin``, out of the room that has ``record``."""
    who = standing_by(person.account, record)
    if who >= Who.OWNER:
        return None
    return hub.sanctions.find(
        Kind.BAN,
        record.name.key,
        hub.now(),
        key=person.name.key,
        identity=person.identity,
        owner=owner_of(person),
        # A moderator is kept out if it is they who are banned, not somebody beside them.
        origin=None if who is Who.MODERATOR else origin,
    )


def _closed_to(person: Person, record: RoomRecord, who: Who, *, is_guest: bool) -> Code | None:
    """Return why a room of that kind is closed to ``person``, who is ``who`` there, if it is."""
    if who >= Who.MODERATOR:
        return None
    if Mode.INVITE_ONLY in record.modes and not (is_guest or person.identity in record.invited):
        return Code.ROOM_INVITE_ONLY
    if Mode.REGISTERED in record.modes and person.account is None:
        return Code.ROOM_FOR_REGISTERED
    return None


def hidden_rooms(hub: Hub, session: Session) -> frozenset[str]:
    """Return the keys of the rooms of which whoever has ``session`` is to find nothing.

    They are those that they may not enter, and those that are secret, of which only administrators
    know; but not where they are. Raises `NotReadError`.
    """
    person, membership = session.named, hub.membership
    hidden = {key for key, record in membership.closed.items() if _is_hidden(hub, person, record)}
    banned = hub.sanctions.rooms_closed_to(
        hub.now(),
        key=person.name.key,
        identity=person.identity,
        origin=session.origin,
        owner=owner_of(person),
    )
    for key in banned - hidden:
        record = membership.record(key)
        if record is None or ban_of(hub, person, record, session.origin) is not None:
            hidden.add(key)
    return frozenset(hidden.difference(room.name.key for room in person.rooms))


def _is_hidden(hub: Hub, person: Person, record: RoomRecord) -> bool:
    who, room = standing_by(person.account, record), hub.rooms.with_key(record.name.key)
    if room is hub.lobby:
        return False
    if Mode.SECRET in record.modes and who is not Who.ADMIN:
        return True
    is_guest = room is not None and person in room.guests
    return _closed_to(person, record, who, is_guest=is_guest) is not None


def owner_of(person: Person) -> int:
    """Return the identity of whose bot ``person`` is; 0 for who is nobody's."""
    return person.account.owner if person.account is not None else 0


def is_invited(person: Person, room: Room) -> bool:
    """Return whether somebody was invited to a room."""
    return person in room.guests or person.identity in room.record.invited


def networks_of(person: Person | None, without: Networks = NO_NETWORKS) -> tuple[str, ...]:
    """Return from where somebody is here: by another name, they still come from there.

    The networks are as `parse_network` returns them; addresses in ``without`` are left out.
    """
    sessions = person.sessions if person is not None else ()
    return tuple(
        dict.fromkeys(
            parse_network(session.origin.group)
            for session in sessions
            if session.origin is not None and not without.has(session.origin)
        )
    )


def check_speaking(hub: Hub, person: Person, room: Room) -> None:
    """Raise `Refused` if ``person`` may say nothing in ``room`` just now."""
    check_mute(hub, person, room)
    record = room.record
    if not (record.modes or record.slow):
        return
    who, name = standing(person.account, room), room.name.text
    if who >= Who.MODERATOR:
        return
    if Mode.MODERATED in record.modes:
        raise Refused(Code.ROOM_MODERATED, name=name)
    if Mode.REGISTERED in record.modes and who < Who.REGISTERED:
        raise Refused(Code.ROOM_FOR_REGISTERED, name=name)
    if record.slow:
        _check_pace(hub, person, room)


def _check_pace(hub: Hub, person: Person, room: Room) -> None:
    """Raise `Refused` if ``person`` has spoken in a slow room only just now."""
    now, pause = hub.now(), timedelta(seconds=room.record.slow)
    before = person.spoke_in.get(room)
    # The clock may be set back meanwhile, which is no reason to wait longer.
    if before is not None and before <= now < before + pause:
        left = ceil((before + pause - now).total_seconds())
        raise Refused(Code.ROOM_SLOW, name=room.name.text, seconds=left)
    person.spoke_in[room] = now


def check_mute(hub: Hub, person: Person, room: Room | None = None) -> None:
    """Raise `Refused` if ``person`` is muted everywhere, or in ``room``.

    A stranger is also if somebody without an account was muted at the same address: names cost
    them nothing.
    """
    if not hub.sanctions.any_mutes:
        return
    origin = None
    if person.account is None and person.sessions:
        origin = person.sessions[0].origin
    for where in (EVERYWHERE, *(() if room is None else (room.name.key,))):
        mute = hub.sanctions.find(
            Kind.MUTE,
            where,
            hub.now(),
            key=person.name.key,
            identity=person.identity,
            origin=origin,
            owner=owner_of(person),
        )
        if mute is not None:
            seconds = seconds_left(mute, hub.now())
            if room is None or not where:
                raise Refused(Code.MUTED, seconds=seconds)
            raise Refused(Code.MUTED_IN_ROOM, name=room.name.text, seconds=seconds)


def check_muted_nowhere(hub: Hub, person: Person) -> None:
    """Raise `Refused` if ``person`` is muted everywhere, or in any of their rooms."""
    for room in person.rooms:
        check_mute(hub, person, room)
