"""The conversation in lines, with any line server, as a chat of one talk: a telnet; sans I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from twisted.internet.interfaces import IDelayedCall

from chatservice.client.lines.colours import without_colours
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import (
    Happening,
    Line,
    NicknameOffered,
    Rang,
    SaidGoodbye,
    Welcomed,
)
from chatservice.client.talk.chat import Chat, Question, Status
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.talks import Talk

PROMPT_SECONDS = 0.2
"""How long the beginning of a line has to stand still before it is taken for a prompt: longer
than the pieces of one line are apart on a network that works."""

MOST_TYPED = 20
"""Lines that are typed once more to a server that turns out to want TLS."""

LAST_WORDS = 5
"""Lines that are told once more after the connection was closed, since the screen is gone."""


class LineSession:
    """A `Speaker` over lines, and who hears its connection.

    ``over`` is called once, when the connection is closed, with whether one wanted it.
    """

    def __init__(
        self, clock: Any, chat: Chat, nick: str | None, over: Callable[[bool], None]
    ) -> None:
        self.chat = chat
        self.conversation = Conversation(nick)
        self._clock = clock
        self._over = over
        self.typed: list[str] = []
        """The first lines that were typed, as long as nothing was heard."""
        self._connection: Connection | None = None
        self._unfinished: IDelayedCall | None = None

    @property
    def is_idle(self) -> bool:
        """Whether everything that was typed is answered: such a server answers nothing."""
        return True

    @property
    def last_words(self) -> tuple[str, ...]:
        """The last lines that the server said, without colours: they may say why it closed."""
        heard = [
            entry.text
            for entry in self.talk.entries[-LAST_WORDS:]
            if entry.kind is Kind.LINE and not entry.own
        ]
        return tuple(without_colours(text) for text in heard if text)

    @property
    def is_turning(self) -> bool:
        """Whether it is not known where what is typed goes: there is one place alone."""
        return False

    # -- Speaker -------------------------------------------------------------------------------

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        """Send what was typed, one line or several."""
        if self._connection is None:
            return False
        hidden = self.conversation.hides
        prompt = self.conversation.prompt
        lines = text.splitlines() or [""]
        if not hidden:
            self.typed = [*self.typed, *lines][:MOST_TYPED]
            for line in lines:
                now = datetime.now(timezone.utc)
                self.chat.add(self.talk, Entry(Kind.LINE, now, prompt + line, own=True))
                prompt = ""
        self._connection.send(lines)
        self._look()
        return True

    def take_back(self) -> int:
        """Do nothing: all is sent at once. Return 0."""
        return 0

    def older(self, talk: Talk) -> None:
        """Do nothing: such a server tells nothing again."""
        talk.is_whole = True

    def jump(self, number: int) -> None:
        """Do nothing: nothing is searched here."""

    def leave(self) -> None:
        """Say goodbye, once."""
        if self._connection is not None:
            self._connection.leave()

    # -- the connection ------------------------------------------------------------------------

    def connected(self, connection: Connection) -> None:
        """Begin."""
        self._connection = connection
        self.talk.is_whole = self.talk.is_server = True
        self.chat.open(self.talk)
        self.chat.status = Status.CONNECTED
        if not self.talk.entries:
            self.chat.notice(
                self.chat.book.say(
                    "{server} is connected and says nothing. What you type is sent as it is.",
                    server=self.chat.server,
                )
            )
        self._look()

    def heard(self, happenings: Sequence[Happening]) -> None:
        """Show what the server said, and its prompt."""
        self.typed = []
        for happening in happenings:
            if isinstance(happening, Line):
                self._show(happening.text)
            elif isinstance(happening, NicknameOffered):
                # As if it had been typed.
                self._show(happening.question + happening.name)
            elif isinstance(happening, Welcomed):
                self.chat.nick = happening.name
            elif isinstance(happening, Rang):
                self.chat.ring()
            elif isinstance(happening, SaidGoodbye):
                self.chat.status = Status.CLOSED
        self._look()
        self._wait_for_prompt()

    def lost(self) -> None:
        """Take note that the connection is closed."""
        if self._unfinished is not None and self._unfinished.active():
            self._unfinished.cancel()
        self._connection = None
        self.chat.question = None
        self.chat.status = Status.CLOSED
        self._over(self.conversation.leaving)

    @property
    def talk(self) -> Talk:
        """The only talk: what the server says, and what one says."""
        return self.chat.talk(self.chat.server, is_room=False)

    # -- the rest ------------------------------------------------------------------------------

    def _show(self, text: str) -> None:
        self.chat.add(self.talk, Entry(Kind.LINE, datetime.now(timezone.utc), text))

    def _look(self) -> None:
        """Have the server's prompt stand before the line being typed."""
        conversation = self.conversation
        if conversation.prompt or conversation.hides:
            self.chat.question = Question(
                conversation.prompt, self._answer, hidden=conversation.hides
            )
        else:
            self.chat.question = None
        self.chat.changed()

    def _answer(self, text: str) -> None:
        self.type(text)

    def _wait_for_prompt(self) -> None:
        if self._unfinished is not None and self._unfinished.active():
            self._unfinished.cancel()
        if self.conversation.unfinished():
            self._unfinished = self._clock.callLater(PROMPT_SECONDS, self._take_for_prompt)

    def _take_for_prompt(self) -> None:
        if self._connection is not None:
            self.conversation.take_for_prompt()
            self._look()
