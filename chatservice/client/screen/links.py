"""Addresses in a text: found as the web page finds them, and left whole for the terminal to open.

A terminal that knows hyperlinks (OSC 8) opens the address wherever it is wrapped; others find it
in a row by themselves, so `chatservice.client.screen.wrapping` breaks none that fits on one.

Source: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple
from urllib.parse import quote, urlsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_OPENING = {")": "(", "]": "[", "}": "{"}
_END_OF_SENTENCE = frozenset(".,:;!?'\"’)]}*_")

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))

LONGEST = 2_083
"""Bytes of an address that terminals take (VTE)."""

_NUMBERS = 1_024
"""More than there are on one screen: what is told apart by them need not be told apart for ever."""

_number = count()


class Link(NamedTuple):
    """An address in a text, from ``start`` to ``end``."""

    start: int
    end: int
    address: str


def links(text: str) -> Iterator[Link]:
    """Yield the links of a text; the time is linear in its length."""
    for found in _ADDRESS.finditer(text):
        address = _without_end(found[0])
        if _is_address(address):
            yield Link(found.start(), found.start() + len(address), address)


def opening(address: str) -> tuple[str, str]:
    """Return a style of its own for the cells of one link, and what is written before each.

    The style looks like nothing: cells with other links differ in it, so that prompt_toolkit writes
    them anew. What is written is empty for an address that no terminal takes.
    """
    number = next(_number) % _NUMBERS
    uri = quote(address, safe=_PRINTABLE, errors="replace")
    escape = f"\x1b]8;id=chat{number};{uri}\x1b\\" if len(uri) <= LONGEST else ""
    return f"[link{number}]", escape


def _without_end(found: str) -> str:
    """Return an address without what ends the sentence."""
    counts = Counter(found)
    end = len(found)
    while end and (last := found[end - 1]) in _END_OF_SENTENCE:
        if last in _OPENING and counts[_OPENING[last]] >= counts[last]:
            break
        counts[last] -= 1
        end -= 1
    return found[:end]


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:  # a port that is none, a bracket that is not closed
        return False
