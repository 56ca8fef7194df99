"""What a server says, in the words of its language."""

from __future__ import annotations

from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal


def refused(language: str, code: Code, **details: str | int) -> str:
    """Return the line that tells why something is refused, with its end."""
    return f"{refusal(phrasebook(language), Refused(code, **details))}\r\n"


def said(language: str, phrase: str, **details: object) -> str:
    """Return a phrase of the server's, translated and filled in."""
    return phrasebook(language).say(phrase, **details)


def counted(language: str, one: str, many: str, number: int) -> str:
    """Return a phrase of the server's with a number in it, translated."""
    return phrasebook(language).count(one, many, number)
