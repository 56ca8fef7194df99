"""A log that keeps and reads what it gets, except when it is told to fail."""

from __future__ import annotations

from collections.abc import Sequence

from chatservice.core.log import Found, Kept, Last, Record, Search
from chatservice.history.memory import MemoryHistory

NOT_KEPT = (
    "The server can't keep anything just now, so nothing was sent or changed: "
    "try again in a moment."
)
NOT_READ = "The history can't be read just now: try again in a moment."


class Unwilling(MemoryHistory):
    """A history in memory with a disk that can fail.

    ``not_kept`` is what keeping raises while it is set, ``not_read`` what reading does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.not_kept: Exception | None = None
        self.not_read: Exception | None = None
        self.attempts = 0

    def append(self, records: Sequence[Record]) -> list[int]:
        self.attempts += 1
        if self.not_kept is not None:
            raise self.not_kept
        return super().append(records)

    def last(self, wanted: Last) -> list[Kept]:
        if self.not_read is not None:
            raise self.not_read
        return super().last(wanted)

    def search(self, wanted: Search) -> Found:
        if self.not_read is not None:
            raise self.not_read
        return super().search(wanted)
