"""The log of what is asked for: at the level debug, which twistd's own log would show."""

from __future__ import annotations

from twisted.logger import (
    FilteringLogObserver,
    Logger,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogPublisher,
)

SHOWN = LogLevelFilterPredicate(defaultLogLevel=LogLevel.info)
"""Which levels are logged. One line for each file of the page that anybody looks at, or a stranger
asks for, would fill a disk; for who looks for a fault, `setLogLevelForNamespace` is there."""

NAMESPACE = "chatservice.protocols.web"

log = Logger(NAMESPACE, observer=FilteringLogObserver(globalLogPublisher, [SHOWN]))
