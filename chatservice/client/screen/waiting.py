"""What one wrote and the server does not have yet: how much it is, and for how long."""

from __future__ import annotations

from datetime import datetime

from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.entries import Entry, State

SILENT_SECONDS = 6
"""So long a server may take to answer: most need a tenth of a second."""

MANY = 3
"""More than this wait only where a text of many lines was sent, or nobody takes them."""


def waiting(chat: Chat) -> list[Entry]:
    """Return what waits, in all talks: there it stands last."""
    found: list[Entry] = []
    for talk in chat.talks:
        for entry in reversed(talk.entries):
            if entry.state is not State.WAITING:
                break
            found.append(entry)
    return found


def silent_seconds(chat: Chat, now: datetime, heard_at: datetime | None) -> float:
    """Return for how long something has waited for a server that tells nothing; 0: nothing does.

    ``heard_at``: when it told anything last; where it does, it only has not come to it yet.
    """
    if chat.status is not Status.CONNECTED or chat.question is not None:
        return 0.0
    since = min((entry.at for entry in waiting(chat)), default=now)
    if heard_at is not None:
        since = max(since, heard_at)
    return max(0.0, (now - since).total_seconds())
