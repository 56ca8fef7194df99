"""What a server could tell, made up: `tests.render.told`, kept to what our core ever tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Union

import msgspec
from hypothesis import strategies as st

from chatservice.core.accounts import Mode
from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.events import Event, Gathered, ModeChanged
from chatservice.core.refusals import Refused
from chatservice.core.replies import (
    CommandsListed,
    Reply,
    RoomShown,
    RoomsListed,
    SearchShown,
    TokenMade,
    WaitedShown,
)
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy
from chatservice.core.text import sanitise
from chatservice.render.messages import SERVER_MESSAGES, Message
from chatservice.render.objects import FORM, UNTOLD, JsonRenderer
from chatservice.render.reading.safely import EARLIEST, LATEST
from tests.render.told import ALL_EVENTS, ALL_REPLIES, NOW, made_up

TOLD: list[type[Any]] = [*ALL_EVENTS, *(each for each in ALL_REPLIES if each not in UNTOLD)]
"""Every event and every reply of which a program is sent a message."""

# As `chatservice.client` reads them.
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(
    Union[SERVER_MESSAGES]  # noqa: UP007  # made at run time
)


def as_message(what: Event | Reply, language: str = "en") -> Message:
    """Return the message that a program reads of ``what``, from its bytes."""
    return _decoder.decode(JsonRenderer()(what, Settings(language).representation(FORM)))


def when_told(what: Event | Reply) -> datetime:
    """Return when a reply was told, as far as it knows."""
    now: datetime = getattr(what, "now", NOW)
    return now


def tellable(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that makes events or replies of a kind as the core could have them."""
    made = made_up(kind).map(_sane)
    return made.flatmap(_FITTING[kind]) if kind in _FITTING else made


def _sane(value: Any) -> Any:
    """Return ``value`` with its texts safe, its numbers of an ordinary size, its times likewise."""
    if isinstance(value, Refused | Declaration | Settings | Enum | bool) or value is None:
        return value
    if isinstance(value, str):
        return sanitise(value)
    if isinstance(value, int):
        return value % 10**9
    if isinstance(value, datetime):
        return min(max(value, EARLIEST), LATEST)
    if isinstance(value, timedelta):
        return timedelta(seconds=int(value.total_seconds()))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_sane, value))
    if isinstance(value, tuple | frozenset):
        return type(value)(map(_sane, value))
    parts = {each.name: _sane(getattr(value, each.name)) for each in fields(value)}
    return replace(value, **parts)


def _gathered(event: Gathered) -> st.SearchStrategy[Any]:
    """Whoever comes alone has joined."""
    return st.just(replace(event, who=("ana", "eva", *event.who)))


def _mode_changed(event: ModeChanged) -> st.SearchStrategy[Any]:
    switched = st.tuples(
        st.sampled_from([each.value for each in Mode]), st.sampled_from(["on", "off"])
    )
    slow = st.tuples(st.just("slow"), st.just("off") | st.integers(1, 3600).map("{}s".format))
    return (switched | slow).map(lambda kind: replace(event, mode=kind[0], value=kind[1]))


def _room_shown(reply: RoomShown) -> st.SearchStrategy[Any]:
    modes = st.lists(st.sampled_from([each.value for each in Mode]), unique=True)
    return modes.map(lambda modes: replace(reply, modes=tuple(modes)))


def _rooms(reply: RoomsListed) -> st.SearchStrategy[Any]:
    """Everyone is in a room."""
    return st.just(replace(reply, joined=(*reply.joined, "lobby")))


def _search(reply: SearchShown) -> st.SearchStrategy[Any]:
    """Each message has its marks, one behind the other."""

    def marks(length: int) -> st.SearchStrategy[Any]:
        ends = st.lists(st.integers(0, length), max_size=6, unique=True).map(sorted)
        return ends.map(lambda at: tuple(zip(at[::2], at[1::2], strict=False)))

    all_marks = st.tuples(*(marks(len(each.message.text)) for each in reply.messages))
    return all_marks.map(lambda each: replace(reply, marks=each))


def _waited(reply: WaitedShown) -> st.SearchStrategy[Any]:
    return st.just(replace(reply, total=reply.total + len(reply.messages)))


def _token_made(reply: TokenMade) -> st.SearchStrategy[Any]:
    """What is not sent is told as a server does that does not know it."""
    return st.just(replace(reply, web=Policy().web))


def _commands(reply: CommandsListed) -> st.SearchStrategy[Any]:
    return st.just(replace(reply, declarations=(*reply.declarations, CATALOGUE.find("quit"))))


_FITTING: dict[type[Any], Callable[[Any], st.SearchStrategy[Any]]] = {
    Gathered: _gathered,
    ModeChanged: _mode_changed,
    RoomShown: _room_shown,
    RoomsListed: _rooms,
    SearchShown: _search,
    WaitedShown: _waited,
    TokenMade: _token_made,
    CommandsListed: _commands,
}
