"""Answers of a conversation as messages. See `chatservice.render.messages.conversation`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core import replies as core
from chatservice.render.making.events import again
from chatservice.render.messages import Answer
from chatservice.render.messages import conversation as out
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal


def _done(book: Phrasebook, reply: core.Done) -> out.Ok:
    return out.Ok(seq=reply.seq)


def _declined(book: Phrasebook, reply: core.Declined) -> out.Error:
    refused = reply.refused
    text = refusal(book, refused, is_for_program=True)
    return out.Error(code=refused.code.value, text=text, details=dict(refused.details))


def _welcomed(book: Phrasebook, reply: core.Welcomed) -> out.Welcome:
    return out.Welcome(
        nick=reply.name,
        room=reply.room,
        topic=reply.topic,
        history_id=reply.history,
        server=reply.server,
        limits=dict(reply.limits),
        seq=reply.seq,
        elsewhere=reply.elsewhere,
        away=reply.away,
    )


def _password_asked(book: Phrasebook, reply: core.PasswordAsked) -> out.PasswordAsked:
    return out.PasswordAsked(wanted=reply.wanted.name.lower(), nick=reply.name)


def _history(book: Phrasebook, reply: core.HistoryShown) -> out.History:
    return out.History(
        room=reply.room,
        messages=[again(kept) for kept in reply.messages],
        asked=reply.asked,
        of=reply.of,
        before=reply.before,
    )


def _waited(book: Phrasebook, reply: core.WaitedShown) -> out.Waited:
    return out.Waited(messages=[again(kept) for kept in reply.messages], total=reply.total)


def _left_out(book: Phrasebook, reply: core.LeftOut) -> out.LeftOut:
    return out.LeftOut(number=reply.number, room=reply.room, before=reply.at)


def _found(book: Phrasebook, reply: core.SearchShown) -> out.Found:
    return out.Found(
        messages=[again(kept) for kept in reply.messages],
        marks=[list(marks) for marks in reply.marks],
        more=reply.more,
        first=reply.first,
        bad_date=reply.bad_date,
    )


def _users(book: Phrasebook, reply: core.UsersListed) -> out.Users:
    people = [out.UserRow(name=name, away=away) for name, away in reply.people]
    return out.Users(room=reply.room, people=people)


def _rooms(book: Phrasebook, reply: core.RoomsListed) -> out.Rooms:
    rooms = [
        out.RoomRow(name=name, people=people, topic=topic) for name, people, topic in reply.rooms
    ]
    return out.Rooms(rooms=rooms, joined=list(reply.joined), more=reply.more)


def _room_entered(book: Phrasebook, reply: core.RoomEntered) -> out.RoomEntered:
    return out.RoomEntered(room=reply.room, topic=reply.topic)


def _room_left(book: Phrasebook, reply: core.RoomLeft) -> out.RoomLeft:
    return out.RoomLeft(room=reply.room, current=reply.current)


def _topic(book: Phrasebook, reply: core.TopicShown) -> out.Topic:
    return out.Topic(room=reply.room, topic=reply.topic)


def _whisper_sent(book: Phrasebook, reply: core.WhisperSent) -> out.WhisperSent:
    return out.WhisperSent(to=reply.to, away=reply.away)


def _away_set(book: Phrasebook, reply: core.AwaySet) -> out.AwaySet:
    return out.AwaySet(reason=reply.reason)


def _back_set(book: Phrasebook, reply: core.BackSet) -> out.BackSet:
    return out.BackSet()


def _ignored(book: Phrasebook, reply: core.Ignored) -> out.Ignored:
    return out.Ignored(who=reply.name)


def _unignored(book: Phrasebook, reply: core.Unignored) -> out.Unignored:
    return out.Unignored(who=reply.name)


CONVERSATION: dict[type[core.Reply], Callable[[Phrasebook, Any], Answer]] = {
    core.Done: _done,
    core.Declined: _declined,
    core.Welcomed: _welcomed,
    core.PasswordAsked: _password_asked,
    core.HistoryShown: _history,
    core.WaitedShown: _waited,
    core.LeftOut: _left_out,
    core.SearchShown: _found,
    core.UsersListed: _users,
    core.RoomsListed: _rooms,
    core.RoomEntered: _room_entered,
    core.RoomLeft: _room_left,
    core.TopicShown: _topic,
    core.WhisperSent: _whisper_sent,
    core.AwaySet: _away_set,
    core.BackSet: _back_set,
    core.Ignored: _ignored,
    core.Unignored: _unignored,
}
"""What makes the message of each of these replies, in the words of a phrasebook."""
