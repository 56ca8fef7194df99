"""What to do here: two lines at the beginning, and all the keys with F1."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.containers import ConditionalContainer, Float, Window
from prompt_toolkit.layout.controls import FormattedTextControl

from chatservice.client.screen.fitting import clipped, width_of
from chatservice.render.phrasebook import Phrasebook

_MEANING = 40
"""Cells that what a key does needs beside it."""


def first_lines(book: Phrasebook) -> tuple[str, str]:
    """Return what somebody needs to know who never used this before."""
    return (
        book.say("Type and press Enter to talk. Tab completes, Page Up reads back."),
        book.say("Alt+1…9 changes rooms, F1 shows all keys, Ctrl+D leaves."),
    )


def all_keys(book: Phrasebook) -> list[tuple[str, str]]:
    """Return the keys and the most needed commands, with what they do; an empty pair parts them."""
    say = book.say
    return [
        (say("Enter"), say("send what is typed; Alt+Enter begins another line")),
        ("Tab", say("complete a command, a name, a room")),
        ("↑ ↓  Ctrl+R", say("what was sent before; look for it")),
        ("Ctrl+A E W U K Y", say("edit the line as in a shell; Ctrl+_ takes it back")),
        ("", ""),
        (say("Page Up  Page Down"), say("read back, and on; Alt+↑ and Alt+↓ by one line")),
        (say("Ctrl+End"), say("to the newest; also End, when nothing is typed")),
        ("Alt+U", say("to where you stopped reading")),
        ("", ""),
        ("Alt+1…9, Alt+0", say("to that room or person")),
        ("Alt+← Alt+→", say("to the one before, to the next one")),
        ("Alt+A", say("to the next one with something new")),
        ("", ""),
        ("F2", say("choose among what a search found")),
        ("Ctrl+L  Ctrl+Z", say("draw the screen again; suspend")),
        ("Ctrl+D", say("leave, when nothing is typed")),
        ("", ""),
        (say("/join ROOM"), say("enter a room; /leave goes out of it")),
        (say("/msg NAME TEXT"), say("tell one person something privately")),
        (say("/users  /rooms"), say("who is here, which rooms there are")),
        (say("/search WORDS"), say("find what was said")),
        (say("/help"), say("all commands")),
        (say("/quit"), say("leave")),
    ]


class Help:
    """All the keys, over the whole screen, until any key is pressed but those that scroll.

    ``closed`` is called when it is closed, with the focus to be given to somebody else.
    """

    def __init__(self, book: Phrasebook, closed: Callable[[], None]) -> None:
        self.is_open = False
        self._book = book
        self._closed = closed
        self._top = 0
        control = FormattedTextControl(
            self._text, focusable=True, show_cursor=False, key_bindings=self._bindings()
        )
        self.window = Window(control, style="class:help")
        self.float = Float(
            ConditionalContainer(self.window, Condition(lambda: self.is_open)),
            top=0,
            bottom=0,
            left=0,
            right=0,
        )

    def open(self) -> None:
        """Show it."""
        self.is_open = True
        self._top = 0
        get_app().layout.focus(self.window)

    def _close(self) -> None:
        self.is_open = False
        self._closed()

    def _rows(self, width: int) -> list[StyleAndTextTuples]:
        """Return the keys, what they do beside them, or below on a narrow screen."""
        keys = all_keys(self._book)
        indent = max(width_of(key) for key, _ in keys) + 3
        is_narrow = width < indent + _MEANING
        if is_narrow:
            indent = 4
        rows: list[StyleAndTextTuples] = []
        for key, meaning in keys:
            lines = wrap(meaning, max(8, width - indent - 1)) or [""]
            name = ("class:help.key", clipped(f" {key}", width - 1))
            if is_narrow and key:
                rows.append([name])
            else:
                first = lines.pop(0)
                rows.append([name, ("", " " * (indent - width_of(name[1])) + first)])
            rows += [[("", " " * indent + line)] for line in lines if line]
        return rows

    def _text(self) -> StyleAndTextTuples:
        size = get_app().output.get_size()
        rows = self._rows(size.columns)
        room = max(1, size.rows - 1)
        self._top = max(0, min(self._top, len(rows) - room))
        text: StyleAndTextTuples = []
        for row in rows[self._top : self._top + room]:
            text += [*row, ("", "\n")]
        last = self._book.say("Any key goes back to the chat.")
        if len(rows) > room:
            last = self._book.say("↑ ↓: more. Any other key goes back.")
        return [*text, ("class:help.key", clipped(f" {last}", size.columns))]

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()

        # Eager: the keys of the line being typed have no meaning here.
        @bindings.add(Keys.Any, eager=True)
        def _any(event: KeyPressEvent) -> None:
            self._close()
            queue = event.key_processor.input_queue
            if event.key_sequence[-1].key is Keys.Escape and queue:
                # Alt and a key come as two, of which the second is no letter to be typed.
                queue.popleft()

        @bindings.add("up", eager=True)
        def _up(event: KeyPressEvent) -> None:
            self._top -= 1

        @bindings.add("down", eager=True)
        def _down(event: KeyPressEvent) -> None:
            self._top += 1

        @bindings.add("pageup", eager=True)
        def _page_up(event: KeyPressEvent) -> None:
            self._top -= max(1, event.app.output.get_size().rows - 2)

        @bindings.add("pagedown", eager=True)
        def _page_down(event: KeyPressEvent) -> None:
            self._top += max(1, event.app.output.get_size().rows - 2)

        return bindings
