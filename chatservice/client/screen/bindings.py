"""The keys that concern the whole screen; those of the line being typed are the editor's.

They keep the meaning that they have in a shell wherever something is typed that they could change:
Ctrl+C, Ctrl+D and End mean something else only where nothing is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from prompt_toolkit.filters import Condition, Filter
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys

from chatservice.client.screen.escaping import is_alone
from chatservice.client.screen.status import NUMBERS
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.talks import Talk


class Pages(Protocol):
    """What can be read back: `chatservice.client.screen.log.Log`."""

    def page_up(self) -> None:
        """Go back by a page."""
        ...

    def page_down(self) -> None:
        """Go on by a page."""
        ...

    def line_up(self) -> None:
        """Go back by a line."""
        ...

    def line_down(self) -> None:
        """Go on by a line."""
        ...

    def to_end(self) -> None:
        """Go to the newest."""
        ...

    def to_mark(self) -> None:
        """Go to where somebody stopped reading."""
        ...


class Actions(Protocol):
    """What the keys do besides: `chatservice.client.screen.screen.Screen`."""

    def show_all(self) -> None:
        """Show what is new or elsewhere in the log at once."""
        ...

    def leave(self) -> None:
        """Say goodbye."""
        ...

    def stop_waiting(self) -> None:
        """Take back what waits to be sent, or tell how one leaves."""
        ...

    def suspend(self) -> None:
        """Stop until the shell goes on with this program."""
        ...

    def draw_anew(self) -> None:
        """Draw all of the screen."""
        ...

    def open_help(self) -> None:
        """Show all keys."""
        ...

    def choose_found(self) -> None:
        """Let the keys choose among what a search found."""
        ...

    def close_found(self) -> None:
        """Take away what a search found."""
        ...


def key_bindings(
    chat: Chat, log: Pages, actions: Actions, is_empty: Filter, is_found_shown: Filter
) -> KeyBindings:
    """Return the keys.

    ``is_empty``: they go to a line in which nothing is typed; ``is_found_shown``: what a search
    found stands on the screen.
    """
    bindings = KeyBindings()
    has_search = Condition(lambda: chat.search is not None)

    def bind(
        action: Callable[[], None],
        *keys: Keys | str,
        only: Filter | bool = True,
        eager: Filter | bool = False,
    ) -> None:
        @bindings.add(*keys, filter=only, eager=eager)
        def _pressed(event: KeyPressEvent) -> None:
            action()
            actions.show_all()

    for at, number in enumerate(NUMBERS):
        bind(lambda at=at: _open(chat, at), "escape", number)  # type: ignore[misc]
    bind(lambda: _step(chat, -1), "escape", "left")
    bind(lambda: _step(chat, +1), "escape", "right")
    bind(lambda: _open_unread(chat), "escape", "a")

    bind(log.page_up, "pageup")
    bind(log.page_down, "pagedown")
    bind(log.line_up, "escape", "up")
    bind(log.line_down, "escape", "down")
    bind(log.to_end, "c-end")
    bind(log.to_end, "end", only=is_empty)
    bind(log.to_mark, "escape", "u")

    bind(actions.open_help, "f1")
    bind(actions.choose_found, "f2", only=has_search)
    bind(actions.close_found, "escape", only=is_found_shown, eager=is_alone)
    bind(actions.draw_anew, "c-l")
    bind(actions.suspend, "c-z")
    bind(actions.stop_waiting, "c-c", only=is_empty)
    bind(actions.leave, "c-d", only=is_empty)
    return bindings


def _open(chat: Chat, at: int) -> None:
    if at < len(chat.talks):
        chat.open(chat.talks[at])


def _step(chat: Chat, by: int) -> None:
    if chat.current in chat.talks:
        chat.open(chat.talks[(chat.talks.index(chat.current) + by) % len(chat.talks)])


def _open_unread(chat: Chat) -> None:
    """Turn to the next talk where one was named, or else where there is something new."""
    here = chat.talks.index(chat.current) if chat.current in chat.talks else 0
    others: list[Talk] = chat.talks[here + 1 :] + chat.talks[:here]
    for talk in sorted(
        (each for each in others if each.unread), key=lambda each: not each.mentions
    ):
        chat.open(talk)
        return
