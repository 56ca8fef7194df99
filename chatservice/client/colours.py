"""Keeps a server's colours, and nothing else that could steer a terminal."""

from __future__ import annotations

import re

from chatservice.core.text import sanitise

# ECMA-48, 8.3.117 (SGR): the colours that `/set colour on` asks the server for.
_COLOUR = re.compile(r"(\x1b\[[0-9;]{0,24}m)")
_RESET = "\x1b[0m"


def displayable(text: str) -> str:
    """Return a decoded line as a terminal may show it: sanitised, but with its colours."""
    if "\x1b" not in text:
        return sanitise(text)
    pieces = _COLOUR.split(text)
    if len(pieces) == 1:
        return sanitise(text)
    # The pattern's group makes every second piece a colour. What one line sets ends with it.
    kept = (piece if at % 2 else sanitise(piece) for at, piece in enumerate(pieces))
    return "".join(kept) + _RESET


def without_colours(text: str) -> str:
    """Return a displayable text as plain text."""
    return _COLOUR.sub("", text) if "\x1b" in text else text
