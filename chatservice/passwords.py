"""Makes and checks proofs of passwords in threads, so that log-ins can't stop the chat."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import Deferred, succeed
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from chatservice.accounts import proofs
from chatservice.core.refusals import Code, Refused

log = Logger()

MOST_AT_ONCE = 4
"""Proofs that are made or checked at once, each with 64 MiB of memory."""

MOST_WAITING = 32
"""Others that wait for their turn: on two processors the last one waits for some five seconds."""

NICENESS = 10

T = TypeVar("T")


class ArgonPasswords(Service):
    """Makes and checks proofs (`chatservice.core.accounts.Passwords`) in threads of its own.

    What is asked for before it starts is done when it does. Once it stops, nothing is answered.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._pool = ThreadPool(minthreads=0, maxthreads=MOST_AT_ONCE, name="passwords")
        self._pending = 0
        self._stopped = False

    def make(self, password: str, done: Callable[[str | Refused], None]) -> None:
        """Make the proof of a password; see `Passwords.make`."""
        self._do(done, proofs.make, password)

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        """Find out whether ``proof`` is of that password; see `Passwords.check`."""
        self._do(done, proofs.check, proof, password)

    def _do(
        self, done: Callable[[T | Refused], None], work: Callable[..., T], *arguments: Any
    ) -> None:
        if self._stopped:
            return
        if self._pending >= MOST_AT_ONCE + MOST_WAITING:
            self._reactor.callLater(0, done, Refused(Code.TOO_MANY_LOGINS))
            return
        self._pending += 1

        def finished(succeeded: bool, result: Any) -> None:
            self._reactor.callFromThread(self._tell, done, succeeded, result)

        self._pool.callInThreadWithCallback(finished, self._unless_stopped, work, *arguments)

    def _unless_stopped(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """Call ``work`` in this thread, behind the reactor's wherever both have to wait.

        On Linux each thread has a niceness of its own (setpriority(2)), which those that argon2
        starts for its lanes inherit.
        """
        if self._stopped:
            return None
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        return work(*arguments)

    def _tell(self, done: Callable[[Any], None], succeeded: bool, result: Any) -> None:
        self._pending -= 1
        if self._stopped:
            return
        if not succeeded:
            log.failure("Failed: looking at a password", result)
            result = Refused(Code.INTERNAL)
        try:
            done(result)
        except Exception:  # a fault of somebody else's, who is not waiting for this
            log.failure("Failed: telling what a password was", Failure())

    def startService(self) -> None:
        """Start the threads, each when it is first needed."""
        Service.startService(self)
        self._pool.start()

    def stopService(self) -> Deferred[None]:
        """Answer no more; fires when the threads have ended, each after what it is at."""
        Service.stopService(self)
        self._stopped = True
        if not self._pool.threads:
            return succeed(None)
        return deferToThreadPool(self._reactor, self._reactor.getThreadPool(), self._pool.stop)
