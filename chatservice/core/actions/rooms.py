"""Rooms: which there are, who is there, going from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.actions.history import show_last
from chatservice.core.actions.talking import check_repeats
from chatservice.core.commands import Join, Leave, Rooms, Topic, Users
from chatservice.core.events import TopicChanged
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    EnteredElsewhere,
    LeftElsewhere,
    Reply,
    RoomEntered,
    RoomLeft,
    RoomsListed,
    TopicShown,
    UsersListed,
)
from chatservice.core.rules import check_speaking
from chatservice.core.standing import may_know_of

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session

MOST_LISTED = 100
"""Rooms that `/rooms` lists."""

LONGEST_TOPIC = 300
"""Characters. Everyone who enters reads it, and `/rooms` shows them all."""

NO_TOPIC = "-"
"""What `/topic` takes for "none"."""


def list_rooms(session: Session, command: Rooms) -> None:
    """List the rooms: those with most people where there are too many to list."""
    rooms = [room for room in session.hub.rooms.owners() if may_know_of(session, room)]
    rooms.sort(key=lambda room: len(room.members), reverse=True)
    listed = sorted(rooms[:MOST_LISTED], key=lambda room: room.name.order)
    session.answer(
        RoomsListed(
            tuple((room.name.text, len(room.members), room.topic) for room in listed),
            tuple(room.name.text for room in session.named.rooms_with(session.current_room)),
            more=len(rooms) - len(listed),
        )
    )


def join(session: Session, command: Join) -> None:
    """Enter a room, or turn to one where one is already."""
    enter(session, command.room, show=True)


def enter(session: Session, typed: str, *, show: bool) -> None:
    """Let ``session`` talk in the room of that name; ``show`` what was said there lately.

    Raises `Refused` when they may not come in there.
    """
    person = session.named
    name = parse_name(typed)
    known = session.hub.rooms.find(name.text)
    already_there = known in person.rooms
    room = session.hub.membership.enter(session, name)
    session.answer(RoomEntered(room.name.text, room.topic))
    if not already_there:
        tell_elsewhere(session, EnteredElsewhere(room.name.text))
        if show:
            show_last(session, room)


def leave(session: Session, command: Leave) -> None:
    """Leave the current room, or another one."""
    person = session.named
    room = session.current_room
    if command.room is not None:
        room = _room_that_shows(session, command.room)
    if room not in person.rooms:
        raise Refused(Code.NOT_IN_ROOM, name=room.name.text)
    if len(person.rooms) == 1:
        raise Refused(Code.ONLY_ROOM, name=room.name.text)
    session.hub.membership.leave(person, room)
    session.answer(RoomLeft(room.name.text, session.current_room.name.text))
    tell_elsewhere(session, LeftElsewhere(room.name.text))


def _room_that_shows(session: Session, typed: str) -> Room:
    """Return the room of that name. Raises `Refused` when there is none that they may know of."""
    room = session.hub.membership.room(typed)
    if not may_know_of(session, room):
        raise Refused(Code.UNKNOWN_ROOM, name=typed)
    return room


def tell_elsewhere(session: Session, reply: Reply) -> None:
    """Tell the other sessions of the same person what was done in this one."""
    for other in session.named.sessions:
        if other is not session:
            other.answer(reply)


def topic(session: Session, command: Topic) -> None:
    """Tell the current room's topic, or change it."""
    person = session.named
    room = session.current_room
    if command.topic is None:
        session.answer(TopicShown(room.name.text, room.topic))
        return
    check_speaking(session.hub, person, room)
    if len(command.topic) > LONGEST_TOPIC:
        raise Refused(Code.TOPIC_TOO_LONG, allowed=LONGEST_TOPIC)
    check_repeats(session, command.topic)
    before, room.topic = room.topic, "" if command.topic == NO_TOPIC else command.topic

    condition = session.if_kept(undo=lambda: session.hub.membership.put_topic_back(room, before))
    event = TopicChanged(session.hub.now(), room.name.text, person.name.text, room.topic)
    session.hub.happen(event, person, (room,), condition=condition)


def users(session: Session, command: Users) -> None:
    """List who is online, on the server or in one room."""
    if command.room is None:
        shown, people = "", session.hub.people.owners()
    else:
        room = _room_that_shows(session, command.room)
        shown, people = room.name.text, list(room.members)
    people.sort(key=lambda person: person.name.order)
    session.answer(UsersListed(shown, tuple((p.name.text, p.away) for p in people)))
