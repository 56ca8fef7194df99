"""Takes telnet's negotiation (RFC 854, 855) out of what a client sends; sans I/O.

    FF F0           IAC SE: the end of a sub-negotiation
    FF F1 … FF F9   IAC and a command: no operation, are you there, erase character, …
    FF FA … FF F0   IAC SB, an option, anything about it, IAC SE: a sub-negotiation
    FF FB option    IAC WILL: the client offers an option; FF FC (WONT) takes that back
    FF FD option    IAC DO: the client asks for an option; FF FE (DONT) takes that back
    FF FF           a byte FF in the text

Netcat sends none of these and would show them, so nothing is sent but answers, and the offer of
one option (`chatservice.protocols.echo`) to a client that behaves like telnet.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from chatservice.protocols.echo import DO, DONT, ECHO, IAC, WILL, WONT, Echo, State

SE: Final = 0xF0
INTERRUPT_PROCESS: Final = 0xF4
ARE_YOU_THERE: Final = 0xF6
ERASE_CHARACTER: Final = 0xF7
ERASE_LINE: Final = 0xF8
SB: Final = 0xFA

TIMING_MARK: Final = 6

LONGEST_SUBNEGOTIATION: Final = 1024
"""Bytes from IAC SB on that are believed to belong to a sub-negotiation. The longest that real
clients send, their environment (RFC 1572), has some hundreds."""

_CR: Final = 0x0D

_LOWEST_COMMAND: Final = 0xEC
"""End of file, of RFC 1184; what is lower is no command of any RFC."""

_LINE_END: Final = re.compile(rb"\n|\r\0")
"""What ends a cut sub-negotiation; of CR LF, LF is enough."""


class Signal(Enum):
    """What a client asks for with a key or a menu of its own instead of with text."""

    ARE_YOU_THERE = auto()
    """Wants to see any answer."""

    INTERRUPT = auto()
    """Ctrl+C was pressed."""

    TYPING_IS_SEEN = auto()
    """Goes on showing what is typed though it was asked not to (`TelnetFilter.hide`)."""


_SEVEN_BITS: Final = {
    0xEC: b"\x84",  # Ctrl+D, end of file
    0xED: b"\x9a",  # Ctrl+Z, suspend
    0xEE: b"\x9c",  # Ctrl+\, abort
    0xF3: b"\x9c",  # the same, sent as break
    INTERRUPT_PROCESS: b"\x83",  # Ctrl+C
    0xF5: b"\x8f",  # Ctrl+O, abort output
}
r"""The letters that telnet takes for keys. It looks at seven bits of what is typed (inetutils 2.4),
so the second byte of `Ú` (C3 9A) is Ctrl+Z to it, and of `Ü` (C3 9C) Ctrl+\; it sends the command
in place of the byte. Where a command stands in the middle of a letter, the byte comes back."""

_SIGNALS: Final = {
    ARE_YOU_THERE: Signal.ARE_YOU_THERE,
    INTERRUPT_PROCESS: Signal.INTERRUPT,
}

_EDITING: Final = {ERASE_CHARACTER: b"\x7f", ERASE_LINE: b"\x15"}
"""Commands that edit, and what the keys Backspace and Ctrl+U send for the same purpose."""


class TelnetFilter:
    """One connection's way in: bytes as received become text, answers and signals.

    How the bytes are cut into packets makes no difference to any of the three. No bytes are an
    error, and none take more than linear time; what is kept between packets is under 1 KB, plus
    the answers and signals that were not taken.
    """

    # There is one for each connection: 208 bytes (CPython 3.11) when nothing was refused.
    __slots__ = (
        "_answers",
        "_before",
        "_echo",
        "_held",
        "_is_telnet",
        "_left",
        "_refused",
        "_signals",
        "_unfinished",
    )

    def __init__(self) -> None:
        self._answers = bytearray()
        self._signals: list[Signal] = []
        self._held = b""
        """A CR at the end of the text so far: what it means is decided by the next byte."""
        self._unfinished = b""
        """The beginning of a command, or of the line end that may end a cut sub-negotiation."""
        self._left: int | None = None
        """How many bytes the sub-negotiation may still have (0: it is cut); `None` outside."""
        self._before = b""
        """The last bytes of the text so far, if a letter may be unfinished there."""
        self._refused = 0
        """Bit n: WILL n was refused; bit 256 + n: DO n was."""
        self._is_telnet = False
        """Whether anything was received that netcat does not send."""
        self._echo: Echo | None = None

    def feed(self, data: bytes) -> bytes:
        r"""Return the text in what arrived, with ``\n`` for each of LF, CR LF and CR NUL.

        A CR before anything else stays; at the end of ``data`` it waits for the next byte. Text
        holds a byte FF only where IAC IAC stood.
        """
        # A packet from netcat leaves at the first return, after 0.1 µs (CPython 3.11), one from
        # telnet, whose lines end with CR LF, at the second, after 0.4 µs.
        negotiating = IAC in data or self._left is not None or self._unfinished
        if not negotiating and not self._held and _CR not in data:
            if data[-1:] > b"\x7f" or self._before:
                self._remember(data)
            return data
        text = self._held + (self._without_commands(data) if negotiating else data)
        self._remember(text)
        self._held = b""
        if text.endswith(b"\r"):
            self._held = b"\r"
            text = text[:-1]
        cut = text.replace(b"\r\n", b"\n").replace(b"\r\0", b"\n")
        if len(cut) != len(text):
            self._is_telnet = True
        return cut

    @property
    def hides(self) -> bool:
        """Whether the client has agreed to show nothing of what is typed."""
        return self._echo is not None and self._echo.state is State.YES

    def hide(self) -> bool:
        """Ask the client to show nothing of what is typed, if it looks as if it could.

        It does if it negotiates, or ends its lines as telnet does; any other would show the asking
        itself. Returns whether it does.
        """
        if self._is_telnet:
            self._echo = self._echo or Echo()
            self._answers += self._echo.offer()
        return self._is_telnet

    def show(self) -> None:
        """Let the client show what is typed."""
        if self._echo is not None:
            self._answers += self._echo.take_back()

    def take_answers(self) -> bytes:
        """Return what is to be sent since the last call; nothing but after an IAC, or `hide`."""
        if not self._answers:
            return b""
        answers = bytes(self._answers)
        self._answers.clear()
        return answers

    def take_signals(self) -> tuple[Signal, ...]:
        """Return the signals received since the last call, in their order."""
        if not self._signals:
            return ()
        signals = tuple(self._signals)
        self._signals.clear()
        return signals

    def _without_commands(self, data: bytes) -> bytes:
        """Obey the commands in ``data`` and return the rest, line ends as they are."""
        data = self._unfinished + data
        self._unfinished = b""
        text = []
        start = 0
        before = self._before
        while (iac := data.find(IAC, start)) >= 0:
            text.append(self._outside(data[start:iac]))
            before = (before + text[-1][-3:])[-3:]
            command = data[iac + 1 : iac + 2]
            start = iac + (3 if command and WILL <= command[0] <= DONT else 2)
            if start > len(data):
                self._unfinished = data[iac:]
                break
            text.append(self._obey(command[0], data[start - 1], before))
            before = (before + text[-1])[-3:]
        else:
            rest = data[start:]
            believed = self._left or 0
            text.append(self._outside(rest))
            if self._left == 0 and rest.endswith(b"\r", believed):
                self._unfinished = b"\r"
        return b"".join(text)

    def _remember(self, text: bytes) -> None:
        if text:
            self._before = (self._before + text[-3:])[-3:] if text[-1] > 0x7F else b""

    def _outside(self, data: bytes) -> bytes:
        """Return what of ``data``, which holds no command, is not part of a sub-negotiation.

        One that is too long was never closed, or is an attack. It is cut: what was typed since
        cannot be told from it, so text begins again at the next line end.
        """
        if self._left is None:
            return data
        if len(data) <= self._left:
            self._left -= len(data)
            return b""
        line_end = _LINE_END.search(data, self._left)
        if line_end is None:
            self._left = 0
            return b""
        self._left = None
        return data[line_end.start() :]

    def _obey(self, command: int, option: int, before: bytes) -> bytes:
        """Carry out one command and return the text it stands for.

        ``option`` means something only to the commands that have one; ``before`` is the end of
        the text so far.
        """
        if command == IAC:
            return self._outside(b"\xff")
        if command < _LOWEST_COMMAND:
            # Clients exist that send a window's width of 255 without doubling the FF: the
            # sub-negotiation goes on behind it.
            return b""
        if self._left is None and command in _SEVEN_BITS and _is_unfinished(before):
            return _SEVEN_BITS[command]
        self._is_telnet = True
        # Any command but IAC SE here means that the IAC SE was forgotten.
        self._left = LONGEST_SUBNEGOTIATION if command == SB else None
        if WILL <= command <= DONT:
            self._negotiate(command, option)
        elif command in _SIGNALS:
            self._signals.append(_SIGNALS[command])
        return _EDITING.get(command, b"")

    def _negotiate(self, verb: int, option: int) -> None:
        """Refuse any option, once until it is taken back (RFC 1143: no loops).

        A timing mark is a place in the stream: each is answered (RFC 860). Telnet sends one
        after Ctrl+C, and shows nothing until the answer comes.
        """
        if option == ECHO and verb in (DO, DONT) and self._settle_echo(verb):
            return
        request = 1 << (option if verb in (WILL, WONT) else 256 + option)
        if verb in (WONT, DONT):
            # Already off at both ends: no answer.
            self._refused &= ~request
        elif not self._refused & request or (verb, option) == (DO, TIMING_MARK):
            self._refused |= request
            self._answers += bytes((IAC, DONT if verb == WILL else WONT, option))

    def _settle_echo(self, verb: int) -> bool:
        """Take a DO or DONT of the option that was offered; returns whether it was."""
        if self._echo is None or self._echo.state is State.NO:
            return False
        was_wanted = self._echo.state in (State.WANT_YES, State.YES)
        self._answers += self._echo.receive(verb)
        if was_wanted and verb == DONT:
            self._signals.append(Signal.TYPING_IS_SEEN)
        return True


def _is_unfinished(text: bytes) -> bool:
    """Return whether ``text``, three bytes or fewer, ends within a letter in UTF-8 (RFC 3629)."""
    for index in range(len(text) - 1, -1, -1):
        byte = text[index]
        if byte >= 0xC2:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return byte < 0xF5 and len(text) - index < length
        if byte < 0x80:
            break
    return False
