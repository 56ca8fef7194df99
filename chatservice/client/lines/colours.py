"""Keeps a server's colours, and nothing else that could steer a terminal."""

from __future__ import annotations

import re
from itertools import dropwhile

from wcwidth import wcwidth

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
    first, *rest = pieces
    kept = (_from_letter(sanitise(piece)) if at % 2 else piece for at, piece in enumerate(rest))
    return "".join((sanitise(first), *kept)) + _RESET


def _from_letter(text: str) -> str:
    """Return what stands behind a colour, from the first character that has a width.

    Marks before it would stand on the letter before the colour, where there may be four already.
    """
    return "".join(dropwhile(lambda character: wcwidth(character) == 0, text))


def without_colours(text: str) -> str:
    """Return a displayable text as plain text."""
    return _COLOUR.sub("", text) if "\x1b" in text else text
