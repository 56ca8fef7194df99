"""Whether the server shows what a telnet user types (RFC 857), settled as in RFC 1143; sans I/O.

Telnet shows by itself what is typed until the server offers to (IAC WILL ECHO) and telnet agrees
(IAC DO ECHO). A server that then shows nothing has hidden it. IAC WONT ECHO takes the offer back.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

WILL: Final = 0xFB
WONT: Final = 0xFC
DO: Final = 0xFD
DONT: Final = 0xFE
IAC: Final = 0xFF

ECHO: Final = 1


class State(Enum):
    """What is settled, and what is on its way, in the words of RFC 1143, 7."""

    NO = auto()
    WANT_YES = auto()
    """WILL was sent and is not answered."""
    WANT_YES_OPPOSITE = auto()
    """The same, and when it is answered WONT follows."""
    YES = auto()
    WANT_NO = auto()
    """WONT was sent and is not answered."""
    WANT_NO_OPPOSITE = auto()
    """The same, and when it is answered WILL follows."""


class _Wish(Enum):
    """What the server wants."""

    OFFER = auto()
    TAKE_BACK = auto()


_NEXT: Final[dict[tuple[State, _Wish | int], tuple[State, int | None]]] = {
    (State.NO, _Wish.OFFER): (State.WANT_YES, WILL),
    (State.WANT_YES, _Wish.TAKE_BACK): (State.WANT_YES_OPPOSITE, None),
    (State.WANT_YES, DO): (State.YES, None),
    (State.WANT_YES, DONT): (State.NO, None),
    (State.WANT_YES_OPPOSITE, _Wish.OFFER): (State.WANT_YES, None),
    (State.WANT_YES_OPPOSITE, DO): (State.WANT_NO, WONT),
    (State.WANT_YES_OPPOSITE, DONT): (State.NO, None),
    (State.YES, _Wish.TAKE_BACK): (State.WANT_NO, WONT),
    (State.YES, DONT): (State.NO, WONT),
    (State.WANT_NO, _Wish.OFFER): (State.WANT_NO_OPPOSITE, None),
    (State.WANT_NO, DO): (State.NO, None),  # which breaks the rules
    (State.WANT_NO, DONT): (State.NO, None),
    (State.WANT_NO_OPPOSITE, _Wish.TAKE_BACK): (State.WANT_NO, None),
    (State.WANT_NO_OPPOSITE, DO): (State.YES, None),  # which breaks them too
    (State.WANT_NO_OPPOSITE, DONT): (State.WANT_YES, WILL),
}
"""What follows, and what is sent. Whatever else happens changes nothing and is not answered."""


class Echo:
    """One connection's option; ``state`` is `State.NO` at first.

    Each method returns the bytes to send.
    """

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = State.NO

    def offer(self) -> bytes:
        """Offer to show what is typed."""
        return self._step(_Wish.OFFER)

    def take_back(self) -> bytes:
        """Take the offer back."""
        return self._step(_Wish.TAKE_BACK)

    def receive(self, verb: int) -> bytes:
        """Take the client's DO or DONT."""
        return self._step(verb)

    def _step(self, what: _Wish | int) -> bytes:
        self.state, verb = _NEXT.get((self.state, what), (self.state, None))
        return b"" if verb is None else bytes((IAC, verb, ECHO))
