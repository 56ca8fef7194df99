"""What a front is told: what came, what became of it, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chatservice.client.talk.entries import Entry
from chatservice.client.talk.talks import Talk


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: the entry, the talk where it stands, and which parts match.

    ``marks`` are pairs of places in the text, in code points, one behind the other.
    """

    entry: Entry
    talk_name: str
    is_room: bool
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Search:
    """What was looked for, and found: the newest first. ``more``: `/search more` finds older."""

    words: str
    hits: list[Hit]
    more: bool = False


class Watcher(Protocol):
    """Who shows a chat, or records it."""

    def added(self, talk: Talk, entry: Entry) -> None:
        """Take note of an entry that came now: nothing that is read back, or was there before."""
        ...

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Take note of entries that were there before, oldest first."""
        ...

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Take note of what became of an entry: it was taken or not, corrected, taken back."""
        ...

    def changed(self) -> None:
        """Take note that something else may be different: called often, does no more than note."""
        ...

    def found(self, search: Search) -> None:
        """Take note of what a search found, or found besides."""
        ...

    def rang(self) -> None:
        """Ring: somebody said one's name, or wrote privately."""
        ...
