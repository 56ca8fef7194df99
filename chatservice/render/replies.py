"""What one person alone is told, in words: each reply as the lines of a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wcwidth import wcswidth

from chatservice.core.phrases import N_
from chatservice.core.replies import (
    AwaySet,
    BackSet,
    CommandExplained,
    CommandsListed,
    Declined,
    Done,
    Goodbye,
    HistoryShown,
    Ignored,
    LeftOut,
    MessageOfTheDay,
    PersonDescribed,
    Reply,
    RoomEntered,
    RoomLeft,
    RoomsListed,
    SearchShown,
    ServerClosing,
    SettingShown,
    SettingsShown,
    StillHere,
    TimeTold,
    TopicShown,
    Unignored,
    UsersListed,
    VersionTold,
    WayOutShown,
    Welcomed,
    WhisperSent,
)
from chatservice.core.settings import SETTINGS, value_text
from chatservice.render.accounts import ACCOUNT_REPLIES
from chatservice.render.durations import duration
from chatservice.render.history import found, history
from chatservice.render.moderation import MODERATION_REPLIES
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal
from chatservice.render.usage import usage
from chatservice.render.view import View


def _columns(rows: list[tuple[str, str]]) -> list[str]:
    """Return rows of two columns, indented; the first is as wide as its widest cell."""
    width = max(wcswidth(left) for left, _ in rows)
    return [f"  {left}{' ' * (width - wcswidth(left))}  {right}" for left, right in rows]


def _away(book: Phrasebook, reason: str) -> str:
    return book.say("away: {reason}", reason=reason) if reason else book.say("away")


def _motd(view: View, reply: MessageOfTheDay) -> list[str]:
    return list(reply.text)


def _welcomed(view: View, reply: Welcomed) -> list[str]:
    book = view.book
    lines = [book.say("Welcome, {name}!", name=reply.name)]
    if reply.elsewhere:
        lines.append(
            book.count(
                "You are connected from {number} other place; /sessions shows it.",
                "You are connected from {number} other places; /sessions shows them.",
                reply.elsewhere,
            )
        )
    if reply.away is not None:
        lines.append(
            book.say("You are still {away}; /back ends that.", away=_away(book, reply.away))
        )
    return [*lines, book.say("Type /help for commands.")]


def _left_out(view: View, reply: LeftOut) -> list[str]:
    at, now = view.local(reply.at), view.local(reply.now)
    day = "" if at.date() == now.date() else f"{at:%Y-%m-%d} "
    return [
        view.book.count(
            "{number} more line was said meanwhile. In #{room}, /history before {time} shows it.",
            "{number} more lines were said meanwhile. In #{room}, /history before {time} shows the "
            "last of them.",
            reply.number,
            room=reply.room,
            time=f"{day}{at:%H:%M:%S.%f}",
        )
    ]


def _done(view: View, reply: Done) -> list[str]:
    return []  # people see that it is


def _declined(view: View, reply: Declined) -> list[str]:
    return [refusal(view.book, reply.refused)]


def _commands(view: View, reply: CommandsListed) -> list[str]:
    book = view.book
    rows = [(usage(book, d, reply.who), book.say(d.command.summary)) for d in reply.declarations]
    return [
        view.book.say("Commands:"),
        *_columns(rows),
        view.book.say("/help COMMAND tells more. //text sends a line that starts with a slash."),
    ]


def _command(view: View, reply: CommandExplained) -> list[str]:
    declaration = reply.declaration
    book = view.book
    aliases = ", ".join(f"/{alias}" for alias in declaration.aliases)
    return [
        usage(book, declaration, reply.who),
        f"  {book.say(declaration.command.summary)}",
        *([book.say("  Also: {aliases}", aliases=aliases)] if aliases else []),
        book.say("  Example: {example}", example=book.say(declaration.command.example)),
    ]


def _users(view: View, reply: UsersListed) -> list[str]:
    count = len(reply.people)
    if reply.room:
        head = view.book.say("Users in #{room} ({number}):", room=reply.room, number=count)
    else:
        head = view.book.say("Users online ({number}):", number=count)
    return [
        head,
        *(
            f"  {view.name(name)}" + (f" ({_away(view.book, away)})" if away is not None else "")
            for name, away in reply.people
        ),
    ]


def _whisper_sent(view: View, reply: WhisperSent) -> list[str]:
    lines = [view.book.say("Message sent to {name}", name=view.name(reply.to))]
    if reply.away is not None:
        away = _away(view.book, reply.away)
        lines.append(f"{view.name(reply.to)} ({away})")
    return lines


def _rooms(view: View, reply: RoomsListed) -> list[str]:
    def row(name: str, people: int, topic: str) -> str:
        mark = "*" if name == reply.joined[-1] else "+" if name in reply.joined else " "
        count = view.book.count("{number} person", "{number} people", people)
        return f"{mark} #{name} ({count})" + (f" {topic}" if topic else "")

    lines = [
        view.book.say(
            "Rooms ({number}); * where you talk, + where you are too:",
            number=len(reply.rooms) + reply.more,
        ),
        *(row(*room) for room in reply.rooms),
    ]
    if reply.more:
        lines.append(view.book.count("and {number} more", "and {number} more", reply.more))
    return lines


def _room_entered(view: View, reply: RoomEntered) -> list[str]:
    lines = [view.book.say("You are in #{room} now.", room=reply.room)]
    if reply.topic:
        lines.append(view.book.say("Topic: {topic}", topic=reply.topic))
    return lines


def _room_left(view: View, reply: RoomLeft) -> list[str]:
    return [
        view.book.say(
            "You left #{room}. You are in #{current} now.", room=reply.room, current=reply.current
        )
    ]


def _topic(view: View, reply: TopicShown) -> list[str]:
    if reply.topic:
        return [view.book.say("Topic: {topic}", topic=reply.topic)]
    return [view.book.say("#{room} has no topic. /topic TEXT sets one.", room=reply.room)]


def _away_set(view: View, reply: AwaySet) -> list[str]:
    return [view.book.say("You are away. Type /back when you return.")]


def _back_set(view: View, reply: BackSet) -> list[str]:
    return [view.book.say("You are back.")]


def _ignored(view: View, reply: Ignored) -> list[str]:
    return [view.book.say("You are ignoring {name}. /unignore {name} ends it.", name=reply.name)]


def _unignored(view: View, reply: Unignored) -> list[str]:
    return [view.book.say("You are no longer ignoring {name}.", name=reply.name)]


def _settings(view: View, reply: SettingsShown) -> list[str]:
    rows = [
        (
            f"{setting.name} {value_text(reply.settings, setting.name)}",
            f"{view.book.say(setting.summary)} ({', '.join(setting.allowed)})",
        )
        for setting in SETTINGS
    ]
    return [
        view.book.say("Your settings:"),
        *_columns(rows),
        view.book.say("/set NAME VALUE changes one."),
    ]


def _setting(view: View, reply: SettingShown) -> list[str]:
    phrase = N_("{name} is {value} now.") if reply.changed else N_("{name} is {value}.")
    return [view.book.say(phrase, name=reply.name, value=reply.value)]


def _person(view: View, reply: PersonDescribed) -> list[str]:
    book = view.book
    rooms = ", ".join(f"#{room}" for room in reply.rooms)
    lines = [
        f"{view.name(reply.name)}:",
        book.say("  here since {time}", time=f"{view.local(reply.since):%Y-%m-%d %H:%M}"),
        book.say("  idle for {duration}", duration=duration(book, reply.idle)),
        book.say("  in {rooms}", rooms=rooms),
    ]
    if reply.away is not None:
        lines.append(f"  {_away(book, reply.away)}")
    return lines


def _time(view: View, reply: TimeTold) -> list[str]:
    book = view.book
    now = view.local(reply.now)
    return [
        book.say("Server time: {time}", time=f"{now:%Y-%m-%d %H:%M:%S} ({now.tzname()})"),
        book.say("Running for {duration}", duration=duration(book, reply.uptime)),
    ]


def _version(view: View, reply: VersionTold) -> list[str]:
    return [f"chatservice {reply.version}"]


def _still_here(view: View, reply: StillHere) -> list[str]:
    return [view.book.say("[Yes, the chat is here.]")]


def _way_out(view: View, reply: WayOutShown) -> list[str]:
    return ["", view.book.say("To leave, type /quit and press Enter.")]


def _goodbye(view: View, reply: Goodbye) -> list[str]:
    return [view.book.say("See you soon!")]


def _closing(view: View, reply: ServerClosing) -> list[str]:
    return [view.book.say("The server is closing. Try again in a moment.")]


REPLIES: dict[type[Reply], Callable[[View, Any], list[str]]] = {
    MessageOfTheDay: _motd,
    Welcomed: _welcomed,
    HistoryShown: history,
    SearchShown: found,
    Declined: _declined,
    Done: _done,
    LeftOut: _left_out,
    CommandsListed: _commands,
    CommandExplained: _command,
    UsersListed: _users,
    WhisperSent: _whisper_sent,
    RoomsListed: _rooms,
    RoomEntered: _room_entered,
    RoomLeft: _room_left,
    TopicShown: _topic,
    AwaySet: _away_set,
    BackSet: _back_set,
    Ignored: _ignored,
    Unignored: _unignored,
    SettingsShown: _settings,
    SettingShown: _setting,
    PersonDescribed: _person,
    TimeTold: _time,
    VersionTold: _version,
    StillHere: _still_here,
    WayOutShown: _way_out,
    Goodbye: _goodbye,
    ServerClosing: _closing,
    **ACCOUNT_REPLIES,
    **MODERATION_REPLIES,
}
