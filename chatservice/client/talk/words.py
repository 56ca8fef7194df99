"""Names and texts: when two are the same, and where a name is mentioned."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LINE_BREAK = " ⏎ "
"""What stands for a line's end in a message of several lines: a message is one line here."""

_UNSEEN = {"C", "Z"}
"""The categories of what nobody sees: controls, formats, spaces (Unicode Standard, 4.5)."""


def folded(name: str) -> str:
    """Return what is the same for all common ways to write a name.

    Nothing is decided by it but what stands where on the screen: our server compares names by
    PRECIS (RFC 8265, `chatservice.core.names`), other servers otherwise.
    """
    return unicodedata.normalize("NFC", name).casefold()


@lru_cache(maxsize=8)
def mention_of(name: str) -> re.Pattern[str]:
    """Return what finds a name that is no part of an address, or of another name."""
    part = r"[\w]"
    return re.compile(
        rf"(?<!{part})(?<!{part}[.@-])@?{re.escape(name)}(?![.@-]?{part})", re.IGNORECASE
    )


def is_same(one: str, other: str) -> bool:
    """Return whether the server may have made one text of the other: it drops what is unseen."""
    return one == other or _seen(one) == _seen(other)


def _seen(text: str) -> str:
    return "".join(
        each
        for each in unicodedata.normalize("NFC", text)
        if unicodedata.category(each)[0] not in _UNSEEN
    )
