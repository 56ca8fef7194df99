"""When the screen is drawn, and when it rings: no more often than does any good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

SECONDS_BETWEEN = 0.05
"""What comes from outside is drawn no more often than this."""

SHARE = 4
"""For each second of drawing what comes from outside, there are so many without."""

LONGEST_PAUSE = 0.5
"""Seconds: a terminal that nobody reads (Ctrl+S, a network that stalls) holds up a drawing for as
long as it likes, and that is no reason to wait once it is read again."""

BELL_SECONDS = 2.0
"""The bell is rung no more often than this."""


class Timer(Protocol):
    """What may be called off: `asyncio.TimerHandle`."""

    def cancel(self) -> None:
        """Call it off."""
        ...


class Timing(Protocol):
    """The part of an asyncio loop that is needed to wait."""

    def time(self) -> float:
        """Return the seconds since some moment."""
        ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Call something in so many seconds."""
        ...


class Pacer:
    """Has the screen drawn for what comes from outside: soon, but never one drawing on another.

    A drawing takes longer on a larger screen and a slower line, and nothing that is typed is taken
    meanwhile. Therefore there is more time without than with one, however much comes. What is drawn
    for a key in between may leave out what came, and does not count.
    prompt_toolkit's ``min_redraw_interval`` would hold up what is typed as well.
    """

    def __init__(self, timing: Timing, draw: Callable[[], None]) -> None:
        self._timing = timing
        self._draw = draw
        self._timer: Timer | None = None
        self._not_before = 0.0
        self._began = 0.0

    def ask(self) -> None:
        """Take note that there is something else to show."""
        if self._timer is None:
            wait = max(0.0, self._not_before - self._timing.time())
            self._timer = self._timing.call_later(wait, self._due)

    def begun(self) -> None:
        """Take note that all that there is begins to be drawn, for whatever reason."""
        self._began = self._timing.time()
        self.stop()

    def done(self) -> None:
        """Take note that the drawing is done."""
        now = self._timing.time()
        pause = min(SHARE * (now - self._began), LONGEST_PAUSE)
        self._not_before = now + max(SECONDS_BETWEEN, pause)

    def stop(self) -> None:
        """Forget what was to be drawn."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._draw()


class Bell:
    """Rings, unless it has just done so, or is off."""

    def __init__(self, timing: Timing, ring: Callable[[], None], *, is_on: bool) -> None:
        self._timing = timing
        self._ring = ring
        self._is_on = is_on
        self._not_before = float("-inf")

    def ring(self) -> None:
        """Ring."""
        now = self._timing.time()
        if self._is_on and now >= self._not_before:
            self._not_before = now + BELL_SECONDS
            self._ring()
