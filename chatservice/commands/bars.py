"""Progress bars: on a terminal, and only there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]

USUAL_SIZE = os.terminal_size((80, 24))


class Bar:
    """How far something is. Nothing is shown where standard error is no terminal."""

    def __init__(self, shown: Any) -> None:
        self._shown = shown

    @property
    def is_seen(self) -> bool:
        """Whether it is worth finding out how much there is to do."""
        return not self._shown.disable

    def is_of(self, total: int) -> None:
        """Tell how much there is to do."""
        if self.is_seen:
            self._shown.reset(total)

    def stands_at(self, done: int) -> None:
        """Tell how much is done."""
        self._shown.update(done - self._shown.n)

    def stands_at_of(self, done: int, total: int) -> None:
        """Tell how much is done of how much there is to do, which may have grown."""
        self._shown.total = total
        self.stands_at(done)

    def goes_on(self, done: int) -> None:
        """Tell how much more is done."""
        self._shown.update(done)


@contextmanager
def bar(what: str, *, total: int = 0, unit: str = "", hidden: bool = False) -> Iterator[Bar]:
    """Show on standard error how far ``what`` is, until the block ends."""
    with tqdm(
        total=total,
        desc=what,
        unit=unit,
        unit_scale=True,
        file=sys.stderr,
        disable=True if hidden else None,
        **_size(),
    ) as shown:
        yield Bar(shown)


def _size() -> dict[str, int]:
    """Return the size of a terminal that has not said its own, where `tqdm` shows nothing."""
    with suppress(OSError):  # no terminal
        if not os.get_terminal_size(sys.stderr.fileno()).columns:
            return {"ncols": USUAL_SIZE.columns, "nrows": USUAL_SIZE.lines}
    return {}
