"""Marks the English phrases that live in declarations, so that the catalogues can hold them."""

from __future__ import annotations


def N_(message: str) -> str:
    """Return ``message`` unchanged: it is translated where it is shown, not where it is written."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:
    """Return both unchanged: a phrase for one thing and for several, as `N_` marks a single one."""
    return one, many
