"""What is found by looking at messages in memory, one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from chatservice.core.events import Whispered
from chatservice.core.log import MOST_LOOKED_THROUGH, Found, Kept, Search
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out
from chatservice.core.query import Query


def search(
    rooms: Mapping[str, Sequence[Kept]], private: Sequence[tuple[Kept, int, int]], wanted: Search
) -> Found:
    """Return what a search finds; see `Log.search`.

    It is looked for in ``rooms``, by the keys of their names, and among all ``private`` messages,
    each with the identities of its author and of whom it was for.
    """
    messages = [
        kept
        for key, room in rooms.items()
        if key not in wanted.hidden and not wanted.private
        for kept in room
        if wanted.partner in (None, key_of(kept.message.who))
    ]
    messages += [each[0] for each in private if _is_between(wanted, *each)]
    messages.sort(key=lambda kept: kept.seq, reverse=True)
    ends = [end for end in (wanted.below, wanted.before) if end is not None]
    found = (
        kept
        for kept in messages
        if all(kept.seq < end for end in ends)
        and _query_for(kept, wanted).finds(kept.message)
        and is_heard(kept, wanted.without)
    )
    page = list(islice(found, wanted.count + 1))
    shown = tuple(page[: wanted.count])
    return Found(shown, shown[-1].seq if len(page) > wanted.count else None)


def _is_between(wanted: Search, kept: Kept, author: int, receiver: int) -> bool:
    """Return whether a private message is one of the reader's, with the partner if there is one."""
    if not wanted.reader:  # nobody's identity: of those who are not known
        return False
    message: Any = kept.message
    return (author == wanted.reader and wanted.partner in (None, key_of(message.to))) or (
        receiver == wanted.reader and wanted.partner in (None, key_of(message.who))
    )


def _query_for(kept: Kept, wanted: Search) -> Query:
    """Return what a message must have: in a partner's room is only what is not private."""
    if wanted.partner is not None and isinstance(kept.message, Whispered):
        return replace(wanted.query, room=None)
    return wanted.query


def of_person(
    messages: Sequence[Kept],
    authors: Mapping[int, int],
    keys: frozenset[str],
    identity: int,
    count: int,
    without: frozenset[int],
) -> list[Kept]:
    """Return those of a room that somebody said, newest first; see `Log.of_person`.

    ``authors`` has the identities of who said them, by their numbers.
    """
    newest_first = messages[: -MOST_LOOKED_THROUGH - 1 : -1]

    def is_theirs(kept: Kept) -> bool:
        author = authors.get(kept.seq)
        if identity:
            return author == identity
        return key_of(kept.message.who) in keys and author not in without

    return list(islice(filter(is_theirs, newest_first), count))


def numbered(messages: Sequence[Kept], seq: int) -> Kept | None:
    """Return the one of that number among messages in the order of theirs, if it is there."""
    index = bisect_left(messages, seq, key=lambda kept: kept.seq)
    return next((kept for kept in messages[index : index + 1] if kept.seq == seq), None)


def is_heard(kept: Kept, without: Mapping[str, datetime]) -> bool:
    """Return whether a message is to be shown; ``without`` is as in `Last`."""
    message = kept.message
    return not (without and is_left_out(without, key_of(message.who), message.at))
