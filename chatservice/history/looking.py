"""What is found by looking at messages in memory, one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from chatservice.core.log import Found, Kept, Search
from chatservice.core.names import key_of
from chatservice.core.people import is_left_out


def search(rooms: Mapping[str, Sequence[Kept]], wanted: Search) -> Found:
    """Return what a search finds in some rooms, by the keys of their names; see `Log.search`."""
    messages = [kept for key, room in rooms.items() if key not in wanted.hidden for kept in room]
    messages.sort(key=lambda kept: kept.seq, reverse=True)
    found = (
        kept
        for kept in messages
        if (wanted.below is None or kept.seq < wanted.below)
        and wanted.partner in (None, key_of(kept.message.who))
        and wanted.query.finds(kept.message)
        and is_heard(kept, wanted.without)
    )
    page = list(islice(found, wanted.count + 1))
    shown = tuple(page[: wanted.count])
    return Found(shown, shown[-1].seq if len(page) > wanted.count else None)


def numbered(messages: Sequence[Kept], seq: int) -> Kept | None:
    """Return the one of that number among messages in the order of theirs, if it is there."""
    index = bisect_left(messages, seq, key=lambda kept: kept.seq)
    return next((kept for kept in messages[index : index + 1] if kept.seq == seq), None)


def is_heard(kept: Kept, without: Mapping[str, datetime]) -> bool:
    """Return whether a message is to be shown; ``without`` is as in `Last`."""
    message = kept.message
    return not (without and is_left_out(without, key_of(message.who), message.at))
