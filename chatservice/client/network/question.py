"""Asks the person at the terminal what is answered with yes or no."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReadDescriptor
from twisted.python.failure import Failure
from zope.interface import implementer

YES = {"y", "yes", "s", "si", "sí"}
NO = {"n", "no"}


@implementer(IReadDescriptor)
class Question:
    """One question. The terminal lets the person edit the answer, as it does for any program.

    The reactor goes on meanwhile, so that a signal is heard. ``ask`` shows the question: again, if
    the answer is neither yes nor no. The end of input, or no terminal any more, is a no.
    """

    def __init__(self, reactor: Any, descriptor: int, ask: Callable[[], None]) -> None:
        self._reactor = reactor
        self._descriptor = descriptor
        self._ask = ask
        self._typed = b""
        self._answered: Deferred[bool] = Deferred(lambda _: self._reactor.removeReader(self))

    def answer(self) -> Deferred[bool]:
        """Ask; the Deferred fires with whether the answer is yes."""
        self._ask()
        self._reactor.addReader(self)
        return self._answered

    def fileno(self) -> int:
        """Return what the reactor waits for."""
        return self._descriptor

    def logPrefix(self) -> str:
        """Return how the reactor calls this in its log."""
        return "question"

    def doRead(self) -> None:  # noqa: N802
        """Read what was typed."""
        try:
            data = os.read(self._descriptor, 4096)
        except OSError:  # the terminal was closed
            data = b""
        self._typed += data
        if data and not data.endswith(b"\n"):
            return
        typed, self._typed = self._typed.decode(errors="replace").strip().lower(), b""
        if not data or typed in YES | NO:
            self._reactor.removeReader(self)
            self._answered.callback(typed in YES)
        else:
            self._ask()

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Take the reactor's end, or a fault of the descriptor's, for a no."""
        if not self._answered.called:
            self._reactor.removeReader(self)
            self._answered.callback(False)
