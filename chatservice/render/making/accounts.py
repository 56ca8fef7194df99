"""Accounts and sessions as messages. See `chatservice.render.messages.accounts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatservice.core import replies as core
from chatservice.render.messages import Answer
from chatservice.render.messages import accounts as out
from chatservice.render.phrasebook import Phrasebook


def _registered(book: Phrasebook, reply: core.Registered) -> out.Registered:
    return out.Registered(nick=reply.name)


def _password_changed(book: Phrasebook, reply: core.PasswordChanged) -> out.PasswordChanged:
    return out.PasswordChanged()


def _nothing_changed(book: Phrasebook, reply: core.NothingChanged) -> out.NothingChanged:
    return out.NothingChanged()


def _forgotten(book: Phrasebook, reply: core.Forgotten) -> out.Forgotten:
    return out.Forgotten(nick=reply.name, messages=reply.messages)


def _sessions(book: Phrasebook, reply: core.SessionsListed) -> out.Sessions:
    return out.Sessions(
        sessions=[
            out.SessionRow(
                address=each.address,
                since=each.since,
                idle=int(each.idle.total_seconds()),
                this=each.is_this,
            )
            for each in reply.sessions
        ]
    )


def _session_closed(book: Phrasebook, reply: core.SessionClosed) -> out.SessionClosed:
    return out.SessionClosed(number=reply.number)


def _closed_elsewhere(book: Phrasebook, reply: core.ClosedElsewhere) -> out.ClosedElsewhere:
    return out.ClosedElsewhere()


def _entered_elsewhere(book: Phrasebook, reply: core.EnteredElsewhere) -> out.EnteredElsewhere:
    return out.EnteredElsewhere(room=reply.room)


def _left_elsewhere(book: Phrasebook, reply: core.LeftElsewhere) -> out.LeftElsewhere:
    return out.LeftElsewhere(room=reply.room)


def _whisper_copied(book: Phrasebook, reply: core.WhisperCopied) -> out.WhisperCopied:
    return out.WhisperCopied(
        seq=reply.seq, at=reply.at, from_=reply.who, to=reply.to, text=reply.text
    )


def _whisper_waits(book: Phrasebook, reply: core.WhisperWaits) -> out.WhisperWaits:
    return out.WhisperWaits(to=reply.to)


def _token_made(book: Phrasebook, reply: core.TokenMade) -> out.Token:
    return out.Token(nick=reply.name, token=reply.token)


def _tokens(book: Phrasebook, reply: core.TokensListed) -> out.Tokens:
    return out.Tokens(bots=[out.BotRow(nick=each.name, since=each.since) for each in reply.bots])


def _bot_removed(book: Phrasebook, reply: core.BotRemoved) -> out.BotRemoved:
    return out.BotRemoved(nick=reply.name)


ACCOUNTS: dict[type[core.Reply], Callable[[Phrasebook, Any], Answer]] = {
    core.Registered: _registered,
    core.PasswordChanged: _password_changed,
    core.NothingChanged: _nothing_changed,
    core.Forgotten: _forgotten,
    core.SessionsListed: _sessions,
    core.SessionClosed: _session_closed,
    core.ClosedElsewhere: _closed_elsewhere,
    core.EnteredElsewhere: _entered_elsewhere,
    core.LeftElsewhere: _left_elsewhere,
    core.WhisperCopied: _whisper_copied,
    core.WhisperWaits: _whisper_waits,
    core.TokenMade: _token_made,
    core.TokensListed: _tokens,
    core.BotRemoved: _bot_removed,
}
"""What makes the message of each of these replies, in the words of a phrasebook."""
