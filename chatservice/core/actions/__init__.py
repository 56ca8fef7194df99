"""What each command does: one function for each, found by the command's type.

An action changes the core and puts what happened on the hub's waiting list, or raises `Refused`
before it has changed anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatservice.core import commands
from chatservice.core.actions import (
    accounts,
    banning,
    bots,
    history,
    moderation,
    oneself,
    owning,
    rooms,
    server,
    talking,
)
from chatservice.core.declaring import Command

if TYPE_CHECKING:
    from chatservice.core.session import Session

ACTIONS: dict[type[Command], Callable[[Session, Any], None]] = {
    commands.Say: talking.say,
    commands.Me: talking.me,
    commands.Whisper: talking.whisper,
    commands.Reply: talking.reply,
    commands.Edit: talking.edit,
    commands.Delete: talking.delete,
    commands.Rooms: rooms.list_rooms,
    commands.Join: rooms.join,
    commands.Leave: rooms.leave,
    commands.Topic: rooms.topic,
    commands.History: history.history,
    commands.Search: history.search,
    commands.Users: rooms.users,
    commands.Rename: oneself.rename,
    commands.Away: oneself.away,
    commands.Back: oneself.back,
    commands.Ignore: oneself.ignore,
    commands.Unignore: oneself.unignore,
    commands.Set: oneself.set_value,
    commands.Language: oneself.language,
    commands.Leaving: oneself.leave_chat,
    commands.Help: server.help_,
    commands.Whois: server.whois,
    commands.Time: server.time,
    commands.Version: server.version,
    commands.Register: accounts.register,
    commands.LogIn: accounts.log_in,
    commands.Password: accounts.password,
    commands.ForgetMe: accounts.forget_me,
    commands.Sessions: accounts.sessions,
    commands.Token: bots.token,
    commands.Report: moderation.report,
    commands.Invite: owning.invite,
    commands.Kick: moderation.kick,
    commands.Ban: banning.ban,
    commands.Unban: banning.unban,
    commands.Bans: banning.bans,
    commands.Mute: moderation.mute,
    commands.Unmute: moderation.unmute,
    commands.Op: owning.op,
    commands.Deop: owning.deop,
    commands.RoomMode: owning.room_mode,
    commands.Announce: moderation.announce,
}


def act(session: Session, command: Command) -> None:
    """Do what ``command`` asks for. Raises `Refused` when it can't be done."""
    ACTIONS[type(command)](session, command)
