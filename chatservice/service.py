"""The composition root: history, hub, renderer, protocol and listeners make one Twisted service.

`makeService` is what twistd's plugin calls. Nothing else builds the parts, and nothing below here
knows more than one of them.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.application.internet import TimerService
from twisted.application.service import IService, MultiService, Service
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.endpoints import serverFromString
from twisted.internet.interfaces import IListeningPort
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice import __version__, collecting
from chatservice.accepting import Accepting, lengthen_queue
from chatservice.configuration import Configuration
from chatservice.core.hub import Hub
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from chatservice.keeping import (
    CannotServeError,
    HistoryService,
    aside_in,
    check_history,
    report,
)
from chatservice.limits import LimitService, open_files, places, raise_open_files, usable
from chatservice.listening import (
    announcement,
    check_address,
    why_not_address,
    why_not_listening,
)
from chatservice.options import Options
from chatservice.protocols.factory import ChatFactory
from chatservice.render.plain import PlainRenderer
from chatservice.values import IN_MEMORY

log = Logger()

SWEEP_SECONDS = 1.0
"""How often silent connections are looked for."""

DRAIN_SECONDS = 3.0
"""How long a stopping server waits for people to read its last words."""


STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ListenerService(Service):
    """Listens on one endpoint, from start to stop, and says where.

    Twisted's own service for this logs that a port is in use and goes on running, with no door
    open; this one refuses to start.
    """

    port: IListeningPort | None = None
    _pending: Deferred[Any] | None = None
    _accepting: Accepting | None = None

    def __init__(self, description: str, factory: ChatFactory, reactor: Any) -> None:
        self._description = description
        self._endpoint = serverFromString(reactor, description)
        self._factory = factory
        self._reactor = reactor

    def privilegedStartService(self) -> None:
        """Listen, while the process may still use ports below 1024.

        Raises `CannotServeError` when that can't be.
        """
        self._failure: Failure | None = None
        self._pending = self._endpoint.listen(self._factory)
        self._pending.addCallbacks(self._listening, self._failed)
        if self._failure is not None:
            raise CannotServeError(f"chat: {why_not_listening(self._description, self._failure)}")

    def _listening(self, port: IListeningPort) -> None:
        self.port = port
        lengthen_queue(port, self._description)
        self._accepting = Accepting(port, self._reactor)
        if self.running:
            self._announce()

    def _failed(self, failure: Failure) -> None:
        """Keep the reason. Twisted's endpoints fail at once; one of a plugin may do so later."""
        self._failure = failure
        if self.running and not failure.check(CancelledError):
            reason = why_not_listening(self._description, failure)
            log.critical("Stopping: {reason}", reason=reason)
            self._reactor.stop()

    def startService(self) -> None:
        """Say where people are waited for."""
        if self._pending is None:
            self.privilegedStartService()
        Service.startService(self)
        self._announce()

    def _announce(self) -> None:
        if self.port is not None:
            for line in announcement(self._description, self.port.getHost()):
                log.info("{line}", line=line)

    def stopService(self) -> Deferred[None]:
        """Listen no more."""
        Service.stopService(self)
        if self._accepting is not None:
            self._accepting.stop()
        port, self.port = self.port, None
        pending, self._pending = self._pending, None
        if port is None:
            if pending is not None:
                pending.cancel()
            return succeed(None)
        stopping = port.stopListening()
        return stopping if isinstance(stopping, Deferred) else succeed(None)


class ConversationService(Service):
    """Everyone's connections: when it stops, they read why, and get a moment to read it."""

    def __init__(self, factory: ChatFactory, reactor: Any) -> None:
        self._factory = factory
        self._reactor = reactor

    def stopService(self) -> Deferred[None]:
        """Say goodbye to everyone; fires when all connections are closed, or cut."""
        Service.stopService(self)
        cut = self._reactor.callLater(DRAIN_SECONDS, self._cut)
        self._factory.hub.close()

        def all_gone(result: None) -> None:
            if cut.active():
                cut.cancel()

        return self._factory.when_empty().addCallback(all_gone)

    def _cut(self) -> None:
        for connection in list(self._factory.connections):
            connection.transport.abortConnection()


