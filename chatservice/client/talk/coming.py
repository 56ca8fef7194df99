"""Coming in and coming back: what the server is told of it, and what is there then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from chatservice.client.network.missed import Gap, Missed, Place
from chatservice.client.network.requests import Requests, Turn
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.door import Door
from chatservice.client.talk.entries import Kind
from chatservice.client.talk.hearing import Hearing
from chatservice.client.talk.saying import Saying
from chatservice.client.talk.telling import reason
from chatservice.client.talk.words import folded
from chatservice.render.messages import Event, Message
from chatservice.render.messages import conversation as answer

_RESUMED = "client-resumed"


class Coming:
    """Comes in. ``rooms`` are those that are wanted the first time.

    ``was_in`` is whether one was in before, on whatever connection; ``missed`` takes the events of
    all of them.
    """

    def __init__(
        self,
        chat: Chat,
        requests: Requests,
        hearing: Hearing,
        saying: Saying,
        door: Door,
        rooms: Iterable[str],
    ) -> None:
        self.was_in = False
        self.missed = Missed(None, requests, self._tell, self._lack)
        self._chat = chat
        self._requests = requests
        self._hearing = hearing
        self._saying = saying
        self._door = door
        self._rooms = list(rooms)
        self._last = ""
        """The last one of them, where one talks, until it is entered."""
        self._history = ""
        """Whose the numbers are."""

    def fields(self) -> dict[str, Any]:
        """Return the fields of `hello` that say where one goes on."""
        if not self.was_in:
            return {"rooms": self._rooms or None}
        # The last one is where one talks.
        rooms = [talk for talk in self._chat.talks if talk.is_room]
        rooms.sort(key=lambda talk: talk is self._chat.current)
        return {
            "rooms": [talk.name for talk in rooms] or None,
            "since": self.missed.since,
            "history_id": self._history or None,
        }

    def welcomed(self, message: answer.Welcome, send: Callable[[dict[str, Any]], None]) -> None:
        """Take note that one is in; ``send`` sends an object on this connection."""
        chat = self._chat
        is_new, self.was_in = not self.was_in, True
        since = self.missed.since
        is_other = bool(self._history) and message.history_id != self._history
        is_other = is_other or (since is not None and message.seq < since)
        self._history = message.history_id
        self._door.welcomed(message.nick)
        chat.nick, chat.away = message.nick, message.away
        chat.status, chat.trouble, chat.question = Status.CONNECTED, "", None
        self._saying.welcomed(message, is_registered=self._door.has_secret)
        self._requests.limited(message.limits)
        room = chat.talk(message.room, is_room=True)
        room.topic = message.topic
        if is_new:
            self._last = folded(self._rooms[-1].removeprefix("#")) if self._rooms else ""
            chat.open(room)
            self._hearing.tell(message, room)
        elif is_other:
            for talk in chat.talks:
                talk.forget()
            chat.notice(chat.book.say("The server has begun a new history."))
        else:
            chat.notice(chat.book.say("Connected again."))
        self.missed.resumed(message.seq, is_other=is_other)
        self._requests.connected(send, is_behind=True)
        # What was missed comes before the answer to this.
        send({"type": "ping", "id": _RESUMED})
        asked = self._requests.make("rooms", {}, turn=Turn.CHORE)
        asked.addCallbacks(self._are_rooms, lambda _: None)
        for each in [talk.name for talk in chat.talks if talk.is_room]:
            self.entered(each)
        chat.changed()

    def entered(self, room: str) -> None:
        """Find out who is in a room."""
        asked = self._requests.make("users", {"room": room}, turn=Turn.CHORE)
        asked.addCallbacks(self._hear_all, lambda _: None)

    def take(self, message: Message) -> bool:
        """Take what the server says of what was missed; return whether that is all it is."""
        if isinstance(message, answer.RoomEntered) and folded(message.room) == self._last:
            self._last = ""
            self._turn(message)
        elif isinstance(message, answer.LeftOut):
            self._left_out()
        elif isinstance(message, answer.Ok | answer.Error) and message.id == _RESUMED:
            self.missed.when_read(self._has_read)
        else:
            if isinstance(message, answer.History) and not message.asked:
                self._recognise(message)
            return False
        return True

    # -- what was missed -----------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        self._hearing.take(event)
        # One may have been renamed: the next `hello` says so.
        self._door.renamed(self._chat.nick)

    def _left_out(self) -> None:
        if self._saying.is_registered:
            self._chat.notice(
                self._chat.book.say(
                    "So much was said meanwhile that private messages may be missing, from people "
                    "with whom there is no conversation here: /history private @NAME shows them."
                )
            )
        talks = [talk for talk in self._chat.talks if not talk.is_server]
        self.missed.left_out(Place(talk.name, talk.is_room) for talk in talks)

    def _lack(self, gap: Gap) -> None:
        chat, place = self._chat, gap.place
        talk = chat.find(place.name, is_room=place.is_room)
        if talk is None:
            return
        if gap.refused is not None:
            sentence = chat.book.say(
                "Not all that was said here meanwhile can be read: {reason}",
                reason=reason(chat.book, gap.refused),
            )
        else:
            whose = "" if place.is_room else f" private @{place.name}"
            before = f" before #{gap.below}" if gap.below else ""
            sentence = chat.book.say(
                "More was said here meanwhile than is shown: {command} shows it.",
                command=f"/history{whose} 50{before}",
            )
        chat.notice(sentence, talk=talk)

    def _recognise(self, history: answer.History) -> None:
        """Find what may have been lost among the last messages of a room, told on entering it."""
        if not self._saying.unsure:
            return
        for each in history.messages:
            name, is_room = self._hearing.place(each)
            talk = self._chat.find(name, is_room=is_room)
            if talk is not None:
                kind = self._hearing.entry(each).kind
                self._saying.recognise(each.from_, talk, kind, each.text, each.seq)

    def _has_read(self, is_certain: bool) -> None:
        self._saying.resumed(is_certain=is_certain)
        self._requests.catch_up()

    def _turn(self, message: answer.RoomEntered) -> None:
        """Turn to the room where one talks; the welcome comes along, to where it is read."""
        before = self._chat.current
        self._hearing.take(message, before)
        room = self._chat.current
        if room is not before:
            for entry in [each for each in before.entries if each.kind is Kind.NOTICE]:
                before.remove(entry)
                room.add(entry)

    # -- rooms ---------------------------------------------------------------------------------

    def _are_rooms(self, answers: list[Message]) -> None:
        """One may be shut out of rooms by now."""
        for message in answers:
            if not isinstance(message, answer.Rooms):
                continue
            self._hearing.take(message)
            for talk in list(self._chat.talks):
                if talk.is_room and talk.name not in message.joined:
                    self._chat.close(talk)

    def _hear_all(self, answers: list[Message]) -> None:
        for message in answers:
            self._hearing.take(message)
