"""The client on a whole screen.

Twisted takes twice as long to import as the screen. So the screen is shown first, on a loop of
asyncio's, and takes keys, while a thread imports the rest; then Twisted's reactor takes over the
same loop.

    the loop      screen ────────────────────────────────────────────────▶
    a thread      └─ imports ──┐
    the reactor                └─ on that loop: connection, conversation ─▶
"""

from __future__ import annotations

import asyncio
import importlib
import signal
from typing import TYPE_CHECKING, Any

from chatservice.client.screen.remembered import Remembered, place_of
from chatservice.client.screen.screen import Screen
from chatservice.client.talk.chat import Chat
from chatservice.render.phrasebook import phrasebook

if TYPE_CHECKING:
    from chatservice.client.ending import Ending
    from chatservice.client.running.wanted import Wanted

_LEAVING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def run(wanted: Wanted) -> Ending:
    """Show the screen until somebody leaves; return how it ended. Once in a process."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    chat = Chat(phrasebook(wanted.choice.language), str(wanted.choice.address))
    remembered = Remembered(place_of(wanted.environment) if wanted.choice.history else None)
    errors: list[BaseException] = []
    # A keyword of its own: Screen asks for the running loop.
    screen = loop.run_until_complete(_made(chat, wanted, remembered, errors))

    def failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take what nobody handles: asyncio would print it across the screen, and go on."""
        if isinstance(error := context.get("exception"), BaseException):
            errors.append(error)
            screen.end()

    loop.set_exception_handler(failed)
    shown = loop.create_task(screen.run())
    for number in _LEAVING:
        loop.add_signal_handler(number, screen.leave)
    try:
        return _converse(loop, chat, screen, shown, wanted, errors)
    except BaseException:
        # Why is told on the screen of the shell.
        screen.end()
        loop.run_until_complete(asyncio.wait((shown,)))
        raise


def _converse(
    loop: asyncio.AbstractEventLoop,
    chat: Chat,
    screen: Screen,
    shown: asyncio.Task[None],
    wanted: Wanted,
    errors: list[BaseException],
) -> Ending:
    imported = loop.run_in_executor(
        None, importlib.import_module, "chatservice.client.running.on_twisted"
    )
    loop.run_until_complete(asyncio.wait((shown, imported), return_when=asyncio.FIRST_COMPLETED))
    on_twisted = loop.run_until_complete(imported)
    ending: Ending = on_twisted.run(loop, chat, screen, shown, wanted, errors)
    return ending


async def _made(
    chat: Chat, wanted: Wanted, remembered: Remembered, errors: list[BaseException]
) -> Screen:
    return Screen(
        chat,
        colours=not wanted.environment.get("NO_COLOR"),
        bell=wanted.choice.bell,
        remembered=remembered,
        on_error=errors.append,
    )
