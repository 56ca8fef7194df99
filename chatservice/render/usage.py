"""A command's usage line, made from its declaration."""

from __future__ import annotations

from chatservice.core.catalogue import Declaration
from chatservice.render.phrasebook import Phrasebook


def usage(book: Phrasebook, declaration: Declaration) -> str:
    """Return how a command is typed: `/msg USER TEXT`, `/set [NAME [VALUE]]`."""
    text = ""
    for parameter in reversed(declaration.parameters):
        label = book.say(parameter.label)
        text = f" [{label}{text}]" if parameter.optional else f" {label}{text}"
    return f"/{declaration.name}{text}"
