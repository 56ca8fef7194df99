"""Order in rooms and on the server. See `chatservice.core.replies.moderation`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from chatservice.render.messages.base import (
    Answer,
    At,
    By,
    Event,
    Part,
    Reason,
    Room,
    RoomIfAny,
    Seconds,
    Whom,
)

ForGood = Annotated[bool, Meta(description="Whether they can't come back.")]
Target = Annotated[
    str, Meta(description="The name of a person, or a network as in `192.0.2.0/24`.")
]
Networks = Annotated[
    list[str], Meta(description="The addresses and networks from which nobody comes in.")
]


class ThrownOut(Event, kw_only=True):
    """Somebody was thrown out of a room, or off the server."""

    at: At
    room: RoomIfAny = ""
    by: By
    who: Whom
    reason: Reason = ""
    banned: ForGood


class Silenced(Event, kw_only=True):
    """One was muted, or may speak again: this is told to whom it concerns alone."""

    at: At
    room: RoomIfAny = ""
    by: By
    who: Whom
    muted: Annotated[bool, Meta(description="Whether they are muted now.")]
    seconds: Seconds = 0


class Appointed(Event, kw_only=True):
    """Somebody was made a moderator of a room, or is none any more."""

    at: At
    room: Room
    by: By
    who: Whom
    moderator: Annotated[bool, Meta(description="Whether they are a moderator now.")]


class ModeChanged(Event, kw_only=True):
    """A room is another kind of room now."""

    at: At
    room: Room
    by: By
    mode: Annotated[
        str,
        Meta(
            description="What was changed: `invite-only`, `moderated`, `secret`, `registered` or "
            "`slow`."
        ),
    ]
    value: Annotated[
        str, Meta(description="`on` or `off`; for `slow` also the seconds, as in `30s`.")
    ]


class Invited(Event, kw_only=True):
    """Somebody was invited to a room."""

    at: At
    room: Room
    by: By
    who: Whom


class OutOfRoom(Answer, kw_only=True):
    """One was thrown out of a room."""

    room: Room
    by: By
    reason: Reason = ""
    current: Annotated[str, Meta(description="The room where what one says goes now.")]
    banned: Annotated[bool, Meta(description="Whether one can't come back.")]


class OutOfServer(Answer, kw_only=True):
    """One was thrown off the server: the connection closes."""

    by: By
    reason: Reason = ""


class BanSet(Answer, kw_only=True):
    """Somebody, or a network, is banned."""

    who: Target
    room: RoomIfAny = ""
    networks: Networks
    seconds: Seconds = 0
    others: Annotated[
        list[str], Meta(description="The names of others who come from there; they stay.")
    ]
    unknown: Annotated[
        bool, Meta(description="Whether nobody of that name was here, or is registered.")
    ] = False
    trusted: Annotated[
        bool, Meta(description="Whether that is a trusted address, from which others may come.")
    ] = False


class MuteSet(Answer, kw_only=True):
    """Somebody is muted."""

    who: Whom
    room: RoomIfAny = ""
    seconds: Seconds = 0


class Unbanned(Answer, kw_only=True):
    """Somebody, or a network, is banned no longer."""

    who: Target


class Unmuted(Answer, kw_only=True):
    """Somebody may speak again."""

    who: Whom


class SanctionRow(Part, kw_only=True):
    """A ban or a mute."""

    kind: Annotated[str, Meta(description="`ban` or `mute`.")]
    who: Target
    networks: Annotated[
        list[str],
        Meta(description="The addresses and networks that it holds for, if one may see them."),
    ] = field(default_factory=list)
    until: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="The time when it ends; absent: never."),
    ] = None
    by: By
    reason: Reason = ""


class Bans(Answer, kw_only=True):
    """The bans and mutes of a room, or of the server."""

    room: RoomIfAny = ""
    sanctions: Annotated[list[SanctionRow], Meta(description="Those that hold now.")]


class RoomShown(Answer, kw_only=True):
    """What kind of room it is, and whose."""

    room: Annotated[str, Meta(description="The room's name.")]
    modes: Annotated[
        list[str],
        Meta(description="Of `invite-only`, `moderated`, `secret` and `registered`, what it is."),
    ]
    slow: Annotated[
        int, Meta(description="Once in how many seconds everyone may speak; absent: no limit.")
    ] = 0
    owner: Annotated[str, Meta(description="The name of its owner; absent: nobody's.")] = ""
    moderators: Annotated[list[str], Meta(description="The names of its moderators.")]


class ReportSent(Answer, kw_only=True):
    """A report was sent to the moderators."""

    number: Annotated[int, Meta(description="How many moderators read it, now or when they come.")]


class InviteSent(Answer, kw_only=True):
    """Somebody was invited, as one had asked."""

    who: Whom
    room: Annotated[str, Meta(description="The room's name.")]


MODERATION_EVENTS: tuple[type[Event], ...] = (ThrownOut, Silenced, Appointed, ModeChanged, Invited)
"""In reading order."""

MODERATION: tuple[type[Answer], ...] = (
    OutOfRoom,
    OutOfServer,
    InviteSent,
    ReportSent,
    RoomShown,
    BanSet,
    MuteSet,
    Unbanned,
    Unmuted,
    Bans,
)
"""In reading order."""
