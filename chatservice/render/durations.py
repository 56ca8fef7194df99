"""How long something lasted, in words."""

from __future__ import annotations

from datetime import timedelta

from chatservice.core.phrases import NN_
from chatservice.render.phrasebook import Phrasebook

_UNITS = (
    (86400, *NN_("{number} day", "{number} days")),
    (3600, *NN_("{number} hour", "{number} hours")),
    (60, *NN_("{number} minute", "{number} minutes")),
    (1, *NN_("{number} second", "{number} seconds")),
)


def duration(book: Phrasebook, length: timedelta) -> str:
    """Return ``length`` in its two largest units: "3 hours 2 minutes", "0 seconds"."""
    seconds = max(0, int(length.total_seconds()))
    parts: list[str] = []
    for size, one, many in _UNITS:
        number, seconds = divmod(seconds, size)
        if number or (size == 1 and not parts):
            parts.append(book.count(one, many, number))
        elif parts:
            break  # "3 days 0 hours" and "3 days 5 seconds" say no more than "3 days"
    return " ".join(parts[:2])
