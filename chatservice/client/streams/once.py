"""`--once TEXT`: say one thing, or do it, and leave; for cron jobs and scripts.

    what is typed              what ends it                                     exit status
    -------------------------  -----------------------------------------------  -----------
    a message                  the server has it on its disk (`ok`)             0
    a command                  its answer came, and is on standard output       0
    either                     the server refused it                            1
                               the connection could not be made, or was lost
                               a question, where nobody is there to answer it
                               no answer for a minute

Where it is 1, one sentence on standard error says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall

from chatservice.client.ending import Ending
from chatservice.client.streams.prose import Prose, plain
from chatservice.client.streams.waits import GOODBYE_SECONDS, SILENCE_SECONDS
from chatservice.client.talk.chat import Chat, Question, Search, Speaker, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.core.limits import LONGEST_LINE
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal

STANDARD_INPUT = "-"
"""The TEXT that stands for all of standard input."""


class NothingToSayError(Exception):
    """There is nothing that could be said. Its text is a sentence for people."""


def text_of(given: str, stream: BinaryIO, book: Phrasebook) -> str:
    """Return what `--once` was ``given`` to say: its text, or all of ``stream``.

    Raises `NothingToSayError` where that is nothing, no text, or more than a server takes. A
    server of ours may take less; it then says so itself.
    """
    if given != STANDARD_INPUT:
        text = given
    else:
        data = stream.read(LONGEST_LINE + 1)
        if len(data) > LONGEST_LINE:
            raise NothingToSayError(
                book.say(
                    "Standard input has more than {allowed} bytes, the size of a message: nothing "
                    "was sent.",
                    allowed=LONGEST_LINE,
                )
            )
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise NothingToSayError(refusal(book, Refused(Code.NOT_UTF8))) from None
    if not text.strip():
        raise NothingToSayError(book.say("There is nothing to send: TEXT is empty."))
    return text.strip("\r\n")


class Once:
    """A `Watcher` that types one text as soon as it can, and finds out what became of it.

    ``room`` is where it is typed, if that is not the first one. ``write`` takes the answers of
    commands. ``is_attended``: a person answers questions, see `Answers` in
    `chatservice.client.streams.asking`.
    """

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        text: str,
        write: Callable[[str], object],
        *,
        room: str | None = None,
        is_attended: bool = False,
    ) -> None:
        self.speaker = speaker
        self._reactor = reactor
        self._chat = chat
        self._text = text
        self._write = write
        self._room = room.removeprefix("#") if room is not None else None
        self._is_attended = is_attended
        self._prose = Prose(chat)
        self._done: Deferred[None] = Deferred()
        self._ending: Ending | None = None
        self._later: IDelayedCall | None = None
        self._deadline: IDelayedCall | None = None
        self._notice = ""
        """What was told last before there was anything to answer."""
        self._is_entering = False
        self._is_typed = False
        self._said: Entry | None = None
        self._answers: list[str] = []
        self._refusals: list[str] = []

    def start(self) -> Deferred[None]:
        """Begin; the Deferred fires when all is over and one has left. Then `stop` says how."""
        self._chat.watchers.append(self)
        self._deadline = self._reactor.callLater(SILENCE_SECONDS, self._give_up)
        self.changed()
        return self._done

    def stop(self, ending: Ending) -> Ending:
        """Stop, the connection having ended with ``ending``; return how the program is to end."""
        self._finish()
        if self._ending is not None:
            return self._ending
        if ending.status == 0 and not self._is_typed:
            return Ending(1, (self._chat.book.say("Nothing was sent."),))
        return ending

    # -- Watcher -------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Take what was said here, and what a command is answered."""
        if not (self._is_typed or self._is_entering):
            self._notice = entry.text if entry.kind is Kind.NOTICE else self._notice
        elif entry.own and entry.is_message and entry.state is State.WAITING:
            self._said = entry  # one may say something in another connection meanwhile
        elif entry.kind is Kind.NOTICE and entry.problem:
            self._refusals += self._prose.sentences(talk, entry)
        elif entry.kind is Kind.NOTICE and self._is_typed:
            self._answers += self._prose.sentences(talk, entry)

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Take no note of what was there before."""

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Take note of what became of something that was said: `changed` looks at it."""

    def changed(self) -> None:
        """Look at the end of this turn what can be done now."""
        if self._later is None or not self._later.active():
            self._later = self._reactor.callLater(0, self._look)

    def found(self, search: Search) -> None:
        """Take what a search found for an answer."""
        book = self._chat.book
        if not search.hits:
            self._answers.append(book.say("Nothing was found."))
        self._answers += [self._prose.found(at, hit) for at, hit in enumerate(search.hits, 1)]

    def rang(self) -> None:
        """Ring nothing."""

    # -- what is done when ---------------------------------------------------------------------

    def _look(self) -> None:
        chat, status = self._chat, self._chat.status
        if status is Status.CLOSED:
            self._finish()
        elif self._ending is not None:
            pass  # the goodbye is on its way
        elif status is Status.WAITING:
            self._fail(*self._lost())
        elif chat.current.is_server:
            # What is sent in lines nobody acknowledges: it may be no chat at all.
            self._fail(
                chat.book.say(
                    "{server} answers nothing that tells whether a message was taken, so nothing "
                    "was sent: send it through a pipe to try all the same.",
                    server=chat.server,
                )
            )
        elif chat.question is not None:
            self._look_at_question(chat.question)
        elif status is Status.CONNECTED and self._is_typed:
            self._look_at_answer()
        elif status is Status.CONNECTED and (self._is_there() or self._is_entering):
            self._look_at_room()
        elif status is Status.CONNECTED:
            self._is_entering = True
            self.speaker.type(f"/join #{self._room}")

    def _is_there(self) -> bool:
        chat = self._chat
        if self._room is None:
            return chat.current in chat.talks
        talk = chat.find(self._room, is_room=True)
        if talk is not None:
            chat.open(talk)
        return talk is not None

    def _look_at_room(self) -> None:
        if self._is_there():
            self._is_typed = True
            self._refusals.clear()
            taken = self.speaker.type(self._text)
            if not taken:
                self._fail(*self._answers, *self._refusals)
            else:
                self.changed()
        elif self.speaker.is_idle:
            self._fail(*self._refusals)

    def _look_at_answer(self) -> None:
        said = self._said
        if said is not None and said.state is State.WAITING:
            return
        if said is not None and said.state is not State.TAKEN:
            self._fail(said.problem)
        elif said is not None:
            self._decide(Ending(0))
        elif self.speaker.is_idle:
            for line in self._answers:
                self._write(f"{line}\n")
            if self._refusals:
                self._fail(*self._refusals)
            else:
                self._decide(Ending(0))

    def _look_at_question(self, question: Question) -> None:
        if self._is_attended:
            return
        say = self._chat.book.say
        if question.hidden:
            sentence = say(
                "The password has to be typed, and there is no terminal: keep it in the system's "
                "keyring with /keyring in a conversation."
            )
        else:
            asked = plain(question.text).strip()
            sentence = say(
                "This is asked, and there is no terminal to answer at: {text}", text=asked
            )
        self._fail(self._notice, sentence)

    # -- the end -------------------------------------------------------------------------------

    def _lost(self) -> tuple[str, ...]:
        say = self._chat.book.say
        if self._is_typed:
            return (say("The connection was lost: perhaps it was not sent."),)
        return (self._chat.trouble, say("Nothing was sent."))

    def _give_up(self) -> None:
        if self._ending is None:
            self._fail(
                self._chat.book.say(
                    "{server} has not answered for {seconds} seconds: check that a chat server "
                    "listens on that port.",
                    server=self._chat.server,
                    seconds=f"{SILENCE_SECONDS:g}",
                )
            )

    def _fail(self, *sentences: str) -> None:
        told = [sanitise(sentence) for sentence in sentences if sentence]
        nothing = self._chat.book.say("Nothing was sent.")
        self._decide(Ending(1, (" ".join(told) or nothing,)))

    def _decide(self, ending: Ending) -> None:
        """Leave: the goodbye is waited for, but not for long."""
        self._ending = ending
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        if self._chat.status is Status.CLOSED:
            self._finish()
        else:
            self._deadline = self._reactor.callLater(GOODBYE_SECONDS, self._finish)
            self.speaker.leave()
            self.changed()

    def _finish(self) -> None:
        for later in (self._deadline, self._later):
            if later is not None and later.active():
                later.cancel()
        if self in self._chat.watchers:
            self._chat.watchers.remove(self)
        if not self._done.called:
            self._done.callback(None)
