"""Running a bot by itself: the reactor, the log, and how the program ends."""

from __future__ import annotations

import sys
from typing import Any

from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogBeginner,
    textFileLogObserver,
)

from chatservice.bot.service import BotService


def run(service: BotService, reactor: Any) -> None:
    """Run ``service`` until the reactor stops, by a signal or because it is of no use to go on.

    Raises `SystemExit` with status 1 in that second case; the log says why.
    """
    quiet = LogLevelFilterPredicate(LogLevel.info)
    # `Factory` and `ClientService` tell of each step that they take.
    quiet.setLogLevelForNamespace("twisted", LogLevel.warn)
    observer = FilteringLogObserver(textFileLogObserver(sys.stderr), [quiet])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)
    refused: list[Exception] = []

    def give_up(reason: Exception) -> None:
        refused.append(reason)
        reactor.stop()

    service.given_up.addCallback(give_up)
    reactor.callWhenRunning(service.startService)
    reactor.addSystemEventTrigger("before", "shutdown", service.stopService)
    reactor.run()
    if refused:
        raise SystemExit(1)
