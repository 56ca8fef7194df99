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

from msgspec import MsgspecError
from twisted.python.failure import Failure

from chatservice.client.network.link import Link
from chatservice.client.network.requests import Requests, Turn
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.coming import Coming
from chatservice.client.talk.commands import Commands
from chatservice.client.talk.door import FINAL, Door
from chatservice.client.talk.hearing import Hearing
from chatservice.client.talk.keyring import Keyring
from chatservice.client.talk.past import Past
from chatservice.client.talk.saying import Saying
from chatservice.client.talk.secrets import Secrets
from chatservice.client.talk.talks import Talk
from chatservice.core.refusals import Code, Refused
from chatservice.render.messages import Answer, Event, Message, server
from chatservice.render.messages import conversation as answer
from chatservice.render.messages.accounts import ClosedElsewhere
from chatservice.render.messages.moderation import OutOfServer
from chatservice.render.reading import sane
from chatservice.render.refusals import refusal

VERSION = 1
"""Of the protocol for programs."""

HELD_SECONDS = 120.0
"""How long one's name may still be held by the connection that was lost."""

_PREFIX = "client-"
"""Of the ids of what is sent here: a program may send requests of its own (`--json`)."""

_HELLO = "client-hello"
_KNOCK = "client-knock"


class Session:
    """A `Speaker` over JSON lines, and the listener of its links.

    ``over`` is called once, with whether it ended well, and with a sentence or nothing. ``leaving``
    is called when the person types that they leave: whoever keeps the connection sets it, and then
    calls `leave`, which it gives a limited time.
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
        self.leaving: Callable[[], None] = self.leave
        self.farewell = ""
        """Why one leaves, for those who stay; empty: nothing."""
        self.is_in = False
        self._clock = clock
        self._over = over
        self._is_over = False
        self._is_leaving = False
        self._lost_at = 0.0
        self._reason = ""
        """What the server said last that may be why it closes the connection."""
        self._is_final = False
        self._link: Link | None = None
        self.requests = Requests(clock, _PREFIX)
        self.door = Door(
            chat,
            nick=nick,
            token=token,
            find_password=keyring.find,
            knock=self._hello,
            leave=lambda: self.leaving(),
        )
        self.saying = Saying(chat, self.requests, self._told)
        self.hearing = Hearing(chat, self.saying, lambda room: self._coming.entered(room))
        self.past = Past(chat, self.requests, self.hearing)
        self._commands = Commands(self, clock)
        self._secrets = Secrets(
            chat, self.requests, self.hearing, self.saying, self.door, self._send
        )
        self._coming = Coming(chat, self.requests, self.hearing, self.saying, self.door, rooms)

    @property
    def nick(self) -> str | None:
        """The nickname that is wanted, or had; `None` before there is one."""
        return self.door.nick

    @property
    def was_in(self) -> bool:
        """Whether one was in, on this connection or one before."""
        return self._coming.was_in

    @property
    def is_idle(self) -> bool:
        """Whether everything that was typed is taken, refused or answered."""
        return self.saying.is_idle and self.requests.is_idle and not self.is_turning

    @property
    def is_turning(self) -> bool:
        """Whether it is not known yet where the next line goes."""
        return self._commands.is_turning

    # -- Speaker -------------------------------------------------------------------------------

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        """Take what was typed."""
        try:
            text.encode()
        except UnicodeEncodeError:  # bytes of another encoding, as Python keeps them (PEP 383)
            self.chat.notice(refusal(self.chat.book, Refused(Code.NOT_UTF8)))
            return False
        return self._commands.take(text, is_attended=is_attended)

    def ask(self, fields: dict[str, Any]) -> bool:
        """Send a request of a program's, as it is; return whether it was sent.

        It is not where one is not in, or where it can't be written as JSON.
        """
        if not self.is_in:
            return False
        try:
            self._send(fields)
        except (MsgspecError, ValueError, OverflowError, RecursionError, TypeError):
            return False
        return True

    def take_back(self) -> int:
        """Take back what is not on its way yet."""
        return self.saying.take_back()

    def older(self, talk: Talk) -> None:
        """Have what was said before put before it."""
        if self.is_in:
            self.past.older(talk)

    def jump(self, number: int) -> None:
        """Go to a result of the search."""
        self.past.jump(number)

    def leave(self) -> None:
        """Say goodbye, once; what waits is sent before, if the connection is kept for so long."""
        if self._is_leaving:
            return
        self._is_leaving = True
        fields = {"reason": self.farewell} if self.farewell else {}
        if not self.is_in:
            self.end(is_well=True)
        elif self.is_idle and self.chat.question is None:
            self._send({"type": "quit", "id": f"{_PREFIX}quit", **fields})
        else:
            self._secrets.give_up()
            self.requests.make("quit", fields, turn=Turn.LAST).addErrback(lambda _: None)

    # -- the link ------------------------------------------------------------------------------

    def connected(self, link: Link) -> None:
        """Say who one is, as soon as that is known."""
        self._link = link
        self._reason = ""
        self.chat.is_encrypted = link.is_encrypted
        if not self.door.opens(is_encrypted=link.is_encrypted):
            told = self.chat.book.say("The connection is not encrypted any more: no token is sent.")
            self.end(is_well=False, sentence=told)
        elif self.door.is_known:
            self._hello()
        else:
            # Whoever finds out what the server speaks waits for an answer.
            link.send({"type": "ping", "id": _KNOCK})
            self.door.ask()

    def heard(self, message: Message) -> None:
        """Take a message. Whatever is in it, nothing of it harms a terminal from here on."""
        message = sane(message)
        if isinstance(message, answer.Welcome):
            self._reason, self._is_final = "", False
            self.is_in = True
            self._coming.welcomed(message, self._send)
        elif not self.is_in:
            self._at_the_door(message)
        else:
            self._reason, self._is_final = "", False  # what came before it closed nothing
            if isinstance(message, Event):
                self._coming.missed.event(message)
            elif isinstance(message, Answer):
                self._answered(message)

    def lost(self, reason: Failure) -> None:
        """Take note that the connection is lost."""
        if self.is_in:
            self._lost_at = self._clock.seconds()
        self._link = None
        self.is_in = False
        self._coming.missed.lost()
        self._secrets.lost()
        self.requests.disconnected()
        if not self.door.is_asking:
            self.chat.question = None
        self.chat.trouble = self._reason
        if self._is_leaving:
            self.end(is_well=True)
        elif self._is_final or not (self.was_in or self.door.is_asking):
            self.end(is_well=False, sentence=self._reason)

    def _send(self, fields: dict[str, Any]) -> None:
        if self._link is not None:
            self._link.send(fields)

    # -- the door ------------------------------------------------------------------------------

    def _hello(self) -> None:
        if self._link is None:
            self.wanted()
            return
        fields = {**self.door.fields(), "language": self.chat.book.language}
        fields |= self._coming.fields()
        given = {name: value for name, value in fields.items() if value is not None}
        self._send({"type": "hello", "id": _HELLO, "version": VERSION, **given})

    def _at_the_door(self, message: Message) -> None:
        if not isinstance(message, answer.Error):
            self.hearing.tell(message)
            return
        if message.id == _KNOCK:
            return
        is_taken = message.code == Code.NAME_TAKEN.value
        is_late = self._clock.seconds() - self._lost_at >= HELD_SECONDS
        if (is_taken and self.was_in and not is_late) or not self.door.refused(message):
            self._reason = " ".join(self.hearing.words(message))
            self._is_final = message.code in FINAL
            if message.id is not None:
                self._close()

    def _close(self) -> None:
        if self._link is not None:
            self._link.transport.loseConnection()

    # -- inside --------------------------------------------------------------------------------

    def _answered(self, message: Answer) -> None:
        if isinstance(message, server.Goodbye):
            self._is_final = True
            self.end(is_well=True)
        elif isinstance(message, ClosedElsewhere | OutOfServer):
            self.hearing.tell(message)
            self._is_final = True
            self.end(is_well=False, sentence=" ".join(self.hearing.words(message)))
        elif self._coming.take(message) or self._secrets.take(message):
            pass
        elif self.requests.answered(message):
            if isinstance(message, answer.Ok):
                self._coming.missed.note(message.seq)
            self.chat.changed()
        else:
            if isinstance(message, answer.Error) and message.id is None:
                self._reason = " ".join(self.hearing.words(message))
                self._is_final = message.code in FINAL
            self.hearing.take(message)

    def _told(self, answers: Iterable[Answer], talk: Talk) -> None:
        for message in answers:
            self.hearing.take(message, talk)

    # -- the end -------------------------------------------------------------------------------

    def end(self, *, is_well: bool, sentence: str = "") -> None:
        """End it: nothing is tried again. What was not sent is told, the ``sentence`` apart."""
        if self._is_over:
            return
        self._is_over = True
        self.chat.status = Status.CLOSED
        self.requests.disconnected()
        self.saying.end()
        self._close()
        self._over(is_well, sentence)
