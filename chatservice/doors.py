"""The server's open doors: each listens on one endpoint, and says where."""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.endpoints import serverFromString
from twisted.internet.interfaces import IListeningPort, IProtocolFactory
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.accepting import Accepting, lengthen_queue
from chatservice.keeping import CannotServeError
from chatservice.listening import announcement, warning, why_not_listening
from chatservice.protocols.detectors import AUTO
from chatservice.tls import set_up

log = Logger()


class ListenerService(Service):
    """Listens on one endpoint, from start to stop, and says where.

    Twisted's own service for this logs that a port is in use and goes on running, with no door
    open; this one refuses to start. Who comes under TLS, be it the factory's or the endpoint's, has
    ``handshake_seconds`` for the handshake. ``speaks`` is what the factory's connections speak,
    ``option`` the one that chooses the port.
    """

    port: IListeningPort | None = None
    _pending: Deferred[Any] | None = None
    _accepting: Accepting | None = None

    def __init__(
        self,
        description: str,
        factory: IProtocolFactory,
        handshake_seconds: float,
        reactor: Any,
        speaks: str = AUTO,
        option: str = "--port",
    ) -> None:
        self._description = description
        self._endpoint = serverFromString(reactor, description)
        self._factory = factory
        self._handshake_seconds = handshake_seconds
        self._reactor = reactor
        self._speaks = speaks
        self._option = option
        self._is_encrypted = self._set_up(factory)

    def _set_up(self, factory: object) -> bool:
        return set_up(factory, self._handshake_seconds, self._reactor)

    def privilegedStartService(self) -> None:
        """Listen, while the process may still use ports below 1024.

        Raises `CannotServeError` when that can't be.
        """
        self._failure: Failure | None = None
        self._pending = self._endpoint.listen(self._factory)
        self._pending.addCallbacks(self._listening, self._failed)
        if self._failure is not None:
            raise CannotServeError(f"chat: {self._why_not(self._failure)}")

    def _listening(self, port: IListeningPort) -> None:
        self.port = port
        # An endpoint may have put TLS around the factory.
        self._is_encrypted |= self._set_up(getattr(port, "factory", None))
        lengthen_queue(port, self._description)
        self._accepting = Accepting(port, self._reactor)
        if self.running:
            self._announce()

    def _failed(self, failure: Failure) -> None:
        """Keep the reason. Twisted's endpoints fail at once; one of a plugin may do so later."""
        self._failure = failure
        if self.running and not failure.check(CancelledError):
            log.critical("Stopping: {reason}", reason=self._why_not(failure))
            self._reactor.stop()

    def _why_not(self, failure: Failure) -> str:
        return why_not_listening(self._description, failure, self._option)

    def startService(self) -> None:
        """Say where people are waited for."""
        if self._pending is None:
            self.privilegedStartService()
        Service.startService(self)
        self._announce()

    def _announce(self) -> None:
        if self.port is None:
            return
        address = self.port.getHost()
        speaks = self._speaks
        for line in announcement(self._description, address, speaks, encrypted=self._is_encrypted):
            log.info("{line}", line=line)
        if not self._is_encrypted and (advice := warning(address, speaks)):
            log.warn("{advice}", advice=advice)

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
