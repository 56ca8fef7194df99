"""Messages as events again. See `chatservice.render.making.events`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chatservice.core import events as core
from chatservice.core.accounts import Mode
from chatservice.core.log import Kept, Message
from chatservice.render import messages
from chatservice.render.messages import events as sent
from chatservice.render.messages import moderation as order
from chatservice.render.messages.conversation import Again
from chatservice.render.reading.safely import seconds

KINDS = frozenset(each.value for each in Mode)
"""The kinds of rooms that this version knows; those of other servers may be others."""

_SLOW = re.compile("off|[0-9]{1,13}s?")
"""What the kind "slow" may be; more digits than that are no number of seconds."""


def _said(message: sent.Said, now: datetime) -> core.Said:
    return core.Said(message.at, message.room, message.from_, message.text)


def _acted(message: sent.Acted, now: datetime) -> core.Acted:
    return core.Acted(message.at, message.room, message.from_, message.text)


def _whispered(message: sent.Whispered, now: datetime) -> core.Whispered:
    return core.Whispered(message.at, message.from_, message.to, message.text)


_AGAIN: dict[type[messages.Event], Callable[[Any, datetime], Message]] = {
    sent.Said: _said,
    sent.Acted: _acted,
    sent.Whispered: _whispered,
}


def kept(message: Again) -> Kept:
    """Return a message that is read again, as the log has it."""
    return Kept(message.seq, _AGAIN[type(message)](message, message.at), message.edited)


def _joined(message: sent.Joined, now: datetime) -> core.Joined | core.Gathered | None:
    if not message.who:
        return None
    if len(message.who) == 1:
        return core.Joined(message.at, message.room, message.who[0])
    return core.Gathered(message.at, message.room, tuple(message.who))


def _left(message: sent.Left, now: datetime) -> core.Left:
    return core.Left(message.at, message.room, message.who)


def _quit(message: sent.Quit, now: datetime) -> core.Quit:
    return core.Quit(message.at, message.who, message.reason)


def _renamed(message: sent.Renamed, now: datetime) -> core.Renamed:
    return core.Renamed(message.at, message.who, message.name)


def _topic_changed(message: sent.TopicChanged, now: datetime) -> core.TopicChanged:
    return core.TopicChanged(message.at, message.room, message.who, message.topic)


def _corrected(message: sent.Corrected, now: datetime) -> core.Corrected:
    return core.Corrected(
        message.at, message.room, message.from_, message.text, message=message.message
    )


def _deleted(message: sent.Deleted, now: datetime) -> core.Deleted:
    return core.Deleted(message.at, message.room, message.from_, message=message.message)


def _removed(message: sent.Removed, now: datetime) -> core.Removed:
    return core.Removed(
        message.at,
        message.room,
        message.by,
        whose=message.from_,
        messages=tuple(message.messages),
    )


def _announced(message: sent.Announced, now: datetime) -> core.Announced:
    return core.Announced(message.at, message.from_, message.text)


def _thrown_out(message: order.ThrownOut, now: datetime) -> core.ThrownOut:
    return core.ThrownOut(
        message.at,
        message.room,
        message.by,
        whom=message.who,
        reason=message.reason,
        is_banned=message.banned,
    )


def _silenced(message: order.Silenced, now: datetime) -> core.Silenced:
    return core.Silenced(
        message.at,
        message.room,
        message.by,
        whom=message.who,
        is_muted=message.muted,
        seconds=seconds(message.seconds),
    )


def _appointed(message: order.Appointed, now: datetime) -> core.Appointed:
    return core.Appointed(
        message.at,
        message.room,
        message.by,
        whom=message.who,
        is_moderator=message.moderator,
    )


def _mode_changed(message: order.ModeChanged, now: datetime) -> core.ModeChanged | None:
    if message.mode == "slow":
        is_known = bool(_SLOW.fullmatch(message.value))
    else:
        is_known = message.mode in KINDS and message.value in ("on", "off")
    if not is_known:
        return None
    return core.ModeChanged(message.at, message.room, message.by, message.mode, message.value)


def _invited(message: order.Invited, now: datetime) -> core.Invited:
    return core.Invited(message.at, message.room, message.by, whom=message.who)


EVENTS: dict[type[messages.Message], Callable[[Any, datetime], core.Event | None]] = {
    sent.Said: _said,
    sent.Acted: _acted,
    sent.Whispered: _whispered,
    sent.Joined: _joined,
    sent.Left: _left,
    sent.Quit: _quit,
    sent.Renamed: _renamed,
    sent.TopicChanged: _topic_changed,
    sent.Corrected: _corrected,
    sent.Deleted: _deleted,
    sent.Removed: _removed,
    sent.Announced: _announced,
    order.ThrownOut: _thrown_out,
    order.Silenced: _silenced,
    order.Appointed: _appointed,
    order.ModeChanged: _mode_changed,
    order.Invited: _invited,
}
"""What makes the event of each of these messages; `None` where this version has none for it."""
