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

from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.conversing import Conversing
from chatservice.protocols.hiding import Hiding
from chatservice.protocols.telnet import Signal, TelnetFilter
from chatservice.render.plain import FORM


class LineProtocol(Conversing):
    """One connection's protocol: bytes in, lines to the session, rendered bytes out."""

    FORM = FORM
    # What few connections ever need stands here, so that it takes no place in the others.
    _hiding: Hiding | None = None
    """What keeps passwords off the screen, once one was asked for."""

    def connectionMade(self) -> None:
        """Begin the conversation."""
        self._telnet = TelnetFilter()
        self._opening: bytes | None = b""
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        if self._opening is not None:
            # A TLS client sends no line, perhaps, and waits: it is known by its first two bytes.
            opening = self._opening + data[:2]
            self._opening = opening if len(opening) < 2 else None
            if self.is_foreign(opening):
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
        self.answer(self._telnet.take_answers())

    def lineReceived(self, line: bytes) -> None:
        """Take one line. Whatever goes wrong in it stays between this person and the log."""
        if self._hiding is not None:
            self._show_line_end()
        is_secret = self.session.state.is_secret
        try:
            if self.session.person is not None or not self.is_foreign(line):
                self.session.line(self._decode(line))
        except Exception as error:
            self.note_failure(error, is_secret=is_secret)
            self.session.decline(Refused(Code.INTERNAL))

    def lineLengthExceeded(self, line: bytes) -> None:
        """Refuse a line that is too long; what follows its end is read again."""
        if not self.is_foreign(line):
            self._show_line_end()
            super().lineLengthExceeded(line)

    def line_takes_too_long(self, seconds: int) -> None:
        """Refuse the line that is half there since ``seconds`` ago, and what follows of it."""
        self._show_line_end()
        super().line_takes_too_long(seconds)

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

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Tell the session, whatever the reason; a half line is dropped with the buffer."""
        if self._hiding is not None:
            self._hiding.lost()
            self._hiding = None  # which knows this: a circle would outlive the connection
        super().connectionLost(reason)
