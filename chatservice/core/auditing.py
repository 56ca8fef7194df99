"""Tells the audit log who did what, and who was refused what (`chatservice.core.audit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.audit import Audited
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.session import Session


def note(
    session: Session,
    act: str,
    target: str = "",
    room: str = "",
    detail: str = "",
    *,
    outcome: str = "done",
) -> None:
    """Note that somebody did something that the operator may want to look up."""
    person, origin = session.person, session.origin
    account = person.account if person is not None else None
    session.hub.audit(
        Audited(
            act,
            outcome,
            who=person.name.text if person is not None else "",
            account=account.name.text if account is not None else "",
            address=origin.text if origin is not None else "",
            target=target,
            room=room,
            detail=detail,
        )
    )


def note_refusal(session: Session, refused: Refused, target: str = "") -> None:
    """Note that somebody was refused something: for one reason once a minute.

    Who goes on and on must not push everything else out of a log that rotates.
    """
    minute = int(session.hub.now().timestamp()) // 60
    if session.audited is None or session.audited[0] != minute:
        session.audited = minute, set()
    command = str(refused.details.get("command", ""))
    if (refused.code, command) not in session.audited[1]:
        session.audited[1].add((refused.code, command))
        room = str(refused.details["name"]) if refused.code is Code.BANNED_FROM_ROOM else ""
        note(session, "refusal", target, room, command, outcome=refused.code.value)
