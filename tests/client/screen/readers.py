"""Somebody who looks at a talk on an emulated terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

from prompt_toolkit.layout import Window
from prompt_toolkit.output import ColorDepth

from chatservice.client.screen.log import Log
from chatservice.client.screen.repainting import WholeRows
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook
from tests.client.screen.drawing import Drawing

NOON = datetime(2026, 11, 20, 12, 0).astimezone()
ROWS = 6


class Reader:
    """Somebody who looks at a log of `ROWS` rows."""

    def __init__(self, entries: int = 0, columns: int = 40, lines: int = ROWS) -> None:
        self.chat = Chat(phrasebook("en"), "server")
        self.chat.nick = "juan"
        self.talk = self.chat.talk("lobby", is_room=True)
        self.asked: list[Talk] = []
        self.log = Log(self.chat, colours=False, older=self.asked.append)
        self.drawing = Drawing(
            WholeRows(Window(self.log)), columns, lines, depth=ColorDepth.DEPTH_1_BIT
        )
        for number in range(1, entries + 1):
            self.hears(number)

    def hears(self, number: int, text: str = "") -> Entry:
        """Have something said; its number is its place in the server's log."""
        return self.chat.add(self.talk, self.entry(number, text))

    def entry(self, number: int, text: str = "") -> Entry:
        at = NOON + timedelta(seconds=number)
        return Entry(Kind.SAID, at, text or f"text {number}", "ana", seq=max(0, number))

    def sees(self) -> list[str]:
        """Return what stands on the screen, without times and names."""
        self.drawing.draw()
        return [row.removeprefix("12:00 ana").strip() for row in self.drawing.rows()]


def texts(first: int, last: int) -> list[str]:
    """Return what those numbers said."""
    return [f"text {number}" for number in range(first, last + 1)]
