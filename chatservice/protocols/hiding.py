"""Keeps a password off the screen of whoever types it."""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.interfaces import IDelayedCall, IReactorTime

from chatservice.protocols.telnet import TelnetFilter

ANSWER_SECONDS = 1.0
"""How long a client may take to agree to hide what is typed before the person is warned."""


class Hiding:
    """One connection's part of `chatservice.core.outlet.Outlet.hide` and `Outlet.show`.

    ``answer`` sends what ``telnet`` has to send. ``is_seen`` is called, perhaps more than once, as
    soon as it is known that what the person types is seen while it should not be.
    """

    __slots__ = ("_answer", "_clock", "_is_seen", "_pending", "_telnet", "_wanted")

    def __init__(
        self,
        telnet: TelnetFilter,
        clock: IReactorTime,
        answer: Callable[[], None],
        is_seen: Callable[[], None],
    ) -> None:
        self._telnet = telnet
        self._clock = clock
        self._answer = answer
        self._is_seen = is_seen
        self._wanted = False
        self._pending: IDelayedCall | None = None

    def hide(self) -> bool:
        """Ask the client to show nothing; returns whether there is hope that it will."""
        self._wait_no_more()
        self._wanted = self._telnet.hide()
        self._answer()
        if self._wanted and not self._telnet.hides:
            self._pending = self._clock.callLater(ANSWER_SECONDS, self._too_late)
        return self._wanted

    def show(self) -> None:
        """Let the client show what is typed again, as it did before.

        At the end of the turn: if another password is asked for at once, it must not be seen while
        the client changes there and back.
        """
        self._wait_no_more()
        if self._wanted:
            self._wanted = False
            self._pending = self._clock.callLater(0, self._take_back)

    def refused(self) -> None:
        """Learn that the client goes on showing what is typed."""
        if self._wanted:
            self._wait_no_more()
            self._is_seen()

    def lost(self) -> None:
        """Take note that the connection is gone."""
        self._wait_no_more()

    def _take_back(self) -> None:
        self._pending = None
        self._telnet.show()
        self._answer()

    def _too_late(self) -> None:
        self._pending = None
        if not self._telnet.hides:
            self._is_seen()

    def _wait_no_more(self) -> None:
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
