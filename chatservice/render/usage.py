"""A command's usage line, made from its declaration."""

from __future__ import annotations

from chatservice.core.catalogue import Declaration
from chatservice.core.declaring import Kind, Who
from chatservice.render.phrasebook import Phrasebook


def usage(book: Phrasebook, declaration: Declaration, who: Who = Who.ADMIN) -> str:
    """Return how a command is typed: `/msg USER TEXT`, `/set [NAME [VALUE]]`.

    Arguments that only others may give than who may do what ``who`` may are left out.
    """
    text = ""
    for parameter in reversed(declaration.parameters_for(who)):
        label = book.say(parameter.label)
        if parameter.kind is Kind.TIME and parameter.optional:
            text = f" [{label}]{text}"  # what follows may be given without it
        else:
            text = f" [{label}{text}]" if parameter.optional else f" {label}{text}"
    return f"/{declaration.name}{text}"
