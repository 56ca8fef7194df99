"""The language in which a browser, or a program, wants to read (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re

from chatservice.core.settings import LANGUAGES

_RANGE = re.compile(
    r"\s*(?P<language>[A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*"
    r"(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?)\s*)?"
)


def language_of(accepted: str, otherwise: str) -> str:
    """Return the language of the catalogues that is preferred by an `Accept-Language` field.

    It is ``otherwise`` where the field is empty, or names none that there is.
    """
    best, most = otherwise, 0.0
    for part in accepted.split(","):
        found = _RANGE.fullmatch(part)
        if found is None or found["language"].lower() not in LANGUAGES:
            continue
        weight = float(found["weight"] or 1)
        if weight > most:
            best, most = found["language"].lower(), weight
    return best
