"""Finds out who is not there any more: one look at all, instead of a timer for each."""

from __future__ import annotations

from itertools import takewhile
from typing import Protocol

from twisted.internet.interfaces import IReactorTime

PING_SECONDS = 30
"""After so long without a word, and again after as long, somebody is asked whether they are there.

A proxy on the way, or a router that translates addresses, forgets a connection after a minute or
more on which nothing is sent."""

SILENT_SECONDS = 90
"""After so long without an answer, a connection is cut."""


class Beating(Protocol):
    """Who can be asked whether they are still there."""

    @property
    def is_held_up(self) -> bool:
        """Whether nothing can be heard of them, because of us, or asked."""
        ...

    def ping(self) -> None:
        """Ask them."""
        ...

    def is_silent(self, seconds: float) -> None:
        """Take note that they have not answered for so many ``seconds``."""
        ...


class Heartbeat:
    """Knows when who was heard last; ``clock`` says when that is."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._heard: dict[Beating, float] = {}
        """When each was heard last; in that order."""
        self._asked: dict[Beating, float] = {}
        """When each of those that were asked was asked last, and has not been heard since."""

    def heard(self, somebody: Beating) -> None:
        """Take note that there was a word of somebody, whatever it was."""
        self.forget(somebody)
        self._heard[somebody] = self._clock.seconds()

    def forget(self, somebody: Beating) -> None:
        """Forget somebody who is gone."""
        self._heard.pop(somebody, None)
        self._asked.pop(somebody, None)

    def sweep(self) -> None:
        """Ask those who are silent, and cut those who do not answer. To be called each second."""
        now = self._clock.seconds()
        silent = takewhile(lambda each: now - each[1] >= PING_SECONDS, self._heard.items())
        for somebody, since in list(silent):
            if somebody.is_held_up:
                self.heard(somebody)  # from here on their silence counts anew
            elif now - since >= SILENT_SECONDS:
                self.forget(somebody)
                somebody.is_silent(now - since)
            elif now - self._asked.get(somebody, since) >= PING_SECONDS:
                self._asked[somebody] = now
                somebody.ping()
