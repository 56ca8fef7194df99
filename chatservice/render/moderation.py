"""Order in rooms and on the server, in words: events and replies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chatservice.core.accounts import Kind, Sanction
from chatservice.core.events import (
    Announced,
    Appointed,
    Event,
    Invited,
    ModeChanged,
    Removed,
    Silenced,
    ThrownOut,
)
from chatservice.core.phrases import N_
from chatservice.core.replies import (
    BanSet,
    BansListed,
    InviteSent,
    MuteSet,
    OutOfRoom,
    OutOfServer,
    Reply,
    ReportSent,
    RoomShown,
    Unbanned,
    Unmuted,
)
from chatservice.render.durations import duration
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.view import View


def _because(said: str, reason: str) -> str:
    return f"{said} ({reason})" if reason else said


def _time(book: Phrasebook, seconds: int) -> str:
    """Return for how long something holds that holds for so many seconds, 0 for ever."""
    if not seconds:
        return book.say("for ever")
    return book.say("for {time}", time=duration(book, timedelta(seconds=seconds)))


def _name(name: str) -> str:
    """Return the name of whoever is banned or muted: an address alone is no network to readers."""
    return name.removesuffix("/128" if ":" in name else "/32")


def _thrown_out(view: View, event: ThrownOut, room: str) -> str:
    names = {"name": view.name(event.who), "other": view.name(event.whom)}
    if event.is_banned:
        said = view.book.say("* {name} banned {other}", **names)
    else:
        said = view.book.say("* {name} threw {other} out", **names)
    return room + _because(said, event.reason)


def _silenced(view: View, event: Silenced, room: str) -> str:
    book, name = view.book, view.name(event.who)
    if not event.is_muted:
        return book.say("* {name} lets you speak again", name=name)
    time = _time(book, event.seconds)
    if event.room:
        return book.say(
            "* {name} muted you in #{room} {time}", name=name, room=event.room, time=time
        )
    return book.say("* {name} muted you {time}", name=name, time=time)


def _appointed(view: View, event: Appointed, room: str) -> str:
    names = {"name": view.name(event.who), "other": view.name(event.whom), "room": event.room}
    if event.is_moderator:
        return view.book.say("* {name} made {other} a moderator of #{room}", **names)
    return view.book.say("* {other} is no moderator of #{room} any more ({name})", **names)


_MODES: dict[tuple[str, str], str] = {
    ("invite-only", "on"): N_("* {name} made #{room} invite-only"),
    ("invite-only", "off"): N_("* {name} lets people into #{room} who were not invited"),
    ("moderated", "on"): N_("* {name} lets only moderators speak in #{room}"),
    ("moderated", "off"): N_("* {name} lets everyone speak in #{room}"),
    ("secret", "on"): N_("* {name} made #{room} secret"),
    ("secret", "off"): N_("* {name} made #{room} public"),
    ("registered", "on"): N_("* {name} made #{room} a room for registered people"),
    ("registered", "off"): N_("* {name} opened #{room} to people who are not registered"),
    ("slow", "off"): N_("* {name} lets everyone speak in #{room} as often as they like"),
}


def _mode_changed(view: View, event: ModeChanged, room: str) -> str:
    details = {"name": view.name(event.who), "room": event.room}
    phrase = _MODES.get((event.mode, event.value))
    if phrase is not None:
        return view.book.say(phrase, **details)
    time = duration(view.book, timedelta(seconds=int(event.value.removesuffix("s"))))
    return view.book.say(
        "* {name} made #{room} slow: everyone speaks once in {time}", **details, time=time
    )


def _invited(view: View, event: Invited, room: str) -> str:
    return view.book.say(
        "* {name} invites you to #{room}: /join {room}", name=view.name(event.who), room=event.room
    )


def _announced(view: View, event: Announced, room: str) -> str:
    return view.book.say(
        "*** {name} to everyone: {text}", name=view.name(event.who), text=event.text
    )


def _removed(view: View, event: Removed, room: str) -> str:
    return room + view.book.count(
        "* {name} removed {number} message of {other}",
        "* {name} removed {number} messages of {other}",
        len(event.messages),
        name=view.name(event.who),
        other=view.name(event.whose),
    )


MODERATION_EVENTS: dict[type[Event], Callable[[View, Any, str], str]] = {
    ThrownOut: _thrown_out,
    Silenced: _silenced,
    Appointed: _appointed,
    ModeChanged: _mode_changed,
    Invited: _invited,
    Announced: _announced,
    Removed: _removed,
}


def _out_of_room(view: View, reply: OutOfRoom) -> list[str]:
    book, details = view.book, {"name": view.name(reply.who), "room": reply.room}
    if reply.is_banned:
        said = book.say("{name} banned you from #{room}.", **details)
    else:
        said = book.say("{name} threw you out of #{room}.", **details)
    return [
        _because(said, reply.reason),
        book.say("You are in #{room} now.", room=reply.current),
    ]


def _out_of_server(view: View, reply: OutOfServer) -> list[str]:
    said = view.book.say("{name} threw you off the server.", name=view.name(reply.who))
    return [_because(said, reply.reason)]


def _ban_set(view: View, reply: BanSet) -> list[str]:
    book, time, name = view.book, _time(view.book, reply.seconds), _name(reply.name)
    if reply.room:
        said = book.say(
            "{name} is banned from #{room} {time}.", name=name, room=reply.room, time=time
        )
    else:
        said = book.say("{name} is banned from the server {time}.", name=name, time=time)
    lines = [said]
    others = [_name(each) for each in reply.networks if each != reply.name]
    if others:
        lines.append(book.say("So is everyone from {networks}.", networks=", ".join(others)))
    if reply.is_unknown:
        lines.append(
            book.say("But nobody called {name} was here, or is registered.", name=reply.name)
        )
    if reply.others:
        names = ", ".join(map(view.name, reply.others))
        lines.append(
            book.say("From there are here, and stay until you ban them: {names}", names=names)
        )
    if reply.trusted:
        lines.append(
            book.say("That is a trusted address, from which others may come: /unban lets them in.")
        )
    return lines


def _mute_set(view: View, reply: MuteSet) -> list[str]:
    book, time = view.book, _time(view.book, reply.seconds)
    if reply.room:
        return [
            book.say(
                "{name} is muted in #{room} {time}.", name=reply.name, room=reply.room, time=time
            )
        ]
    return [book.say("{name} is muted {time}.", name=reply.name, time=time)]


def _unbanned(view: View, reply: Unbanned) -> list[str]:
    return [view.book.say("{name} is not banned any more.", name=reply.name)]


def _unmuted(view: View, reply: Unmuted) -> list[str]:
    return [view.book.say("{name} may speak again.", name=reply.name)]


def _bans(view: View, reply: BansListed) -> list[str]:
    book = view.book
    if not reply.sanctions:
        if reply.room:
            return [book.say("Nobody is banned or muted in #{room}.", room=reply.room)]
        return [book.say("Nobody is banned or muted on the server.")]
    if reply.room:
        head = book.say("Banned or muted in #{room}:", room=reply.room)
    else:
        head = book.say("Banned or muted on the server:")
    return [head, *(_sanction(view, each, reply) for each in reply.sanctions)]


def _sanction(view: View, sanction: Sanction, reply: BansListed) -> str:
    book = view.book
    name = _name(sanction.name)
    networks = [_name(each) for each in sanction.networks if each != sanction.name]
    if networks and reply.networks:
        name = f"{name} ({', '.join(networks)})"
    seconds = 0
    if sanction.until is not None:
        seconds = max(1, int((sanction.until - reply.now).total_seconds()))
    details = {"name": name, "by": sanction.by, "time": _time(book, seconds)}
    if sanction.kind is Kind.BAN:
        said = book.say("{name}: banned by {by}, {time}", **details)
    else:
        said = book.say("{name}: muted by {by}, {time}", **details)
    return "  " + _because(said, sanction.reason)


_KINDS = {
    "invite-only": N_("invite-only"),
    "moderated": N_("moderated"),
    "secret": N_("secret"),
    "registered": N_("for registered people"),
}


def _room(view: View, reply: RoomShown) -> list[str]:
    book = view.book
    kinds = [book.say(_KINDS[mode]) for mode in reply.modes]
    if reply.slow:
        time = duration(book, timedelta(seconds=reply.slow))
        kinds.append(book.say("slow ({time})", time=time))
    kind = ", ".join(kinds) or book.say("open to all")
    lines = [book.say("#{room}: {kind}", room=reply.room, kind=kind)]
    if reply.owner:
        lines.append(book.say("  Owner: {name}", name=view.name(reply.owner)))
    if reply.moderators:
        names = ", ".join(map(view.name, reply.moderators))
        lines.append(book.say("  Moderators: {names}", names=names))
    return lines


def _report_sent(view: View, reply: ReportSent) -> list[str]:
    return [
        view.book.count(
            "{number} moderator reads your report, now or when they come.",
            "{number} moderators read your report, now or when they come.",
            reply.number,
        )
    ]


def _invite_sent(view: View, reply: InviteSent) -> list[str]:
    return [view.book.say("{name} is invited to #{room}.", name=reply.name, room=reply.room)]


MODERATION_REPLIES: dict[type[Reply], Callable[[View, Any], list[str]]] = {
    OutOfRoom: _out_of_room,
    OutOfServer: _out_of_server,
    BanSet: _ban_set,
    MuteSet: _mute_set,
    Unbanned: _unbanned,
    Unmuted: _unmuted,
    BansListed: _bans,
    RoomShown: _room,
    ReportSent: _report_sent,
    InviteSent: _invite_sent,
}
