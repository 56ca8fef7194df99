"""Who is in which room, and the rooms where one is: what the server tells of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.talks import Person, Talk
from chatservice.client.talk.words import folded
from chatservice.render.messages import Message
from chatservice.render.messages import accounts as account
from chatservice.render.messages import conversation as answer
from chatservice.render.messages import events as event
from chatservice.render.messages import moderation as order


class Rooms:
    """Keeps them. ``tell`` tells a message in sentences, ``entered`` that one is in a room now."""

    def __init__(
        self,
        chat: Chat,
        tell: Callable[[Message, Talk | None], None],
        entered: Callable[[str], None],
    ) -> None:
        self._chat = chat
        self._tell = tell
        self._entered = entered

    def take(self, message: Message, talk: Talk | None) -> bool:
        """Take a message, the answer to what was typed in ``talk``; return whether it is one."""
        hear = self._heard.get(type(message))
        if hear is not None:
            hear(self, message, talk)
        return hear is not None

    def find(self, name: str) -> Talk | None:
        """Return a room in which one is; `None` also where none is named."""
        return self._chat.find(name, is_room=True) if name else None

    def _in_room(self, message: Any, talk: Talk | None) -> None:
        self._tell(message, self.find(message.room))

    # -- who comes and goes --------------------------------------------------------------------

    def _joined(self, message: event.Joined, talk: Talk | None) -> None:
        room = self.find(message.room)
        names = [name for name in message.who if not self._chat.is_me(name)]
        if room is None or not names:
            return
        for name in names:
            room.people[folded(name)] = Person(name)
        self._chat.add(room, Entry(Kind.PRESENCE, message.at, came=names))

    def _left(self, message: event.Left, talk: Talk | None) -> None:
        room = self.find(message.room)
        if room is not None:
            self._goes(room, message.who, message.at, "")

    def _quit(self, message: event.Quit, talk: Talk | None) -> None:
        for room in self._chat.talks:
            if folded(message.who) in room.people:
                self._goes(room, message.who, message.at, message.reason)

    def _goes(self, room: Talk, who: str, at: datetime, reason: str) -> None:
        room.people.pop(folded(who), None)
        name = f"{who} ({reason})" if reason else who
        self._chat.add(room, Entry(Kind.PRESENCE, at, went=[name]))

    def _renamed(self, message: event.Renamed, talk: Talk | None) -> None:
        chat, key, name = self._chat, folded(message.who), message.name
        is_me = chat.is_me(message.who)
        if is_me:
            chat.nick = name
        partner = chat.find(message.who, is_room=False)
        if partner is not None:
            chat.rename(partner, name)
        for place in chat.talks:
            if place.people.pop(key, None) is not None:
                place.people[folded(name)] = Person(name)
            elif place is not partner and not (is_me and place is chat.current):
                continue
            self._tell(message, place)

    def _thrown_out(self, message: order.ThrownOut, talk: Talk | None) -> None:
        room = self.find(message.room)
        for place in [room] if room is not None else self._chat.talks:
            if place.people.pop(folded(message.who), None) is not None:
                self._tell(message, place)

    def _users(self, message: answer.Users, talk: Talk | None) -> None:
        room = self.find(message.room)
        if room is not None:
            room.people = {
                folded(each.name): Person(each.name, each.away) for each in message.people
            }
            self._chat.changed()
        if talk is not None:
            self._tell(message, talk)

    # -- rooms ---------------------------------------------------------------------------------

    def _entered_room(
        self, message: answer.RoomEntered | account.EnteredElsewhere, talk: Talk | None
    ) -> None:
        chat = self._chat
        room = chat.talk(message.room, is_room=True)
        if isinstance(message, answer.RoomEntered):
            self._topic_is(room, message.topic)
            if talk is not None and talk is chat.current:
                chat.open(room)
        self._entered(room.name)

    def _left_room(
        self,
        message: answer.RoomLeft | account.LeftElsewhere | order.OutOfRoom,
        talk: Talk | None,
    ) -> None:
        room = self.find(message.room)
        if room is not None:
            self._chat.close(room)
        self._tell(message, None)

    def _topic(self, message: answer.Topic | event.TopicChanged, talk: Talk | None) -> None:
        room = self.find(message.room)
        if room is not None:
            self._topic_is(room, message.topic)
        self._tell(message, talk or room)

    def _topic_is(self, room: Talk, topic: str) -> None:
        room.topic = self._chat.rooms[room.name] = topic
        self._chat.changed()

    def _rooms(self, message: answer.Rooms, talk: Talk | None) -> None:
        self._chat.rooms = {row.name: row.topic for row in message.rooms}
        for name, topic in self._chat.rooms.items():
            room = self.find(name)
            if room is not None:
                room.topic = topic
        self._chat.changed()
        if talk is not None:
            self._tell(message, talk)

    _heard: ClassVar[dict[type[Message], Callable[[Any, Any, Talk | None], None]]] = {
        event.Joined: _joined,
        event.Left: _left,
        event.Quit: _quit,
        event.Renamed: _renamed,
        order.ThrownOut: _thrown_out,
        order.Silenced: _in_room,
        order.Appointed: _in_room,
        order.ModeChanged: _in_room,
        answer.Users: _users,
        answer.RoomEntered: _entered_room,
        account.EnteredElsewhere: _entered_room,
        answer.RoomLeft: _left_room,
        account.LeftElsewhere: _left_room,
        order.OutOfRoom: _left_room,
        answer.Topic: _topic,
        event.TopicChanged: _topic,
        answer.Rooms: _rooms,
    }
    """What takes each message."""
