"""Texts for rows of one line: safe, and cut to the cells that there are."""

from __future__ import annotations

from functools import lru_cache

from prompt_toolkit.utils import get_cwidth

from chatservice.client.screen.clusters import cells, generation, is_rest
from chatservice.core.text import sanitise

CUT = "…"
"""What stands for what is cut off."""


def shown(text: str) -> str:
    """Return what may stand on the screen of a text from the server, each cluster in its cells."""
    return _shown(text, generation())


@lru_cache(maxsize=512)
def _shown(text: str, generation: int) -> str:
    return cells(sanitise(text))


def width_of(shown_text: str) -> int:
    """Return how many cells a text takes, of which each cluster is in its cells already."""
    return get_cwidth(shown_text)


def clipped(shown_text: str, width: int) -> str:
    """Return such a text, its end cut off and marked where it takes more cells than that."""
    if width_of(shown_text) <= width:
        return shown_text
    if width <= 0:
        return ""
    at = used = 0
    while (used := used + get_cwidth(shown_text[at])) <= width - len(CUT):
        at += 1
    while at and is_rest(shown_text[at]):
        at -= 1
    return shown_text[:at].rstrip() + CUT
