"""Asking the server about itself, its commands and its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Help, Time, Version, Whois
from chatservice.core.declaring import Who
from chatservice.core.replies import (
    CommandExplained,
    CommandsListed,
    PersonDescribed,
    TimeTold,
    VersionTold,
)
from chatservice.core.standing import may_know_of, not_allowed, standing_of

if TYPE_CHECKING:
    from chatservice.core.session import Session


def help_(session: Session, command: Help) -> None:
    """List the commands that this person may use, or explain one."""
    who = standing_of(session)
    if command.command is None:
        session.answer(CommandsListed(tuple(d for d in CATALOGUE if d.who <= who), who))
        return
    declaration = CATALOGUE.find(command.command)
    # Before they have a nickname, people may read what they could do with one.
    if declaration.who > max(who, Who.NAMED):
        raise not_allowed(declaration)
    session.answer(CommandExplained(declaration, max(who, Who.NAMED)))


def whois(session: Session, command: Whois) -> None:
    """Tell what is known of somebody."""
    person = session.hub.arrivals.person(command.person)
    idle = session.hub.now() - person.spoke_at
    rooms = tuple(room.name.text for room in person.rooms if may_know_of(session, room))
    session.answer(PersonDescribed(person.name.text, person.since, idle, rooms, person.away))


def time(session: Session, command: Time) -> None:
    """Tell the server's time."""
    now = session.hub.now()
    session.answer(TimeTold(now, now - session.hub.started_at))


def version(session: Session, command: Version) -> None:
    """Tell which program this is."""
    session.answer(VersionTold(session.hub.policy.version))
