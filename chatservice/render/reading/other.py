"""What this version has no reply or event for: told as the server sent it."""

from __future__ import annotations

from typing import Any

import msgspec

from chatservice.core.replies import Reply, SettingShown
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import Error
from chatservice.render.messages.server import Settings

LONGEST = 1000
"""Characters of what is told so: nobody reads more of it."""

_UNTOLD = {"id", "at"}
"""Fields that say nothing to people: for what a request was, and when it is read anyway."""


def otherwise(message: Message) -> tuple[list[Reply], list[str]]:
    """Return what tells a sane message: replies first, then lines in the server's own words.

    A refusal is told by its text, settings one by one, and everything else by its type and fields.
    """
    if isinstance(message, Error) and (message.text or message.code):
        return [], [message.text or message.code]
    if isinstance(message, Settings) and message.settings:
        return [SettingShown(*each, changed=False) for each in message.settings.items()], []
    return [], [_fields(message)]


def _fields(message: Message) -> str:
    """Return the type of a message and all that is in it, on one line."""
    fields: dict[str, Any] = msgspec.to_builtins(message)
    kind = fields.pop("type")
    told = ", ".join(
        f"{name}: {value if isinstance(value, str) else msgspec.json.encode(value).decode()}"
        for name, value in fields.items()
        if name not in _UNTOLD
    )
    line = f"{kind} ({told})" if told else str(kind)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "\u2026"
