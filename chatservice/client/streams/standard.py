"""Standard input and output of a front that has no screen: lines in, lines out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from twisted.internet import protocol
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IHalfCloseableProtocol
from twisted.internet.stdio import StandardIO
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.client.streams.flow import Flow
from chatservice.client.streams.input import InputLines
from chatservice.client.streams.waits import UNREAD_SECONDS, UNWRITTEN_SECONDS
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Chat, Question, Search, Speaker, Status
from chatservice.client.talk.entries import Entry, State
from chatservice.client.talk.talks import Talk
from chatservice.core.refusals import Code, Refused
from chatservice.render.refusals import refusal

MOST_LINES = 100
"""Lines of standard input that wait to be typed, and lines that the server has not yet taken:
where there are more, no more is read."""


@implementer(IHalfCloseableProtocol)
class Standard(protocol.Protocol):
    """The protocol of standard input and output, and a `Watcher` that shows nothing yet.

    Each line of standard input answers the question that is asked, or is typed. It waits until one
    has been let in. At the end of input what was said is waited for, and then one leaves; a person
    who has no connection leaves at once.
    """

    transport: Any  # StandardIO

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
    ) -> None:
        self.chat = chat
        self.reactor = reactor
        self.surroundings = surroundings
        self.speaker = speaker
        """It may change until one has been let in: with another server other words are needed."""
        self._standard_io = standard_io
        self._input = InputLines(lambda: chat.notice(refusal(chat.book, Refused(Code.NOT_UTF8))))
        self._lines: deque[str] = deque()
        self._over: Deferred[None] = Deferred()
        self._written: Deferred[None] = Deferred()
        self._unread: IDelayedCall | None = None
        self._unwritten: IDelayedCall | None = None
        self._is_stopping = False
        self._is_hurried = False
        self._server: Any = None
        self._is_server_slow = False
        self._is_output_slow = False
        self._is_read = True
        self._input_ended = False
        self._output_ended = False
        self.was_in = False
        """Whether what is typed has ever had somewhere to go."""
        self._is_pumping = False
        self._is_leaving = False
        self.waiting: set[Entry] = set()
        """What was said here and is not yet taken."""

    # -- for whoever wires it ------------------------------------------------------------------

    def start(self) -> Deferred[None]:
        """Begin to read and write; the Deferred fires when the input is over and one has left."""
        self.chat.watchers.append(self)
        self._standard_io(self, reactor=self.reactor)
        self.changed()
        return self._over

    def stop(self) -> Deferred[None]:
        """Write what is to be written and end; the Deferred fires when that is done."""
        if self in self.chat.watchers:
            self.chat.watchers.remove(self)
        self._is_leaving = self._is_stopping = True
        if self._unread is not None and self._unread.active():
            self._unread.cancel()
        if self._output_ended or self.transport is None:
            self._finish()
        else:
            self.transport.unregisterProducer()
            self.transport.loseConnection()
        self._limit()
        return self._written

    def hurry(self) -> None:
        """Have `stop` wait no longer than a moment for whoever reads the output."""
        self._is_hurried = True
        self._limit()

    def pace(self, server: Any) -> None:
        """Read from a server no faster than the output takes, and the input no faster than it does.

        ``server`` is the transport of a connection that was just made.
        """
        self._server = server
        self._is_server_slow = False
        server.registerProducer(Flow(self._server_is_slow, self._server_is_ready), True)
        if self._is_output_slow:
            server.pauseProducing()
        self._steer()

    # -- for fronts ----------------------------------------------------------------------------

    def write(self, text: str) -> None:
        """Write to standard output, at the end of this turn of the reactor."""
        if not self._output_ended and self.transport is not None:
            self.transport.write(text.encode(errors="replace"))

    def typed(self, line: str) -> None:
        """Take a line that answers no question."""
        self.speaker.type(line, is_attended=self.surroundings.typed)

    def answered(self) -> None:
        """Take note that a question was answered just now."""

    def may_answer(self, question: Question) -> bool:
        """Return whether a line that waits is the answer to a question."""
        return True

    def drop_lines(self) -> bool:
        """Forget the lines that wait; return whether there were any."""
        waited = bool(self._lines)
        self._lines.clear()
        return waited

    @property
    def stays(self) -> bool:
        """Whether one stays when the input is over."""
        return False

    # -- Watcher -------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Take note of an entry."""
        if entry.own and entry.state is State.WAITING:
            self.waiting.add(entry)
            self._steer()

    def before(self, talk: Talk, entries: Any) -> None:
        """Take note of what was there before."""

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Take note of what became of an entry."""
        if entry.state is not State.WAITING:
            self.waiting.discard(entry)

    def changed(self) -> None:
        """Go on where that is possible now."""
        if self.chat.status is Status.CONNECTED:
            self.was_in = True
        self._pump()

    def found(self, search: Search) -> None:
        """Take note of what a search found."""

    def rang(self) -> None:
        """Ring nothing."""

    # -- standard input and output -------------------------------------------------------------

    def connectionMade(self) -> None:
        """Read from the server no faster than is written here."""
        self.transport.registerProducer(Flow(self._output_is_slow, self._output_is_ready), True)

    def dataReceived(self, data: bytes) -> None:
        """Take lines."""
        self._lines.extend(self._input.feed(data))
        self._pump()

    def readConnectionLost(self) -> None:
        """Take the end of input; a last line needs no end."""
        self._lines.extend(self._input.end())
        self._input_ended = True
        self._pump()

    def writeConnectionLost(self) -> None:
        """Take note that nobody reads the output (`| head -1`): finish quietly."""
        self._output_ended = True
        self._output_is_ready()
        # What is there at that moment gets said; an endless input ends.
        self._unread = self.reactor.callLater(UNREAD_SECONDS, self._leave)

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        """Take note that all output is written."""
        self._output_ended = True
        self._finish()

    # -- what passes ---------------------------------------------------------------------------

    @property
    def _is_ready(self) -> bool:
        """Whether a line that is typed now goes to where it is meant for."""
        return self.chat.question is not None or self.was_in

    def _pump(self) -> None:
        """Take what waits, and decide whether to read more."""
        if self._is_pumping:
            return  # what is typed changes something
        self._is_pumping = True
        while self._lines and self._may_take():
            self._take(self._lines.popleft())
        self._is_pumping = False
        self._steer()
        self._look_for_the_end()

    def _may_take(self) -> bool:
        if self._is_leaving or not self._is_ready:
            return False
        question = self.chat.question
        if question is not None:
            return self.may_answer(question)
        # A line goes where the one before it leads.
        return not self.speaker.is_turning and len(self.waiting) <= MOST_LINES

    def _take(self, line: str) -> None:
        question = self.chat.question
        if question is None:
            self.typed(line)
        else:
            question.answer(line)
            self.answered()

    def _look_for_the_end(self) -> None:
        if not self._input_ended or self.stays:
            return
        if self.surroundings.typed and self.chat.status is not Status.CONNECTED:
            self._leave()
        elif self._lines or not self._is_ready:
            pass  # what a program says waits for the server
        elif self.chat.question is not None or (self.speaker.is_idle and not self.waiting):
            self._leave()

    def _leave(self) -> None:
        """Leave, once."""
        if not self._is_leaving:
            self._is_leaving = True
            self._lines.clear()
            self.speaker.leave()
            if not self._over.called:
                self._over.callback(None)

    def _limit(self) -> None:
        is_wanted = self._is_stopping and self._is_hurried and not self._written.called
        if is_wanted and self._unwritten is None:
            self._unwritten = self.reactor.callLater(UNWRITTEN_SECONDS, self._finish)

    def _finish(self) -> None:
        if self._unwritten is not None and self._unwritten.active():
            self._unwritten.cancel()
        for done in (self._over, self._written):
            if not done.called:
                done.callback(None)

    # -- how one side holds back the other -----------------------------------------------------

    def _steer(self) -> None:
        """Read standard input, or leave it alone."""
        many = max(len(self._lines), len(self.waiting)) > MOST_LINES
        wanted = not many and not self._is_server_slow
        if wanted is not self._is_read and self.transport is not None and not self._input_ended:
            self._is_read = wanted
            if wanted:
                self.transport.resumeProducing()
            else:
                self.transport.pauseProducing()

    def _output_is_slow(self) -> None:
        self._is_output_slow = True
        if self._server is not None:
            self._server.pauseProducing()

    def _output_is_ready(self) -> None:
        self._is_output_slow = False
        if self._server is not None:
            self._server.resumeProducing()

    def _server_is_slow(self) -> None:
        self._is_server_slow = True
        self._steer()

    def _server_is_ready(self) -> None:
        self._is_server_slow = False
        self._steer()
