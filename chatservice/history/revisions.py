"""What was corrected or taken back, in memory: for whoever had read it before and comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby, islice, takewhile
from typing import NamedTuple

from chatservice.core.events import Corrected, Deleted, Removed
from chatservice.core.log import Changed
from chatservice.core.names import key_of

MOST_CHANGED = 10_000
"""Messages whose last change is kept."""

Change = Corrected | Deleted | Removed


class _Revision(NamedTuple):
    seq: int
    message: int
    event: Change
    author: int
    receiver: int


class Revisions:
    """Keeps the last change of each of the `MOST_CHANGED` messages that were changed last."""

    def __init__(self) -> None:
        self._revisions: dict[int, _Revision] = {}
        """By the numbers of the messages, and in the order of the changes."""

    def note(self, seq: int, event: Change, message: int, author: int, receiver: int) -> None:
        """Keep a change under its number, of a message of these identities.

        Each message of a `Removed` is noted by itself.
        """
        if isinstance(event, Corrected):
            event = replace(event, text="")  # the message has it
        self._revisions.pop(message, None)
        self._revisions[message] = _Revision(seq, message, event, author, receiver)
        if len(self._revisions) > MOST_CHANGED:
            del self._revisions[next(iter(self._revisions))]

    def forget(self, identity: int) -> None:
        """Forget what became of all that somebody wrote."""
        for number in [n for n, each in self._revisions.items() if each.author == identity]:
            del self._revisions[number]

    def since(
        self,
        rooms: tuple[str, ...],
        after: int,
        identity: int,
        count: int,
        text_of: Callable[[Corrected], str | None],
    ) -> list[Changed]:
        """Return the last changes since a number, oldest first; see `Log.changes`.

        ``text_of`` tells what the message of a correction says now, if it is still kept.
        """
        newest_first = reversed(self._revisions.values())
        told = (
            each._replace(event=event)
            for each in takewhile(lambda each: each.seq > after, newest_first)
            if each.message <= after and _concerns(each, rooms, identity)
            if (event := _as_now(each.event, text_of)) is not None
        )
        changes = groupby(told, key=lambda each: each.seq)
        return [_changed(list(same)) for _, same in islice(changes, count)][::-1]


def _concerns(each: _Revision, rooms: tuple[str, ...], identity: int) -> bool:
    if each.event.room:
        return key_of(each.event.room) in rooms
    return identity != 0 and identity in (each.author, each.receiver)


def _as_now(event: Change, text_of: Callable[[Corrected], str | None]) -> Change | None:
    """Return a change with the text that the message has now; nothing if it is gone."""
    if not isinstance(event, Corrected):
        return event
    text = text_of(event)
    return None if text is None else replace(event, text=text)


def _changed(same: list[_Revision]) -> Changed:
    """Return the change that some messages have in common."""
    event = same[0].event
    if isinstance(event, Removed):
        event = replace(event, messages=tuple(sorted(each.message for each in same)))
    return Changed(same[0].seq, event)
