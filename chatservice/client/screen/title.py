"""What stands above the terminal's window: where one is, and how often one was named elsewhere."""

from __future__ import annotations

from prompt_toolkit.output import Output

from chatservice.client.talk.chat import Chat
from chatservice.core.text import sanitise

# XTerm Control Sequences, "Window manipulation": the title is kept, and taken back. Terminals
# that do not know these ignore them.
_KEEP = "\x1b[22;2t"
_TAKE_BACK = "\x1b[23;2t"


def title_of(chat: Chat) -> str:
    """Return the title: ``chatservice – #lobby (2)``."""
    mentions = sum(talk.mentions for talk in chat.talks)
    title = f"chatservice – {sanitise(chat.current.title)}"
    return f"{title} ({mentions})" if mentions else title


class WindowTitle:
    """The window's title, which is as it was once this has stopped."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._title: str | None = None

    def show(self, title: str) -> None:
        """Show a title."""
        if title == self._title:
            return
        if self._title is None:
            self._output.write_raw(_KEEP)
        self._title = title
        self._output.set_title(title)
        self._output.flush()

    def stop(self) -> None:
        """Show what was there before, or nothing where the terminal did not keep it."""
        if self._title is not None:
            self._title = None
            self._output.clear_title()
            self._output.write_raw(_TAKE_BACK)
            self._output.flush()
