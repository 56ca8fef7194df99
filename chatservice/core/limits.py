"""What one person, one address and all together may do, as the operator decides."""

from __future__ import annotations

from dataclasses import dataclass

from chatservice.core.addresses import Networks, Origin
from chatservice.core.flood import FloodLimit
from chatservice.core.pace import Rate

LOOPBACK = Networks(("127.0.0.0/8", "::1/128"))
"""This machine itself."""

_FLOOD = FloodLimit(5, 2.0)
_FLOOD_REGISTERED = FloodLimit(10, 5.0)
_FIVE_A_MINUTE = Rate(5, 60)
_THREE_IN_HALF_A_MINUTE = Rate(3, 30)
_TEN_A_MINUTE = Rate(10, 60)


LONGEST_LINE = 4096
"""Bytes of UTF-8 in what is said at once, or in one argument of a program's command."""

LEFT_EACH = Rate(20, 600)
"""Private messages that may be left from one address for people who are not here."""

REPORTS_EACH = Rate(5, 600)
"""Reports that may come from one address."""

READERS = 1000
"""Connections that may read pages at once, in all. Each is an open file, and is closed when nothing
was asked on it for a quarter of a minute."""

READERS_EACH = 8
"""How many may read pages from one address, at once and in a minute, for each that may talk from
there: browsers open up to six connections for a page."""

BOTS_EACH = 10
"""Bots of one owner."""

OWNED_EACH = 20
"""Rooms of one owner that are kept also while nobody is in them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; `None` is for none.

    ``address_connections`` are those from one address at once, ``address_arrivals`` and
    ``arrivals`` the new ones in a minute, from one address and in all: an address is what
    `Origin.group` is. ``flood`` is how fast a person without an account may write,
    ``flood_registered`` one with an account. ``renames`` are changes of one's name, ``rooms_each``
    the rooms that one may be in, ``strangers`` different people who have not written to one, and
    whom one writes to privately. ``repeats`` is how often the same may be said, ``logins`` how
    often passwords may be tried from one address. ``nickname_seconds`` is how long choosing a name
    may be silent, ``line_seconds`` how long a line may be begun and not ended.

    ``trusted`` are exempt from the limits for addresses.
    """

    address_connections: int | None = 16
    address_arrivals: int | None = 32
    arrivals: int | None = 20_000
    flood: FloodLimit | None = _FLOOD
    flood_registered: FloodLimit | None = _FLOOD_REGISTERED
    renames: Rate | None = _FIVE_A_MINUTE
    rooms_each: int = 50
    strangers: Rate | None = _FIVE_A_MINUTE
    repeats: Rate | None = _THREE_IN_HALF_A_MINUTE
    logins: Rate | None = _TEN_A_MINUTE
    nickname_seconds: int = 60
    line_seconds: int | None = 120
    trusted: Networks = LOOPBACK

    def trusts(self, origin: Origin | None) -> bool:
        """Return whether ``origin`` is exempt from the limits for addresses; without one it is.

        Who has no address came through a Unix socket: it has permissions of its own.
        """
        return origin is None or self.trusted.has(origin)
