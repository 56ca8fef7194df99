"""A bot as a Twisted service: it comes back, goes on where it was, and stops cleanly."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.application.internet import ClientService, backoffPolicy
from twisted.application.service import Service
from twisted.internet import defer
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import Logger
from zope.interface import implementer

from chatservice.bot.events import Connected, is_by
from chatservice.bot.link import Link
from chatservice.client.network.missed import FOR_PROGRAMS, Gap, Missed, Place
from chatservice.client.network.requests import Refused, Requests
from chatservice.client.network.trust import KnownHostsError, UntrustedError
from chatservice.core.refusals import Code
from chatservice.render.messages import Answer, Event, Message
from chatservice.render.messages.accounts import EnteredElsewhere, LeftElsewhere
from chatservice.render.messages.conversation import (
    Error,
    LeftOut,
    RoomEntered,
    RoomLeft,
    Waited,
    Welcome,
)
from chatservice.render.messages.events import Renamed
from chatservice.render.messages.moderation import OutOfRoom

if TYPE_CHECKING:
    from chatservice.bot.bot import Bot

VERSION = 1
"""Of the protocol for programs."""

STOP_SECONDS = 5.0
"""How long a bot that stops may take to say what it has begun to say, and goodbye."""

HOPELESS = {
    code.value
    for code in (
        Code.WRONG_TOKEN,
        Code.WRONG_PASSWORD,
        Code.NAME_REGISTERED,
        Code.NAME_EMPTY,
        Code.NAME_TOO_LONG,
        Code.NAME_CHARACTER,
        Code.NAME_WITHOUT_LETTER,
        Code.NAME_MARKS,
        Code.NAME_DIRECTION,
        Code.NAME_NOT_ALLOWED,
        Code.ACCOUNT_REMOVED,
        Code.UNKNOWN_VERSION,
        Code.BAD_FIELD,
        Code.UNKNOWN_TYPE,
    )
}
"""Why the server does not let a bot in, however often it tries. Names that are taken, bans that end
and full servers are not among these."""

retry = backoffPolicy(initialDelay=0.5, maxDelay=60.0, factor=1.5, jitter=random.random)
"""How many seconds after the first, second, … attempt in a row that fails the next one is made."""


@implementer(IStreamClientEndpoint)
class _Greeted:
    """An endpoint whose connections are there once the server has let the bot in.

    `ClientService` could greet by itself, but then it does not survive that a connection is lost
    meanwhile (``prepareConnection``, Twisted 26.10).
    """

    def __init__(
        self,
        endpoint: IStreamClientEndpoint,
        make: Callable[[], Link],
        failed: Callable[[Exception], None],
    ) -> None:
        self._endpoint = endpoint
        self._make = make
        self._failed = failed

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:  # noqa: N803
        """Connect, say hello, and wait for the welcome."""
        return Deferred.fromCoroutine(self._connect(protocolFactory))

    async def _connect(self, factory: IProtocolFactory) -> IProtocol:
        link = self._make()
        links = Factory.forProtocol(lambda: link)
        try:
            await self._endpoint.connect(links)
            await link.welcomed
        except Exception as error:
            self._failed(error)
            raise
        follower = factory.buildProtocol(link.transport.getPeer())
        if follower is None:
            raise ConnectError("nobody wants this connection any more")
        follower.makeConnection(link.transport)
        link.follower = follower
        return follower


class BotService(Service):
    """Keeps a bot connected, from `startService` to `stopService`.

    ``given_up`` fires with the reason when it is of no use to try again: a wrong token, say, or a
    certificate that nobody vouches for.
    """

    _log = Logger()

    def __init__(
        self,
        bot: Bot,
        reactor: Any,
        endpoint: IStreamClientEndpoint,
        name: str,
        retry_policy: Callable[[int], float] = retry,
    ) -> None:
        self.requests = Requests(reactor)
        self.reactor = reactor
        self.nick = bot.nick or ""
        self.rooms = list(bot.rooms)
        self.first_room: str | None = None
        self.given_up: Deferred[Exception] = Deferred()
        self._bot = bot
        self._server = name
        self._missed = Missed(bot.since, self.requests, self._tell, self._lack, FOR_PROGRAMS)
        self._history = ""
        """The history whose numbers the bot knows; empty before any."""
        self._link: Link | None = None
        self._lost: Deferred[None] | None = None
        self._client = ClientService(
            _Greeted(endpoint, lambda: Link(self, reactor), self._failed),
            Factory.forProtocol(Protocol),
            retry_policy,
            reactor,
        )

    @property
    def since(self) -> int | None:
        """The number of the last message that the bot was told of."""
        return self._missed.since

    @property
    def home(self) -> str | None:
        """The room where the bot talks unless it names another; `None` before that is known."""
        return self._bot.rooms[-1] if self._bot.rooms else self.first_room

    def startService(self) -> None:
        """Connect, and again whenever the connection is lost."""
        Service.startService(self)
        self._client.startService()

    async def _stop(self) -> None:
        if self._link is not None:
            self._lost = Deferred()
            self.requests.make("quit", {}).addErrback(lambda _: None)
            try:
                await self._lost.addTimeout(STOP_SECONDS, self.reactor)
            except defer.TimeoutError:
                self._link.transport.abortConnection()
        await self._client.stopService()
        self._bot.stopped()
        self.requests.close()

    def stopService(self) -> Deferred[None]:
        """Leave; the Deferred fires when the connection is closed."""
        Service.stopService(self)
        return Deferred.fromCoroutine(self._stop())

    # -- what the link tells ----------------------------------------------------------------

    def hello(self) -> dict[str, Any]:
        """Return who the bot is, and where it goes on."""
        bot = self._bot
        fields = {
            "nick": None if bot.token else self.nick,
            "token": bot.token,
            "password": bot.password,
            "language": bot.language,
            "since": self.since,
            "history_id": self._history or None,
            "rooms": self.rooms or None,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        return {"type": "hello", "id": "hello", "version": VERSION, **given}

    def welcomed(self, link: Link, welcome: Welcome) -> None:
        """Go on: events come from here on, and what was not asked for yet is."""
        self._link = link
        self.nick, self.first_room = welcome.nick, welcome.room
        self._log.info(
            "{nick} is in {room} of {server}",
            nick=welcome.nick,
            room=welcome.room,
            server=self._server,
        )
        is_other = self._history not in ("", welcome.history_id)
        self._history = welcome.history_id
        self._missed.resumed(welcome.seq, is_other=is_other)
        self.requests.limited(welcome.limits)
        self.requests.connected(link.send)
        others = (room for room in self.rooms if room != welcome.room)
        self._bot.dispatch(Connected(welcome.nick, (welcome.room, *others)))

    def heard(self, message: Message) -> None:
        """Take an event, or an answer."""
        if isinstance(message, Event):
            if self._lost is None:  # else it stops: this is for the next time
                self._missed.event(message)
        elif isinstance(message, Answer):
            self._follow(message)
            if not self.requests.answered(message):
                self._news(message)

    def lost(self) -> None:
        """Take note that the connection is gone."""
        self._link = None
        self._missed.lost()
        self.requests.disconnected()
        if self._lost is not None:
            self._lost.callback(None)
        else:
            self._log.warn("The connection to {server} is lost", server=self._server)

    # -- the rest -----------------------------------------------------------------------------

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            return
        hopeless = isinstance(error, UntrustedError | KnownHostsError) or (
            isinstance(error, Refused) and error.code in HOPELESS
        )
        if not hopeless:
            self._log.warn(
                "No connection to {server}: {reason}", server=self._server, reason=_reason(error)
            )
            return
        self._log.critical(
            "{server} can't be used, the bot gives up: {reason}",
            server=self._server,
            reason=_reason(error),
        )
        self.reactor.callLater(0, self._give_up, error)

    def _give_up(self, error: Exception) -> None:
        self._client.stopService()
        self.requests.close()
        if not self.given_up.called:
            self.given_up.callback(error)

    def _follow(self, answer: Answer) -> None:
        """Take note of where the bot is, so that it comes back there."""
        if isinstance(answer, RoomEntered | EnteredElsewhere):
            if answer.room not in self.rooms:
                self.rooms.append(answer.room)
        elif isinstance(answer, RoomLeft | LeftElsewhere | OutOfRoom) and answer.room in self.rooms:
            self.rooms.remove(answer.room)

    def _news(self, answer: Answer) -> None:
        if isinstance(answer, Error):
            self._log.warn("{server} says: {text}", server=self._server, text=answer.text)
        elif isinstance(answer, LeftOut):
            here = [self.first_room] if self.first_room else []
            self._missed.left_out(Place(room) for room in dict.fromkeys([*here, *self.rooms]))
        elif isinstance(answer, Waited):
            self._missed.waited(answer.messages)

    def _lack(self, gap: Gap) -> None:
        told = "Not all that was said in {room} meanwhile can be told: {reason}"
        self._log.warn(told, room=gap.place.name, reason=gap.refused or "it is too much")

    def _tell(self, event: Event) -> None:
        is_own = is_by(event, self.nick)
        if isinstance(event, Renamed) and is_own:
            self.nick = event.name
        if not is_own:
            self._bot.dispatch(event)


def _reason(error: Exception) -> str:
    if isinstance(error, UntrustedError):
        return (
            "nobody vouches for its certificate; if its operator confirms the SHA-256 fingerprint, "
            f"pass fingerprint={error.fingerprint!r}"
        )
    if isinstance(error, KnownHostsError):
        return f"{error.file}: {error.reason or f'line {error.line} means nothing'}"
    return str(error).rstrip(".") or type(error).__name__
