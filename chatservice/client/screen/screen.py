"""The whole screen: the log, what was found, the status row, and the line being typed.

    ┌──────────────────────────────┐
    │ the talk and its topic       │  not on a low screen
    │ the log                      │
    │ what a search found          │  while there is such
    │ talks, people, connection    │
    │ the line being typed         │
    └──────────────────────────────┘

What comes from outside is only noted, and drawn at a pace (`drawing`); for a key the screen is
drawn at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition, is_searching
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent, KeyProcessor
from prompt_toolkit.layout.containers import AnyContainer, FloatContainer, HSplit
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.output import ColorDepth, Output

from chatservice.client.screen.bindings import key_bindings
from chatservice.client.screen.drawing import Drawing
from chatservice.client.screen.editor import Editor
from chatservice.client.screen.focus import Focus
from chatservice.client.screen.found import Found
from chatservice.client.screen.hints import Help, first_lines
from chatservice.client.screen.leaving import Leaving
from chatservice.client.screen.log import Log
from chatservice.client.screen.output import create_output
from chatservice.client.screen.pacing import Bell
from chatservice.client.screen.pane import Pane
from chatservice.client.screen.remembered import Remembered
from chatservice.client.screen.repainting import WholeRows
from chatservice.client.screen.status import StatusRow, row, title_row
from chatservice.client.screen.style import style_of
from chatservice.client.talk.chat import Chat, Search, Speaker, Status
from chatservice.client.talk.entries import Entry
from chatservice.client.talk.talks import Talk

ESCAPE_SECONDS = 0.1
"""How long the rest of a key that begins with ESC may take: terminals send it at once."""

ALT_SECONDS = 0.4
"""How long after Esc a letter is still taken for one pressed with Alt."""

_LOW = 8
"""On a screen with fewer rows than this the title is left out, and below half, the status."""


class Screen:
    """Shows a chat and lets somebody talk; made and run on an asyncio loop.

    It is a `Watcher` of the chat while it runs. ``speaker`` may be set at any time: until then
    nothing can be sent. ``on_error`` takes what ended the screen; without it ``run`` raises that.
    """

    def __init__(
        self,
        chat: Chat,
        *,
        colours: bool,
        bell: bool,
        remembered: Remembered,
        input: Input | None = None,  # noqa: A002 - prompt_toolkit's name
        output: Output | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        self.speaker: Speaker | None = None
        self._chat = chat
        self._on_error = on_error
        self._loop = asyncio.get_running_loop()
        self._output = create_output() if output is None else output
        self._log = Log(chat, colours=colours, older=self._older)
        self._pane = Pane(self._log, self._is_log_covered)
        self._editor = Editor(chat, lambda: self.speaker, remembered)
        self._found = Found(chat, jump=self._jump, more=self._more, go_back=self._type)
        self._help = Help(chat.book, self._focus_line)
        self._focus = Focus(chat, self._output, self._loop)
        self._is_newcomer = not remembered.get_strings()
        self._status = StatusRow(chat, lambda: self._log.is_at_end)
        self._has_ended = False
        self._leaving = Leaving(self._loop, self.end)
        is_empty = Condition(self._is_line_empty) & ~is_searching
        self._app: Application[None] = Application(
            layout=Layout(self._container(), self._editor.container),
            style=style_of(colours=colours),
            include_default_pygments_style=False,
            key_bindings=merge_key_bindings(
                [
                    key_bindings(chat, self._log, self, is_empty, self._found.is_shown),
                    self._editor.bindings,
                    self._focus.bindings(),
                ]
            ),
            clipboard=self._editor.clipboard,
            full_screen=True,
            color_depth=None if colours else ColorDepth.DEPTH_1_BIT,
            enable_page_navigation_bindings=False,
            erase_when_done=True,
            # A key is answered at once, however much else there is to do.
            max_render_postpone_time=None,
            input=input,
            output=self._output,
        )
        self._app.ttimeoutlen, self._app.timeoutlen = ESCAPE_SECONDS, ALT_SECONDS
        self._app.key_processor.before_key_press += self._key_comes
        self._app.key_processor.after_key_press += self._key_came
        self._drawing = Drawing(
            self._app, chat, self._pane, self._before_drawing, self._status.until_another
        )
        self._bell = Bell(self._loop, self._output.bell, is_on=bell)

    def _container(self) -> FloatContainer:
        parts: list[AnyContainer] = [
            row(lambda width: title_row(self._chat, width), "class:title", least_rows=_LOW),
            self._pane,
            WholeRows(self._found.container),
            row(self._status.row, "class:status", least_rows=_LOW // 2),
            WholeRows(self._editor.container),
        ]
        return FloatContainer(HSplit(parts), [self._editor.menu, self._help.float])

    # -- for who connects ------------------------------------------------------------------------

    async def run(self) -> None:
        """Draw, and take keys, until somebody leaves or ``end`` is called."""
        self._chat.watchers.append(self)
        self._focus.pressed()
        try:
            await self._app.run_async(
                pre_run=self._end_if_late, set_exception_handler=False, handle_sigint=False
            )
        except EOFError:
            # The terminal is gone.
            if self.speaker is not None:
                self.speaker.leave()
        except Exception as error:
            if self._on_error is None:
                raise
            self._on_error(error)
        finally:
            self._stop()

    def end(self) -> None:
        """Have ``run`` return, with the terminal as it was before."""
        self._has_ended = True
        self._end_if_late()

    def _end_if_late(self) -> None:
        if self._has_ended and self._app.is_running and not self._app.is_done:
            self._app.exit()

    def _stop(self) -> None:
        self._chat.watchers.remove(self)
        self._focus.stop()
        self._drawing.stop()
        self._leaving.stop()

    # -- Watcher ---------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Show what one says oneself; for all else ``changed`` is called as well."""
        if not entry.own:
            self._status.hear()
            return
        self._found.hide()
        if talk is self._chat.current and talk.is_read_back:
            self._log.to_end()

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Take note of entries that were there before: ``changed`` is called as well."""
        self._status.hear()
        self._log.reads_back(talk)

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Take note of what became of an entry: ``changed`` is called as well."""
        self._status.hear()

    def changed(self) -> None:
        """Have the screen drawn soon."""
        self._status.follow()
        self._drawing.ask()

    def found(self, search: Search) -> None:
        """Show what a search found; the keys go there unless something is being typed."""
        self._status.hear()
        self._found.came(search)
        if self._is_line_empty() and self._chat.question is None:
            self.choose_found()
        self._drawing.ask()

    def rang(self) -> None:
        """Ring."""
        self._bell.ring()

    # -- what keys do ----------------------------------------------------------------------------

    def show_all(self) -> None:
        """Have what is new or elsewhere in the log shown when the screen is drawn next."""
        self._drawing.show_all()

    def leave(self) -> None:
        """Say goodbye, and wait for the server's a little; the second time, for nothing."""
        self._status.is_leaving = self._leaving.leave(self.speaker)

    def stop_waiting(self) -> None:
        """Take back what waits to be sent; where nothing does, tell how one leaves.

        That is told until the next key.
        """
        self._status.stopped(0 if self.speaker is None else self.speaker.take_back())

    def suspend(self) -> None:
        """Stop until the shell goes on with this program; what comes then is not read yet."""
        self._focus.stop()
        self._focus.left()
        self._drawing.pause()
        self._app.suspend_to_background()

    def draw_anew(self) -> None:
        """Draw all of the screen, whatever else was written there."""
        self._drawing.anew()

    def open_help(self) -> None:
        """Show all keys."""
        self._help.open()

    def choose_found(self) -> None:
        """Let the keys choose among what a search found."""
        self._found.show()
        self._app.layout.focus(self._found.results)

    def close_found(self) -> None:
        """Take away what a search found."""
        self._found.close()

    def _jump(self, number: int) -> None:
        if self.speaker is not None:
            self.speaker.jump(number)

    def _more(self) -> None:
        if self.speaker is not None:
            self.speaker.type("/search more")

    def _older(self, talk: Talk) -> None:
        if self.speaker is not None:
            self.speaker.older(talk)

    def _type(self, event: KeyPressEvent | None) -> None:
        """Let the keys go to the line again, with one that was meant for it."""
        self._focus_line()
        if event is not None:
            event.key_processor.feed_multiple(event.key_sequence, first=True)

    def _focus_line(self) -> None:
        self._app.layout.focus(self._editor.container)

    def _is_line_empty(self) -> bool:
        layout = self._app.layout
        return layout.has_focus(self._editor.container) and not self._app.current_buffer.text

    def _is_log_covered(self) -> bool:
        return self._help.is_open or self._app.current_buffer.complete_state is not None

    def _key_comes(self, sender: object) -> None:
        self._editor.follow()
        self._status.hint = ""

    def _key_came(self, sender: KeyProcessor) -> None:
        self._focus.key_came()
        self._editor.key_came(sender)

    # -- drawing ---------------------------------------------------------------------------------

    def _before_drawing(self) -> None:
        """Follow what has changed, other than what is only to be shown."""
        chat = self._chat
        self._focus.ask()
        self._editor.refresh()
        if self._app.layout.has_focus(self._found.results) and (
            not self._found.is_shown() or chat.question is not None
        ):
            self._focus_line()
        if chat.target is not None and chat.target in chat.current.entries:
            self._log.show(chat.target)
            chat.target = None
            self._found.hide()
            self.show_all()
        if self._is_newcomer and chat.status is Status.CONNECTED and chat.talks:
            self._is_newcomer = False
            chat.notice(*first_lines(chat.book))
