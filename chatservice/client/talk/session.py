"""The conversation with our server: who one is, coming in, coming back, leaving; sans I/O.

      nickname, password
    ┌──────▶ at the door ──welcome──▶ in ──/quit──▶ over
    │             ▲   │ can't be       │
    │ lost,       │   └─────────▶ over │ the connection is lost
    │ tried again │                    ▼
    └─────────────┴────────────── outside, with `since`

`chatservice.client.keeping` connects, and connects again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from twisted.python.failure import Failure

from chatservice.client.network.link import Link
from chatservice.client.network.missed import Missed
from chatservice.client.network.requests import Requests
from chatservice.client.talk.chat import Chat, Question, Status
from chatservice.client.talk.commands import Commands
from chatservice.client.talk.door import FINAL, Door
from chatservice.client.talk.hearing import Hearing
from chatservice.client.talk.keyring import Keyring
from chatservice.client.talk.past import Past
from chatservice.client.talk.saying import Saying
from chatservice.client.talk.talks import Talk
from chatservice.core.refusals import Code
from chatservice.render.messages import Answer, Event, Message, server
from chatservice.render.messages import conversation as answer
from chatservice.render.messages.accounts import ClosedElsewhere, PasswordChanged, Registered
from chatservice.render.messages.moderation import OutOfServer
from chatservice.render.reading import sane

VERSION = 1
"""Of the protocol for programs."""

HELD_SECONDS = 120.0
"""How long one's name may still be held by the connection that was lost."""

_PREFIX = "client-"
"""Of the ids of what is sent here: a program may send requests of its own (`--json`)."""

_HELLO = "client-hello"
_KNOCK = "client-knock"
_RESUMED = "client-resumed"
_ANSWER = "client-answer"


