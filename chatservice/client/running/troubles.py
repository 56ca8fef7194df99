"""What nobody foresaw: it ends the client, in a sentence, instead of being printed."""

from __future__ import annotations

from collections.abc import Callable

from twisted.logger import ILogObserver, LogEvent, globalLogBeginner
from twisted.python.failure import Failure
from zope.interface import implementer


@implementer(ILogObserver)
class Troubles:
    """A log observer: the first failure that nobody handles is kept, and ``stop`` is called."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self.first: BaseException | None = None

    def __call__(self, event: LogEvent) -> None:
        """Take an event of Twisted's log."""
        # Twisted's older parts know no "log_failure".
        failure = event.get("log_failure") or (event.get("isError") and event.get("failure"))
        if failure:
            self.note(failure.value)

    def note(self, error: BaseException) -> None:
        """Take what went wrong elsewhere, such as on the screen."""
        if self.first is None:
            self.first = error
            self._stop()

    def failed(self, failure: Failure) -> None:
        """Take what went wrong in a Deferred."""
        if failure.value is not None:
            self.note(failure.value)

    def observe(self) -> None:
        """Take Twisted's log, of which nothing is printed any more."""
        globalLogBeginner.beginLoggingTo([self], redirectStandardIO=False, discardBuffer=True)
