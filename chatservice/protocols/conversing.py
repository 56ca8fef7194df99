"""What every protocol that carries a conversation does alike, whatever its lines are."""

from __future__ import annotations

import traceback
from typing import ClassVar

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.states import GONE
from chatservice.protocols.foreign import foreign_protocol
from chatservice.protocols.outbox import Outbox
from chatservice.protocols.receiving import PacedReceiver


@implementer(IHalfCloseableProtocol)
class Conversing(PacedReceiver):
    """A connection's session and its outbox: from the beginning to the end of a conversation.

    A subclass says in which ``FORM`` its readers are shown what happens, and what becomes of a
    line.
    """

    FORM: ClassVar[str]
    log = Logger()

    def connectionMade(self) -> None:
        """Begin the conversation."""
        self._outbox = self.make_outbox()
        self.session = self.connection.meet(self._outbox, self.FORM)

    def make_outbox(self) -> Outbox:
        """Return what this connection's session sends to."""
        return Outbox(self.transport, self.factory.clock, self)

    def answer(self, data: bytes) -> None:
        """Send what no session knows of, and the far end's program waits for.

        If there is no room for that, nothing more is received until there is.
        """
        data = self._unsent + data
        self._unsent = b""
        if data and not self._outbox.send(data):
            self._unsent = data
            self._listen_no_more()

    def drained(self) -> None:
        """Take note that all that was sent has been read, or is on its way."""
        self.session.drained()
        self.answer(b"")
        self._listen_again()
        self.go_on_soon()

    def note_failure(self, error: Exception, *, is_secret: bool) -> None:
        """Log what went wrong in a line; without the error's own text, if a password may be in it.

        A traceback shows the code, and the values of no variable.
        """
        if not is_secret:
            failure = Failure(error)
            self.log.failure("A line of {address} failed", failure, address=self.connection.address)
            return
        self.log.error(
            "A password of {address} failed with {kind} in\n{where}",
            address=self.connection.address,
            kind=type(error).__name__,
            where="".join(traceback.format_tb(error.__traceback__)),
        )

    def lineLengthExceeded(self, line: bytes) -> None:
        """Refuse a line that is too long; what follows its end is read again."""
        self.session.too_long(self.MAX_LENGTH)

    def line_takes_too_long(self, seconds: int) -> None:
        """Refuse the line that is half there since ``seconds`` ago, and what follows of it."""
        self.skip_line()
        self.session.decline(Refused(Code.LINE_TOO_SLOW, seconds=seconds))

    def is_foreign(self, opening: bytes) -> bool:
        """Turn away who has no nickname yet and speaks another protocol; return whether it was."""
        session = self.session
        is_known = session.person or session.state is GONE or session.state.is_secret
        protocol = None if is_known else foreign_protocol(opening)
        if protocol is None:
            return False
        self.log.info(
            "Turning away {address}, who speaks {protocol}",
            address=self.connection.address,
            protocol=protocol,
        )
        self.factory.speaking_first.spoke(self.connection.visit.origin)  # greeted too early
        self.session.leave(Declined(Refused(Code.NOT_THIS_PROTOCOL, protocol=protocol)))
        return True

    def hide(self) -> bool:
        """Do nothing: nothing that is typed is seen; see `Outlet.hide`."""
        return True

    def show(self) -> None:
        """Do nothing; see `Outlet.show`."""

    def readConnectionLost(self) -> None:
        """Take the end of input (`nc -N`) for goodbye: what was asked for is still sent."""
        self.text_ended()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Tell the session, whatever the reason; a half line is dropped with the buffer."""
        self._outbox.lost()
        self.factory.half_lines.pop(self, None)
        self.session.lost()
        self.connection.lost()
