"""Saying something: to the room, to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.commands import Delete, Edit, Me, Reply, Say, Whisper
from chatservice.core.events import Acted, Corrected, Deleted, Said, Whispered
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import WhisperSent
from chatservice.core.waiting import Happening

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


def say(session: Session, command: Say) -> None:
    """Say something to everyone in the current room."""
    speaker = session.named
    room = speaker.current_room
    event = Said(session.hub.now(), room.name.text, speaker.name.text, command.text)
    session.hub.happen(event, speaker, (room,), condition=session.if_kept())


def me(session: Session, command: Me) -> None:
    """Tell everyone in the current room what one is doing."""
    speaker = session.named
    room = speaker.current_room
    event = Acted(session.hub.now(), room.name.text, speaker.name.text, command.action)
    session.hub.happen(event, speaker, (room,), condition=session.if_kept())


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
    before = to.whispered_by
    if speaker.name not in to.ignored:
        to.whispered_by = speaker

    def undo() -> None:
        if to.whispered_by is speaker:
            to.whispered_by = before

    condition = session.if_kept(WhisperSent(to.name.text, to.away), undo)
    session.hub.happen(event, speaker, people=(to,), condition=condition)


def edit(session: Session, command: Edit) -> None:
    """Change what one said last."""
    speaker = session.named
    said = _last_said(session)
    event = Corrected(session.hub.now(), _room_of(said), speaker.name.text, command.text, said.seq)
    session.hub.happen(event, speaker, *_audience_of(session, said), session.if_kept())


def delete(session: Session, command: Delete) -> None:
    """Take back what one said last."""
    speaker = session.named
    said = _last_said(session)
    speaker.said.remove(said)
    event = Deleted(session.hub.now(), _room_of(said), speaker.name.text, said.seq)
    condition = session.if_kept(undo=lambda: speaker.remember(said))
    session.hub.happen(event, speaker, *_audience_of(session, said), condition)


def _last_said(session: Session) -> Happening:
    """Return this person's last message. Raises `Refused` if there is none, or it is not kept."""
    speaker = session.named
    if not speaker.said:
        raise Refused(Code.NOTHING_SAID)
    said = speaker.said[-1]
    if not said.seq:
        # Said in this very turn, it has no number yet by which the log knows it.
        session.hub.turn.end()
    if not said.seq:
        # The one before it is not what was meant.
        raise Refused(Code.NOT_KEPT)
    return said


def _audience_of(session: Session, said: Happening) -> tuple[tuple[Room, ...], tuple[Person, ...]]:
    """Return the rooms and people to be told what became of something that was said to them.

    A room may have been let go of and made anew since, and people may be gone.
    """
    now = session.hub.rooms.with_key
    rooms = tuple(now(room.name.key) or room for room in said.rooms)
    return rooms, tuple(person for person in said.people if person.is_here)


def _room_of(said: Happening) -> str:
    return getattr(said.event, "room", "")