class Session:
    """A `Speaker` over JSON lines, and the listener of its links.

    ``over`` is called once, with whether it ended well, and with a sentence or nothing.
    """

    def __init__(
        self,
        clock: Any,
        chat: Chat,
        *,
        nick: str | None,
        rooms: Iterable[str] = (),
        token: str | None = None,
        keyring: Keyring,
        over: Callable[[bool, str], None],
    ) -> None:
        self.chat = chat
        self.keyring = keyring
        self.wanted: Callable[[], None] = lambda: None
        """Called when there is something to say to the server, and no connection."""
        self.was_in = False
        self.is_in = False
        self._clock = clock
        self._rooms = list(rooms)
        self._over = over
        self._is_over = False
        self._secret = ""
        """The last answer to a question for a password."""
        self._history = ""
        self._lost_at = 0.0
        self._reason = ""
        """What the server said last that may be why it closes the connection."""
        self._is_final = False
        self._link: Link | None = None
        self.requests = Requests(clock, _PREFIX)
        self.saying = Saying(chat, self.requests, self._told)
        self.hearing = Hearing(chat, self.saying, self._entered)
        self.past = Past(chat, self.requests, self.hearing)
        self._commands = Commands(self)
        self._missed = Missed(None, self.requests, self.hearing.take)
        self.door = Door(
            chat,
            nick=nick,
            token=token,
            find_password=keyring.find,
            knock=self._hello,
            leave=self.leave,
        )

    @property
    def nick(self) -> str | None:
        """The nickname that is wanted, or had; `None` before there is one."""
        return self.door.nick

    @property
    def is_idle(self) -> bool:
        """Whether everything that was typed is taken, refused or answered."""
        return self.saying.is_idle and self.requests.is_idle

    # -- Speaker -------------------------------------------------------------------------------

    def type(self, text: str) -> bool:
        """Take what was typed."""
        return self._commands.take(text)

    def ask(self, fields: dict[str, Any]) -> None:
        """Send a request of a program's, as it is, if there is a connection."""
        if self._link is not None:
            self._link.send(fields)

    def older(self, talk: Talk) -> None:
        """Have what was said before put before it."""
        if self.is_in:
            self.past.older(talk)

    def jump(self, number: int) -> None:
        """Go to a result of the search."""
        self.past.jump(number)

    def leave(self) -> None:
        """Say goodbye, once."""
        self.saying.forget()
        if self.is_in and self._link is not None:
            self._link.send({"type": "quit", "id": "client-quit"})
        else:
            self.end(is_well=True)

    # -- the link ------------------------------------------------------------------------------

    def connected(self, link: Link) -> None:
        """Say who one is, as soon as that is known."""
        self._link = link
        self._reason = ""
        self.chat.is_encrypted = link.is_encrypted
        if self.door.is_known:
            self._hello()
        else:
            # Whoever finds out what the server speaks waits for an answer.
            link.send({"type": "ping", "id": _KNOCK})
            self.door.ask()

    def heard(self, message: Message) -> None:
        """Take a message. Whatever is in it, nothing of it harms a terminal from here on."""
        message = sane(message)
        if isinstance(message, answer.Welcome):
            self._welcomed(message)
        elif not self.is_in:
            self._at_the_door(message)
        elif isinstance(message, Event):
            self._missed.event(message)
        elif isinstance(message, Answer):
            self._answered(message)

    def lost(self, reason: Failure) -> None:
        """Take note that the connection is lost."""
        if self.is_in:
            self._lost_at = self._clock.seconds()
        self._link = None
        self.is_in = False
        self._missed.lost()
        self.requests.disconnected()
        if not self.door.is_asking:
            self.chat.question = None
        self.chat.trouble = self._reason
        if self._is_final or not (self.was_in or self.door.is_asking):
            self.end(is_well=False, sentence=self._reason)

    # -- the door ------------------------------------------------------------------------------

    def _hello(self) -> None:
        if self._link is None:
            self.wanted()
            return
        fields: dict[str, Any] = {
            **self.door.fields(),
            "language": self.chat.book.language,
            "rooms": self._wanted_rooms() or None,
        }
        if self.was_in:
            fields |= {"since": self._missed.since, "history_id": self._history or None}
        given = {name: value for name, value in fields.items() if value is not None}
        self._link.send({"type": "hello", "id": _HELLO, "version": VERSION, **given})

    def _wanted_rooms(self) -> list[str]:
        if not self.was_in:
            return self._rooms
        # The last one is where one talks.
        rooms = [talk for talk in self.chat.talks if talk.is_room]
        return [talk.name for talk in sorted(rooms, key=lambda talk: talk is self.chat.current)]

    def _at_the_door(self, message: Message) -> None:
        if not isinstance(message, answer.Error):
            self.hearing.tell(message)
            return
        if message.id == _KNOCK:
            return
        is_held = message.code == Code.NAME_TAKEN.value and self._is_held()
        if is_held or not self.door.refused(message):
            self._reason = " ".join(self.hearing.words(message))
            self._is_final = message.code in FINAL
            if message.id is not None:
                self._close()

    def _is_held(self) -> bool:
        return self.was_in and self._clock.seconds() - self._lost_at < HELD_SECONDS

    def _close(self) -> None:
        if self._link is not None:
            self._link.transport.loseConnection()

    # -- inside --------------------------------------------------------------------------------

    def _welcomed(self, message: answer.Welcome) -> None:
        chat, link = self.chat, self._link
        is_new = not self.was_in
        is_other = bool(self._history) and message.history_id != self._history
        since = self._missed.since
        is_other = is_other or (since is not None and message.seq < since)
        self.is_in = self.was_in = True
        self.saying.is_registered = self.door.password is not None
        self.door.nick = chat.nick = message.nick
        self._history = message.history_id
        chat.away = None if message.away is None else message.away
        chat.status, chat.trouble, chat.question = Status.CONNECTED, "", None
        self.saying.longest = message.limits.get("text", 0)
        if "burst" in message.limits and "per_minute" in message.limits:
            self.requests.allow(message.limits["burst"], message.limits["per_minute"] / 60)
        room = chat.talk(message.room, is_room=True)
        room.topic = message.topic
        if is_new:
            chat.open(room)
            self.hearing.tell(message, room)
        elif is_other:
            for talk in chat.talks:
                talk.forget()
            chat.notice(chat.book.say("The server has begun a new history."))
        else:
            chat.notice(chat.book.say("Connected again."))
        self._missed.resumed(message.seq, is_other=is_other)
        if link is not None:
            self.requests.hold()
            self.requests.connected(link.send)
            # What was missed comes before the answer to this.
            link.send({"type": "ping", "id": _RESUMED})
        self.requests.make("rooms", {}, is_chore=True).addCallbacks(self._are_rooms, lambda _: None)
        for each in [talk.name for talk in chat.talks if talk.is_room]:
            self._entered(each)
        chat.changed()

    def _are_rooms(self, answers: list[Message]) -> None:
        """One may be shut out of rooms by now."""
        for message in answers:
            if not isinstance(message, answer.Rooms):
                continue
            self.hearing.take(message)
            for talk in list(self.chat.talks):
                if talk.is_room and talk.name not in message.joined:
                    self.chat.close(talk)

    def _entered(self, room: str) -> None:
        """Find out who is there."""
        asked = self.requests.make("users", {"room": room}, is_chore=True)
        asked.addCallbacks(self._hear_all, lambda _: None)

    def _hear_all(self, answers: list[Message]) -> None:
        for message in answers:
            self.hearing.take(message)

    def _answered(self, message: Answer) -> None:
        if isinstance(message, server.Goodbye | ClosedElsewhere | OutOfServer):
            if not isinstance(message, server.Goodbye):
                self.hearing.tell(message)
            self._is_final = True
            self.end(
                is_well=isinstance(message, server.Goodbye),
                sentence=" ".join(self.hearing.words(message)),
            )
        elif message.id == _RESUMED:
            self._resumed()
        elif isinstance(message, answer.PasswordAsked):
            self._asked(message)
        elif message.id is not None and message.id.startswith(_ANSWER):
            self._secret_answered(message)
        elif isinstance(message, answer.LeftOut):
            self._missed.left_out(talk.name for talk in self.chat.talks if talk.is_room)
        elif self.requests.answered(message):
            if isinstance(message, answer.Ok):
                self._missed.note(message.seq)
            self.chat.changed()
        else:
            if isinstance(message, answer.Error):
                self._reason = " ".join(self.hearing.words(message))
                self._is_final = message.code in FINAL
            self.hearing.take(message)

    def _resumed(self) -> None:
        self._missed.when_read(lambda: self.saying.resumed(is_certain=True))
        self.requests.go_on()

    def _told(self, answers: Iterable[Answer], talk: Talk) -> None:
        for message in answers:
            self.hearing.take(message, talk)

    # -- passwords -----------------------------------------------------------------------------

    def _asked(self, message: answer.PasswordAsked) -> None:
        """Ask the person: the server hears nothing else until it has the answer."""
        self.requests.hold()

        def answered(text: str) -> None:
            self.chat.question = None
            self.chat.changed()
            if self._link is not None:
                self._secret = text
                self._link.send({"type": "secret", "id": _ANSWER, "text": text})

        prompt = "".join(self.hearing.words(message))
        self.chat.question = Question(prompt, answered, hidden=True, give_up=lambda: answered(""))
        self.chat.changed()

    def _secret_answered(self, message: Answer) -> None:
        if isinstance(message, Registered | PasswordChanged):
            self.door.password = self._secret
            self.saying.is_registered = True
        if isinstance(message, answer.Ok | answer.Error):
            if self.chat.question is None:
                self.requests.go_on()
            if isinstance(message, answer.Ok):
                return
        self.hearing.take(message)

    # -- the end -------------------------------------------------------------------------------

    def end(self, *, is_well: bool, sentence: str = "") -> None:
        """End it: nothing is tried again."""
        if not self._is_over:
            self._is_over = True
            self.chat.status = Status.CLOSED
            self._close()
            self._over(is_well, sentence)
