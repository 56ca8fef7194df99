"""What every reply is."""

from __future__ import annotations


class Reply:
    """Anything that a single session is told."""

    __slots__ = ()

    @property
    def lines(self) -> int:
        """About how many lines it takes to tell."""
        return 1
