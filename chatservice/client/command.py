"""`chatservice client`: its command line, the choice of front and reactor, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.logger import ILogObserver, LogEvent, globalLogBeginner
from twisted.python import usage
from zope.interface import implementer

from chatservice.client import failures
from chatservice.client.lines.connection import Connection, Ending, Front
from chatservice.client.lines.conversation import Conversation
from chatservice.client.network.address import WrongAddressError, server_address
from chatservice.client.network.attempt import Attempt
from chatservice.client.network.trust import KnownHosts, Trust, usual_file
from chatservice.client.options import Options
from chatservice.client.surroundings import Surroundings, echo_of, left_as_before
from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from chatservice.render.phrasebook import locale_language, phrasebook
from chatservice.render.refusals import refusal

CONNECT_SECONDS = 10.0
"""How long a server may take to accept the connection."""

_DUMB_TERMINALS = ("", "dumb", "unknown")


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
        attempt = Attempt(address, book, connect_seconds, _trust(options, surroundings))
        ending = _talk(attempt, nickname, surroundings)
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


def _trust(options: Options, environment: Mapping[str, str]) -> Trust | None:
    """Return what decides about certificates; `None` where there are none."""
    if not options["tls"]:
        return None
    given = options["known-hosts"]
    file = Path(given) if given is not None else usual_file(environment)
    return Trust(KnownHosts(file), options["fingerprint"])


def _talk(attempt: Attempt, nickname: str | None, environment: Mapping[str, str]) -> Ending:
    """Choose front and reactor, and run them until the conversation is over."""
    typed, shown = sys.stdin.isatty(), sys.stdout.isatty()
    able = environment.get("TERM", "") not in _DUMB_TERMINALS
    address, book = attempt.address, attempt.book
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

        from chatservice.client.streams.filter import Filter

        surroundings = Surroundings(typed, shown, shown and able)
        if typed:
            surroundings = replace(surroundings, echo=echo_of(0))
        front = Filter(reactor, address, book, surroundings)
    troubles = _Troubles(reactor)
    globalLogBeginner.beginLoggingTo([troubles], redirectStandardIO=False, discardBuffer=True)
    endings: list[Ending] = []

    async def session(reactor: Any) -> None:
        endings.append(await _session(reactor, attempt, nickname, front))

    # The exit status of `react` says whether it went well; ours is in the ending.
    with left_as_before(0, 1), suppress(SystemExit):
        react(session)
    if troubles.first is not None:
        return Ending(1, (failures.unexpected(book, troubles.first),))
    return endings[0] if endings else Ending(0)


async def _session(reactor: Any, attempt: Attempt, nickname: str | None, front: Front) -> Ending:
    """Connect and converse, until whatever ends it, be it a signal."""
    over: Deferred[None] = Deferred()
    interrupted = False
    interrupt = attempt.cancel

    def end() -> Deferred[None]:
        nonlocal interrupted
        interrupted = True
        interrupt()
        return over

    trigger = reactor.addSystemEventTrigger("before", "shutdown", end)
    try:
        connected = await attempt.connect(
            reactor, lambda: Connection(Conversation(nickname), front)
        )
        if interrupted:
            return Ending(0)
        if isinstance(connected, Ending):
            return connected
        interrupt = front.interrupt
        return await front.converse(connected)
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
