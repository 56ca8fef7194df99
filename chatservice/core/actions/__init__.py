"""What each command does: one function for each, found by the command's type.

An action changes the core and puts what happened on the hub's waiting list, or raises `Refused`
before it has changed anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatservice.core.actions import history, oneself, rooms, server, talking
from chatservice.core.commands import (
    Away,
    Back,
    Delete,
    Edit,
    Help,
    History,
    Ignore,
    Join,
    Language,
    Leave,
    Leaving,
    Me,
    Rename,
    Reply,
    Rooms,
    Say,
    Search,
    Set,
    Time,
    Topic,
    Unignore,
    Users,
    Version,
    Whisper,
    Whois,
)
from chatservice.core.declaring import Command

if TYPE_CHECKING:
    from chatservice.core.session import Session

ACTIONS: dict[type[Command], Callable[[Session, Any], None]] = {
    Say: talking.say,
    Me: talking.me,
    Whisper: talking.whisper,
    Reply: talking.reply,
    Edit: talking.edit,
    Delete: talking.delete,
    Rooms: rooms.list_rooms,
    Join: rooms.join,
    Leave: rooms.leave,
    Topic: rooms.topic,
    History: history.history,
    Search: history.search,
    Users: rooms.users,
    Rename: oneself.rename,
    Away: oneself.away,
    Back: oneself.back,
    Ignore: oneself.ignore,
    Unignore: oneself.unignore,
    Set: oneself.set_value,
    Language: oneself.language,
    Leaving: oneself.leave_chat,
    Help: server.help_,
    Whois: server.whois,
    Time: server.time,
    Version: server.version,
}


def act(session: Session, command: Command) -> None:
    """Do what ``command`` asks for. Raises `Refused` when it can't be done."""
    ACTIONS[type(command)](session, command)
