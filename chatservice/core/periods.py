"""How long something lasts, as people type it: `30s`, `10m`, `2h`, `3d`, `1w`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_PERIOD = re.compile(r"([1-9][0-9]{0,5})(s|m|min|h|d|w)", re.IGNORECASE)


def parse_period(typed: str) -> timedelta | None:
    """Return how long ``typed`` is; `None` if that is no length of time."""
    found = _PERIOD.fullmatch(typed)
    return int(found[1]) * _UNITS[found[2].lower()] if found is not None else None
