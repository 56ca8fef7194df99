"""The front for pipes and files: standard input is said, what others say is standard output."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Any

from twisted.internet import protocol
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IHalfCloseableProtocol
from twisted.internet.stdio import StandardIO
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.client import failures
from chatservice.client.ending import Ending
from chatservice.client.lines.colours import without_colours
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.happenings import (
    Happening,
    Line,
    NicknameAsked,
    NicknameOffered,
    NicknameRefused,
    PasswordAsked,
    PasswordRefused,
    Rang,
    SaidGoodbye,
    Welcomed,
)
from chatservice.client.network.address import Address
from chatservice.client.streams.flow import Flow
from chatservice.client.streams.input import InputLines
from chatservice.client.streams.waits import (
    GOODBYE_SECONDS,
    SILENCE_SECONDS,
    UNREAD_SECONDS,
    UNWRITTEN_SECONDS,
)
from chatservice.client.surroundings import Surroundings
from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal


@implementer(IHalfCloseableProtocol)
class Filter(protocol.Protocol):
    """A `chatservice.client.lines.connection.Front`, and the protocol of standard input and output.

    Lines wait in standard input until the server has taken a nickname, so that nothing that was
    to be said becomes one. Without a nickname of the command line the first line is it, and where
    the server asks for its password the next line is that. ``rooms`` are entered first; the last
    one is where it is said. The end of input says goodbye; the server's answer proves that it took
    everything before.
    """

    transport: Any  # StandardIO

    def __init__(
        self,
        reactor: Any,
        address: Address,
        book: Phrasebook,
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
        *,
        rooms: Sequence[str] = (),
    ) -> None:
        self._rooms = rooms
        self._reactor = reactor
        self._address = address
        self._book = book
        self._surroundings = surroundings
        self._standard_io = standard_io
        self._done: Deferred[Ending] = Deferred()
        self._ending: Ending | None = None
        self._notices: list[str] = []
        self._input = InputLines(
            lambda: self._notices.append(refusal(book, Refused(Code.NOT_UTF8)))
        )
        self._lines: deque[str] = deque()
        self._input_ended = False
        self._output_ended = False
        self._asked = False
        self._asked_to_leave = False
        self._goodbye = False
        self._lost = False
        self._interrupted = False
        self._deadline: IDelayedCall | None = None
        self._answer: list[str] | None = None
        """What the server said to a nickname so far; `None` when none waits for an answer."""

    # -- Front -----------------------------------------------------------------------------------

    def converse(self, connection: Connection) -> Deferred[Ending]:
        """Wait for the question for a nickname, then pass on what comes from either side."""
        self._connection = connection
        self._expect_answer(SILENCE_SECONDS)
        self._standard_io(self, reactor=self._reactor)
        return self._done

    def heard(self, happenings: Sequence[Happening]) -> None:
        """Write what the server said; read on where it makes that possible."""
        if self._deadline is not None and self._ending is None:
            self._expect_answer(SILENCE_SECONDS)
        for happening in happenings:
            if isinstance(happening, Line):
                self._show(happening.text)
            elif isinstance(happening, NicknameOffered):
                self._answer = []
            elif isinstance(happening, NicknameRefused | PasswordRefused):
                self._refused()
            elif isinstance(happening, NicknameAsked | PasswordAsked):
                self._question(happening.question)
            elif isinstance(happening, Welcomed):
                self._welcomed()
            elif isinstance(happening, SaidGoodbye):
                self._goodbye = True
            elif isinstance(happening, Rang) and self._surroundings.shown:
                self.transport.write(b"\a")
        self._surroundings.echo(not self._connection.conversation.hides)
        self._pump()

    def lost(self) -> None:
        """End, with what is known now."""
        self._lost = True
        self._expect_answer(None)
        self._show_answer()
        if not self._goodbye:
            perhaps_tls = self._connection.may_want_tls
            sentence = failures.lost(self._book, self._address, perhaps_tls=perhaps_tls)
            self._decide(Ending(1, (sentence,)))
        elif self._asked_to_leave:
            self._decide(Ending(0, (self._book.say("Disconnected from the server"),)))
        else:
            self._decide(Ending(0))
        if self._output_ended:
            self._finish()
        else:
            # What is not written yet goes out first.
            if self._interrupted:
                self._reactor.callLater(UNWRITTEN_SECONDS, self._finish)
            self.transport.unregisterProducer()
            self.transport.loseConnection()

    def interrupt(self) -> None:
        """Leave as with Ctrl+C."""
        self._interrupted = True
        self._decide(Ending(0, (self._book.say("Disconnected from the server"),)))
        if self._lost:
            self._finish()  # Whoever should read the output does not.
        else:
            self._leave(GOODBYE_SECONDS)

    # -- standard input and output ---------------------------------------------------------------

    def connectionMade(self) -> None:
        """Leave the input alone until there is a nickname; read no faster than is written."""
        self.transport.pauseProducing()
        server = self._connection.transport
        flow = Flow(server.pauseProducing, server.resumeProducing)
        self.transport.registerProducer(flow, True)

    def dataReceived(self, data: bytes) -> None:
        """Take what is to be said."""
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
        self._reactor.callLater(UNREAD_SECONDS, self._leave_unread)

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        """Take note that all output is written."""
        self._finish()

    # -- what passes -----------------------------------------------------------------------------

    def _pump(self) -> None:
        """Send what may be sent, and decide whether to read more."""
        conversation = self._connection.conversation
        if conversation.leaving:
            self._lines.clear()
        elif conversation.named:
            self._send(self._lines)
            self._lines.clear()
            self._look_for_the_end()
        elif self._asked and self._lines:
            self._asked = False
            self._answer = []
            self.transport.pauseProducing()
            self._send([self._lines.popleft()])
            self._expect_answer(SILENCE_SECONDS)
            self._look_for_the_end()
        elif self._asked:
            self.transport.resumeProducing()
            self._look_for_the_end()

    def _look_for_the_end(self) -> None:
        """Leave where the input says so, or is over."""
        if self._connection.conversation.leaving:
            self._asked_to_leave = True
            self._leave(SILENCE_SECONDS)
        elif self._input_ended and not self._lines and self._answer is None:
            self._asked_to_leave = self._surroundings.typed
            self._leave(SILENCE_SECONDS)

    def _welcomed(self) -> None:
        self._show_answer()
        self._expect_answer(None)
        # From now on the connection decides how fast the input is read.
        flow = Flow(self.transport.pauseProducing, self.transport.resumeProducing)
        self._connection.transport.registerProducer(flow, True)
        self._connection.send([f"/join {room}" for room in self._rooms])
        self.transport.resumeProducing()

    def _question(self, question: str) -> None:
        self._show_answer()
        self._expect_answer(None)
        self._asked = True
        self._show_beside(question)

    def _send(self, lines: Collection[str]) -> None:
        if lines and self._connection.conversation.hides:
            self._show_beside("\n")  # the line end that was typed was hidden as well
        self._connection.send(lines)

    def _show_beside(self, text: str) -> None:
        """Show what belongs to the typing alone."""
        if self._surroundings.typed and self._surroundings.shown:
            self.transport.write(text.encode())
        elif self._surroundings.typed:
            sys.stderr.write(text)
            sys.stderr.flush()

    def _refused(self) -> None:
        if self._surroundings.typed:
            return  # The person is asked again.
        reasons, self._answer = self._answer or [], None
        plain = (without_colours(reason) for reason in reasons)
        self._decide(Ending(1, (*plain, self._book.say("Nothing was sent."))))
        self._leave(GOODBYE_SECONDS)

    def _leave(self, seconds: float) -> None:
        """Say goodbye, once, and wait no longer than that for what follows."""
        self.transport.pauseProducing()
        self._connection.leave()
        self._expect_answer(seconds)

    def _leave_unread(self) -> None:
        if not self._lost:
            self._leave(SILENCE_SECONDS)

    def _expect_answer(self, seconds: float | None) -> None:
        """Give up unless the server says something in time; `None`: it owes nothing."""
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._deadline = None
        if seconds is not None:
            self._deadline = self._reactor.callLater(seconds, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        self._decide(Ending(1, (failures.silent(self._book, self._address, SILENCE_SECONDS),)))
        self._connection.transport.abortConnection()

    def _show(self, line: str) -> None:
        if self._answer is not None:
            self._answer.append(line)
        else:
            text = line if self._surroundings.colours else without_colours(line)
            self.transport.write(f"{text}\n".encode())

    def _show_answer(self) -> None:
        lines, self._answer = self._answer or [], None
        for line in lines:
            self._show(line)

    def _decide(self, ending: Ending) -> None:
        """Decide how the program ends; the first decision holds."""
        if self._ending is None:
            self._ending = ending

    def _finish(self) -> None:
        if self._ending is not None and not self._done.called:
            self._done.callback(
                Ending(self._ending.status, (*self._notices, *self._ending.sentences))
            )
