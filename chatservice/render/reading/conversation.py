"""Answers of a conversation as replies again. See `chatservice.render.making.conversation`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chatservice.core import replies as core
from chatservice.core.refusals import Code, Refused
from chatservice.render.messages import Message
from chatservice.render.messages import conversation as sent
from chatservice.render.phrasebook import SOURCE_LANGUAGE, phrasebook
from chatservice.render.reading.events import kept
from chatservice.render.refusals import refusal

MOST_JOINED = 256
"""Far more rooms than anybody is in: each room that is listed is looked for among them."""


def _done(message: sent.Ok, now: datetime) -> core.Done:
    return core.Done(message.seq)


def _declined(message: sent.Error, now: datetime) -> core.Declined | None:
    try:
        refused = Refused(Code(message.code), **message.details)
        # What makes the sentence knows best which details it needs, and of what kind.
        refusal(phrasebook(SOURCE_LANGUAGE), refused)
    except (KeyError, ValueError, TypeError, OverflowError, Refused):
        return None
    return core.Declined(refused)


def _welcomed(message: sent.Welcome, now: datetime) -> core.Welcomed:
    return core.Welcomed(
        message.nick,
        message.room,
        message.elsewhere,
        message.away,
        message.server,
        tuple(message.limits.items()),
        message.topic,
        message.history_id,
        message.seq,
    )


def _password_asked(message: sent.PasswordAsked, now: datetime) -> core.PasswordAsked | None:
    wanted = core.Wanted.__members__.get(message.wanted.upper())
    return core.PasswordAsked(wanted, message.nick) if wanted else None


def _history(message: sent.History, now: datetime) -> core.HistoryShown:
    return core.HistoryShown(
        message.room,
        tuple(map(kept, message.messages)),
        now,
        asked=message.asked,
        of=message.of,
        before=message.before,
    )


def _waited(message: sent.Waited, now: datetime) -> core.WaitedShown:
    total = max(message.total, len(message.messages))
    return core.WaitedShown(tuple(map(kept, message.messages)), total, now)


def _left_out(message: sent.LeftOut, now: datetime) -> core.LeftOut:
    return core.LeftOut(message.number, message.room, message.before, now)


def _found(message: sent.Found, now: datetime) -> core.SearchShown:
    missing = len(message.messages) - len(message.marks)
    marks = [*message.marks, *([[]] * missing)]
    return core.SearchShown(
        tuple(map(kept, message.messages)),
        tuple(
            spans(each, len(one.text)) for each, one in zip(marks, message.messages, strict=False)
        ),
        first=message.first,
        more=message.more,
        bad_date=message.bad_date,
    )


def spans(marks: Sequence[tuple[int, int]], length: int) -> core.Marks:
    """Return those of ``marks`` that are parts of a text, one behind the other.

    Others would show parts of it again and again.
    """
    spans = []
    done = 0
    for start, end in marks:
        if done <= start < end <= length:
            spans.append((start, end))
            done = end
    return tuple(spans)


def _users(message: sent.Users, now: datetime) -> core.UsersListed:
    return core.UsersListed(message.room, tuple((each.name, each.away) for each in message.people))


def _rooms(message: sent.Rooms, now: datetime) -> core.RoomsListed:
    return core.RoomsListed(
        tuple((each.name, each.people, each.topic) for each in message.rooms),
        tuple(message.joined[-MOST_JOINED:]) or ("",),  # no room is called that
        message.more,
    )


def _room_entered(message: sent.RoomEntered, now: datetime) -> core.RoomEntered:
    return core.RoomEntered(message.room, message.topic)


def _room_left(message: sent.RoomLeft, now: datetime) -> core.RoomLeft:
    return core.RoomLeft(message.room, message.current)


def _topic(message: sent.Topic, now: datetime) -> core.TopicShown:
    return core.TopicShown(message.room, message.topic)


def _whisper_sent(message: sent.WhisperSent, now: datetime) -> core.WhisperSent:
    return core.WhisperSent(message.to, message.away)


def _away_set(message: sent.AwaySet, now: datetime) -> core.AwaySet:
    return core.AwaySet(message.reason)


def _back_set(message: sent.BackSet, now: datetime) -> core.BackSet:
    return core.BackSet()


def _ignored(message: sent.Ignored, now: datetime) -> core.Ignored:
    return core.Ignored(message.who)


def _unignored(message: sent.Unignored, now: datetime) -> core.Unignored:
    return core.Unignored(message.who)


CONVERSATION: dict[type[Message], Callable[[Any, datetime], core.Reply | None]] = {
    sent.Welcome: _welcomed,
    sent.Ok: _done,
    sent.Error: _declined,
    sent.PasswordAsked: _password_asked,
    sent.History: _history,
    sent.Waited: _waited,
    sent.LeftOut: _left_out,
    sent.Found: _found,
    sent.Users: _users,
    sent.Rooms: _rooms,
    sent.RoomEntered: _room_entered,
    sent.RoomLeft: _room_left,
    sent.Topic: _topic,
    sent.WhisperSent: _whisper_sent,
    sent.AwaySet: _away_set,
    sent.BackSet: _back_set,
    sent.Ignored: _ignored,
    sent.Unignored: _unignored,
}
"""What makes the reply of each of these messages; `None` where this version has none for it."""
