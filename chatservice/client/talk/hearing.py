"""What the server tells: each message into the talk that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.saying import Saying
from chatservice.client.talk.talks import Person, Talk
from chatservice.client.talk.telling import words
from chatservice.client.talk.words import key_of, mention_of
from chatservice.render.messages import Message, server
from chatservice.render.messages import accounts as account
from chatservice.render.messages import conversation as answer
from chatservice.render.messages import events as event
from chatservice.render.messages import moderation as order
from chatservice.render.phrasebook import phrasebook

_KINDS: dict[type[Message], Kind] = {
    event.Said: Kind.SAID,
    event.Acted: Kind.ACTED,
    event.Whispered: Kind.WHISPERED,
}


class Hearing:
    """Takes what the server tells. ``writer`` is who wrote privately last; empty before anybody."""

    def __init__(self, chat: Chat, saying: Saying, entered: Callable[[str], None]) -> None:
        self._chat = chat
        self._saying = saying
        self._entered = entered
        self.writer = ""
        self._rings = True

    def take(self, message: Message, talk: Talk | None = None) -> None:
        """Take a message; what is of no other place stands in ``talk``, or the current one."""
        hear = self._heard.get(type(message))
        if hear is None:
            self.tell(message, talk)
        else:
            hear(self, message, talk)

    def tell(self, message: Message, talk: Talk | None = None) -> None:
        """Tell a message in sentences."""
        lines = self.words(message)
        if lines:
            self._chat.notice(*lines, talk=talk)

    def words(self, message: Message) -> list[str]:
        """Return a message in sentences, in the person's language."""
        return words(self._chat.book, message)

    def entry(self, message: answer.Again) -> Entry:
        """Return a message as an entry."""
        chat = self._chat
        text, who = message.text, message.from_
        own = chat.is_me(who)
        if isinstance(message, event.Whispered) and chat.is_me(message.to):
            own = False
        is_mention = (
            not own
            and not isinstance(message, event.Whispered)
            and bool(chat.nick)
            and bool(mention_of(chat.nick).search(text))
        )
        return Entry(
            _KINDS[type(message)],
            message.at,
            text,
            who,
            message.seq,
            own=own,
            mention=is_mention,
            edited=message.edited,
        )

    def place(self, message: answer.Again) -> tuple[str, bool]:
        """Return the name of the talk where a message stands, and whether that is a room."""
        if not isinstance(message, event.Whispered):
            return message.room, True
        other = message.to if self._chat.is_me(message.from_) else message.from_
        return other, False

    # -- what is said --------------------------------------------------------------------------

    def _said(self, message: answer.Again, talk: Talk | None) -> None:
        name, is_room = self.place(message)
        place = self._chat.talk(name, is_room=is_room)
        kind = _KINDS[type(message)]
        if self._saying.recognise(message.from_, place, kind, message.text, message.seq):
            return
        if message.seq and place.find(message.seq) is not None:
            return
        entry = self.entry(message)
        self._chat.add(place, entry)
        if entry.own:
            return
        if kind is Kind.WHISPERED:
            self.writer = entry.who
        if self._rings and (entry.mention or kind is Kind.WHISPERED):
            self._chat.ring()

    def _copied(self, message: account.WhisperCopied, talk: Talk | None) -> None:
        self._said(
            event.Whispered(
                seq=message.seq,
                at=message.at,
                from_=message.from_,
                to=message.to,
                text=message.text,
            ),
            talk,
        )

    def _waited(self, message: answer.Waited, talk: Talk | None) -> None:
        if message.total > len(message.messages):
            self._chat.notice(
                self._chat.book.count(
                    "{number} private message came while you were not here.",
                    "{number} private messages came while you were not here.",
                    message.total,
                )
            )
        for each in message.messages:
            self._said(each, None)

    def _corrected(self, message: event.Corrected, talk: Talk | None) -> None:
        for place in self._chat.talks:
            entry = place.find(message.message)
            if entry is not None:
                entry.text, entry.edited = message.text, True
                self._chat.settled(place, entry)
                return
        self.tell(message, self._room(message.room))

    def _gone(self, message: event.Deleted | event.Removed, talk: Talk | None) -> None:
        numbers = [message.message] if isinstance(message, event.Deleted) else message.messages
        for place in self._chat.talks:
            for number in numbers:
                entry = place.find(number)
                if entry is not None:
                    entry.text, entry.gone = " ".join(self.words(message)).removeprefix("* "), True
                    self._chat.settled(place, entry)

    def _in_room(self, message: Any, talk: Talk | None) -> None:
        self.tell(message, self._room(message.room))

    # -- who comes and goes --------------------------------------------------------------------

    def _joined(self, message: event.Joined, talk: Talk | None) -> None:
        room = self._room(message.room)
        names = [name for name in message.who if not self._chat.is_me(name)]
        if room is None or not names:
            return
        for name in names:
            room.people[key_of(name)] = Person(name)
        self._chat.add(room, Entry(Kind.PRESENCE, message.at, came=names))

    def _left(self, message: event.Left, talk: Talk | None) -> None:
        room = self._room(message.room)
        if room is not None:
            self._goes(room, message.who, message.at, "")

    def _quit(self, message: event.Quit, talk: Talk | None) -> None:
        for room in self._chat.talks:
            if key_of(message.who) in room.people:
                self._goes(room, message.who, message.at, message.reason)

    def _goes(self, room: Talk, who: str, at: datetime, reason: str) -> None:
        room.people.pop(key_of(who), None)
        name = f"{who} ({reason})" if reason else who
        self._chat.add(room, Entry(Kind.PRESENCE, at, went=[name]))

    def _renamed(self, message: event.Renamed, talk: Talk | None) -> None:
        chat, key, name = self._chat, key_of(message.who), message.name
        is_me = chat.is_me(message.who)
        if is_me:
            chat.nick = name
        for place in chat.talks:
            is_partner = not place.is_room and place.key == f"@{key}"
            if is_partner and chat.find(name, is_room=False) is None:
                place.name = name
            if place.people.pop(key, None) is not None:
                place.people[key_of(name)] = Person(name)
            elif not is_partner and not (is_me and place is chat.current):
                continue
            self.tell(message, place)

    def _thrown_out(self, message: order.ThrownOut, talk: Talk | None) -> None:
        room = self._room(message.room)
        for place in [room] if room is not None else self._chat.talks:
            if place.people.pop(key_of(message.who), None) is not None:
                self.tell(message, place)

    def _users(self, message: answer.Users, talk: Talk | None) -> None:
        room = self._room(message.room)
        if room is not None:
            room.people = {
                key_of(each.name): Person(each.name, each.away) for each in message.people
            }
            self._chat.changed()
        if talk is not None:
            self.tell(message, talk)

    # -- rooms ---------------------------------------------------------------------------------

    def _room(self, name: str) -> Talk | None:
        return self._chat.find(name, is_room=True) if name else None

    def _entered_room(
        self, message: answer.RoomEntered | account.EnteredElsewhere, talk: Talk | None
    ) -> None:
        chat = self._chat
        room = chat.talk(message.room, is_room=True)
        if isinstance(message, answer.RoomEntered):
            self._topic_is(room, message.topic)
            if talk is not None:
                chat.open(room)
        self._entered(room.name)

    def _left_room(
        self,
        message: answer.RoomLeft | account.LeftElsewhere | order.OutOfRoom,
        talk: Talk | None,
    ) -> None:
        room = self._room(message.room)
        if room is not None:
            self._chat.close(room)
        self.tell(message)

    def _topic(self, message: answer.Topic | event.TopicChanged, talk: Talk | None) -> None:
        room = self._room(message.room)
        if room is not None:
            self._topic_is(room, message.topic)
        self.tell(message, talk or room)

    def _topic_is(self, room: Talk, topic: str) -> None:
        room.topic = self._chat.rooms[room.name] = topic
        self._chat.changed()

    def _rooms(self, message: answer.Rooms, talk: Talk | None) -> None:
        self._chat.rooms = {row.name: row.topic for row in message.rooms}
        for name, topic in self._chat.rooms.items():
            room = self._room(name)
            if room is not None:
                room.topic = topic
        self._chat.changed()
        if talk is not None:
            self.tell(message, talk)

    # -- oneself -------------------------------------------------------------------------------

    def _away(self, message: answer.AwaySet | answer.BackSet, talk: Talk | None) -> None:
        self._chat.away = message.reason if isinstance(message, answer.AwaySet) else None
        self.tell(message, talk)

    def _setting(self, message: server.Setting, talk: Talk | None) -> None:
        if message.name == "language" and message.changed:
            self._chat.book = phrasebook(message.value if message.value == "es" else "en")
        elif message.name == "bell":
            self._rings = message.value != "off"
        self.tell(message, talk)

    def _whisper_sent(self, message: answer.WhisperSent, talk: Talk | None) -> None:
        if message.away is not None:
            self.tell(message, talk)

    def put_before(self, messages: Iterable[answer.Again], talk: Talk) -> int:
        """Put messages that were there before where they belong; return how many were new."""
        known = {entry.seq for entry in talk.entries if entry.seq}
        entries = [self.entry(each) for each in messages if each.seq not in known]
        self._chat.put_before(talk, entries)
        return len(entries)

    def _history(self, message: answer.History, talk: Talk | None) -> None:
        if message.asked:
            self.tell(message, talk)
        else:
            self.put_before(message.messages, self._chat.talk(message.room, is_room=True))

    def _nothing(self, message: Message, talk: Talk | None) -> None:
        """Take what nobody has to be told of."""

    _heard: ClassVar[dict[type[Message], Callable[[Any, Any, Talk | None], None]]] = {
        event.Said: _said,
        event.Acted: _said,
        event.Whispered: _said,
        account.WhisperCopied: _copied,
        answer.Waited: _waited,
        event.Corrected: _corrected,
        event.Deleted: _gone,
        event.Removed: _gone,
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
        answer.AwaySet: _away,
        answer.BackSet: _away,
        server.Setting: _setting,
        answer.WhisperSent: _whisper_sent,
        answer.History: _history,
        answer.Ok: _nothing,
    }
    """What takes each message; all others are told in sentences."""
