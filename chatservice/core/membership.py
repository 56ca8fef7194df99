"""Who is in which room: entering, leaving, and which rooms there are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from chatservice.core.accounts import RoomRecord
from chatservice.core.events import Left
from chatservice.core.gathering import Gathering
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.names import Name, Names, parse_name
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.rooms import Room
from chatservice.core.rules import check_entry

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.session import Session


class Membership:
    """The rooms of a ``hub`` and the people in them. ``rooms`` are those that there are."""

    def __init__(self, hub: Hub, gathering: Gathering) -> None:
        self.rooms: Names[Room] = Names()
        self.closed: dict[str, RoomRecord] = {}
        """The records of all rooms that are closed, also of those where nobody is, by keys."""
        self._hub = hub
        self._gathering = gathering

    def open(self) -> None:
        """Take up the rooms with a topic that the log has, as many as there may be.

        Raises `NotReadError`.
        """
        self._reread_closed()
        most = self._hub.policy.rooms
        lobby = self._hub.lobby
        lobby.topic = self._hub.log.topic(lobby.name.key)
        self.reread(lobby)
        for name, topic in self._hub.log.topics(most).items():
            # The lobby may look like one of them since it has another name.
            if len(self.rooms) < most and self.rooms.find(name) is None:
                with suppress(Refused):
                    room = self.make(parse_name(name))
                    room.topic = topic
                    self.reread(room)

    def enter(self, session: Session, name: Name) -> Room:
        """Make the room of that name, made if there is none, where ``session`` talks.

        Raises `Refused` when the name looks like that of another room, or when there are too many.
        """
        person = session.named
        room = self.rooms.with_key(name.key)
        most = self._hub.policy.limits.rooms_each
        is_lobby = room is self._hub.lobby  # where everyone starts, in a further session too
        if room not in person.rooms and len(person.rooms) >= most and not is_lobby:
            raise Refused(Code.TOO_MANY_ROOMS, allowed=most)
        if room is None:
            room = self._room_for(person, name)
        if room not in person.rooms:
            self._check_entry(session, person, room)
        self._hub.changing(person)
        session.room = room
        if room in person.rooms:
            person.rooms.remove(room)
            person.rooms.append(room)
        else:
            person.rooms.append(room)
            room.members[person] = None
            for each in person.sessions:
                room.listeners.changed(each)
            self._gathering.came(room, person)
        return room

    def _room_for(self, person: Person, name: Name) -> Room:
        """Return a room that somebody wants to enter and nobody is in: an old one, or a new one."""
        self._make_place()
        room = self.make(name)
        try:
            room.topic = self._topic_of_old(name)
            self._give_record(room, person)
        except (NotKeptError, NotReadError):
            self._tidy(room)
            raise
        return room

    def _give_record(self, room: Room, person: Person) -> None:
        record = self._hub.accounts.room(room.name.key)
        if record is not None:
            room.record = record
        elif not room.topic:
            room.maker = person.identity
            if person.account is not None:
                self.belongs_to(room, person.identity)

    def _check_entry(self, session: Session, person: Person, room: Room) -> None:
        """Raise `Refused` if ``person`` may not enter, and let go of a room that nobody is in."""
        try:
            check_entry(self._hub, session.origin, person, room)
        except Refused:
            self._tidy(room)
            raise

    def belongs_to(self, room: Room, identity: int) -> None:
        """Let the person of that identity own a room. Raises `NotKeptError`."""
        self.keep(room, replace(room.record, owner=identity))

    def keep(self, room: Room, record: RoomRecord) -> None:
        """Give a room another record, and keep that. Raises `NotKeptError`."""
        self._hub.accounts.save_room(record)
        room.record = record
        if record.is_closed:
            self.closed[record.name.key] = record
        else:
            self.closed.pop(record.name.key, None)

    def _reread_closed(self) -> None:
        self.closed = {record.name.key: record for record in self._hub.accounts.closed_rooms()}

    def record(self, key: str) -> RoomRecord | None:
        """Return what is kept of a room, whether anybody is there or not. Raises `NotReadError`."""
        room = self.rooms.with_key(key)
        return room.record if room is not None else self._hub.accounts.room(key)

    def reread(self, room: Room) -> None:
        """Take up what is kept of a room."""
        room.record = self._hub.accounts.room(room.name.key) or RoomRecord(room.name)

    def reread_all(self) -> None:
        """Take up what is kept of the rooms that are anybody's: some have no account any more."""
        self._reread_closed()
        for room in self.rooms.owners():
            record = room.record
            if record.owner or record.moderators or record.invited:
                self.reread(room)

    def leave(self, person: Person, room: Room) -> None:
        """Take ``person`` out of one room, and tell those who are there."""
        self._hub.happen(Left(self._hub.now(), room.name.text, person.name.text), person, (room,))
        self._hub.changing(person)
        self.take_out(person, room)

    def take_out(self, person: Person, room: Room) -> None:
        """Take ``person`` out of one room; whoever talked there talks in another one from now."""
        person.rooms.remove(room)
        del room.members[person]
        for session in person.sessions:
            room.listeners.gone(session)
            if session.room is room:
                session.room = person.rooms[-1] if person.rooms else None
        self._tidy(room)

    def room(self, typed: str) -> Room:
        """Return the room of that name. Raises `Refused` when there is none."""
        room = self.rooms.find(typed)
        if room is None:
            raise Refused(Code.UNKNOWN_ROOM, name=typed)
        return room

    def make(self, name: Name) -> Room:
        """Return a new room. Raises `Refused` when its name looks like another's."""
        room = Room(name)
        self.rooms.claim(name, room)
        return room

    def put_topic_back(self, room: Room, topic: str) -> None:
        """Give a room the topic that it had. It may have been let go of, or made anew, since."""
        known = self.rooms.with_key(room.name.key)
        if known is None and topic:
            # Another one that looks like it may have been made, and it can't be had again.
            with suppress(Refused):
                self.rooms.claim(room.name, room)
                known = room
        if known is not None:
            known.topic = topic
            self._tidy(known)

    def _make_place(self) -> None:
        """Let go of a room that has a topic and nobody in it, if there are too many rooms.

        Raises `Refused` when there is none. The log knows its topic, for when somebody comes back.
        """
        most = self._hub.policy.rooms
        if len(self.rooms) < most:
            return
        for room in self.rooms.owners():
            if not room.members and room is not self._hub.lobby:
                self.rooms.release(room.name)
                return
        raise Refused(Code.NO_MORE_ROOMS, allowed=most)

    def _topic_of_old(self, name: Name) -> str:
        try:
            return self._hub.log.topic(name.key)
        except NotReadError as error:
            self._hub.turn.failed(error, "reading a topic")
            return ""

    def _tidy(self, room: Room) -> None:
        """Let go of a room that nobody is in, unless it has a topic.

        What is kept of it stays if there is more than whose it was: its kind, other people's
        places in it, somebody who is banned or muted there.
        """
        hub = self._hub
        if room.members or room.topic or room is hub.lobby:
            return
        self.rooms.release(room.name)
        key = room.name.key
        if room.is_remarkable or hub.sanctions.of(None, key, hub.now()):
            return
        try:
            if hub.accounts.room(key) is not None:
                hub.accounts.remove_room(key)
        except (NotKeptError, NotReadError) as error:
            hub.not_kept(error)
