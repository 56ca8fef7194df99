"""The conversation in lines of text: what telnet, netcat and the bundled client speak.

    → connects
    ← Enter your nickname: (no line end)
    → Juan CR LF            (LF alone and CR NUL end a line too)
    ← Welcome, Juan! CR LF
    ← Type /help for commands. CR LF
    → Hello CR LF           (others in the room read: [14:35] Juan: Hello CR LF)
    → /quit CR LF
    ← See you soon! CR LF, and the server closes

Text is UTF-8. A line has at most 4,096 bytes. Telnet negotiation (RFC 854) may stand anywhere
between; a client that sends none, and ends its lines with LF, is sent none. While a password is
typed, telnet is asked to hide it (`chatservice.protocols.hiding`).
"""

from __future__ import annotations

import traceback

from twisted.internet.interfaces import IHalfCloseableProtocol, ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.protocols.policies import ProtocolWrapper
from twisted.python.failure import Failure
from zope.interface import alsoProvides, implementer

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.states import GONE
from chatservice.protocols.foreign import foreign_protocol
from chatservice.protocols.hiding import Hiding
from chatservice.protocols.outbox import Outbox
from chatservice.protocols.proxied import host_of, when_known
from chatservice.protocols.receiving import LONGEST_LINE, PacedReceiver
from chatservice.protocols.telnet import Signal, TelnetFilter
from chatservice.render.plain import FORM
from chatservice.tcp import peer_of, set_up_tcp


