"""The messages that the server sends to programs and to the web page: one struct for each.

They are the server's half of the protocol: `docs/protocol.md` and the JSON Schema are made from
them, `chatservice.bot` reads with them. What the core's events and replies become is in
`chatservice.render.making`.
"""

from __future__ import annotations

from chatservice.render.messages.accounts import ACCOUNTS
from chatservice.render.messages.base import Answer, Event, Message, Part
from chatservice.render.messages.conversation import CONVERSATION
from chatservice.render.messages.events import EVENTS
from chatservice.render.messages.moderation import MODERATION, MODERATION_EVENTS
from chatservice.render.messages.server import SERVER

SERVER_MESSAGES: tuple[type[Message], ...] = (
    *EVENTS,
    *MODERATION_EVENTS,
    *CONVERSATION,
    *SERVER,
    *ACCOUNTS,
    *MODERATION,
)
"""Every message that the server sends, in reading order."""

__all__ = ["SERVER_MESSAGES", "Answer", "Event", "Message", "Part"]
