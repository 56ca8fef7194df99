"""`--log FILE`: everything that is said and told, kept as lines of text.

    2026-11-22 14:35:02 #lobby ana: hola
    2026-11-22 14:35:09 #lobby * 2 people joined: juan, zoe

Times are this machine's. What is typed in answer to a question, such as a password, is no entry of
any talk, and so is never here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from chatservice.client.streams.prose import Prose, local
from chatservice.client.talk.chat import Chat, Search
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOCTTY | os.O_NONBLOCK
"""Nothing waits: a pipe that nobody reads is a file that can't be written."""


class Recorder:
    """A `Watcher` that writes to a file, once in each turn of the event loop.

    ``soon`` calls what it is given at the end of the turn: `asyncio.loop.call_soon`, for example.
    Where the file can't be written the person is told once, and what comes meanwhile is not kept.
    """

    def __init__(
        self, chat: Chat, file: Path, soon: Callable[[Callable[[], None]], object]
    ) -> None:
        self.file = file
        self._chat = chat
        self._soon = soon
        self._prose = Prose(chat)
        self._lines: list[str] = []
        self._is_broken = False
        self._is_torn = False

    def close(self) -> None:
        """Write what is not yet written."""
        self._write()

    # -- Watcher -------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Record an entry, but for what the server does not have yet."""
        if entry.state is State.TAKEN or entry.kind is Kind.NOTICE:
            self._record(self._prose.lines(talk, entry, _time(entry), here=False))

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Record nothing of what was there before: it is recorded when it comes."""

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Record what was taken, and what somebody changed."""
        if entry.state is not State.TAKEN:
            return
        if entry.edited or entry.gone:
            self._record(self._prose.change(talk, entry, _time(entry), here=False))
        else:
            self._record(self._prose.lines(talk, entry, _time(entry), here=False))

    def changed(self) -> None:
        """Record nothing: there is nothing new."""

    def found(self, search: Search) -> None:
        """Record nothing: it was said before."""

    def rang(self) -> None:
        """Record nothing: why it rang is recorded."""

    # -- the file ------------------------------------------------------------------------------

    def _record(self, lines: Sequence[str]) -> None:
        if not self._lines:
            self._soon(self._write)
        self._lines += lines

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        if not lines:
            return
        start = "\n" if self._is_torn else ""
        data = (start + "".join(f"{line}\n" for line in lines)).encode(errors="replace")
        try:
            self._append(data)
        except OSError as error:
            if not self._is_broken:
                self._is_broken = True
                self._chat.notice(
                    self._chat.book.say(
                        "{file} can't be written ({reason}): what is said is not kept until it "
                        "can.",
                        file=self.file,
                        reason=error.strerror or str(error),
                    )
                )
        else:
            self._is_broken = self._is_torn = False

    def _append(self, data: bytes) -> None:
        # Opened each time: whoever moves the file away, as `logrotate` does, gets a new one.
        descriptor = os.open(self.file, _FLAGS, 0o600)
        try:
            while data:
                written = os.write(descriptor, data)
                data = data[written:]
                self._is_torn = bool(data)
        finally:
            os.close(descriptor)


def _time(entry: Entry) -> str:
    return f"{local(entry.at):%Y-%m-%d %H:%M:%S} "
