"""Marks the English phrases that live in declarations, so that the catalogues can hold them."""

from __future__ import annotations


def N_(message: str) -> str:
    """Return ``message`` unchanged: it is translated where it is shown, not where it is written."""
    return message
