"""Accounts and sessions, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chatservice.core.phrases import N_
from chatservice.core.replies import (
    BotRemoved,
    ClosedElsewhere,
    EnteredElsewhere,
    Forgotten,
    LeftElsewhere,
    NothingChanged,
    PasswordAsked,
    PasswordChanged,
    Registered,
    Reply,
    SessionClosed,
    SessionLine,
    SessionsListed,
    TokenMade,
    TokensListed,
    TypingSeen,
    WaitedShown,
    Wanted,
    WhisperCopied,
    WhisperWaits,
)
from chatservice.render.durations import duration
from chatservice.render.history import messages
from chatservice.render.view import View

_PROMPTS = {
    Wanted.LOGIN: N_("Password for {name}: "),
    Wanted.NEW: N_("New password for {name}: "),
    Wanted.AGAIN: N_("The same password again: "),
    Wanted.OWN: N_("Your password, {name}: "),
}


def password_prompt(view: View, asked: PasswordAsked) -> str:
    """Return the question for a password; what is typed stands on the same line."""
    return view.book.say(_PROMPTS[asked.wanted], name=asked.name)


def _typing_seen(view: View, reply: TypingSeen) -> list[str]:
    return [
        view.book.say("Careful: here the password will be seen on your screen while you type it.")
    ]


def _nothing_changed(view: View, reply: NothingChanged) -> list[str]:
    return [view.book.say("No password was given, and nothing was changed.")]


def _registered(view: View, reply: Registered) -> list[str]:
    return [
        view.book.say(
            "{name} is registered: from now on your password is asked for.", name=reply.name
        )
    ]


def _password_changed(view: View, reply: PasswordChanged) -> list[str]:
    return [view.book.say("Your password is changed.")]


def _forgotten(view: View, reply: Forgotten) -> list[str]:
    if reply.messages:
        return [
            view.book.say(
                "{name} is not registered any more, and what you said is removed.", name=reply.name
            )
        ]
    return [
        view.book.say(
            "{name} is not registered any more. What you said stays in the history.",
            name=reply.name,
        )
    ]


def _token_made(view: View, reply: TokenMade) -> list[str]:
    say = view.book.say
    return [
        say("The token of {name}, which is shown this once:", name=reply.name),
        f"  {reply.token}",
        say(
            "With it a program logs in as {name}, or says something without being here: {command}",
            name=reply.name,
            command=f"curl --data 'hello' {reply.web}/hook/{reply.token}",
        ),
    ]


def _tokens(view: View, reply: TokensListed) -> list[str]:
    say = view.book.say
    if not reply.bots:
        return [say("You have no bots. /token NAME makes one.")]
    return [
        say("Your bots:"),
        *(
            "  " + say("{name}, since {time}", name=bot.name, time=_day(view, bot.since))
            for bot in reply.bots
        ),
    ]


def _bot_removed(view: View, reply: BotRemoved) -> list[str]:
    return [
        view.book.say(
            "The bot {name} is removed, and its token is worth nothing now.", name=reply.name
        )
    ]


def _waited(view: View, reply: WaitedShown) -> list[str]:
    book = view.book
    lines = [
        book.count(
            "{number} message while you were away:",
            "{number} messages while you were away:",
            reply.total,
        )
    ]
    left_out = reply.total - len(reply.messages)
    if left_out:
        lines.append(
            book.count(
                "({number} older one is not shown: /history NAME shows it.)",
                "({number} older ones are not shown: /history NAME shows them.)",
                left_out,
            )
        )
    return lines + messages(view, reply.messages, reply.now)


def _sessions(view: View, reply: SessionsListed) -> list[str]:
    head = view.book.say("Your connections:")
    return [head, *(_session(view, n, each) for n, each in enumerate(reply.sessions, 1))]


def _session(view: View, number: int, line: SessionLine) -> str:
    book = view.book
    since = _day(view, line.since)
    address = line.address or book.say("this machine")
    said = book.say(
        "{number}. from {address}, since {time}, idle for {idle}",
        number=number,
        address=address,
        time=since,
        idle=duration(book, line.idle),
    )
    return "  " + said + (" ({})".format(book.say("this one")) if line.is_this else "")


def _day(view: View, at: datetime) -> str:
    return f"{view.local(at):%Y-%m-%d %H:%M}"


def _session_closed(view: View, reply: SessionClosed) -> list[str]:
    return [view.book.say("Connection {number} is closed.", number=reply.number)]


def _closed_elsewhere(view: View, reply: ClosedElsewhere) -> list[str]:
    return [view.book.say("You closed this connection from another one.")]


def _entered_elsewhere(view: View, reply: EnteredElsewhere) -> list[str]:
    return [view.book.say("* You entered #{room} from another connection", room=reply.room)]


def _left_elsewhere(view: View, reply: LeftElsewhere) -> list[str]:
    return [view.book.say("* You left #{room} from another connection", room=reply.room)]


def _whisper_copied(view: View, reply: WhisperCopied) -> list[str]:
    mark = " ({})".format(view.book.say("private to {name}", name=reply.to))
    return [view.said(reply.at, "", reply.who, mark, reply.text)]


def _whisper_waits(view: View, reply: WhisperWaits) -> list[str]:
    return [view.book.say("{name} is not here: your message waits until they come.", name=reply.to)]


ACCOUNT_REPLIES: dict[type[Reply], Callable[[View, Any], list[str]]] = {
    TypingSeen: _typing_seen,
    NothingChanged: _nothing_changed,
    Registered: _registered,
    PasswordChanged: _password_changed,
    Forgotten: _forgotten,
    TokenMade: _token_made,
    TokensListed: _tokens,
    BotRemoved: _bot_removed,
    WaitedShown: _waited,
    SessionsListed: _sessions,
    SessionClosed: _session_closed,
    ClosedElsewhere: _closed_elsewhere,
    EnteredElsewhere: _entered_elsewhere,
    LeftElsewhere: _left_elsewhere,
    WhisperCopied: _whisper_copied,
    WhisperWaits: _whisper_waits,
}
