"""What is done before and after the screen is drawn, and when that is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Size

from chatservice.client.screen.pacing import Pacer
from chatservice.client.screen.pane import Pane
from chatservice.client.screen.title import WindowTitle, title_of
from chatservice.client.talk.chat import Chat


class Drawing:
    """Has an application drawn: for keys at once, by prompt_toolkit; for all else at a pace.

    For a key alone the log stays as it was, which takes a fraction of the time. ``prepare`` is
    called before each drawing; ``until_another`` returns in how many seconds there is something
    else to show although nothing has happened, or `None`.
    """

    def __init__(
        self,
        app: Application[None],
        chat: Chat,
        log: Pane,
        prepare: Callable[[], None],
        until_another: Callable[[], float | None],
    ) -> None:
        self._app = app
        self._chat = chat
        self._log = log
        self._prepare = prepare
        self._until_another = until_another
        self._loop = asyncio.get_running_loop()
        self._pacer = Pacer(self._loop, self._draw_all)
        self._title = WindowTitle(app.output)
        self._size: Size | None = None
        self._is_whole = False
        self._countdown: asyncio.TimerHandle | None = None
        app.before_render += self._before
        app.after_render += self._after

    def ask(self) -> None:
        """Have all that there is drawn soon."""
        self._pacer.ask()

    def show_all(self) -> None:
        """Have what is new or elsewhere in the log shown when the screen is drawn next."""
        self._log.is_stale = True

    def anew(self) -> None:
        """Have every cell drawn next, whatever else was written there.

        prompt_toolkit's own way to do so clears the screen that was there before this program.
        """
        self._app.renderer.erase(leave_alternate_screen=False)
        self._app.output.erase_screen()
        self._app.output.cursor_goto(0, 0)

    def pause(self) -> None:
        """Give the terminal back for a while."""
        self._title.stop()
        self._size = None

    def stop(self) -> None:
        """Draw no more."""
        self._title.stop()
        self._pacer.stop()
        if self._countdown is not None:
            self._countdown.cancel()

    def _draw_all(self) -> None:
        self.show_all()
        self._app.invalidate()

    def _before(self, sender: object) -> None:
        self._prepare()
        size = self._app.output.get_size()
        if self._size is not None and self._size != size:
            # Where the cursor is after the terminal has moved its lines nobody knows.
            self._app.output.cursor_goto(0, 0)
        self._size = size
        self._is_whole = self._log.is_stale
        if self._is_whole:
            self._pacer.begun()

    def _after(self, sender: object) -> None:
        drawn = self._app.renderer.last_rendered_screen
        if drawn is not None:
            self._log.cursor = drawn.get_cursor_position(self._app.layout.current_window)
            self._title.show(title_of(self._chat))
        if self._is_whole:
            self._pacer.done()
        self._count_down()

    def _count_down(self) -> None:
        """Draw again when another second has gone of those that are counted."""
        if self._countdown is not None:
            self._countdown.cancel()
            self._countdown = None
        left = self._until_another()
        if left is not None:
            self._countdown = self._loop.call_later(left + 0.01, self._pacer.ask)
