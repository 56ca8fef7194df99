"""The front for a person at a terminal: a line editor below, what others say above it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import ConditionalCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.layout.processors import ConditionalProcessor
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import default_ui_style
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall

from chatservice.client import failures
from chatservice.client.completion import CommandCompleter
from chatservice.client.lines.connection import Connection, Ending
from chatservice.client.lines.happenings import Happening, Line, NicknameOffered, Rang
from chatservice.client.network.address import Address
from chatservice.client.unseen import Said, Unseen
from chatservice.render.phrasebook import Phrasebook

PROMPT_SECONDS = 0.2
"""How long the beginning of a line has to stand still before it is taken for a prompt: longer
than the pieces of one line are apart on a network that works."""

GOODBYE_SECONDS = 2.0
"""How long a person who leaves waits for the server's goodbye."""


class _Closed(Exception):
    """The line editor was ended because the connection is."""


class Terminal:
    """A `chatservice.client.lines.connection.Front`; needs Twisted's asyncio reactor.

    prompt_toolkit draws the line being typed, with the server's prompt before it. What the
    server says is printed where that stands, which is then drawn again below.
    """

    def __init__(self, reactor: Any, address: Address, book: Phrasebook) -> None:
        self._reactor = reactor
        self._address = address
        self._book = book
        self._lost = False
        self._closed: Deferred[None] = Deferred()
        self._leaving = False
        self._unfinished: IDelayedCall | None = None
        self._hides = False
        is_hidden = Condition(lambda: self._hides)
        self._editor: PromptSession[str] = PromptSession(
            self._prompt,
            completer=ConditionalCompleter(CommandCompleter(book), ~is_hidden),
            complete_while_typing=False,
            history=Said(~is_hidden),
            input_processors=[ConditionalProcessor(Unseen(), is_hidden)],
            output=_output(),
        )
        self._style = default_ui_style()

    # -- Front -----------------------------------------------------------------------------------

    def converse(self, connection: Connection) -> Deferred[Ending]:
        """Let the person type until they leave or the connection is lost."""
        self._connection = connection
        return Deferred.fromCoroutine(self._converse())

    def heard(self, happenings: Sequence[Happening]) -> None:
        """Show what the server said, and its prompt."""
        self._hides = self._connection.conversation.hides
        lines = []
        for happening in happenings:
            if isinstance(happening, Line):
                lines.append(happening.text)
            elif isinstance(happening, NicknameOffered):
                # As if it had been typed.
                lines.append(happening.question + happening.name)
            elif isinstance(happening, Rang):
                self._editor.output.bell()
        self._show(lines)
        self._wait_for_prompt()

    def lost(self) -> None:
        """End the line editor, leaving on the screen what was being typed."""
        self._lost = True
        self._end_editor()
        self._closed.callback(None)

    def interrupt(self) -> None:
        """Leave as with Ctrl+C."""
        self._leaving = True
        self._end_editor()

    # -- typing ----------------------------------------------------------------------------------

    async def _converse(self) -> Ending:
        # Keys that are pressed while one line is done and the next not yet begun would otherwise
        # be shown by the terminal itself.
        with self._editor.input.raw_mode():
            while not (self._lost or self._leaving):
                typed = await Deferred.fromFuture(asyncio.ensure_future(self._line()))
                if typed is None:
                    break
                # A paste may hold several lines.
                self._connection.send(typed.splitlines() or [""])
                self._leaving = self._connection.conversation.leaving
        if self._lost and not self._leaving:
            perhaps_tls = self._connection.may_want_tls
            sentence = failures.lost(self._book, self._address, perhaps_tls=perhaps_tls)
            return Ending(1, (sentence,))
        self._connection.leave()
        await self._goodbye()
        return Ending(0, (self._book.say("Disconnected from the server"),))

    async def _line(self) -> str | None:
        """Return the next line that is typed; `None` when the person, or the server, leaves."""
        try:
            return await self._editor.prompt_async(
                pre_run=self._end_editor_if_late, set_exception_handler=False
            )
        except (EOFError, KeyboardInterrupt):
            self._leaving = True
        except _Closed:
            pass
        return None

    async def _goodbye(self) -> None:
        """Wait a little until the server has closed the connection."""
        if self._lost:
            return
        giving_up = self._reactor.callLater(
            GOODBYE_SECONDS, self._connection.transport.abortConnection
        )
        await self._closed
        if giving_up.active():
            giving_up.cancel()

    def _end_editor(self) -> None:
        if self._editor.app.is_running and not self._editor.app.is_done:
            self._editor.app.exit(exception=_Closed())

    def _end_editor_if_late(self) -> None:
        if self._lost or self._leaving:
            self._end_editor()

    # -- showing ---------------------------------------------------------------------------------

    def _prompt(self) -> ANSI:
        return ANSI(self._connection.conversation.prompt)

    def _wait_for_prompt(self) -> None:
        if self._unfinished is not None and self._unfinished.active():
            self._unfinished.cancel()
        if self._connection.conversation.unfinished():
            self._unfinished = self._reactor.callLater(PROMPT_SECONDS, self._take_for_prompt)

    def _take_for_prompt(self) -> None:
        if not self._lost:
            self._connection.conversation.take_for_prompt()
            self._editor.app.invalidate()

    def _show(self, lines: Sequence[str]) -> None:
        """Print lines above the line being typed; the prompt may have changed as well."""
        app, output = self._editor.app, self._editor.output
        # prompt_toolkit's own `run_in_terminal` makes the terminal echo keys meanwhile.
        if lines and app.is_running:
            app.renderer.erase(leave_alternate_screen=False)
        if lines:
            text = "".join(f"{line}\n" for line in lines)
            print_formatted_text(output, ANSI(text), self._style)
        output.flush()
        if app.is_running:
            app.invalidate()


def _output() -> Output:
    """Return the terminal, which is not asked where its cursor is.

    Its answer would be late when lines were printed meanwhile, and the screen would scroll by as
    many; a terminal that knows no answer would be complained of.
    """
    output = create_output()
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False
    return output
