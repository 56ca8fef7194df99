"""What a server does when it gets a signal."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

from twisted.application.service import Service
from twisted.logger import Logger

log = Logger()

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class SignalService(Service):
    """Lets SIGINT and SIGTERM stop the reactor, and the program end with status 0.

    twistd ends a program that a signal has stopped by that same signal, as a shell expects of a
    program that was interrupted; for a server, being told to stop is not a failure. A second
    signal ends the program at once.

    ``renew`` is called at SIGHUP; without it, that one ends the program as it does any other.
    """

    def __init__(self, reactor: Any, renew: Callable[[], object] | None = None) -> None:
        self._reactor = reactor
        self._handlers: dict[signal.Signals, Callable[[int, object], None]] = dict.fromkeys(
            STOPPING_SIGNALS, self._stopped
        )
        if renew is not None:
            # Nothing is logged in the middle of writing to the log: see `_stopped`.
            self._handlers[signal.SIGHUP] = lambda number, frame: reactor.callFromThread(renew)

    def startService(self) -> None:
        """Take the signals over once the reactor runs, when it has set its own handlers.

        One that comes before that waits until then, so that none meets the reactor's.
        """
        Service.startService(self)
        signal.pthread_sigmask(signal.SIG_BLOCK, self._handlers)
        self._reactor.callWhenRunning(self._install)

    def _install(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self._handlers)

    def _stopped(self, number: int, frame: object) -> None:
        for each in STOPPING_SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        # A signal may come in the middle of writing to the log: nothing is logged before the
        # reactor's next turn.
        self._reactor.callFromThread(self._stop, number)

    def _stop(self, number: int) -> None:
        log.info("Received {signal}, stopping", signal=signal.Signals(number).name)
        self._reactor.stop()
