"""Columns of the accounts' tables, and what they are outside the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chatservice.core.names import Name
from chatservice.history.rows import at_of, micro

NAME = "name, key, text_skeleton, key_skeleton"
"""The columns that `Name` is made of, in its order."""


def columns_of(name: Name) -> tuple[str, str, str, str]:
    """Return what stands in the columns `NAME`."""
    return name.text, name.key, name.text_skeleton, name.key_skeleton


def settings_text(settings: Mapping[str, str]) -> str:
    """Return what is stored of somebody's settings."""
    return json.dumps(dict(settings), ensure_ascii=False)


def settings_of(text: str) -> Mapping[str, str]:
    """Return the settings that `settings_text` stored. Raises `ValueError` for anything else."""
    found = _object(text)
    if not all(isinstance(value, str) for value in found.values()):
        raise ValueError("a setting is no text")
    return found


def ignored_text(ignored: Mapping[str, Mapping[str, datetime]]) -> str:
    """Return what is stored of whom somebody ignores."""
    stored = {
        name: {key: micro(until) for key, until in former.items()}
        for name, former in ignored.items()
    }
    return json.dumps(stored, ensure_ascii=False)


def ignored_of(text: str) -> Mapping[str, Mapping[str, datetime]]:
    """Return what `ignored_text` stored.

    Raises `ValueError` or `OverflowError` for anything else.
    """
    found = {}
    for name, former in _object(text).items():
        if not isinstance(former, dict) or not all(type(at) is int for at in former.values()):
            raise ValueError("former names without times")
        found[name] = {key: at_of(until) for key, until in former.items()}
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004  # the file is wrong, not the program
    return found
