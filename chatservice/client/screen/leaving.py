"""Saying goodbye: the server's is waited for, but not long."""

from __future__ import annotations

from collections.abc import Callable

from chatservice.client.screen.pacing import Timer, Timing
from chatservice.client.talk.chat import Speaker

LEAVING_SECONDS = 2.0
"""How long somebody who leaves waits for the server's goodbye."""


class Leaving:
    """Leaves once, and ends it (``end``) when that was asked for again, or takes too long."""

    def __init__(self, timing: Timing, end: Callable[[], None]) -> None:
        self._timing = timing
        self._end = end
        self._giving_up: Timer | None = None

    def leave(self, speaker: Speaker | None) -> bool:
        """Say goodbye, if there is anybody to; return whether the server's is waited for."""
        if speaker is None or self._giving_up is not None:
            self._end()
            return False
        self._giving_up = self._timing.call_later(LEAVING_SECONDS, self._end)
        speaker.leave()
        return True

    def stop(self) -> None:
        """Wait no more."""
        if self._giving_up is not None:
            self._giving_up.cancel()
