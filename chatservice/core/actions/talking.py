"""Saying something: to the room, to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.commands import Me, Reply, Say, Whisper
from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import WhisperSent

if TYPE_CHECKING:
    from chatservice.core.session import Session


def say(session: Session, command: Say) -> None:
    """Say something to everyone in the current room."""
    speaker = session.named
    room = speaker.current_room
    event = Said(session.hub.now(), room.name.text, speaker.name.text, command.text)
    session.hub.happen(event, speaker, (room,))


def me(session: Session, command: Me) -> None:
    """Tell everyone in the current room what one is doing."""
    speaker = session.named
    room = speaker.current_room
    event = Acted(session.hub.now(), room.name.text, speaker.name.text, command.action)
    session.hub.happen(event, speaker, (room,))


def whisper(session: Session, command: Whisper) -> None:
    """Say something to one person alone."""
    _whisper(session, session.hub.person(command.to), command.text)


def reply(session: Session, command: Reply) -> None:
    """Answer whoever sent the last private message."""
    other = session.named.whispered_by
    if other is None:
        raise Refused(Code.NOBODY_TO_ANSWER)
    if not other.is_here:
        # Their name may be somebody else's by now, who must not read this.
        raise Refused(Code.USER_GONE, name=other.name.text)
    _whisper(session, other, command.text)


def _whisper(session: Session, to: Person, text: str) -> None:
    speaker = session.named
    if to is speaker:
        raise Refused(Code.YOURSELF)
    event = Whispered(session.hub.now(), speaker.name.text, to.name.text, text)
    session.hub.happen(event, speaker, people=(to,))
    if speaker.name not in to.ignored:
        to.whispered_by = speaker
    session.answer(WhisperSent(to.name.text, to.away))
