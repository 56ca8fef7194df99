"""Saying something: to the room, to one person."""

from __future__ import annotations

from collections.abc import Callable
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
    room = session.current_room
    event = Said(session.hub.now(), room.name.text, speaker.name.text, command.text)
    session.hub.happen(event, speaker, (room,), condition=session.if_kept())


def me(session: Session, command: Me) -> None:
    """Tell everyone in the current room what one is doing."""
    speaker = session.named
    room = session.current_room
    event = Acted(session.hub.now(), room.name.text, speaker.name.text, command.action)
    session.hub.happen(event, speaker, (room,), condition=session.if_kept())


def whisper(session: Session, command: Whisper) -> None:
    """Say something to one person alone."""
    _whisper(session, session.hub.arrivals.person(command.to), command.text)


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

    def correct(said: Happening) -> None:
        speaker = session.named
        name = speaker.name.text
        event = Corrected(session.hub.now(), _room_of(said), name, command.text, said.seq)
        session.hub.happen(event, speaker, *_audience_of(session, said), session.if_kept())

    _with_last_said(session, correct)


def delete(session: Session, command: Delete) -> None:
    """Take back what one said last."""

    def take_back(said: Happening) -> None:
        speaker = session.named
        speaker.said.remove(said)

        def undo() -> None:
            if speaker.is_here:
                speaker.remember(said)

        event = Deleted(session.hub.now(), _room_of(said), speaker.name.text, said.seq)
        condition = session.if_kept(undo=undo)
        session.hub.happen(event, speaker, *_audience_of(session, said), condition)

    _with_last_said(session, take_back)


def _with_last_said(session: Session, act: Callable[[Happening], None]) -> None:
    """Call ``act`` with this person's last message, once the log has it.

    Raises `Refused` if there is none. If the log does not take it, the person is told so: the
    message before it is not what was meant.
    """
    speaker = session.named
    if not speaker.said:
        raise Refused(Code.NOTHING_SAID)
    said = speaker.said[-1]

    def act_if_kept() -> None:
        if not said.seq:
            raise Refused(Code.NOT_KEPT)
        act(said)

    if said.seq:
        act(said)
    else:
        # Said in this very turn, it has no number yet by which the log knows it.
        session.after_turn(act_if_kept)


def _audience_of(session: Session, said: Happening) -> tuple[tuple[Room, ...], tuple[Person, ...]]:
    """Return the rooms and people to be told what became of something that was said to them.

    A room may have been let go of and made anew since, and people may be gone.
    """
    now = session.hub.rooms.with_key
    rooms = tuple(now(room.name.key) or room for room in said.rooms)
    return rooms, tuple(person for person in said.people if person.is_here)


def _room_of(said: Happening) -> str:
    return getattr(said.event, "room", "")
