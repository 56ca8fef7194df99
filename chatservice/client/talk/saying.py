"""What is typed: said, or asked of the server, and kept until the server has it.

    typed ──▶ waiting ──▶ on its way ──ok──▶ taken
                 ▲            │    └─error─▶ refused
                 │            │ the connection is lost
                 │ not told   ▼
                 └───────── unsure ──told again, or too old to know──▶ taken, doubtful

Of what was on its way when a connection was lost nobody knows whether it arrived. The next one
tells all that was missed, one's own lines included: what is not among it is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any

from twisted.internet.defer import CancelledError, Deferred

from chatservice.client.network.requests import Refused, Requests, Unanswered
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.telling import reason
from chatservice.client.talk.words import LINE_BREAK, is_same
from chatservice.render.messages import Answer, Message
from chatservice.render.messages.conversation import Ok, Welcome


class _Sending:
    """Something said that the server does not have yet, as far as is known."""

    asked: Deferred[list[Message]]

    __slots__ = ("asked", "entry", "fields", "is_unsure", "kind", "talk")

    def __init__(self, talk: Talk, entry: Entry, kind: str, fields: dict[str, Any]) -> None:
        self.talk = talk
        self.entry = entry
        self.kind = kind
        self.fields = fields
        self.is_unsure = False


class Saying:
    """What one says.

    ``longest`` is how many bytes a text may have, 0 if that is not known yet. ``is_registered``:
    the server tells again what one said privately.
    """

    def __init__(
        self, chat: Chat, requests: Requests, told: Callable[[Iterable[Answer], Talk], None]
    ) -> None:
        self.longest = 0
        self.is_registered = False
        self._chat = chat
        self._requests = requests
        self._told = told
        self._outbox: list[_Sending] = []

    def welcomed(self, message: Welcome, *, is_registered: bool) -> None:
        """Take note of what the server allows, whatever it may write there."""
        self.longest = max(0, message.limits.get("text", 0))
        self.is_registered = is_registered

    def say(self, talk: Talk, text: str) -> None:
        """Say something in a talk."""
        if talk.is_room:
            self._send(talk, Kind.SAID, text, "say", {"text": text, "room": talk.name})
        else:
            self._send(talk, Kind.WHISPERED, text, "msg", {"text": text, "to": talk.name})

    def act(self, talk: Talk, text: str) -> None:
        """Do something in a room (`/me`)."""
        self._send(talk, Kind.ACTED, text, "me", {"action": text, "room": talk.name})

    def said(self, talk: Talk, text: str, answers: list[Message]) -> None:
        """Show what the server has taken already, and what it answered."""
        now = datetime.now(timezone.utc)
        entry = Entry(Kind.WHISPERED, now, text, self._chat.nick, own=True)
        *others, last = answers
        entry.seq = last.seq if isinstance(last, Ok) else 0
        self._chat.add(talk, entry)
        self._told([each for each in others if isinstance(each, Answer)], talk)

    def is_too_long(self, text: str) -> bool:
        """Return whether the server would not take a text, having told so."""
        if not self.longest or len(text.encode()) <= self.longest:
            return False
        self._chat.notice(
            self._chat.book.say(
                "Not sent: that is {number} bytes long, and {allowed} are allowed.",
                number=len(text.encode()),
                allowed=self.longest,
            )
        )
        return True

    def recognise(self, who: str, talk: Talk, kind: Kind, text: str, seq: int) -> bool:
        """Return whether what is told now is something of one's own that may have been lost.

        Nothing but the text tells: the same, said meanwhile on another connection of one's own, is
        taken for it. That there is another one now tells little: it may be the one that was lost.
        """
        if not self._chat.is_me(who):
            return False
        for sending in self._outbox:
            entry = sending.entry
            if (
                sending.is_unsure
                and sending.talk is talk
                and entry.kind is kind
                and is_same(entry.text, text)
            ):
                self._taken(sending, seq)
                return True
        return False

    def resumed(self, *, is_certain: bool) -> None:
        """Send again what is not among what was told again.

        Where it is not certain that all was told, only a person can know.
        """
        for sending in reversed([each for each in self._outbox if each.is_unsure]):
            sending.is_unsure = False
            if is_certain:
                self._make(sending, first=True)
            else:
                self._settle(sending, State.DOUBTFUL)

    @property
    def is_idle(self) -> bool:
        """Whether the server has everything."""
        return not self._outbox

    @property
    def unsure(self) -> int:
        """Of how much nobody knows whether the server has it, and that is not sent again yet."""
        return sum(sending.is_unsure for sending in self._outbox)

    def take_back(self) -> int:
        """Take back what was said and is not on its way yet; return how many lines that was."""
        sent = self._requests.is_on_its_way
        taken_back = [each for each in self._outbox if not each.is_unsure and not sent(each.asked)]
        for sending in taken_back:
            sending.asked.cancel()
        return len(taken_back)

    def end(self) -> None:
        """Tell how much is not sent and never will be; no connection is there any more."""
        entries = [entry for talk in self._chat.talks for entry in talk.entries]
        # What was typed behind a command that turns somewhere has an entry, and no request yet.
        behind = sum(each.own and each.state is State.WAITING for each in entries)
        unsent = self._requests.number + self.unsure + max(0, behind - len(self._outbox))
        if unsent:
            self._chat.notice(
                self._chat.book.count(
                    "{number} line was not sent.", "{number} lines were not sent.", unsent
                )
            )

    def _send(
        self, talk: Talk, kind: Kind, text: str, request: str, fields: dict[str, Any]
    ) -> None:
        chat = self._chat
        talk.mark = None
        now = datetime.now(timezone.utc)
        entry = Entry(kind, now, text, chat.nick, state=State.WAITING, own=True)
        sending = _Sending(talk, entry, request, fields)
        self._outbox.append(sending)
        chat.add(talk, entry)
        self._make(sending)

    def _make(self, sending: _Sending, *, first: bool = False) -> None:
        sending.asked = self._requests.make(sending.kind, sending.fields, first=first)
        sending.asked.addCallbacks(
            self._answered, self._failed, callbackArgs=(sending,), errbackArgs=(sending,)
        )

    def _answered(self, answers: list[Message], sending: _Sending) -> None:
        *others, last = answers
        self._taken(sending, last.seq if isinstance(last, Ok) else 0)
        self._told([each for each in others if isinstance(each, Answer)], sending.talk)

    def _failed(self, failure: Any, sending: _Sending) -> None:
        failure.trap(Refused, Unanswered, CancelledError)
        if failure.check(CancelledError):
            sending.entry.problem = self._chat.book.say("Taken back: it was not sent.")
            self._settle(sending, State.REFUSED)
        elif failure.check(Refused):
            sending.entry.problem = self._chat.book.say(
                "Not sent: {reason}", reason=reason(self._chat.book, failure.value)
            )
            self._settle(sending, State.REFUSED)
        elif sending.kind == "msg" and not self.is_registered:
            self._settle(sending, State.DOUBTFUL)
        else:
            sending.is_unsure = True

    def _taken(self, sending: _Sending, seq: int) -> None:
        entry, talk = sending.entry, sending.talk
        talk.remove(entry)
        entry.seq = seq
        # What others said meanwhile has a number as well: this one's place is by its own.
        entry.state = State.TAKEN
        entry.at = datetime.now(timezone.utc)
        if not seq or talk.find(seq) is None:
            talk.add(entry)
        self._settle(sending, State.TAKEN)

    def _settle(self, sending: _Sending, state: State) -> None:
        sending.entry.state = state
        if state is State.DOUBTFUL:
            sending.entry.problem = self._chat.book.say(
                "The connection was lost: perhaps it was not sent."
            )
        self._outbox = [each for each in self._outbox if each is not sending]
        self._chat.settled(sending.talk, sending.entry)


def one_line(text: str) -> str:
    """Return a text as one line, whose breaks can be seen."""
    return LINE_BREAK.join(line.strip() for line in text.splitlines() if line.strip())
