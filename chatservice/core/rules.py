"""What a room's kind, bans and mutes mean: who may enter, and who may speak."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from chatservice.core.accounts import Kind, Mode
from chatservice.core.declaring import Who
from chatservice.core.refusals import Code, Refused
from chatservice.core.sanctions import EVERYWHERE, seconds_left
from chatservice.core.standing import standing

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


def check_entry(hub: Hub, session: Session, person: Person, room: Room) -> None:
    """Raise `Refused` if ``person``, from where ``session`` is, may not enter ``room``."""
    who = standing(person.account, room)
    if who >= Who.OWNER or room is hub.lobby:
        return  # everyone starts in the lobby: who is kept out of there is kept off the server
    is_moderator = who is Who.MODERATOR
    ban = hub.sanctions.find(
        Kind.BAN,
        room.name.key,
        hub.now(),
        key=person.name.key,
        identity=person.identity,
        # A moderator is kept out if it is they who are banned, not somebody beside them.
        origin=None if is_moderator else session.origin,
    )
    name, modes = room.name.text, room.record.modes
    if ban is not None:
        seconds = seconds_left(ban, hub.now())
        raise Refused(Code.BANNED_FROM_ROOM, name=name, seconds=seconds, reason=ban.reason)
    if is_moderator:
        return
    if Mode.INVITE_ONLY in modes and not is_invited(person, room):
        raise Refused(Code.ROOM_INVITE_ONLY, name=name)
    if Mode.REGISTERED in modes and person.account is None:
        raise Refused(Code.ROOM_FOR_REGISTERED, name=name)


def is_invited(person: Person, room: Room) -> bool:
    """Return whether somebody was invited to a room."""
    return person in room.guests or person.identity in room.record.invited


def check_speaking(hub: Hub, person: Person, room: Room) -> None:
    """Raise `Refused` if ``person`` may say nothing in ``room`` just now."""
    if hub.sanctions.any_mutes:
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
    """Raise `Refused` if ``person`` is muted everywhere, or in ``room``."""
    for where in (EVERYWHERE, *(() if room is None else (room.name.key,))):
        mute = hub.sanctions.find(
            Kind.MUTE, where, hub.now(), key=person.name.key, identity=person.identity
        )
        if mute is not None:
            seconds = seconds_left(mute, hub.now())
            if room is None or not where:
                raise Refused(Code.MUTED, seconds=seconds)
            raise Refused(Code.MUTED_IN_ROOM, name=room.name.text, seconds=seconds)