class SignalService(Service):
    """Lets SIGINT and SIGTERM stop the reactor, and the program end with status 0.

    twistd ends a program that a signal has stopped by that same signal, as a shell expects of a
    program that was interrupted; for a server, being told to stop is not a failure. A second
    signal ends the program at once.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    def startService(self) -> None:
        """Take the signals over once the reactor runs, when it has set its own handlers.

        One that comes before that waits until then, so that none meets the reactor's.
        """
        Service.startService(self)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING_SIGNALS)
        self._reactor.callWhenRunning(self._install)

    def _install(self) -> None:
        for number in STOPPING_SIGNALS:
            signal.signal(number, self._received)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING_SIGNALS)

    def _received(self, number: int, frame: object) -> None:
        for each in STOPPING_SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        # A signal may come in the middle of writing to the log: nothing is logged before the
        # reactor's next turn.
        self._reactor.callFromThread(self._stop, number)

    def _stop(self, number: int) -> None:
        log.info("Received {signal}, stopping", signal=signal.Signals(number).name)
        self._reactor.stop()


class ChatService(MultiService):
    """The chat as one service. ``hub`` is the chat itself, ``listeners`` its open doors.

    ``connections`` is how many there may be at once; `None` for any number.
    """

    def __init__(
        self, configuration: Configuration, reactor: Any, connections: int | None = None
    ) -> None:
        MultiService.__init__(self)
        history: MemoryHistory | DiskHistory = MemoryHistory()
        if configuration.data != IN_MEMORY:
            history = DiskHistory(
                Path(configuration.data), sync=configuration.sync, retain=configuration.retain
            )
        self.hub = Hub(
            Surroundings(
                now=lambda: datetime.fromtimestamp(reactor.seconds(), timezone.utc),
                at_turn_end=lambda call: reactor.callLater(0, call),
                render=PlainRenderer(),
                log=history,
                later=reactor.callLater,
                aside=aside_in(reactor),
                report=report,
            ),
            Policy(
                settings=Settings(language=configuration.language, style=configuration.style),
                room=configuration.room,
                motd=configuration.motd,
                version=__version__,
                history=configuration.history,
                connections=connections,
            ),
        )
        factory = ChatFactory(self.hub, reactor)
        # Services stop in the order opposite to this: first the doors are closed.
        if isinstance(history, DiskHistory):
            MultiService.addService(self, HistoryService(history, self.hub, reactor))
        MultiService.addService(self, ConversationService(factory, reactor))
        sweep = TimerService(SWEEP_SECONDS, self.hub.sweep)
        sweep.clock = reactor
        MultiService.addService(self, sweep)
        self.listeners = [
            ListenerService(description, factory, reactor) for description in configuration.listen
        ]
        for listener in self.listeners:
            MultiService.addService(self, listener)


def makeService(options: Options) -> IService:
    """Return the service that the command line asks for, ready to be started by twistd.

    Ends the program with one sentence and status 1 when its port can't be had, or its history.
    """
    from twisted.internet import reactor

    twistd: Mapping[str, Any] = options.parent or {}
    check_history(options.configuration.data, twistd.get("rundir", "."))
    address = options.configuration.address
    if address is not None:
        try:
            check_address(*address)
        except OSError as error:
            raise SystemExit(f"chat: {why_not_address(*address, error)}") from error
    reactor.callWhenRunning(collecting.set_up)
    wanted = options.configuration.max_connections
    before, limit = open_files(), raise_open_files()
    service = MultiService()
    # First the signals: whoever reads that the server waits may stop it at once.
    for part in (
        SignalService(reactor),
        LimitService(wanted, before, limit, reactor),
        ChatService(options.configuration, reactor, places(wanted, usable(limit, reactor))),
    ):
        MultiService.addService(service, part)
    return service
