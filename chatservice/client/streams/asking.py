"""Asks what is to be answered line by line: a nickname, a password, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.stdio import StandardIO

from chatservice.client.streams.prose import Prose, plain
from chatservice.client.streams.standard import Standard
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Chat, Question, Speaker
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.talks import Talk


class Asking(Standard):
    """A `Watcher` that prints questions, each without a line end: the answer stands behind it.

    What is printed meanwhile comes on lines of its own, and the question again below. Where the
    answer is to be hidden the terminal shows nothing of it.
    """

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
    ) -> None:
        super().__init__(reactor, chat, speaker, surroundings, standard_io)
        self._later: IDelayedCall | None = None
        self._question: Question | None = None
        """The one whose text stands at the end of what is printed."""
        self._is_hidden = False
        self._asked: Question | None = None
        """The last one that was printed at all."""

    def look(self) -> None:
        """Print what is different since the last time; called once in a turn of the reactor."""
        self._ask()

    def print(self, lines: Sequence[str]) -> None:
        """Print lines."""
        if not lines:
            return
        if self._question is not None:
            self.write("\n")
            self._question = None
            self.changed()
        self.write("".join(f"{line}\n" for line in lines))

    def stop(self) -> Deferred[None]:
        """Print what there is, and leave the terminal as it was."""
        if self._later is not None and self._later.active():
            self._later.cancel()
        if self._question is not None:
            self.write("\n")
            self._question = None
        self._hide(False)
        return super().stop()

    def answered(self) -> None:
        """Take note that the line of the question is over; it may be asked again."""
        if self._is_hidden:
            self.write("\n")  # the line end that was typed was hidden as well
        self._question = None
        self.changed()

    def may_answer(self, question: Question) -> bool:
        """Return whether a line is the answer: what was typed too early is no hidden one."""
        return not (question.hidden and self.surroundings.typed) or question == self._asked

    def changed(self) -> None:
        """Look at the end of this turn what is different."""
        super().changed()
        if self._later is None or not self._later.active():
            self._later = self.reactor.callLater(0, self.look)

    def _ask(self) -> None:
        question = self.chat.question
        self._hide(question is not None and question.hidden)
        if question == self._question:
            return
        if self._question is not None:
            self.write("\n")
        self._question = question
        if question is not None and not self.may_answer(question) and self.drop_lines():
            # As getpass(3) does: it was meant for something else, and others may have seen it.
            self.write(self.chat.book.say("What you typed before that was not sent.") + "\n")
        self._asked = question
        text = plain(question.text).rstrip() if question is not None else ""
        if text:
            self.write(f"{text} ")

    def _hide(self, wanted: bool) -> None:
        if wanted is not self._is_hidden:
            self._is_hidden = wanted
            self.surroundings.echo(not wanted)


class Answers(Asking):
    """Has a person answer while a program has something to say: nothing else that is typed is sent.

    Why something is asked once more is printed as well, until one has been let in.
    """

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
    ) -> None:
        super().__init__(reactor, chat, speaker, surroundings, standard_io)
        self._prose = Prose(chat)

    def typed(self, line: str) -> None:
        """Send nothing."""

    def added(self, talk: Talk, entry: Entry) -> None:
        """Print what is told at the door."""
        super().added(talk, entry)
        if entry.kind is Kind.NOTICE and not self.was_in:
            self.print(self._prose.sentences(talk, entry))
