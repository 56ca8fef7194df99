"""The log of what is asked for: at the level debug, which twistd's own log would show."""

from __future__ import annotations

from urllib.parse import unquote

from twisted.logger import (
    FilteringLogObserver,
    Logger,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogPublisher,
)

from chatservice.core.tokens import PREFIX

LONGEST_SHOWN = 40
"""Characters of a path that are shown."""

SHOWN = LogLevelFilterPredicate(defaultLogLevel=LogLevel.info)
"""Which levels are logged. One line for each file of the page that anybody looks at, or a stranger
asks for, would fill a disk; for who looks for a fault, `setLogLevelForNamespace` is there."""

NAMESPACE = "chatservice.protocols.web"

log = Logger(NAMESPACE, observer=FilteringLogObserver(globalLogPublisher, [SHOWN]))


def masked(text: str) -> str:
    """Return ``text``, a segment of a path, or nothing of it if there is a token in it.

    Who forgets a part of the hook's address sends one elsewhere.
    """
    # A client may write any character as %XX (RFC 3986, 2.4).
    return "…" if PREFIX in unquote(text) else text
