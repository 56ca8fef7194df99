"""Private messages in memory: for whoever reads them, now or later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from chatservice.core.events import Corrected, Deleted
from chatservice.core.log import Kept, Record, Unread
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out

MOST_PRIVATE = 10_000
"""Private messages that are kept."""


class _Whisper(NamedTuple):
    kept: Kept
    author: int
    receiver: int


class Whispers:
    """Keeps the last `MOST_PRIVATE` private messages, each with the identities of its people."""

    def __init__(self) -> None:
        self._whispers: dict[int, _Whisper] = {}
        """By their numbers, and in the order of these."""

    def add(self, seq: int, record: Record) -> None:
        """Keep a private message of that number."""
        event: Any = record.event
        self._whispers[seq] = _Whisper(Kept(seq, event), record.author, record.receiver)
        if len(self._whispers) > MOST_PRIVATE:
            del self._whispers[next(iter(self._whispers))]

    def change(self, event: Corrected | Deleted) -> None:
        """Change or delete the message that an event is about, if it is still kept."""
        whisper = self._whispers.get(event.message)
        if whisper is None:
            return
        if isinstance(event, Deleted):
            del self._whispers[event.message]
            return
        message = replace(whisper.kept.message, text=event.text)
        now = replace(whisper.kept, message=message, edited=True)
        self._whispers[event.message] = whisper._replace(kept=now)

    def people(self, number: int) -> tuple[int, int] | None:
        """Return the identities of the author and the receiver, if that message is kept."""
        whisper = self._whispers.get(number)
        return None if whisper is None else (whisper.author, whisper.receiver)

    def forget(self, identity: int) -> None:
        """Delete all that somebody wrote."""
        for seq in [seq for seq, each in self._whispers.items() if each.author == identity]:
            del self._whispers[seq]

    def messages(self, numbers: Sequence[int]) -> list[Kept]:
        """Return the messages of those numbers that are still kept; see `Log.messages`."""
        return [self._whispers[number].kept for number in numbers if number in self._whispers]

    def everything(self) -> list[tuple[Kept, int, int]]:
        """Return all messages, each with the identities of its author and receiver.

        Called in any thread: the copy is made in one step.
        """
        return list(self._whispers.values())

    def waiting(
        self,
        identity: int,
        after: int,
        count: int,
        without: Mapping[str, datetime],
        *,
        sent: bool = False,
    ) -> Unread:
        """Return the last private messages to somebody; see `Log.waiting`."""
        found = [
            kept
            for seq, (kept, author, receiver) in self._whispers.items()
            if seq > after and identity
            if (sent and author == identity)
            or (
                receiver == identity
                and not is_left_out(without, key_of(kept.message.who), kept.message.at)
            )
        ]
        total = min(len(found), count + 1) if sent else len(found)
        return Unread(tuple(found[max(0, len(found) - count) :]), total)
