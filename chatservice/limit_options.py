"""The options for limits (`chatservice.core.limits`), and what their texts may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chatservice.core.addresses import Networks, parse_network
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.core.phrases import N_
from chatservice.core.refusals import Refused
from chatservice.option import Option
from chatservice.values import WrongValueError, whole_number

OFF = "off"
"""What an option's text is for no limit at all."""

NONE = "none"
"""What `--trusted` is for nobody."""

MOST = 1_000_000
"""The largest limit that there may be: what is more is as good as none."""

MOST_TIMES = 1000
"""The largest one of those that remember each time that something happened."""

MOST_SPAN = 24 * 3600
"""The longest time, in seconds, in which they are counted."""

MOST_SECONDS = 3600
MOST_ROOMS = 1000

_SECONDS = {"s": 1, "min": 60, "h": 3600}


def limit(most: int) -> Callable[[str], int | None]:
    """Return what reads a whole number up to ``most``, or `None` for no limit: "off", or 0."""

    def read(text: str) -> int | None:
        if text == OFF:
            return None
        try:
            return whole_number(text, most) or None
        except WrongValueError:
            raise WrongValueError(
                N_("{value} is not allowed: a whole number from 1 to {allowed} is, or off"),
                value=repr(text),
                allowed=most,
            ) from None

    return read


def number(most: int) -> Callable[[str], int]:
    """Return what reads a whole number from 1 to ``most``."""
    return lambda text: whole_number(text, most, least=1)


def flood(text: str) -> FloodLimit | None:
    """Return how many lines may be written at once and how many a second; `None` for any number."""
    if text == OFF:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4}(?:\.[0-9]{1,3})?)", text)
    if found is not None:
        burst, per_second = int(found[1]), float(found[2])
        if 1 <= burst <= MOST_TIMES and 0.01 <= per_second <= MOST_TIMES:
            return FloodLimit(burst, per_second)
    raise WrongValueError(
        N_(
            "{value} is not allowed: lines at once (1 to 1000) and lines a second (0.01 to 1000) "
            "are, such as 5/2, or off"
        ),
        value=repr(text),
    )


def rate(text: str) -> Rate | None:
    """Return how often something may happen in how long; `None` for as often as it may."""
    if text == OFF:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,5})(s|min|h)", text)
    if found is not None:
        count, seconds = int(found[1]), int(found[2]) * _SECONDS[found[3]]
        if 1 <= count <= MOST_TIMES and 1 <= seconds <= MOST_SPAN:
            return Rate(count, seconds)
    raise WrongValueError(
        N_(
            "{value} is not allowed: how often (1 to 1000) and in how long (1s to 24h, in s, min "
            "or h) are, such as 5/60s, or off"
        ),
        value=repr(text),
    )


def networks(text: str) -> Networks:
    """Return addresses and networks that stand in ``text`` with commas between."""
    if text == NONE:
        return Networks()
    try:
        return Networks(tuple(parse_network(each.strip()) for each in text.split(",")))
    except Refused:
        raise WrongValueError(
            N_(
                "{value} is not allowed: addresses and networks with commas between are, such as "
                "127.0.0.0/8,::1, or none"
            ),
            value=repr(text),
        ) from None


LIMIT_OPTIONS: tuple[Option, ...] = (
    Option(
        "address-connections",
        "N",
        "16",
        N_("connections at once from one address (for IPv6, one /64 network), or off"),
        limit(MOST),
    ),
    Option(
        "address-arrivals",
        "N",
        "32",
        N_("new connections a minute from one address, or off"),
        limit(MOST),
    ),
    Option(
        "arrivals",
        "N",
        "20000",
        N_("new connections a minute from all addresses together, or off"),
        limit(MOST),
    ),
    Option(
        "flood",
        "BURST/RATE",
        "5/2",
        N_("lines that a person may write at once, and how many a second after that, or off"),
        flood,
    ),
    Option(
        "flood-registered",
        "BURST/RATE",
        "10/5",
        N_("the same for a person who has registered"),
        flood,
    ),
    Option(
        "renames",
        "N/TIME",
        "5/60s",
        N_("how often a person may change the nickname in how long, or off"),
        rate,
    ),
    Option(
        "rooms-each", "N", "50", N_("rooms that a person may be in at once"), number(MOST_ROOMS)
    ),
    Option(
        "strangers",
        "N/TIME",
        "5/60s",
        N_(
            "how many people a person may write to privately, who have not written to them, in "
            "how long, or off"
        ),
        rate,
    ),
    Option(
        "repeats",
        "N/TIME",
        "3/30s",
        N_("how often a person may say the same in how long, or off"),
        rate,
    ),
    Option(
        "logins",
        "N/TIME",
        "10/60s",
        N_("how many passwords may be typed from one address in how long, or off"),
        rate,
    ),
    Option(
        "nickname-seconds",
        "N",
        "60",
        N_("seconds after connecting after which a nickname is no longer waited for"),
        number(MOST_SECONDS),
    ),
    Option(
        "line-seconds",
        "N",
        "120",
        N_("seconds after which the rest of a line is no longer waited for, or off"),
        limit(MOST_SECONDS),
    ),
    Option(
        "trusted",
        "NETWORKS",
        "127.0.0.0/8,::1",
        N_(
            "addresses and networks, with commas between, that the limits for addresses leave "
            "alone; none for nobody"
        ),
        networks,
    ),
)


def limits_of(chosen: dict[str, Any]) -> Limits:
    """Return the limits that the values of these options make, taken out of ``chosen``."""
    return Limits(**{option.field: chosen.pop(option.field) for option in LIMIT_OPTIONS})
