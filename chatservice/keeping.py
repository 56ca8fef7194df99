"""The history of a server that runs: opened, kept in order and closed by a Twisted service."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.accounts import files as accounts
from chatservice.accounts.store import Store
from chatservice.core.door import FullError, TurnedAwayError
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.history.disk import DiskHistory
from chatservice.history.files import HistoryError, check
from chatservice.render.phrasebook import locale_language, phrasebook
from chatservice.values import IN_MEMORY

log = Logger()

SHORT_PAUSE = 0.02
LONG_PAUSE = 1.0
"""Seconds between two steps of the history's housekeeping: with more to do at once, and without."""

COMPLAINT_SECONDS = 60.0
"""However long the housekeeping fails, the log says so this often."""


BACKGROUND = 10
"""The niceness of threads that look up and tidy."""


class CannotServeError(SystemExit, Exception):
    """The server can't start, for a reason told in one sentence.

    twistd removes its pid file, and tells the parent of a daemon, for an `Exception`; Python
    prints no traceback, and ends with status 1, for a `SystemExit` with a text. This is both.
    """


class HistoryService(Service):
    """The history's files: opened at the start, kept in order by a thread, closed at the end.

    They are opened in the folder and as the user that twistd has changed to by then.
    """

    def __init__(self, history: DiskHistory, reactor: Any) -> None:
        self._history = history
        self._reactor = reactor
        self._next: IDelayedCall | None = None
        self._complained_at = -COMPLAINT_SECONDS

    def startService(self) -> None:
        """Open the history. Raises `CannotServeError` when that can't be."""
        try:
            self._history.open()
        except HistoryError as error:
            raise CannotServeError(f"chat: {why_no_history(error)}") from error
        Service.startService(self)
        self._plan(more=False)

    def _plan(self, more: bool) -> None:
        if self.running:
            pause = SHORT_PAUSE if more else LONG_PAUSE
            self._next = self._reactor.callLater(pause, self._keep_up)

    def _keep_up(self) -> None:
        self._next = None
        now = datetime.fromtimestamp(self._reactor.seconds(), timezone.utc)
        pool = self._reactor.getThreadPool()
        step = deferToThreadPool(self._reactor, pool, _in_background, self._history.keep_up, now)
        step.addErrback(self._failed).addCallback(self._plan)

    def _failed(self, failure: Failure) -> bool:
        now = self._reactor.seconds()
        if self.running and now - self._complained_at >= COMPLAINT_SECONDS:
            self._complained_at = now
            log.error(
                "[SERVER] Failed: putting the history's files in order: {reason}",
                reason=failure.value,
            )
        return False

    def stopService(self) -> Deferred[None]:
        """Close the history: nobody says anything any more. Fires when it is closed.

        That is done in a thread: what still runs there is waited for, and people read their
        goodbyes meanwhile.
        """
        Service.stopService(self)
        if self._next is not None:
            self._next.cancel()
        pool = self._reactor.getThreadPool()
        return deferToThreadPool(self._reactor, pool, self._history.close)


def report(what: str, error: Exception) -> None:
    """Log an exception: what may happen as a sentence, any other as a fault of the program's."""
    if isinstance(error, FullError):
        log.warn(
            "[SERVER] Full: all {allowed} places are taken; turned away since "
            "the last such line: {count}",
            allowed=error.allowed,
            count=error.count,
        )
    elif isinstance(error, TurnedAwayError):
        log.warn(
            "[SERVER] Turned away since the last such line: {count} ({reason}), the last one from "
            "{last}",
            reason=error.code.value,
            count=error.count,
            last=error.last,
        )
    elif isinstance(error, NotKeptError | NotReadError):
        log.error("[SERVER] Failed: {what}: {reason}", what=what, reason=error)
    else:
        log.failure("Failed: {what}", Failure(error), what=what)


class AccountService(Service):
    """The accounts' file, in the same folder: to be started after `HistoryService`."""

    def __init__(self, accounts: Store) -> None:
        self._accounts = accounts

    def startService(self) -> None:
        """Open the accounts. Raises `CannotServeError` when that can't be."""
        try:
            self._accounts.open()
        except HistoryError as error:
            raise CannotServeError(f"chat: {why_no_history(error)}") from error
        Service.startService(self)

    def stopService(self) -> None:
        """Close them: nobody is here any more."""
        Service.stopService(self)
        self._accounts.close()


def _in_background(work: Callable[..., Any], *arguments: Any) -> Any:
    """Call ``work`` in this thread of the pool, behind the reactor's wherever both have to wait.

    On Linux each thread has a niceness of its own (setpriority(2)); others' longest wait while
    somebody searches goes from 8 to 4 ms. The pool's threads do nothing else that is in a hurry.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BACKGROUND)
    return work(*arguments)


def aside_in(reactor: Any) -> Callable[[Callable[[], Any], Callable[[Any], None]], object]:
    """Return what calls one function in a thread, and another one in the reactor after it."""

    def aside(look: Callable[[], Any], done: Callable[[Any], None]) -> object:
        looking = deferToThreadPool(reactor, reactor.getThreadPool(), _in_background, look)
        return looking.addCallback(done).addErrback(
            lambda failure: log.failure("Failed: telling what was found", failure)
        )

    return aside


def check_history(data: str, run_directory: str) -> None:
    """Look at a history before a daemon leaves its terminal: what there is to say is read then.

    Ends the program with one sentence and status 1 when it can't be used.
    """
    try:
        if data != IN_MEMORY:
            check(Path(run_directory) / data)
            accounts.check(Path(run_directory) / data)
    except HistoryError as error:
        raise SystemExit(f"chat: {why_no_history(error)}") from error


def why_no_history(error: HistoryError) -> str:
    """Return one sentence about a history that can't be used, and what to do."""
    return phrasebook(locale_language()).say(error.message, **error.details)
