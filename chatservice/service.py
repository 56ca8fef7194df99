"""The composition root: history, hub, renderer, protocol and listeners make one Twisted service.

`makeService` is what twistd's plugin calls. Nothing else builds the parts, and nothing below here
knows more than one of them.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.application.internet import TimerService
from twisted.application.service import IService, MultiService, Service
from twisted.internet.defer import Deferred
from twisted.protocols.tls import TLSMemoryBIOFactory

from chatservice import __version__, collecting
from chatservice.accounts.store import Store
from chatservice.auditing import AuditLog
from chatservice.certificates import Files, given
from chatservice.configuration import Configuration, endpoint
from chatservice.core.hub import Hub
from chatservice.core.limits import READERS
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy, Surroundings
from chatservice.doors import ListenerService
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from chatservice.keeping import (
    AccountService,
    CannotServeError,
    HistoryService,
    aside_in,
    check_history,
    report,
)
from chatservice.limits import (
    LimitService,
    open_files,
    places,
    raise_open_files,
    readers,
    usable,
)
from chatservice.listening import check_address, why_not_address
from chatservice.options import Options
from chatservice.passwords import ArgonPasswords
from chatservice.protocols.detect import Detecting, speaks
from chatservice.protocols.detectors import AUTO
from chatservice.protocols.factory import ChatFactory
from chatservice.protocols.hosts import WebHosts, own_hosts
from chatservice.render.forms import Renderer
from chatservice.render.phrasebook import locale_language, phrasebook
from chatservice.renewing import CertificateService, check_certificate
from chatservice.signals import SignalService
from chatservice.tls import Contexts, encrypting
from chatservice.values import IN_MEMORY

SWEEP_SECONDS = 1.0
"""How often silent connections are looked for."""

DRAIN_SECONDS = 3.0
"""How long a stopping server waits for people to read its last words."""


class ConversationService(Service):
    """The hub, and everyone's connections.

    When it starts, the hub takes up what is kept. When it stops, people read why, and get a moment
    to read it.
    """

    def __init__(self, factory: ChatFactory, reactor: Any) -> None:
        self._factory = factory
        self._reactor = reactor

    def startService(self) -> None:
        """Open the hub. Raises `CannotServeError` when what is kept can't be read."""
        Service.startService(self)
        try:
            self._factory.hub.open()
        except (NotReadError, NotKeptError) as error:
            reason = phrasebook(locale_language()).say(
                "what is kept can't be read ({reason}): `chatservice restore FILE` puts a backup "
                "in its place",
                reason=error,
            )
            raise CannotServeError(f"chat: {reason}") from error

    def stopService(self) -> Deferred[None]:
        """Say goodbye to everyone; fires when all connections are closed, or cut."""
        Service.stopService(self)
        cut = self._reactor.callLater(DRAIN_SECONDS, self._cut)
        self._factory.stop()
        self._factory.hub.close()

        def all_gone(result: None) -> None:
            if cut.active():
                cut.cancel()

        return self._factory.when_empty().addCallback(all_gone)

    def _cut(self) -> None:
        for connection in list(self._factory.connections):
            connection.transport.abortConnection()


