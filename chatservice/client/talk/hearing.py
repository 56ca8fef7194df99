"""What the server tells: each message into the talk that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.rooms import Rooms
from chatservice.client.talk.saying import Saying
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.telling import words
from chatservice.client.talk.words import folded, mention_of
from chatservice.render.messages import Message, server
from chatservice.render.messages import accounts as account
from chatservice.render.messages import conversation as answer
from chatservice.render.messages import events as event
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
        self._rooms = Rooms(chat, self.tell, entered)
        self.writer = ""
        self._rings = True

    def take(self, message: Message, talk: Talk | None = None) -> None:
        """Take a message; what is of no other place stands in ``talk``, or the current one."""
        hear = self._heard.get(type(message))
        if hear is not None:
            hear(self, message, talk)
        elif not self._rooms.take(message, talk):
            self.tell(message, talk)

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

    def _changed(self, room: str, seq: int) -> tuple[Talk, Entry] | None:
        """Return what is changed, and where it stands: one's private messages have no room."""
        place = self._rooms.find(room)
        places = [place] if room else [each for each in self._chat.talks if not each.is_room]
        for each in places:
            entry = each.find(seq) if each is not None else None
            if each is not None and entry is not None:
                return each, entry
        return None

    def _corrected(self, message: event.Corrected, talk: Talk | None) -> None:
        changed = self._changed(message.room, message.message)
        if changed is None:
            self.tell(message, self._rooms.find(message.room))
            return
        place, entry = changed
        entry.text, entry.edited = message.text, True
        self._chat.settled(place, entry)

    def _gone(self, message: event.Deleted | event.Removed, talk: Talk | None) -> None:
        numbers = [message.message] if isinstance(message, event.Deleted) else message.messages
        for number in numbers:
            changed = self._changed(message.room, number)
            if changed is not None:
                place, entry = changed
                entry.text, entry.gone = " ".join(self.words(message)).removeprefix("* "), True
                self._chat.settled(place, entry)

    def _renamed(self, message: event.Renamed, talk: Talk | None) -> None:
        if folded(self.writer) == folded(message.who):
            # Somebody else may be called so soon.
            self.writer = message.name
        self._rooms.take(message, talk)

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
        event.Renamed: _renamed,
        answer.AwaySet: _away,
        answer.BackSet: _away,
        server.Setting: _setting,
        answer.WhisperSent: _whisper_sent,
        answer.History: _history,
        answer.Ok: _nothing,
    }
    """What takes each message; what `Rooms` does not take either is told in sentences."""
