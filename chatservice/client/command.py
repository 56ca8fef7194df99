"""`chatservice client`: its command line, the choice of front and reactor, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.logger import ILogObserver, LogEvent, globalLogBeginner
from twisted.python import usage
from zope.interface import implementer

from chatservice import __version__
from chatservice.client import failures
from chatservice.client.address import Address, WrongAddressError, server_address
from chatservice.client.connection import Connection, Ending, Front, connect
from chatservice.client.conversation import Conversation
from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook
from chatservice.render.refusals import refusal

CONNECT_SECONDS = 10.0
"""How long a server may take to accept the connection."""

_DUMB_TERMINALS = ("", "dumb", "unknown")


class Options(usage.Options):
    """The command line of `chatservice client`; ``host``, ``port`` and ``nick`` may be `None`."""

    optParameters = (["nick", None, None, "nickname"],)

    def __init__(self, book: Phrasebook) -> None:
        usage.Options.__init__(self)
        self._book = book
        self._missing = ["host", "port"]
        self.update(dict.fromkeys(self._missing))

    def parseArgs(self, *given: str) -> None:
        """Take HOST, PORT and the options that stand behind them."""
        if not given:
            return
        value, *rest = given
        if not self._missing:
            raise usage.UsageError(
                self._book.say("{value} is one argument too many", value=repr(value))
            )
        self[self._missing.pop(0)] = value
        # Twisted looks for options only as far as the first argument.
        usage.Options.parseOptions(self, rest)

    def opt_version(self) -> NoReturn:
        """Print the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def opt_help(self) -> NoReturn:
        """Print the usage and exit."""
        book = self._book
        rows = (
            ("HOST", book.say("name or address of the server, with :PORT if you like [127.0.0.1]")),
            ("PORT", book.say("port of the server [5050]")),
            ("--nick NAME", book.say("nickname; without it you are asked")),
            ("--version", book.say("print the version")),
            ("--help", book.say("print this")),
        )
        lines = [
            book.say("Usage:") + " chatservice client [HOST] [PORT] [--nick NAME]",
            *(f"  {left:<12}  {right}" for left, right in rows),
            book.say(
                "CHAT_HOST and CHAT_PORT are used where HOST and PORT are left out. With standard "
                "input from a pipe or a file, each of its lines is sent."
            ),
        ]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        raise SystemExit(0)


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    connect_seconds: float = CONNECT_SECONDS,
) -> int:
    """Run the client with the command line's ``arguments``; return the exit status.

    May be called once in a process: it runs the reactor. ``--help`` raises `SystemExit`.
    """
    surroundings = os.environ if environment is None else environment
    book = phrasebook(locale_language(surroundings))
    options = Options(book)
    try:
        usage.Options.parseOptions(options, list(arguments))
        address = server_address(options["host"], options["port"], surroundings)
        nickname = _nickname(options["nick"])
    except usage.UsageError as error:
        reason = str(error).rstrip(".")
        return _tell(
            Ending(1, (book.say("{reason} (--help lists what is allowed)", reason=reason),))
        )
    except WrongAddressError as error:
        return _tell(Ending(1, (error.sentence(book),)))
    except Refused as refused:
        return _tell(Ending(1, (f"--nick: {refusal(book, refused)}",)))
    try:
        ending = _talk(address, nickname, book, surroundings, connect_seconds)
    except KeyboardInterrupt:
        ending = Ending(0)
    except Exception as error:  # no one who wants to chat should meet a traceback
        ending = Ending(1, (failures.unexpected(book, error),))
    return _tell(ending)


def _nickname(text: str | None) -> str | None:
    """Return the nickname to offer; whether it may be had is for the server to say.

    Raises `Refused` for what the server would not take for a nickname at all.
    """
    if text is None:
        return None
    if not text.strip() or text.lstrip().startswith("/") or not text.isprintable():
        return parse_name(text).text
    return text


