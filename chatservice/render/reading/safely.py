"""What a server sent, made safe to show and to count with, whatever it is.

The fields of every message are walked alike, so that no message is forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from msgspec import structs

from chatservice.core.text import sanitise
from chatservice.render.messages import Part

GREATEST = 2**53 - 1
"""The greatest whole number that every reader of JSON knows (RFC 7493, section 2.2)."""
EARLIEST = datetime(1970, 1, 2, tzinfo=timezone.utc)
LATEST = datetime(9999, 12, 30, tzinfo=timezone.utc)
"""Between these a time exists in every time zone, and on every system."""
LONGEST = 10**13
"""Seconds: 300,000 years. `timedelta` holds somewhat more."""

_P = TypeVar("_P", bound=Part)


def sane(part: _P) -> _P:
    """Return a message with every text sanitised, and every number and time within bounds.

    A message itself is never changed: where something has to be, another one is returned.
    """
    changes = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        made = _sane(value)
        if made is not value:
            changes[name] = made
    return structs.replace(part, **changes) if changes else part


def _sane(value: Any) -> Any:
    if isinstance(value, str):
        return sanitise(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return min(max(value, -GREATEST), GREATEST)
    if isinstance(value, datetime):
        return min(max(value, EARLIEST), LATEST)
    if isinstance(value, Part):
        return sane(value)
    if isinstance(value, dict):
        return {_sane(name): _sane(each) for name, each in value.items()}
    return type(value)(map(_sane, value))  # a list, or a tuple


def seconds(number: int) -> int:
    """Return a number of seconds that a `timedelta` can hold."""
    return min(max(number, 0), LONGEST)


def length(number: int) -> timedelta:
    """Return so many seconds, or the longest time there is to tell."""
    return timedelta(seconds=seconds(number))
