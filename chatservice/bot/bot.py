"""The bot: what is written with it, by decorators, and what it can do, by methods."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar, overload

from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.bot.commands import Commands, WrongArguments, command
from chatservice.bot.events import Connected, Message, message
from chatservice.bot.places import server_endpoint
from chatservice.bot.service import BotService, retry
from chatservice.client.network.address import WrongAddressError
from chatservice.client.network.requests import Unanswered
from chatservice.render import messages
from chatservice.render.messages.conversation import Ok
from chatservice.render.phrasebook import phrasebook

E = TypeVar("E")
F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")


class Bot:
    """A program that talks in a chat: see `docs/bots.md`.

    ``nick`` is what it is called; if that is registered, ``password`` goes with it. A bot with an
    account of its own has a ``token`` instead (`/token`), which is also taken from the variable
    CHAT_TOKEN. ``rooms`` are those where it is besides the first one, ``since`` the number of the
    last message that it knows already: it is told of all that came after. ``language`` is that of
    the server's sentences and of its own, ``prefix`` what its commands begin with.
    """

    _log = Logger()

    def __init__(
        self,
        nick: str | None = None,
        *,
        token: str | None = None,
        password: str | None = None,
        rooms: Iterable[str] = (),
        since: int | None = None,
        language: str = "en",
        prefix: str = "!",
    ) -> None:
        self.token = token or (None if nick else os.environ.get("CHAT_TOKEN")) or None
        if not (nick or self.token):
            raise ValueError("a bot has a nick or a token: neither is given")
        self.nick = nick
        self.password = password
        self.rooms = tuple(room.removeprefix("#") for room in rooms)
        self.since = since
        self.language = language
        self._handlers: list[tuple[type[object], Callable[..., Any]]] = []
        self._commands = Commands(prefix, phrasebook(language))
        self._running: set[Deferred[Any]] = set()
        self._service: BotService | None = None

    # -- what a bot consists of ---------------------------------------------------------------

    @overload
    def command(self, function: F, /) -> F: ...
    @overload
    def command(self, function: F, /, *, name: str) -> F: ...
    @overload
    def command(self, /, *, name: str) -> Callable[[F], F]: ...
    def command(self, function: Any = None, /, *, name: str | None = None) -> Any:
        """Make a function a command, called as it is or by ``name``.

        It is called with the `Message` and with the words behind the command, as its parameters
        say (`chatservice.bot.commands`); it may be a coroutine. What it returns does not matter.
        Raises `TypeError` for parameters that no line could fill, and `ValueError` for a name that
        another command has.
        """

        def add(function: F) -> F:
            self._commands.add(command(function, name))
            return function

        return add if function is None else add(function)

    def on(self, event: type[E]) -> Callable[[Callable[[E], R]], Callable[[E], R]]:
        """Have a function called with each event of a type; it may be a coroutine.

        The types are those in `chatservice.bot.events`; `Event` is all of them but `Message` and
        `Connected`. Raises `TypeError` for any other.
        """
        kinds = (Message, Connected, messages.Event)
        if not (isinstance(event, type) and issubclass(event, kinds)):
            raise TypeError(f"{event!r} is no type of event: see chatservice.bot.events")

        def add(function: Callable[[E], R]) -> Callable[[E], R]:
            self._handlers.append((event, function))
            return function

        return add

    # -- what it can do -----------------------------------------------------------------------

    def say(self, text: str, room: str | None = None) -> Deferred[int]:
        """Say something, in ``room``; each line of ``text`` by itself.

        Without a room, that is the last of its ``rooms``, or else the first room of the server.
        Fires with the number of the (last) line, as soon as the server has it on disk. Fails with
        `Refused`, or with `Unanswered` where the connection is lost before the answer. A bot that
        is not connected says it when it is.
        """
        room = room or self._connected_by().home
        return Deferred.fromCoroutine(self._lines(text, "say", room=room))

    def tell(self, person: str, text: str) -> Deferred[int]:
        """Say something to one person alone. As `say`."""
        return Deferred.fromCoroutine(self._lines(text, "msg", to=person))

    def request(self, command: str, /, **fields: Any) -> Deferred[list[messages.Message]]:
        """Ask the server for anything: a command by its name, with the ``fields`` of its message.

        Fires with all that it answers, the last of which is `Ok`: see `docs/protocol.md`, and
        `chatservice.render.messages` for the types. Fails as `say` does.
        """
        return self._connected_by().requests.make(command, fields)

    def sleep(self, seconds: float) -> Deferred[None]:
        """Wait: the Deferred fires after so many seconds."""
        return deferLater(self._connected_by().reactor, seconds, lambda: None)

    @property
    def name(self) -> str:
        """What the bot is called now; empty before it is connected with a token."""
        return self._service.nick if self._service is not None else self.nick or ""

    @property
    def last_seq(self) -> int | None:
        """The number of the last message that the bot was told of: what ``since`` takes."""
        return self._service.since if self._service is not None else self.since

    async def _lines(self, text: str, kind: str, **fields: Any) -> int:
        lines = [line for line in text.splitlines() if line.strip()] or [text]
        saying = [self.request(kind, text=line, **fields) for line in lines]
        seq = 0
        try:
            for each in saying:
                *_, last = await each
                seq = last.seq if isinstance(last, Ok) else 0
        except BaseException:
            for each in saying:
                each.addErrback(lambda _: None)
                each.cancel()
            raise
        return seq

    # -- running ------------------------------------------------------------------------------

    def service(
        self,
        reactor: Any,
        host: str | None = None,
        port: int | None = None,
        *,
        tls: bool = False,
        fingerprint: str | None = None,
        endpoint: str | IStreamClientEndpoint | None = None,
        retry_policy: Callable[[int], float] = retry,
    ) -> BotService:
        """Return the bot as a service, for a larger Twisted program. Once for each bot.

        Where the server is: see `chatservice.bot.places.server_endpoint`, also for what is raised.
        """
        if self._service is not None:
            raise RuntimeError("this bot has a service already")
        made, name = server_endpoint(
            reactor,
            os.environ,
            host,
            port,
            tls=tls,
            fingerprint=fingerprint,
            endpoint=endpoint,
        )
        self._service = BotService(self, reactor, made, name, retry_policy)
        return self._service

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        *,
        tls: bool = False,
        fingerprint: str | None = None,
        endpoint: str | None = None,
    ) -> None:
        """Run the bot until a signal ends the program; the log goes to standard error.

        Where the server is: see `chatservice.bot.places.server_endpoint`. Raises `SystemExit` when
        there can't be a connection.
        """
        from twisted.internet import reactor as installed

        from chatservice.bot.running import run

        reactor: Any = installed
        try:
            service = self.service(
                reactor, host, port, tls=tls, fingerprint=fingerprint, endpoint=endpoint
            )
        except WrongAddressError as error:
            _exit(error.sentence(phrasebook(self.language)))
        except ValueError as error:
            _exit(str(error))
        run(service, reactor)

    # -- what the service tells ---------------------------------------------------------------

    def dispatch(self, event: messages.Event | Connected) -> None:
        """Tell the functions that want to know of it, and do what it commands."""
        told: object = event
        if isinstance(event, messages.Event):
            told = message(event, self) or event
        for kind, function in self._handlers:
            if isinstance(told, kind):
                self._call(function, told)
        if isinstance(told, Message) and not told.is_action:
            self._obey(told)

    def stopped(self) -> None:
        """End the functions that still wait for something."""
        for running in list(self._running):
            running.cancel()

    def _obey(self, message: Message) -> None:
        called = self._commands.named(message.text)
        if called is None:
            return
        name, rest = called
        found = self._commands.find(name)
        if found is None and name == "help" and self._commands.names:
            found = command(self._help, name)
        if found is None:
            # In a room it may be meant for another bot.
            if message.is_private and self._commands.names:
                self._call(message.reply, self._commands.unknown(name))
            return
        try:
            values = found.values(rest)
        except WrongArguments as error:
            self._call(message.reply, self._commands.wrong(found, error))
            return
        self._call(found.function, message, *values)

    def _help(self, message: Message, command: str = "") -> Deferred[int]:
        """List the commands, or explain one."""
        return message.reply(self._commands.help(command))

    def _call(self, function: Callable[..., Any], *arguments: object) -> None:
        running = maybeDeferred(function, *arguments)
        self._running.add(running)

        def done(result: object) -> None:
            self._running.discard(running)
            if not isinstance(result, Failure) or result.check(CancelledError):
                return
            name = getattr(function, "__qualname__", repr(function))
            if result.check(Unanswered):
                self._log.warn("{name}: {reason}", name=name, reason=result.value)
            else:
                self._log.failure("{name} failed", failure=result, name=name)

        running.addBoth(done)

    def _connected_by(self) -> BotService:
        if self._service is None:
            raise RuntimeError("the bot does not run yet")
        return self._service


def _exit(sentence: str) -> NoReturn:
    sys.exit(f"{os.path.basename(sys.argv[0]) or 'bot'}: {sentence}")  # noqa: PTH119