def _tell(ending: Ending) -> int:
    """Tell what there is to tell beside the conversation; return the exit status."""
    # Where standard output goes to a program, it has the conversation alone.
    stream = sys.stdout if sys.stdout.isatty() and not ending.status else sys.stderr
    for sentence in ending.sentences:
        stream.write(f"chatservice: {sentence}\n" if ending.status else f"{sentence}\n")
    return ending.status


def _talk(
    address: Address,
    nickname: str | None,
    book: Phrasebook,
    environment: Mapping[str, str],
    connect_seconds: float,
) -> Ending:
    """Choose front and reactor, and run them until the conversation is over."""
    typed, shown = sys.stdin.isatty(), sys.stdout.isatty()
    able = environment.get("TERM", "") not in _DUMB_TERMINALS
    if typed and shown and able:
        from twisted.internet import asyncioreactor

        # prompt_toolkit runs on asyncio.
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        asyncioreactor.install(loop)
        from twisted.internet import reactor

        from chatservice.client.terminal import Terminal

        front: Front = Terminal(reactor, address, book)
    else:
        # The default reactor can watch regular files: `chatservice client < file`.
        from twisted.internet import reactor

        from chatservice.client.filter import Filter, Surroundings

        front = Filter(reactor, address, book, Surroundings(typed, shown, shown and able))
    troubles = _Troubles(reactor)
    globalLogBeginner.beginLoggingTo([troubles], redirectStandardIO=False, discardBuffer=True)
    endings: list[Ending] = []

    async def session(reactor: Any) -> None:
        connection = Connection(Conversation(nickname), front)
        endings.append(await _session(reactor, connection, front, address, book, connect_seconds))

    # The exit status of `react` says whether it went well; ours is in the ending.
    with _blocking_afterwards(0, 1), suppress(SystemExit):
        react(session)
    if troubles.first is not None:
        return Ending(1, (failures.unexpected(book, troubles.first),))
    return endings[0] if endings else Ending(0)


async def _session(
    reactor: Any,
    connection: Connection,
    front: Front,
    address: Address,
    book: Phrasebook,
    connect_seconds: float,
) -> Ending:
    """Connect and converse, until whatever ends it, be it a signal."""
    over: Deferred[None] = Deferred()
    interrupted = False
    connecting = connect(reactor, address, connection, connect_seconds)
    interrupt = connecting.cancel

    def end() -> Deferred[None]:
        nonlocal interrupted
        interrupted = True
        interrupt()
        return over

    trigger = reactor.addSystemEventTrigger("before", "shutdown", end)
    try:
        try:
            await connecting
        except Exception as error:  # a resolver and a socket have many ways to fail
            if interrupted:
                return Ending(0)
            sentence = failures.not_connected(book, address, error, connect_seconds)
            return Ending(1, (sentence,))
        interrupt = front.interrupt
        return await front.converse(connection)
    finally:
        if not interrupted:
            reactor.removeSystemEventTrigger(trigger)
        over.callback(None)


@implementer(ILogObserver)
class _Troubles:
    """A log observer: failures that nobody handles end the client instead of being printed."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.first: BaseException | None = None

    def __call__(self, event: LogEvent) -> None:
        """Take an event of Twisted's log."""
        # Twisted's older parts know no "log_failure".
        failure = event.get("log_failure") or (event.get("isError") and event.get("failure"))
        if not failure or self.first is not None:
            return
        self.first = failure.value
        if self._reactor.running:
            self._reactor.callFromThread(self._reactor.stop)


@contextmanager
def _blocking_afterwards(*descriptors: int) -> Iterator[None]:
    """Give back descriptors as they were: the shell and other programs share them."""
    before = {descriptor: os.get_blocking(descriptor) for descriptor in descriptors}
    try:
        yield
    finally:
        for descriptor, blocking in before.items():
            os.set_blocking(descriptor, blocking)
