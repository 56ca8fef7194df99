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

if TYPE_CHECKING:
    from chatservice.core.session import Session


def help_(session: Session, command: Help) -> None:
    """List the commands that this person may use, or explain one."""
    if command.command is not None:
        session.answer(CommandExplained(CATALOGUE.find(command.command)))
        return
    role = Who.ANYONE if session.person is None else Who.NAMED
    session.answer(CommandsListed(tuple(d for d in CATALOGUE if d.who <= role)))


def whois(session: Session, command: Whois) -> None:
    """Tell what is known of somebody."""
    person = session.hub.arrivals.person(command.person)
    idle = session.hub.now() - person.spoke_at
    rooms = tuple(room.name.text for room in person.rooms)
    session.answer(PersonDescribed(person.name.text, person.since, idle, rooms, person.away))


def time(session: Session, command: Time) -> None:
    """Tell the server's time."""
    now = session.hub.now()
    session.answer(TimeTold(now, now - session.hub.started_at))


def version(session: Session, command: Version) -> None:
    """Tell which program this is."""
    session.answer(VersionTold(session.hub.policy.version))
