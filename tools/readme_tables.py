"""Write what the READMEs show of the code: the tables and the conversation.

    python tools/readme_tables.py            rewrites each block in its place
    python tools/readme_tables.py --check    changes nothing; status 1 if a block is not as it
                                             would be written

A block stands between two comments, `<!-- commands -->` and `<!-- /commands -->`. Run it with the
checkout installed (`pip install --editable .`): the Spanish phrases come from the catalogue that
the installation compiles.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import conversation
import speed

from chatservice.configuration import CONFIG_SUMMARY, ENVIRONMENT_PREFIX, OPTIONS
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.declaring import Who
from chatservice.core.settings import SETTINGS, Settings, value_text
from chatservice.render.phrasebook import Phrasebook, phrasebook
from chatservice.render.usage import usage

ROOT = Path(__file__).resolve().parents[1]

# Words of the tables that nobody sees on a chat's screen, so that no catalogue has them.
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "command": "command",
        "aliases": "also",
        "summary": "what it does",
        "anyone": "Before you have chosen a nickname, these work: {commands}.",
        "option": "option",
        "variable": "variable",
        "default": "default",
        "meaning": "meaning",
        "none": "none",
        "setting": "setting",
        "values": "values",
        "first": "at first",
        "server's": "the server's",
        "who": "who",
        "by": "one becomes that by",
        "may": "may use, besides what stands above",
        "others": "all that does not stand below",
        "standing": {
            Who.NAMED: ("anybody", "choosing a nickname"),
            Who.REGISTERED: ("somebody registered", "`/register`"),
            Who.MODERATOR: ("a moderator of the room", "`/op` of its owner's"),
            Who.OWNER: ("the owner of the room", "making it, and being registered"),
            Who.ADMIN: ("an administrator", "`chatservice account role NAME admin`"),
        },
    },
    "es": {
        "command": "comando",
        "aliases": "también",
        "summary": "qué hace",
        "anyone": "Antes de elegir un nombre valen estos: {commands}.",
        "option": "opción",
        "variable": "variable",
        "default": "si no se da",
        "meaning": "significado",
        "none": "ninguno",
        "setting": "ajuste",
        "values": "valores",
        "first": "al principio",
        "server's": "el del servidor",
        "who": "quién",
        "by": "se llega a serlo con",
        "may": "puede usar, además de lo de arriba",
        "others": "todo lo que no está abajo",
        "standing": {
            Who.NAMED: ("cualquiera", "elegir un nombre"),
            Who.REGISTERED: ("alguien registrado", "`/registrar`"),
            Who.MODERATOR: ("un moderador de la sala", "`/op` de su dueño"),
            Who.OWNER: ("el dueño de la sala", "crearla, y estar registrado"),
            Who.ADMIN: ("un administrador", "`chatservice account role NOMBRE admin`"),
        },
    },
}


def commands(language: str) -> str:
    """Return the table of all commands."""
    book, words = phrasebook(language), WORDS[language]
    rows = [
        (
            _code(usage(book, declaration)),
            _codes(f"/{alias}" for alias in declaration.aliases),
            _with_code(book.say(declaration.command.summary)),
        )
        for declaration in CATALOGUE
    ]
    early = _codes(f"/{each.name}" for each in CATALOGUE if each.who is Who.ANYONE)
    head = (words["command"], words["aliases"], words["summary"])
    return _table(head, rows) + "\n\n" + words["anyone"].format(commands=early)


def roles(language: str) -> str:
    """Return the table of who may use what."""
    book, words = phrasebook(language), WORDS[language]
    standing: dict[Who, tuple[str, str]] = words["standing"]
    rows = [
        (name, by, words["others"] if who is Who.NAMED else _codes(_reserved_for(book, who)))
        for who, (name, by) in standing.items()
    ]
    return _table((words["who"], words["by"], words["may"]), rows)


def _reserved_for(book: Phrasebook, who: Who) -> Iterator[str]:
    """Yield what those who are ``who``, and nobody below them, may type."""
    for declaration in CATALOGUE:
        if declaration.who is who:
            yield f"/{declaration.name}"
        elif labels := [book.say(p.label) for p in declaration.parameters if p.who is who]:
            yield " ".join((f"/{declaration.name}", *labels))


def options(language: str) -> str:
    """Return the table of the server's options."""
    book, words = phrasebook(language), WORDS[language]
    rows = [
        (
            _code(f"--{option.name} {option.placeholder}".rstrip()),
            _code(option.variable),
            _code(option.default) if option.default else words["none"],
            _with_code(_sentence(book, option.summary)),
        )
        for option in OPTIONS
    ]
    config = (
        _code("--config FILE"),
        _code(f"{ENVIRONMENT_PREFIX}CONFIG"),
        words["none"],
        _sentence(book, CONFIG_SUMMARY),
    )
    head = (words["option"], words["variable"], words["default"], words["meaning"])
    return _table(head, [*rows, config])


def settings(language: str) -> str:
    """Return the table of what a person can set."""
    book, words = phrasebook(language), WORDS[language]
    # What the operator chose for everyone is not the same on every server.
    from_server = {option.name for option in OPTIONS} | {"zone"}
    rows = [
        (
            _code(setting.name),
            _codes(setting.aliases),
            _codes(setting.allowed),
            words["server's"]
            if setting.name in from_server
            else _code(value_text(Settings(), setting.name)),
            _sentence(book, setting.summary),
        )
        for setting in SETTINGS
    ]
    head = (words[each] for each in ("setting", "aliases", "values", "first", "meaning"))
    return _table(tuple(head), rows)


BLOCKS: dict[str, Callable[[str], str]] = {
    "conversation": conversation.picture,
    "speed": speed.lines,
    "commands": commands,
    "roles": roles,
    "settings": settings,
    "options": options,
}
"""What makes each block, for a language."""

DOCUMENTS = {"README.md": "en", "README.es.md": "es"}
"""Each document's language."""


def written(text: str, language: str) -> str:
    """Return a document's ``text`` with every block made anew.

    Raises `ValueError` for a block whose two comments are not there once.
    """
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        made = make(language)
        text, count = block.subn(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", text)
        if count != 1:
            raise ValueError(f"{name}: {count} blocks instead of one")
    return text


def outdated() -> Iterator[tuple[Path, str, str]]:
    """Yield each document that is not as it would be written: its path, name and new text."""
    for name, language in DOCUMENTS.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        new = written(text, language)
        if new != text:
            yield path, name, new


def _sentence(book: Phrasebook, phrase: str) -> str:
    said = book.say(phrase)
    return said[:1].upper() + said[1:]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    # A cell ends at a bar, even inside code, unless it is escaped.
    cells = (tuple(cell.replace("|", "\\|") for cell in row) for row in rows)
    lines = (head, ("---",) * len(head), *cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    return f"`{text}`"


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(map(_code, texts))


def _with_code(phrase: str) -> str:
    """Return a phrase with what is typed in it, or seen, as code: Markdown eats its asterisks."""
    return re.sub(
        r"(?<!\S)(//?[a-zñ]+(?: -| more| close N| cerrar N)?|--[a-z-]+|\* \w+ \w+|:memory:)"
        r"|(?<=\()(\[[^)]+)(?=\))",
        lambda found: _code(found[0]),
        phrase,
    )


def main(arguments: list[str]) -> int:
    """Rewrite the documents, or with `--check` tell which are outdated; return the status."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(outdated())
    for path, name, new in found:
        if check:
            print(f"{name} is outdated: run tools/readme_tables.py", file=sys.stderr)
        else:
            path.write_text(new, encoding="utf-8")
            print(f"{name}: rewritten")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
