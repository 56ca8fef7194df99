"""Answers about order as messages. See `chatservice.render.messages.moderation`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core import replies as core
from chatservice.render.messages import Answer
from chatservice.render.messages import moderation as out
from chatservice.render.phrasebook import Phrasebook


def _out_of_room(book: Phrasebook, reply: core.OutOfRoom) -> out.OutOfRoom:
    return out.OutOfRoom(
        room=reply.room,
        by=reply.who,
        reason=reply.reason,
        current=reply.current,
        banned=reply.is_banned,
    )


def _out_of_server(book: Phrasebook, reply: core.OutOfServer) -> out.OutOfServer:
    return out.OutOfServer(by=reply.who, reason=reply.reason)


def _ban_set(book: Phrasebook, reply: core.BanSet) -> out.BanSet:
    return out.BanSet(
        who=reply.name,
        room=reply.room,
        networks=list(reply.networks),
        seconds=reply.seconds,
        others=list(reply.others),
        unknown=reply.is_unknown,
        trusted=reply.trusted,
    )


def _mute_set(book: Phrasebook, reply: core.MuteSet) -> out.MuteSet:
    return out.MuteSet(who=reply.name, room=reply.room, seconds=reply.seconds)


def _unbanned(book: Phrasebook, reply: core.Unbanned) -> out.Unbanned:
    return out.Unbanned(who=reply.name)


def _unmuted(book: Phrasebook, reply: core.Unmuted) -> out.Unmuted:
    return out.Unmuted(who=reply.name)


def _bans(book: Phrasebook, reply: core.BansListed) -> out.Bans:
    return out.Bans(
        room=reply.room,
        sanctions=[
            out.SanctionRow(
                kind=each.kind.value,
                who=each.name,
                networks=list(each.networks) if reply.networks else [],
                until=each.until,
                by=each.by,
                reason=each.reason,
            )
            for each in reply.sanctions
        ],
    )


def _room_shown(book: Phrasebook, reply: core.RoomShown) -> out.RoomShown:
    return out.RoomShown(
        room=reply.room,
        modes=list(reply.modes),
        slow=reply.slow,
        owner=reply.owner,
        moderators=list(reply.moderators),
    )


def _report_sent(book: Phrasebook, reply: core.ReportSent) -> out.ReportSent:
    return out.ReportSent(number=reply.number)


def _invite_sent(book: Phrasebook, reply: core.InviteSent) -> out.InviteSent:
    return out.InviteSent(who=reply.name, room=reply.room)


MODERATION: dict[type[core.Reply], Callable[[Phrasebook, Any], Answer]] = {
    core.OutOfRoom: _out_of_room,
    core.OutOfServer: _out_of_server,
    core.BanSet: _ban_set,
    core.MuteSet: _mute_set,
    core.Unbanned: _unbanned,
    core.Unmuted: _unmuted,
    core.BansListed: _bans,
    core.RoomShown: _room_shown,
    core.ReportSent: _report_sent,
    core.InviteSent: _invite_sent,
}
"""What makes the message of each of these replies, in the words of a phrasebook."""
