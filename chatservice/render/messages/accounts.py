"""Accounts, and several connections of one person. See `chatservice.core.replies.accounts`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chatservice.render.messages.base import Answer, At, From, Part, Seq, Text


class Registered(Answer, kw_only=True):
    """One's nickname is one's own from now on: nobody comes in with it without the password."""

    nick: Annotated[str, Meta(description="The nickname that is registered.")]


class PasswordChanged(Answer, kw_only=True):
    """One has another password."""


class NothingChanged(Answer, kw_only=True):
    """A password was asked for and none was given: nothing was done."""


class Forgotten(Answer, kw_only=True):
    """One's account is removed."""

    nick: Annotated[str, Meta(description="The nickname that is not registered any more.")]
    messages: Annotated[bool, Meta(description="Whether all that one said is removed, too.")]


class SessionRow(Part, kw_only=True):
    """One of the connections of a person."""

    address: Annotated[str, Meta(description="From where it comes; empty: the server's machine.")]
    since: Annotated[datetime, Meta(tz=True, description="Since when it is there.")]
    idle: Annotated[int, Meta(description="For how many seconds nothing has come from it.")]
    this: Annotated[bool, Meta(description="Whether it is the one that asks.")]


class Sessions(Answer, kw_only=True):
    """One's connections."""

    sessions: Annotated[
        list[SessionRow],
        Meta(description="The connections; `sessions` closes them by their places, from 1."),
    ]


class SessionClosed(Answer, kw_only=True):
    """One of one's other connections was closed, as one had asked."""

    number: Annotated[int, Meta(description="Its place in `sessions`.")]


class ClosedElsewhere(Answer, kw_only=True):
    """One closed this connection from another one."""


class EnteredElsewhere(Answer, kw_only=True):
    """In another connection of one's own, one entered a room: one is there in this one, too."""

    room: Annotated[str, Meta(description="The room's name.")]


class LeftElsewhere(Answer, kw_only=True):
    """In another connection of one's own, one left a room."""

    room: Annotated[str, Meta(description="The room's name.")]


class WhisperCopied(Answer, kw_only=True):
    """In another connection of one's own, one said something to one person alone."""

    seq: Seq
    at: At
    from_: From
    to: Annotated[str, Meta(description="The name of whoever it was said to.")]
    text: Text


class WhisperWaits(Answer, kw_only=True):
    """A private message waits for somebody who is not here."""

    to: Annotated[str, Meta(description="The name of whoever it waits for.")]


class Token(Answer, kw_only=True):
    """A token was made for a bot: by it, the bot comes in. It is told this once."""

    nick: Annotated[str, Meta(description="The bot's nickname.")]
    token: Annotated[str, Meta(description="The token, for the bot's `hello`: keep it secret.")]


class BotRow(Part, kw_only=True):
    """One of the bots of a person."""

    nick: Annotated[str, Meta(description="The bot's nickname.")]
    since: Annotated[datetime, Meta(tz=True, description="Since when there is one of that name.")]


class Tokens(Answer, kw_only=True):
    """One's bots."""

    bots: Annotated[list[BotRow], Meta(description="The bots that have a token.")]


class BotRemoved(Answer, kw_only=True):
    """A bot and its token are removed, as one had asked."""

    nick: Annotated[str, Meta(description="The nickname that the bot had.")]


ACCOUNTS: tuple[type[Answer], ...] = (
    Registered,
    PasswordChanged,
    NothingChanged,
    Forgotten,
    Sessions,
    SessionClosed,
    ClosedElsewhere,
    EnteredElsewhere,
    LeftElsewhere,
    WhisperCopied,
    WhisperWaits,
    Token,
    Tokens,
    BotRemoved,
)
"""In reading order."""
