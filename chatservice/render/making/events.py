"""Events as messages. See `chatservice.render.messages`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core import events as core
from chatservice.core.log import Kept
from chatservice.render.messages import Event
from chatservice.render.messages import events as out
from chatservice.render.messages import moderation as order
from chatservice.render.messages.conversation import Again


def said(event: core.Said, seq: int, edited: bool = False) -> out.Said:
    """Return what was said to a room, with its number in the log."""
    return out.Said(
        seq=seq, at=event.at, room=event.room, from_=event.who, text=event.text, edited=edited
    )


def acted(event: core.Acted, seq: int, edited: bool = False) -> out.Acted:
    """Return what was done in a room, with its number in the log."""
    return out.Acted(
        seq=seq, at=event.at, room=event.room, from_=event.who, text=event.text, edited=edited
    )


def whispered(event: core.Whispered, seq: int, edited: bool = False) -> out.Whispered:
    """Return what was said to one person, with its number in the log."""
    return out.Whispered(
        seq=seq, at=event.at, from_=event.who, to=event.to, text=event.text, edited=edited
    )


_AGAIN: dict[type[core.Event], Callable[[Any, int, bool], Again]] = {
    core.Said: said,
    core.Acted: acted,
    core.Whispered: whispered,
}


def again(kept: Kept) -> Again:
    """Return a message that is read again."""
    return _AGAIN[type(kept.message)](kept.message, kept.seq, kept.edited)


def _joined(event: core.Joined, seq: int) -> out.Joined:
    return out.Joined(at=event.at, room=event.room, who=[event.who])


def _gathered(event: core.Gathered, seq: int) -> out.Joined:
    return out.Joined(at=event.at, room=event.room, who=list(event.who))


def _left(event: core.Left, seq: int) -> out.Left:
    return out.Left(at=event.at, room=event.room, who=event.who)


def _quit(event: core.Quit, seq: int) -> out.Quit:
    return out.Quit(at=event.at, who=event.who, reason=event.reason)


def _renamed(event: core.Renamed, seq: int) -> out.Renamed:
    return out.Renamed(at=event.at, who=event.who, name=event.name)


def _topic_changed(event: core.TopicChanged, seq: int) -> out.TopicChanged:
    return out.TopicChanged(at=event.at, room=event.room, who=event.who, topic=event.topic)


def _corrected(event: core.Corrected, seq: int) -> out.Corrected:
    return out.Corrected(
        seq=seq,
        at=event.at,
        room=event.room,
        from_=event.who,
        text=event.text,
        message=event.message,
    )


def _deleted(event: core.Deleted, seq: int) -> out.Deleted:
    return out.Deleted(
        seq=seq, at=event.at, room=event.room, from_=event.who, message=event.message
    )


def _removed(event: core.Removed, seq: int) -> out.Removed:
    return out.Removed(
        seq=seq,
        at=event.at,
        room=event.room,
        by=event.who,
        from_=event.whose,
        messages=list(event.messages),
    )


def _announced(event: core.Announced, seq: int) -> out.Announced:
    return out.Announced(at=event.at, from_=event.who, text=event.text)


def _thrown_out(event: core.ThrownOut, seq: int) -> order.ThrownOut:
    return order.ThrownOut(
        at=event.at,
        room=event.room,
        by=event.who,
        who=event.whom,
        reason=event.reason,
        banned=event.is_banned,
    )


def _silenced(event: core.Silenced, seq: int) -> order.Silenced:
    return order.Silenced(
        at=event.at,
        room=event.room,
        by=event.who,
        who=event.whom,
        muted=event.is_muted,
        seconds=event.seconds,
    )


def _appointed(event: core.Appointed, seq: int) -> order.Appointed:
    return order.Appointed(
        at=event.at,
        room=event.room,
        by=event.who,
        who=event.whom,
        moderator=event.is_moderator,
    )


def _mode_changed(event: core.ModeChanged, seq: int) -> order.ModeChanged:
    return order.ModeChanged(
        at=event.at, room=event.room, by=event.who, mode=event.mode, value=event.value
    )


def _invited(event: core.Invited, seq: int) -> order.Invited:
    return order.Invited(at=event.at, room=event.room, by=event.who, who=event.whom)


EVENTS: dict[type[core.Event], Callable[[Any, int], Event]] = {
    core.Said: said,
    core.Acted: acted,
    core.Whispered: whispered,
    core.Joined: _joined,
    core.Gathered: _gathered,
    core.Left: _left,
    core.Quit: _quit,
    core.Renamed: _renamed,
    core.TopicChanged: _topic_changed,
    core.Corrected: _corrected,
    core.Deleted: _deleted,
    core.Removed: _removed,
    core.Announced: _announced,
    core.ThrownOut: _thrown_out,
    core.Silenced: _silenced,
    core.Appointed: _appointed,
    core.ModeChanged: _mode_changed,
    core.Invited: _invited,
}
"""What makes the message of each event; its number in the log comes with it."""
