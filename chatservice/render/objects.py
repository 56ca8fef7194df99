"""Events and replies as JSON: for programs one object a line, for the web one a message.

The objects are those of `chatservice.render.messages`. JSON escapes every control character (RFC
8259, section 7): a line feed stands nowhere but at a line's end.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.core.events import Event
from chatservice.core.log import Kept
from chatservice.core.rendering import Telling
from chatservice.core.replies import NicknameAsked, Reply, StillHere, TypingSeen, WayOutShown
from chatservice.core.settings import Representation
from chatservice.render.making.accounts import ACCOUNTS
from chatservice.render.making.conversation import CONVERSATION
from chatservice.render.making.events import EVENTS, again
from chatservice.render.making.moderation import MODERATION
from chatservice.render.making.server import SERVER
from chatservice.render.messages import Answer
from chatservice.render.phrasebook import Phrasebook, phrasebook

FORM = "json"

REPLIES: dict[type[Reply], Callable[[Phrasebook, Any], Answer]] = {
    **CONVERSATION,
    **SERVER,
    **ACCOUNTS,
    **MODERATION,
}

UNTOLD: frozenset[type[Reply]] = frozenset({NicknameAsked, TypingSeen, WayOutShown, StillHere})
"""What is for somebody at a terminal, and is not sent here."""

_encode = msgspec.json.Encoder().encode


def encoded(what: Telling, representation: Representation, seq: int, request: str | None) -> bytes:
    """Return the object in UTF-8, without a line's end; nothing for what is not sent.

    ``seq`` and ``request`` are as in `chatservice.core.rendering.Render`.
    """
    if isinstance(what, Event):
        return _bytes(EVENTS[type(what)](what, seq))
    if isinstance(what, Kept):
        return _bytes(again(what))
    if type(what) in UNTOLD:
        return b""
    answer = REPLIES[type(what)](phrasebook(representation.language), what)
    answer.id = request
    return _bytes(answer)


def _bytes(message: msgspec.Struct) -> bytes:
    try:
        return _encode(message)
    except UnicodeEncodeError:
        # A lone surrogate, which is no character: whoever waits for an answer gets one all the
        # same.
        text = json.dumps(msgspec.to_builtins(message), ensure_ascii=False)
        return text.encode(errors="replace")


class JsonRenderer:
    """Makes one line of JSON of an event or a reply."""

    def __call__(
        self,
        what: Telling,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        """Return the line; nothing for what is not sent to programs.

        The room is in each object: ``labelled`` changes nothing.
        """
        data = encoded(what, representation, seq, request)
        return data + b"\n" if data else data

    def bell(self, representation: Representation) -> bytes:
        """Return nothing: there is no terminal."""
        return b""
