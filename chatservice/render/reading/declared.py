"""Commands as a server describes them, which need not be those of this version."""

from __future__ import annotations

from functools import cache

from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.declaring import Command, Who
from chatservice.core.settings import LANGUAGES
from chatservice.render.messages import server as sent
from chatservice.render.phrasebook import phrasebook
from chatservice.render.usage import usage

LONGEST_USAGE = 200
"""Characters of a usage line: all that are listed are padded to the width of the widest one."""

_Read = tuple[str, tuple[str, ...], str]
"""A command as a server describes it: its usage, its aliases, its summary."""


@cache
def _ours() -> dict[_Read, Declaration]:
    """Return this version's commands by all the ways in which its servers describe them.

    Which arguments are told depends on who asks, the words on the language that they asked in.
    """
    return {
        (usage(book, each, who), each.aliases, book.say(each.command.summary)): Declaration(
            each.command, each.parameters_for(who)
        )
        for book in map(phrasebook, LANGUAGES)
        for each in CATALOGUE
        for who in Who
    }


def declaration(row: sent.CommandRow | sent.Command) -> Declaration:
    """Return the declaration of a command that a server described.

    What it described as this version does can be told in any language. Else, be it unknown here
    or changed, it is told in the server's words.
    """
    ours = _ours().get((row.usage, tuple(row.aliases), row.summary))
    return ours or _theirs(row)


def _theirs(row: sent.CommandRow | sent.Command) -> Declaration:
    typed = (row.usage or row.name)[:LONGEST_USAGE].removeprefix("/")
    example = row.example if isinstance(row, sent.Command) else ""
    theirs = {
        # No arguments: the usage has them already.
        "names": (typed, *row.aliases),
        "summary": _phrase(row.summary),
        "example": _phrase(example),
    }
    return Declaration(type("Theirs", (Command,), theirs), ())


def _phrase(text: str) -> str:
    """Return what `Phrasebook.say` tells as ``text``: it has no details to fill in.

    An empty phrase would be the head of the catalogue (GNU gettext manual, "Header Entry").
    """
    return text.replace("{", "{{").replace("}", "}}") or " "