class ChatService(MultiService):
    """The chat as one service. ``hub`` is the chat itself, ``listeners`` its open doors.

    ``connections`` is how many there may be at once, `None` for any number, and ``readers`` how
    many more of them that read pages.
    """

    def __init__(
        self,
        configuration: Configuration,
        reactor: Any,
        connections: int | None = None,
        readers: int = READERS,
    ) -> None:
        MultiService.__init__(self)
        history: MemoryHistory | DiskHistory = MemoryHistory()
        if configuration.data != IN_MEMORY:
            history = DiskHistory(
                Path(configuration.data), sync=configuration.sync, retain=configuration.retain
            )

        def now() -> datetime:
            return datetime.fromtimestamp(reactor.seconds(), timezone.utc)

        accounts = Store(configuration.data, now, is_held=True, report=report)
        passwords = ArgonPasswords(reactor)
        audit = AuditLog(configuration.data, reactor)
        self.hub = Hub(
            Surroundings(
                now=now,
                at_turn_end=lambda call: reactor.callLater(0, call),
                render=Renderer(),
                log=history,
                later=reactor.callLater,
                aside=aside_in(reactor),
                accounts=accounts,
                passwords=passwords,
                report=report,
                audit=audit,
            ),
            Policy(
                settings=Settings(language=configuration.language, style=configuration.style),
                room=configuration.room,
                motd=configuration.motd,
                version=__version__,
                history=configuration.history,
                limits=configuration.limits,
                connections=connections,
                readers=readers,
                web=web(configuration),
            ),
        )
        factory = ChatFactory(self.hub, reactor)
        # Services stop in the order opposite to this: first the doors are closed.
        if isinstance(history, DiskHistory):
            MultiService.addService(self, HistoryService(history, reactor))
        for part in (
            AccountService(accounts),
            audit,
            passwords,
            ConversationService(factory, reactor),
        ):
            MultiService.addService(self, part)
        for sweep in (self.hub.sweep, factory.sweep):
            sweeping = TimerService(SWEEP_SECONDS, sweep)
            sweeping.clock = reactor
            MultiService.addService(self, sweeping)
        seconds = configuration.handshake_seconds
        contexts = Contexts()
        self.certificates = CertificateService(
            contexts, given_files(configuration), configuration.data, configuration.host, reactor
        )
        MultiService.addService(self, self.certificates)

        def own() -> Iterable[str]:
            return (*own_hosts(socket.gethostname()), *contexts.names)

        factory.hosts = WebHosts(configuration.web_host, own)
        factory.encrypted = encrypting(contexts, Detecting, seconds, reactor)
        speaking = {
            name: factory.speaking(speaks(name))
            for name in {AUTO, *(door.speaks for door in configuration.listen)}
        }
        self.listeners = [
            ListenerService(door.endpoint, speaking[door.speaks], seconds, reactor, door.speaks)
            for door in configuration.listen
        ]
        if configuration.tls_address is not None:
            inside = TLSMemoryBIOFactory(contexts, False, speaking[AUTO], reactor)
            self.listeners.append(
                ListenerService(
                    endpoint(*configuration.tls_address),
                    inside,
                    seconds,
                    reactor,
                    option="--tls-port",
                )
            )
        for listener in self.listeners:
            MultiService.addService(self, listener)


def given_files(configuration: Configuration) -> Files | None:
    """Return where the operator's certificate is, if one was given."""
    certificate = configuration.tls_certificate
    return None if certificate is None else given(certificate, configuration.tls_key)


def web(configuration: Configuration) -> str:
    """Return how the address of the server's page begins; see `Policy`."""
    address = configuration.address or configuration.tls_address
    scheme = "http" if configuration.address or not address else "https"
    return f"{scheme}://HOST:{(address and address[1]) or 'PORT'}"


def makeService(options: Options) -> IService:
    """Return the service that the command line asks for, ready to be started by twistd.

    Ends the program with one sentence and status 1 when its port can't be had, or its history.
    """
    from twisted.internet import reactor

    twistd: Mapping[str, Any] = options.parent or {}
    chosen, run_directory = options.configuration, twistd.get("rundir", ".")
    check_history(chosen.data, run_directory)
    check_certificate(given_files(chosen), chosen.data, run_directory)
    for address, option in ((chosen.address, "--port"), (chosen.tls_address, "--tls-port")):
        if address is not None:
            try:
                check_address(*address)
            except OSError as error:
                raise SystemExit(f"chat: {why_not_address(*address, error, option)}") from error
    reactor.callWhenRunning(collecting.set_up)
    wanted = chosen.max_connections
    before, limit = open_files(), raise_open_files()
    service = MultiService()
    files = usable(limit, reactor)
    chat = ChatService(chosen, reactor, places(wanted, files), readers(files))
    # First the signals: whoever reads that the server waits may stop it at once.
    for part in (
        SignalService(reactor, chat.certificates.reload),
        LimitService(wanted, before, limit, reactor),
        chat,
    ):
        MultiService.addService(service, part)
    return service
