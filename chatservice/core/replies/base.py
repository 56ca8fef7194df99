"""What every reply is."""

from __future__ import annotations

from typing import ClassVar


class Reply:
    """Anything that a single session is told.

    ``is_news``: it answers nothing that was asked there.
    """

    __slots__ = ()
    is_news: ClassVar[bool] = False

    @property
    def lines(self) -> int:
        """About how many lines it takes to tell."""
        return 1
