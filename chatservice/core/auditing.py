"""Tells the audit log who did what, and who was refused what (`chatservice.core.audit`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.audit import Audited
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.addresses import Origin
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.session import Session


class By(NamedTuple):
    """Who does something in ``hub``, and where they are."""

    hub: Hub
    person: Person | None
    origin: Origin | None


Noted = tuple[int, set[tuple[Code, str]]]
"""Which minute it was, and for what one was refused something in it."""


def note(
    session: Session,
    act: str,
    target: str = "",
    room: str = "",
    detail: str = "",
) -> None:
    """Note that somebody did something that the operator may want to look up."""
    what = Audited(act, target=target, room=room, detail=detail)
    _tell(_by(session), what)


def note_refusal(session: Session, refused: Refused, target: str = "") -> None:
    """Note that somebody was refused something: for one reason once a minute.

    Who goes on and on must not push everything else out of a log that rotates.
    """
    session.audited = note_refusal_of(_by(session), refused, session.audited, target)


def note_refusal_of(by: By, refused: Refused, noted: Noted | None, target: str = "") -> Noted:
    """Note that somebody was refused something, unless that is in ``noted`` for this minute.

    Returns what is noted now.
    """
    minute = int(by.hub.now().timestamp()) // 60
    if noted is None or noted[0] != minute:
        noted = minute, set()
    command = str(refused.details.get("command", ""))
    if (refused.code, command) not in noted[1]:
        noted[1].add((refused.code, command))
        room = str(refused.details["name"]) if refused.code is Code.BANNED_FROM_ROOM else ""
        _tell(by, Audited("refusal", refused.code.value, target=target, room=room, detail=command))
    return noted


def _by(session: Session) -> By:
    return By(session.hub, session.person, session.origin)


def _tell(by: By, what: Audited) -> None:
    account = by.person.account if by.person is not None else None
    by.hub.audit(
        replace(
            what,
            who=by.person.name.text if by.person is not None else "",
            account=account.name.text if account is not None else "",
            address=by.origin.text if by.origin is not None else "",
        )
    )
