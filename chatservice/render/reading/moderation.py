"""Answers about order as replies again. See `chatservice.render.making.moderation`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chatservice.core import replies as core
from chatservice.core.accounts import Kind, Sanction
from chatservice.render.messages import Message
from chatservice.render.messages import moderation as sent
from chatservice.render.reading.events import KINDS
from chatservice.render.reading.safely import seconds


def _out_of_room(message: sent.OutOfRoom, now: datetime) -> core.OutOfRoom:
    return core.OutOfRoom(
        message.room,
        message.by,
        message.reason,
        message.current,
        is_banned=message.banned,
    )


def _out_of_server(message: sent.OutOfServer, now: datetime) -> core.OutOfServer:
    return core.OutOfServer(message.by, message.reason)


def _ban_set(message: sent.BanSet, now: datetime) -> core.BanSet:
    return core.BanSet(
        message.who,
        message.room,
        tuple(message.networks),
        seconds(message.seconds),
        tuple(message.others),
        is_unknown=message.unknown,
        trusted=message.trusted,
    )


def _mute_set(message: sent.MuteSet, now: datetime) -> core.MuteSet:
    return core.MuteSet(message.who, message.room, seconds(message.seconds))


def _unbanned(message: sent.Unbanned, now: datetime) -> core.Unbanned:
    return core.Unbanned(message.who)


def _unmuted(message: sent.Unmuted, now: datetime) -> core.Unmuted:
    return core.Unmuted(message.who)


_HOLDS = frozenset(each.value for each in Kind)


def _bans(message: sent.Bans, now: datetime) -> core.BansListed | None:
    if any(each.kind not in _HOLDS for each in message.sanctions):
        return None
    return core.BansListed(
        message.room,
        tuple(_sanction(each, message.room, now) for each in message.sanctions),
        networks=True,  # whoever may not see them was sent none
        now=now,
    )


def _sanction(row: sent.SanctionRow, room: str, now: datetime) -> Sanction:
    """Return a ban or a mute as far as it is told: whose keys it holds for is the server's."""
    return Sanction(
        Kind(row.kind),
        room,
        row.who,
        keys=frozenset(),
        identity=0,
        networks=tuple(row.networks),
        until=row.until,
        reason=row.reason,
        by=row.by,
        at=now,
    )


def _room_shown(message: sent.RoomShown, now: datetime) -> core.RoomShown | None:
    if not KINDS.issuperset(message.modes):
        return None
    return core.RoomShown(
        message.room,
        tuple(message.modes),
        seconds(message.slow),
        message.owner,
        tuple(message.moderators),
    )


def _report_sent(message: sent.ReportSent, now: datetime) -> core.ReportSent:
    return core.ReportSent(message.number)


def _invite_sent(message: sent.InviteSent, now: datetime) -> core.InviteSent:
    return core.InviteSent(message.who, message.room)


MODERATION: dict[type[Message], Callable[[Any, datetime], core.Reply | None]] = {
    sent.OutOfRoom: _out_of_room,
    sent.OutOfServer: _out_of_server,
    sent.InviteSent: _invite_sent,
    sent.ReportSent: _report_sent,
    sent.RoomShown: _room_shown,
    sent.BanSet: _ban_set,
    sent.MuteSet: _mute_set,
    sent.Unbanned: _unbanned,
    sent.Unmuted: _unmuted,
    sent.Bans: _bans,
}
"""What makes the reply of each of these messages; `None` where this version has none for it."""
