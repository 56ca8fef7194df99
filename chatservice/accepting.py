"""How a listening port takes a rush, and what it does when no more files can be opened.

An endpoint decides what port it makes. Most of them, whatever they put around the connections (TLS,
a proxy's header), end in Twisted's own `Port`; any other is left as it is.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IDelayedCall, IListeningPort
from twisted.internet.tcp import Port
from twisted.logger import ILogObserver, LogEvent, Logger
from zope.interface import implementer

BACKLOG = 4096
"""Connections that may wait to be accepted; Linux has no more by itself (net.core.somaxconn).
Twisted's 50 overflows when 1,000 come at once, and who is dropped tries again a second later."""

ACCEPTED_A_TURN = 8
"""Connections that are accepted in one turn of the reactor, in some two milliseconds. Twisted goes
from 100 up without end while more are waiting, and those who are connected wait for it."""

BREATHER_SECONDS = 0.1
"""How long a port that can't accept is left alone. The system would call it again at once."""

COMPLAINT_SECONDS = 60.0
"""However often a port can't accept, the log says so this often."""

LACKING = ("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM")
"""What accept(2) fails with for want of something, and will again until there is more of it."""


def lengthen_queue(port: IListeningPort, description: str) -> None:
    """Let more connections wait at a listening ``port`` than Twisted does by itself.

    Not if its ``description`` says how many may, nor where the socket came from somebody else.
    """
    # A second listen(2) changes nothing but the length.
    if isinstance(port, Port) and port.backlog == Port.backlog and "backlog=" not in description:
        port.socket.listen(BACKLOG)


@implementer(ILogObserver)
class Accepting:
    """Makes a port accept in portions, and watches it for lack of file descriptors.

    Twisted then closes newcomers unheard, with a line of the log for each, or fails to and is
    called again at once, with a line for each time. Here that is a line a minute, and a breather.
    It is the port's own observer because Twisted tells nobody else.
    """

    log = Logger()

    def __init__(self, port: IListeningPort, reactor: Any) -> None:
        self._port: Any = port
        self._reactor = reactor
        self._elsewhere: ILogObserver | None = None
        self._closed = 0
        self._lacking = ""
        self._tell_from = 0.0
        self._telling: IDelayedCall | None = None
        self._breather: IDelayedCall | None = None
        if isinstance(port, Port):
            logger = port._logger  # noqa: SLF001  # there is no public way
            self._elsewhere = logger.observer
            port._logger = Logger(namespace=logger.namespace, observer=self)  # noqa: SLF001
            port.doRead = self._accept  # type: ignore[method-assign]

    def _accept(self) -> None:
        self._port.numberAccepts = min(self._port.numberAccepts, ACCEPTED_A_TURN)
        Port.doRead(self._port)

    def __call__(self, event: LogEvent) -> None:
        """Take one line that the port would log."""
        lacking = event.get("acceptError")
        if lacking in LACKING:
            self._take_note(lacking)
            self._rest()
        elif event["log_format"].startswith("EMFILE"):
            self._closed += "address" in event
            self._take_note("EMFILE")
        elif self._elsewhere is not None and "EMFILE" not in event["log_format"]:
            self._elsewhere(event)

    def stop(self) -> None:
        """Watch no more."""
        for call in (self._telling, self._breather):
            if call is not None:
                call.cancel()
        self._telling = self._breather = None

    def _take_note(self, lacking: str) -> None:
        self._lacking = lacking
        if self._telling is None:
            pause = max(0.0, self._tell_from - self._reactor.seconds())
            self._telling = self._reactor.callLater(pause, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._tell_from = self._reactor.seconds() + COMPLAINT_SECONDS
        self.log.error(
            "[SERVER] No more files can be opened ({reason}); connections closed unheard since the "
            "last such line: {count}. Raise the limit (ulimit -n) or lower --max-connections",
            reason=self._lacking,
            count=self._closed,
        )
        self._closed = 0

    def _rest(self) -> None:
        if self._breather is None:
            self._port.stopReading()
            self._breather = self._reactor.callLater(BREATHER_SECONDS, self._go_on)

    def _go_on(self) -> None:
        self._breather = None
        self._port.startReading()
