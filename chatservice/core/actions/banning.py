"""Banning: by name, by address and by network, and letting in again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chatservice.core.accounts import Kind, Sanction
from chatservice.core.actions.moderation import (
    off_the_server,
    out_of_room,
    parse_time,
    scope,
    whom,
    whose,
)
from chatservice.core.addresses import Origin, network_has, origin_of, parse_network
from chatservice.core.auditing import note
from chatservice.core.commands import Ban, Bans, Unban
from chatservice.core.declaring import Who
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import BanSet, BansListed, Unbanned
from chatservice.core.sanctions import seconds_left
from chatservice.core.standing import has_power, standing_of

if TYPE_CHECKING:
    from chatservice.core.people import Person
    from chatservice.core.session import Session


def ban(session: Session, command: Ban) -> None:
    """Keep somebody, or everyone from a network, out of the room or off the server."""
    hub, where = session.hub, scope(session)
    period = parse_time(command.time)
    reason = command.reason or ""
    until = hub.now() + period if period is not None else None
    network = _network(command.target)
    if network is None:
        named, account, person = whom(session, command.target)
        name, identity, networks = named.text, whose(account, person), _networks(person)
        keys = frozenset((named.key,))
        if account is not None:
            # Here they may go by another name than the one that they come by.
            keys |= {account.name.key}
        thrown_out = [person] if person is not None else []
    else:
        name, identity, networks, keys = network, 0, (network,), frozenset()
        thrown_out = _people_from(session, network, where)
    made = hub.sanctions.add(
        Sanction(
            kind=Kind.BAN,
            room=where,
            name=name,
            keys=keys,
            identity=identity,
            networks=networks,
            until=until,
            reason=reason,
            by=session.named.name.text,
            at=hub.now(),
        )
    )
    room = session.current_room
    shown = room.name.text if where else ""
    seconds = seconds_left(made, hub.now())
    note(session, "ban", name, shown, command.time or "")
    tells = standing_of(session) is Who.ADMIN or network is not None
    told = networks if tells else ()
    origins = (_origin(each) for each in told)
    trusted = any(o is not None and hub.policy.limits.trusted.has(o) for o in origins)
    session.answer(BanSet(name, shown, told, seconds, trusted=trusted))
    for each in thrown_out:
        if not where:
            off_the_server(session, each, reason, made)
        elif room in each.rooms:
            out_of_room(session, each, room, reason, is_banned=True)


def _people_from(session: Session, network: str, where: str) -> list[Person]:
    """Return who is here from a network, but for those on whom one may not act, and oneself."""
    hub, room = session.hub, session.current_room
    return [
        person
        for person in (list(room.members) if where else hub.people.owners())
        if has_power(session, person.account)
        and any(
            each.origin is not None and network_has(network, each.origin)
            for each in person.sessions
        )
    ]


def _networks(person: Person | None) -> tuple[str, ...]:
    """Return from where somebody is here: they can't come back from there by another name."""
    sessions = person.sessions if person is not None else ()
    return tuple(
        dict.fromkeys(
            parse_network(session.origin.group)
            for session in sessions
            if session.origin is not None
        )
    )


def _origin(network: str) -> Origin | None:
    return origin_of(network.partition("/")[0])


def _network(typed: str) -> str | None:
    """Return the network that was typed; `None` for what is a name."""
    if not any(character in typed for character in ".:/"):
        return None
    try:
        return parse_network(typed)
    except Refused:
        try:
            parse_name(typed)
        except Refused:
            raise Refused(Code.BAD_NETWORK, value=typed) from None
        return None


def unban(session: Session, command: Unban) -> None:
    """Let somebody in again, by their name, or everyone from a network."""
    hub, where = session.hub, scope(session)
    network = _network(command.target)
    lifted = False
    for sanction in hub.sanctions.of(Kind.BAN, where, hub.now()):
        if network is not None and network in sanction.networks:
            left = tuple(each for each in sanction.networks if each != network)
            if left or sanction.keys:
                hub.sanctions.narrow(sanction, replace(sanction, networks=left))
            else:
                hub.sanctions.lift(sanction)
            lifted = True
        elif network is None and parse_name(command.target).key in sanction.keys:
            hub.sanctions.lift(sanction)
            lifted = True
    if not lifted:
        raise Refused(Code.NOT_BANNED, name=command.target)
    room = session.current_room.name.text if where else ""
    note(session, "unban", command.target, room)
    session.answer(Unbanned(command.target))


def bans(session: Session, command: Bans) -> None:
    """List who is banned or muted in the current room; for administrators, on the server."""
    hub, where = session.hub, scope(session)
    found = tuple(hub.sanctions.of(None, where, hub.now()))
    room = session.current_room.name.text if where else ""
    admin = standing_of(session) is Who.ADMIN
    session.answer(BansListed(room, found, networks=admin, now=hub.now()))
