"""Accounts and sessions as replies again. See `chatservice.render.making.accounts`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chatservice.core import replies as core
from chatservice.core.surroundings import Policy
from chatservice.render.messages import Message
from chatservice.render.messages import accounts as sent
from chatservice.render.reading.safely import length


def _registered(message: sent.Registered, now: datetime) -> core.Registered:
    return core.Registered(message.nick)


def _password_changed(message: sent.PasswordChanged, now: datetime) -> core.PasswordChanged:
    return core.PasswordChanged()


def _nothing_changed(message: sent.NothingChanged, now: datetime) -> core.NothingChanged:
    return core.NothingChanged()


def _forgotten(message: sent.Forgotten, now: datetime) -> core.Forgotten:
    return core.Forgotten(message.nick, message.messages)


def _sessions(message: sent.Sessions, now: datetime) -> core.SessionsListed:
    return core.SessionsListed(
        tuple(
            core.SessionLine(each.address, each.since, length(each.idle), each.this)
            for each in message.sessions
        )
    )


def _session_closed(message: sent.SessionClosed, now: datetime) -> core.SessionClosed:
    return core.SessionClosed(message.number)


def _closed_elsewhere(message: sent.ClosedElsewhere, now: datetime) -> core.ClosedElsewhere:
    return core.ClosedElsewhere()


def _entered_elsewhere(message: sent.EnteredElsewhere, now: datetime) -> core.EnteredElsewhere:
    return core.EnteredElsewhere(message.room)


def _left_elsewhere(message: sent.LeftElsewhere, now: datetime) -> core.LeftElsewhere:
    return core.LeftElsewhere(message.room)


def _whisper_copied(message: sent.WhisperCopied, now: datetime) -> core.WhisperCopied:
    return core.WhisperCopied(message.at, message.from_, message.to, message.text, message.seq)


def _whisper_waits(message: sent.WhisperWaits, now: datetime) -> core.WhisperWaits:
    return core.WhisperWaits(message.to)


def _token_made(message: sent.Token, now: datetime) -> core.TokenMade:
    # The message does not say from where hooks are reached.
    return core.TokenMade(message.nick, message.token, Policy().web)


def _tokens(message: sent.Tokens, now: datetime) -> core.TokensListed:
    return core.TokensListed(tuple(core.BotLine(each.nick, each.since) for each in message.bots))


def _bot_removed(message: sent.BotRemoved, now: datetime) -> core.BotRemoved:
    return core.BotRemoved(message.nick)


ACCOUNTS: dict[type[Message], Callable[[Any, datetime], core.Reply]] = {
    sent.Registered: _registered,
    sent.PasswordChanged: _password_changed,
    sent.NothingChanged: _nothing_changed,
    sent.Forgotten: _forgotten,
    sent.Sessions: _sessions,
    sent.SessionClosed: _session_closed,
    sent.ClosedElsewhere: _closed_elsewhere,
    sent.EnteredElsewhere: _entered_elsewhere,
    sent.LeftElsewhere: _left_elsewhere,
    sent.WhisperCopied: _whisper_copied,
    sent.WhisperWaits: _whisper_waits,
    sent.Token: _token_made,
    sent.Tokens: _tokens,
    sent.BotRemoved: _bot_removed,
}
"""What makes the reply of each of these messages."""
