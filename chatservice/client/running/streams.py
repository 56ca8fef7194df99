"""The client without a screen, on Twisted's own reactor: it can watch files and pipes."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.stdio import StandardIO
from twisted.internet.task import react

from chatservice.client import failures
from chatservice.client.ending import Ending
from chatservice.client.keeping import Keeper
from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.network.attempt import Attempt
from chatservice.client.network.link import Link, Listener
from chatservice.client.network.trust import KnownHosts, Trust, UnknownCertificateError
from chatservice.client.running import resolving
from chatservice.client.running.composing import asking, compose
from chatservice.client.running.troubles import Troubles
from chatservice.client.running.wanted import Wanted
from chatservice.client.streams.asking import Answers
from chatservice.client.streams.events import Events, is_never_typed
from chatservice.client.streams.filter import Filter
from chatservice.client.streams.once import STANDARD_INPUT, NothingToSayError, Once, text_of
from chatservice.client.streams.plain import Plain
from chatservice.client.streams.recording import Recorder
from chatservice.client.streams.standard import Standard
from chatservice.client.surroundings import Surroundings, echo_of, left_as_before
from chatservice.client.talk.chat import Chat, Speaker
from chatservice.render.phrasebook import phrasebook

_StandardIO: Callable[..., Any] = StandardIO  # mypy reads Windows' part of Twisted


def run(wanted: Wanted, conversing: Callable[[Any, Wanted], Any]) -> Ending:
    """Run one of the functions below until it is over; return how it ended. Once in a process."""
    from twisted.internet import reactor as installed

    reactor: Any = installed
    resolving.install(reactor)
    troubles = Troubles(lambda: reactor.running and reactor.callFromThread(reactor.stop))
    troubles.observe()
    endings: list[Ending] = []

    async def session(reactor: Any) -> None:
        endings.append(await conversing(reactor, wanted))

    # The exit status of `react` says whether it went well; ours is in the ending.
    with left_as_before(0, 1, 2), suppress(SystemExit):
        react(session)
    if troubles.first is not None:
        book = phrasebook(wanted.choice.language)
        return Ending(1, (failures.unexpected(book, troubles.first),))
    return endings[0] if endings else Ending(0)


def run_once(wanted: Wanted, given: str) -> Ending:
    """Say one thing, and leave: what `--once` was ``given``. Once in a process.

    Standard input is read before there is a reactor: whoever waits for it can be interrupted, and
    no server waits as well.
    """
    book = phrasebook(wanted.choice.language)
    try:
        text = text_of(given, sys.stdin.buffer, book)
    except NothingToSayError as error:
        return Ending(1, (str(error),))
    except KeyboardInterrupt:
        return Ending(1, (book.say("Nothing was sent."),))
    return run(wanted, partial(_once, text))


async def plain(reactor: Any, wanted: Wanted) -> Ending:
    """Print line by line, for a person."""
    chat, surroundings = _chat(wanted), _surroundings(wanted)
    keeper = _compose(reactor, chat, wanted, is_attended=True)
    front = Plain(reactor, chat, keeper.speaker, surroundings, bell=wanted.choice.bell)
    keeper.opened = front.pace
    return await _converse(reactor, keeper, front)


async def events(reactor: Any, wanted: Wanted) -> Ending:
    """Print an object of JSON for each event, for a program."""
    chat, surroundings = _chat(wanted), _surroundings(wanted)

    class Heard(Link):
        """A link whose lines are printed before anybody acts on them."""

        def lineReceived(self, line: bytes) -> None:
            front.message(line)
            super().lineReceived(line)

    keeper = _compose(reactor, chat, wanted, is_attended=surroundings.typed, make_link=Heard)
    front = Events(
        reactor,
        chat,
        keeper.speaker,
        keeper.session.ask,
        surroundings,
        stays=is_never_typed(sys.stdin.fileno()),
    )
    keeper.opened = front.pace
    return await _converse(reactor, keeper, front)


async def _once(text: str, reactor: Any, wanted: Wanted) -> Ending:
    chat, surroundings = _chat(wanted), _surroundings(wanted)
    is_attended = surroundings.typed and wanted.once != STANDARD_INPUT
    keeper = _compose(reactor, chat, wanted, is_attended=is_attended)
    front = Once(
        reactor,
        chat,
        keeper.speaker,
        text,
        sys.stdout.write,
        room=wanted.choice.rooms[-1] if wanted.choice.rooms else None,
        is_attended=is_attended,
    )
    fronts: list[_Speaking] = [front]
    answers = None
    if is_attended:
        # Standard output has the answers of commands alone.
        on_error: Callable[..., Any] = partial(_StandardIO, stdout=sys.stderr.fileno())
        answers = Answers(reactor, chat, keeper.speaker, surroundings, on_error)
        answers.start()
        fronts.append(answers)

    async def stop(ending: Ending) -> Ending:
        if answers is not None:
            await answers.stop()
        return front.stop(ending)

    front.start().addCallback(lambda _: keeper.leave())
    return await _run(reactor, keeper, fronts, stop)


async def piped(reactor: Any, wanted: Wanted) -> Ending:
    """Pass lines from standard input to a server, and from it to standard output."""
    choice, surroundings = wanted.choice, _surroundings(wanted)
    book = phrasebook(choice.language)
    trust = Trust(KnownHosts(choice.known_hosts), choice.fingerprint) if choice.tls else None
    attempt = Attempt(choice.address, book, wanted.seconds, trust)
    front = Filter(reactor, choice.address, book, surroundings, rooms=choice.rooms)
    over: Deferred[None] = Deferred()
    interrupt = attempt.cancel
    interrupted = False

    def end() -> Deferred[None]:
        nonlocal interrupted
        interrupted = True
        interrupt()
        return over

    trigger = reactor.addSystemEventTrigger("before", "shutdown", end)
    try:
        connected = await attempt.connect(
            reactor, lambda: Connection(Conversation(choice.nick), front)
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


class _Speaking(Protocol):
    """A front, which has somebody who speaks for it."""

    speaker: Any


class _Front(_Speaking, Protocol):
    """A front of standard input and output."""

    def start(self) -> Deferred[None]: ...

    def stop(self) -> Deferred[None]: ...


def _chat(wanted: Wanted) -> Chat:
    return Chat(phrasebook(wanted.choice.language), str(wanted.choice.address))


def _surroundings(wanted: Wanted) -> Surroundings:
    typed, shown = sys.stdin.isatty(), sys.stdout.isatty()
    able = wanted.is_able and not wanted.choice.plain and not wanted.environment.get("NO_COLOR")
    surroundings = Surroundings(typed, shown, shown and able)
    return replace(surroundings, echo=echo_of(0)) if typed else surroundings


def _compose(
    reactor: Any,
    chat: Chat,
    wanted: Wanted,
    *,
    is_attended: bool,
    make_link: Callable[[Listener, Any], Link] = Link,
) -> Keeper:
    async def refuse(fingerprint: str) -> bool:
        raise UnknownCertificateError(fingerprint)

    accept = asking(chat) if is_attended else refuse
    if wanted.log is not None:
        recorder = Recorder(chat, wanted.log, lambda write: reactor.callLater(0, write))
        chat.watchers.append(recorder)
        reactor.addSystemEventTrigger("during", "shutdown", recorder.close)
    return compose(reactor, chat, wanted, accept=accept, make_link=make_link)


async def _converse(reactor: Any, keeper: Keeper, front: _Front) -> Ending:
    """Converse until the input is over, or the connection for good."""

    async def stop(ending: Ending) -> Ending:
        await front.stop()
        return ending

    front.start().addCallback(lambda _: keeper.leave())
    return await _run(reactor, keeper, [front], stop)


async def _run(
    reactor: Any,
    keeper: Keeper,
    fronts: Sequence[_Speaking],
    stop: Callable[[Ending], Awaitable[Ending]],
) -> Ending:
    """Stay connected until it is over, or a signal ends the program; ``stop`` has the last word."""

    def spoken(speaker: Speaker) -> None:
        for front in fronts:
            front.speaker = speaker

    keeper.spoken = spoken
    over: Deferred[None] = Deferred()
    is_ending = False

    def end() -> Deferred[None]:
        nonlocal is_ending
        is_ending = True
        keeper.leave()
        for front in fronts:
            if isinstance(front, Standard):
                front.hurry()
        return over

    trigger = reactor.addSystemEventTrigger("before", "shutdown", end)
    try:
        return await stop(await keeper.run())
    finally:
        if not is_ending:
            reactor.removeSystemEventTrigger(trigger)
        over.callback(None)
