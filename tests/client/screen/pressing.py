"""An editor in a small application: its keys are pressed, and what it shows stands on a screen."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pyte
from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.layout.containers import FloatContainer, HSplit, Window
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.output import ColorDepth

from chatservice.client.screen.editor import Editor
from chatservice.client.screen.output import ExactOutput
from chatservice.client.screen.remembered import Remembered
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook

ENTER = "\r"
ALT_ENTER = "\x1b\r"
TAB = "\t"
SHIFT_TAB = "\x1b[Z"
ESCAPE = "\x1b"
BACKSPACE = "\x7f"
DELETE = "\x1b[3~"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END = "\x1b[H", "\x1b[F"

_NEXT = "\x1b[24;2~"
"""F24: a key that means nothing. With it Esc is a key alone, and no longer the beginning of one."""


def ctrl(key: str) -> str:
    """Return what a terminal sends for Ctrl and that key."""
    return chr(ord(key.upper()) & 0x1F)


def alt(key: str) -> str:
    """Return what a terminal sends for Alt and that key."""
    return f"\x1b{key}"


def pasted(text: str) -> str:
    """Return what a terminal sends for a text that is pasted: its line feeds as Enter."""
    return "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"


class Speaking:
    """A speaker who takes what is typed, unless it ``refuses``."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.typed: list[str] = []
        self.refuses: Callable[[str], bool] = lambda text: False
        self.then: Callable[[str], None] = lambda text: None

    is_turning = False

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        if self.refuses(text):
            return False
        self.typed.append(text)
        self.then(text)
        return True

    def take_back(self) -> int:
        raise AssertionError("nothing waits")

    def older(self, talk: Talk) -> None:
        raise AssertionError("nobody reads back")

    def jump(self, number: int) -> None:
        raise AssertionError("nobody looks for anything")

    def leave(self) -> None:
        raise AssertionError("nobody leaves")


class Pressing:
    """The editor, what is typed, and what then stands on the screen."""

    def __init__(self, chat: Chat, remembered: Remembered, columns: int, rows: int) -> None:
        self.chat = chat
        self.remembered = remembered
        self.speaker: Speaking | None = Speaking(chat)
        self.editor = Editor(chat, lambda: self.speaker, remembered)
        self._screen = pyte.Screen(columns, rows)
        self._columns = columns
        self._rows = rows

    def application(self, keys: PipeInput) -> Application[None]:
        nothing = KeyBindings()
        nothing.add("f24")(lambda event: None)
        self._written = io.StringIO()
        self._stream = pyte.Stream(self._screen)
        output = ExactOutput(
            self._written,
            lambda: Size(rows=self._rows, columns=self._columns),
            term="xterm-256color",
            enable_cpr=False,
        )
        root = FloatContainer(HSplit([Window(), self.editor.container]), [self.editor.menu])
        self._keys = keys
        self.app: Application[None] = Application(
            layout=Layout(root, self.editor.container),
            key_bindings=merge_key_bindings([nothing, self.editor.bindings]),
            clipboard=self.editor.clipboard,
            color_depth=ColorDepth.DEPTH_1_BIT,
            full_screen=True,
            input=keys,
            output=output,
        )
        processor = self.app.key_processor
        processor.before_key_press += lambda sender: self.editor.follow()
        processor.after_key_press += self.editor.key_came
        return self.app

    async def press(self, *keys: str) -> None:
        """Press keys one by one: each is read before the next one is sent."""
        for key in keys:
            # All that is read at once is taken at once.
            taken = asyncio.Event()

            def note(sender: object, taken: asyncio.Event = taken) -> None:
                taken.set()

            self.app.key_processor.after_key_press += note
            self._keys.send_text(key + _NEXT if key == ESCAPE else key)
            await taken.wait()
            self.app.key_processor.after_key_press -= note
            await self.drawn()

    async def type(self, text: str) -> None:
        """Press the keys of a text."""
        await self.press(*text)

    async def drawn(self) -> None:
        """Wait until the screen is drawn anew."""
        drawn = asyncio.Event()

        def note(sender: object) -> None:
            drawn.set()

        self.app.after_render += note
        self.editor.refresh()
        self.app.invalidate()
        await drawn.wait()
        self.app.after_render -= note
        self._stream.feed(self._written.getvalue())
        self._written.truncate(0)
        self._written.seek(0)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.app.current_buffer.text

    @property
    def marked(self) -> str:
        """What stands in the line, with a bar where the cursor is."""
        buffer = self.app.current_buffer
        return f"{buffer.text[: buffer.cursor_position]}|{buffer.text[buffer.cursor_position :]}"

    @property
    def shown(self) -> list[str]:
        """The rows of the screen below the empty ones."""
        rows = [row.rstrip() for row in self._screen.display]
        while rows and not rows[0]:
            del rows[0]
        return rows

    @property
    def column(self) -> int:
        """The cursor's column."""
        return int(self._screen.cursor.x)

    @property
    def sent(self) -> list[str]:
        """What the speaker took."""
        return self.speaker.typed if self.speaker else []


def chat_in_lobby(language: str = "en") -> Chat:
    """Return a chat of Ana, who is in #lobby."""
    chat = Chat(phrasebook(language), "chat.example.org")
    chat.nick = "Ana"
    chat.talk("lobby", is_room=True)
    return chat


@asynccontextmanager
async def editing(
    chat: Chat | None = None,
    remembered: Remembered | None = None,
    columns: int = 80,
    rows: int = 12,
) -> AsyncIterator[Pressing]:
    """Run an editor; Ana is in #lobby unless another chat is given."""
    with create_pipe_input() as keys, create_app_session(input=keys):
        at = Pressing(chat or chat_in_lobby(), remembered or Remembered(None), columns, rows)
        running = asyncio.ensure_future(at.application(keys).run_async())
        started = asyncio.Event()
        at.app.after_render += lambda sender: started.set()
        await started.wait()
        await at.drawn()
        yield at
        at.app.exit()
        await running
