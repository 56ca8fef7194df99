"""What the client on a screen needs Twisted for; imported while the screen is shown already."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from typing import Any

from twisted.internet import asyncioreactor
from twisted.internet.defer import Deferred

from chatservice.client import failures
from chatservice.client.ending import Ending
from chatservice.client.running import resolving
from chatservice.client.running.composing import asking, compose
from chatservice.client.running.troubles import Troubles
from chatservice.client.running.wanted import Wanted
from chatservice.client.screen.screen import Screen
from chatservice.client.streams.recording import Recorder
from chatservice.client.talk.chat import Chat, Speaker


def run(
    loop: asyncio.AbstractEventLoop,
    chat: Chat,
    screen: Screen,
    shown: asyncio.Task[None],
    wanted: Wanted,
    errors: Sequence[BaseException],
) -> Ending:
    """Converse on ``loop`` until it is over, and the ``screen`` is gone; return how it ended.

    ``errors`` are what went wrong on the screen.
    """
    if shown.done():
        return _ending(chat, None, errors)
    # What is imported stays for good, and nothing of it is garbage: the collector need not look
    # through 65,000 objects again and again. In a flood (benchmarks/client/flood.py, 40 seconds)
    # its longest pauses were 116 ms and are 17; from key to screen 99 % took 26 ms, and take 24
    # (at the most 120, and 45).
    gc.freeze()
    asyncioreactor.install(loop)
    from twisted.internet import reactor as installed

    reactor: Any = installed
    resolving.install(reactor)
    troubles = Troubles(screen.end)
    troubles.observe()
    recorder = Recorder(chat, wanted.log, loop.call_soon) if wanted.log is not None else None
    if recorder is not None:
        chat.watchers.append(recorder)

    def spoken(speaker: Speaker) -> None:
        screen.speaker = speaker
        chat.changed()

    keeper = compose(reactor, chat, wanted, accept=asking(chat))
    keeper.spoken = spoken
    spoken(keeper.speaker)
    endings: list[Ending] = []

    async def converse() -> None:
        try:
            endings.append(await keeper.run())
        finally:
            screen.end()  # a dead one could not even be left

    async def whole() -> None:
        talking = Deferred.fromCoroutine(converse())
        try:
            await Deferred.fromFuture(shown)
            keeper.leave()
            await talking
        finally:
            screen.end()
            reactor.stop()

    reactor.callWhenRunning(lambda: Deferred.fromCoroutine(whole()).addErrback(troubles.failed))
    # The signals are asyncio's already.
    reactor.run(installSignalHandlers=False)
    if recorder is not None:
        recorder.close()
    found = [*errors, *([troubles.first] if troubles.first is not None else [])]
    return _ending(chat, endings[0] if endings else None, found)


def _ending(chat: Chat, ending: Ending | None, errors: Sequence[BaseException]) -> Ending:
    if errors:
        return Ending(1, (failures.unexpected(chat.book, errors[0]),))
    return ending or Ending(0)
