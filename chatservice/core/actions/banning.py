"""Banning: by name, by address and by network, and letting in again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account, Kind, Sanction
from chatservice.core.actions.moderation import (
    off_the_server,
    out_of_room,
    parse_time,
    scope,
    whom,
)
from chatservice.core.addresses import Origin, network_has, origin_of, parse_network
from chatservice.core.auditing import note
from chatservice.core.commands import Ban, Bans, Unban
from chatservice.core.declaring import Who
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import BanSet, BansListed, Unbanned
from chatservice.core.rules import networks_of
from chatservice.core.sanctions import check_not_higher, seconds_left
from chatservice.core.standing import has_power, standing_of, whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatservice.core.names import Name
    from chatservice.core.people import Person
    from chatservice.core.session import Session
    from chatservice.core.traces import Trace


def ban(session: Session, command: Ban) -> None:
    """Keep somebody, or everyone from a network, out of the room or off the server."""
    hub, where = session.hub, scope(session)
    period = parse_time(command.time)
    reason = command.reason or ""
    until = hub.now() + period if period is not None else None
    network = _network(command.target)
    is_admin = standing_of(session) is Who.ADMIN
    is_unknown = False
    if network is None:
        named, account, person = whom(session, command.target)
        name, identity, networks = named.text, whose(account, person), networks_of(person)
        keys = frozenset((named.key,))
        if account is not None:
            # Here they may go by another name than the one that they come by.
            keys |= {account.name.key}
        thrown_out = [person] if person is not None else []
        thrown_out += _bots_here(session, account)
        if person is None:
            trace = _trace(session, named)
            is_unknown = trace is None and account is None
            if trace is not None:
                identity = identity or trace.identity
                networks = tuple(map(parse_network, trace.groups))
    else:
        mine = session.origin
        if not is_admin and mine is not None and network_has(network, mine):
            raise Refused(Code.YOURSELF)  # they could not come back and undo it
        name, identity, networks, keys = network, 0, (network,), frozenset()
        # Whoever is thrown out shows where they are, which is not a moderator's to know.
        thrown_out = _people_from(session, networks, where) if is_admin else []
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
            power=standing_of(session).value,
        )
    )
    room = session.current_room
    shown = room.name.text if where else ""
    seconds = seconds_left(made, hub.now())
    known = (each for each in networks if each != name)
    note(session, "ban", name, shown, " ".join((command.time or "", *known)).strip())
    told = networks if is_admin or network is not None else ()
    origins = (_origin(each) for each in told)
    trusted = any(o is not None and hub.policy.limits.trusted.has(o) for o in origins)
    others = _people_from(session, told, where) if is_admin and network is None else []
    names = tuple(each.name.text for each in others if each not in thrown_out)
    session.answer(BanSet(name, shown, told, seconds, names, is_unknown, trusted=trusted))
    for each in thrown_out:
        if not where:
            off_the_server(session, each, reason, made)
        elif room in each.rooms:
            out_of_room(session, each, room, reason, is_banned=True)


def _bots_here(session: Session, account: Account | None) -> list[Person]:
    """Return the bots of whoever has that account which are here, and on whom one may act."""
    hub = session.hub
    bots = hub.accounts.bots_of(account.identity) if account is not None else ()
    here = (hub.arrivals.with_identity(bot.identity) for bot in bots)
    return [each for each in here if each is not None and has_power(session, each.account)]


def _trace(session: Session, name: Name) -> Trace | None:
    """Return what is known of somebody of that name who is not here.

    Raises `Refused` (NOW_CALLED) if they are, by another name.
    """
    traces = session.hub.traces
    other = traces.now_called(name)
    if other is not None:
        raise Refused(Code.NOW_CALLED, name=name.text, other=other.text)
    return traces.of(name)


def _people_from(session: Session, networks: Sequence[str], where: str) -> list[Person]:
    """Return who is here from networks, but for those on whom one may not act, and oneself."""
    hub, room = session.hub, session.current_room
    return [
        person
        for person in (list(room.members) if where else hub.people.owners())
        if person is not session.named
        and has_power(session, person.account)
        and any(
            each.origin is not None and network_has(network, each.origin)
            for each in person.sessions
            for network in networks
        )
    ]


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
    key = parse_name(command.target).key if network is None else ""
    banned = [
        each
        for each in hub.sanctions.of(Kind.BAN, where, hub.now())
        if key in each.keys or network in each.networks
    ]
    if not banned:
        raise Refused(Code.NOT_BANNED, name=command.target)
    check_not_higher(banned, standing_of(session), command.target)
    for sanction in banned:
        left = tuple(each for each in sanction.networks if each != network)
        if network is not None and (left or sanction.keys):
            hub.sanctions.narrow(sanction, replace(sanction, networks=left))
        else:
            hub.sanctions.lift(sanction)
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