@implementer(IHalfCloseableProtocol)
class ChatProtocol(PacedReceiver):
    """One connection's protocol: bytes in, lines to the session, rendered bytes out."""

    log = Logger()
    # What few connections ever need stands here, so that it takes no place in the others.
    _is_expected = False
    """Whether a proxy has yet to say where this connection comes from."""
    _hiding: Hiding | None = None
    """What keeps passwords off the screen, once one was asked for."""

    def connectionMade(self) -> None:
        """Begin the conversation, or wait for a proxy to say with whom it is."""
        set_up_tcp(self.transport)
        self.factory.connections.add(self)
        if isinstance(self.transport, ProtocolWrapper) and not self._is_encrypted():
            self._expect_half_close()
        if when_known(self.transport, self._introduced):
            self._begin()
        else:
            self._is_expected = True
            self.factory.expect(self)

    def _introduced(self) -> None:
        """Learn that it is known now where this connection comes from."""
        if self._is_expected:
            self._is_expected = False
            self.factory.expect_no_more(self)
            self._begin()

    def _begin(self) -> None:
        self._telnet = TelnetFilter()
        self._opening: bytes | None = b""
        self._outbox = Outbox(self.transport, self.factory.clock, self)
        self.session = self.factory.hub.connect(self._outbox, FORM, host_of(self.transport))
        if self.session.state is not GONE:
            self.log.info("[NEW CLIENT] Connected from {address}", address=self._address())
        elif not self.factory.hub.door.is_told_why(self.session):
            # The log has how many were turned away, but not who.
            self.transport.abortConnection()

    def _is_encrypted(self) -> bool:
        return ISSLTransport.providedBy(self.transport)

    def _address(self) -> object:
        return peer_of(self.transport)

    def _expect_half_close(self) -> None:
        """Let a proxy's wrapper pass on the end of input, which Twisted's does not.

        TLS has no such thing: its close_notify ends both directions in Twisted.
        """
        alsoProvides(self.transport, IHalfCloseableProtocol)
        self.transport.readConnectionLost = self.readConnectionLost
        self.transport.writeConnectionLost = self.writeConnectionLost

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        if self._is_expected:
            self._introduced()
        if self._opening is not None:
            # A TLS client sends no line, perhaps, and waits: it is known by its first two bytes.
            opening = self._opening + data[:2]
            self._opening = opening if len(opening) < 2 else None
            if self._is_foreign(opening):
                return
        text = self._telnet.feed(data)
        self._answer_telnet()
        self.text_received(text)
        # Two bytes ask for a whole sentence: however often a packet does, it gets one.
        for signal in dict.fromkeys(self._telnet.take_signals()):
            if signal is Signal.ARE_YOU_THERE:
                self.session.are_you_there()
            elif signal is Signal.INTERRUPT:
                if self.session.state.is_secret and not self._waits:
                    # A part of a password: the next line, which others may read, is not to have it.
                    self.forget_half_line()
                self.session.interrupted()
            elif self._hiding is not None:
                self._hiding.refused()

    def _answer_telnet(self) -> None:
        """Send what telnet waits for: after Ctrl+C it shows nothing until then."""
        answers = self._unsent + self._telnet.take_answers()
        self._unsent = b""
        if answers and not self._outbox.send(answers):
            self._unsent = answers
            self._listen_no_more()

    def drained(self) -> None:
        """Take note that all that was sent has been read, or is on its way."""
        self.session.drained()
        self._answer_telnet()
        self._listen_again()
        self.go_on_soon()

    def lineReceived(self, line: bytes) -> None:
        """Take one line. Whatever goes wrong in it stays between this person and the log."""
        if self._hiding is not None:
            self._show_line_end()
        is_secret = self.session.state.is_secret
        try:
            if self.session.person is not None or not self._is_foreign(line):
                self.session.line(self._decode(line))
        except Exception as error:
            self._log(error, is_secret)
            self.session.decline(Refused(Code.INTERNAL))

    def _log(self, error: Exception, is_secret: bool) -> None:
        """Log what went wrong in a line; without the error's own text, if a password may be in it.

        A traceback shows the code, and the values of no variable.
        """
        if not is_secret:
            failure = Failure(error)
            self.log.failure("A line of {address} failed", failure, address=self._address())
            return
        self.log.error(
            "A password of {address} failed with {kind} in\n{where}",
            address=self._address(),
            kind=type(error).__name__,
            where="".join(traceback.format_tb(error.__traceback__)),
        )

    def lineLengthExceeded(self, line: bytes) -> None:
        """Refuse a line that is too long; what follows its end is read again."""
        if not self._is_foreign(line):
            self._show_line_end()
            self.session.too_long(LONGEST_LINE)

    def line_takes_too_long(self, seconds: int) -> None:
        """Refuse the line that is half there since ``seconds`` ago, and what follows of it."""
        self.skip_line()
        self._show_line_end()
        self.session.decline(Refused(Code.LINE_TOO_SLOW, seconds=seconds))

    def hide(self) -> bool:
        """Let nothing be seen of what the person types; see `Outlet.hide`."""
        if self._hiding is None:
            clock, is_seen = self.factory.clock, self.session.typing_is_seen
            self._hiding = Hiding(self._telnet, clock, self._answer_telnet, is_seen)
        return self._hiding.hide()

    def show(self) -> None:
        """Let it be seen again; see `Outlet.show`."""
        if self._hiding is not None:
            self._hiding.show()

    def _show_line_end(self) -> None:
        """Move on the cursor of somebody whose client shows nothing of what they type."""
        if self._hiding is not None and self._telnet.hides:
            self._outbox.send(b"\r\n")

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.session.bad_bytes()
            return line.decode(errors="replace")

    def _is_foreign(self, opening: bytes) -> bool:
        """Turn away who has no nickname yet and speaks another protocol; return whether it was."""
        session = self.session
        is_known = session.person or session.state is GONE or session.state.is_secret
        protocol = None if is_known else foreign_protocol(opening)
        if protocol is None:
            return False
        self.log.info(
            "Turning away {address}, who speaks {protocol}",
            address=self._address(),
            protocol=protocol,
        )
        self.session.leave(Declined(Refused(Code.NOT_THIS_PROTOCOL, protocol=protocol)))
        return True

    def readConnectionLost(self) -> None:
        """Take the end of input (`nc -N`) for goodbye: what was asked for is still sent."""
        if self._is_expected:
            self.transport.loseConnection()
        else:
            self.text_ended()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Tell the session, whatever the reason; a half line is dropped with the buffer."""
        if self._is_expected:
            self.log.info("{address} is gone, and sent no PROXY header", address=self._address())
        else:
            if self._hiding is not None:
                self._hiding.lost()
                self._hiding = None  # which knows this: a circle would outlive the connection
            self._outbox.lost()
            self.session.lost()
        self.factory.disconnected(self)
