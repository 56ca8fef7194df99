"""Write what docs/protocol.md shows of the code: the tables of messages, fields and errors.

    python tools/protocol_document.py            rewrites each block in its place
    python tools/protocol_document.py --check    changes nothing; status 1 if a block is not as it
                                                 would be written

A block stands between two comments, `<!-- commands -->` and `<!-- /commands -->`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import protocol_session
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DictType,
    IntType,
    ListType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    TupleType,
    Type,
    UnionType,
    type_info,
)
from msgspec.structs import FieldInfo, fields

from chatservice.core.refusals import Code
from chatservice.protocols.requests import REQUESTS, Request
from chatservice.protocols.requests.commands import CommandRequest
from chatservice.protocols.requests.messages import WRITTEN_OUT, InRoom
from chatservice.render.messages import SERVER_MESSAGES, Answer, Event
from chatservice.render.reasons import FOR_PROGRAMS, REASONS
from chatservice.render.refusals import PHRASES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = "docs/protocol.md"

_SIMPLE: dict[type[Type], str] = {
    BoolType: "boolean",
    DateTimeType: "time",
    IntType: "integer",
    StrType: "string",
}


def first_messages() -> str:
    """Return the table of what a program sends that is no command."""
    return _messages(WRITTEN_OUT)


def commands() -> str:
    """Return the table of the commands."""
    return _messages(REQUESTS[len(WRITTEN_OUT) :])


def events() -> str:
    """Return the table of what happens."""
    return _messages([each for each in SERVER_MESSAGES if issubclass(each, Event)])


def answers() -> str:
    """Return the table of what one connection alone is told."""
    return _messages([each for each in SERVER_MESSAGES if issubclass(each, Answer)])


def parts() -> str:
    """Return the table of the objects inside messages that are no messages themselves."""
    found = dict.fromkeys(
        part
        for message in SERVER_MESSAGES
        for field in fields(message)
        for part in _structs(type_info(field.type))
    )
    return _messages([part for part in found if not _is_message(part)])


def errors() -> str:
    """Return the table of the errors: code, details, and what the sentence is in English."""
    source = inspect.getsource(Code)
    comments = dict(re.findall(r"^    (\w+) = \"[^\"]*\"(.*)$", source, re.MULTILINE))
    return _table(
        ("code", "details", "in English"),
        [
            (
                _code(code.value),
                ", ".join(_details(comments[code.name])),
                {**PHRASES, **FOR_PROGRAMS}.get(code, "") + _closing(comments[code.name]),
            )
            for code in Code
        ],
    )


def reasons() -> str:
    """Return the table of the reasons for which a message is not taken."""
    rows = [
        (_code(code.value), _code(reason), phrase)
        for code, phrases in REASONS.items()
        for reason, phrase in phrases.items()
    ]
    return _table(("code", "reason", "in English"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "session": protocol_session.picture,
    "first": first_messages,
    "commands": commands,
    "events": events,
    "answers": answers,
    "parts": parts,
    "errors": errors,
    "reasons": reasons,
}
"""What makes each block."""


def _messages(types: Iterable[type[msgspec.Struct]]) -> str:
    """Return a table with a row for each message, and one for each of its fields below it."""
    rows: list[tuple[str, ...]] = []
    for each in types:
        rows.append((_code(_name(each)), "", "", inspect.cleandoc(each.__doc__ or "")))
        rows += [
            ("", _code(field.encode_name), _shown(type_info(field.type)), _meaning(field))
            for field in fields(each)
            if not _is_everywhere(each, field)
        ]
    return _table(("type", "field", "value", "meaning"), rows)


def _is_message(kind: type[msgspec.Struct]) -> bool:
    return kind.__struct_config__.tag is not None


def _name(kind: type[msgspec.Struct]) -> str:
    """Return the type of a message, or what an object inside one is called in these tables."""
    return str(kind.__struct_config__.tag) if _is_message(kind) else kind.__name__


def _is_everywhere(kind: type[msgspec.Struct], field: FieldInfo) -> bool:
    """Return whether the prose says of a field that messages have it."""
    if issubclass(kind, Answer | Request) and field.name == "id":
        return True
    return issubclass(kind, CommandRequest) and field.type == InRoom


def _meaning(field: FieldInfo) -> str:
    described = [] if field.required else ["Optional."]
    wanted = type_info(field.type)
    while isinstance(wanted, Metadata):
        text = (wanted.extra_json_schema or {}).get("description")
        if text:
            described.append(text)
        wanted = wanted.type
    return " ".join(described)


def _shown(wanted: Type) -> str:
    """Return what a value is, in words."""
    if isinstance(wanted, Metadata):
        return _shown(wanted.type)
    if isinstance(wanted, UnionType):
        return " or ".join(_shown(each) for each in wanted.types if not isinstance(each, NoneType))
    if isinstance(wanted, ListType):
        return f"list of {_shown(wanted.item_type)}"
    if isinstance(wanted, TupleType):
        return f"[{', '.join(_shown(each) for each in wanted.item_types)}]"
    if isinstance(wanted, DictType):
        return f"object of {_shown(wanted.value_type)}"
    if isinstance(wanted, StructType):
        return _code(_name(wanted.cls))
    return _SIMPLE[type(wanted)]


def _structs(wanted: Type) -> Iterator[type[msgspec.Struct]]:
    """Yield the structs of which a value is made, and those that they are made of."""
    if isinstance(wanted, StructType):
        yield wanted.cls
        for field in fields(wanted.cls):
            yield from _structs(type_info(field.type))
    for inside in (
        *getattr(wanted, "types", ()),
        *getattr(wanted, "item_types", ()),
        *(
            getattr(wanted, name)
            for name in ("type", "item_type", "value_type")
            if hasattr(wanted, name)
        ),
    ):
        yield from _structs(inside)


def _details(comment: str) -> list[str]:
    """Return the details that the comment behind a code lists."""
    words = {"str": "string", "int": "integer"}
    return [
        f"`{name}`: {words[kind]}" for name, kind in re.findall(r"\b(\w+): (str|int)\b", comment)
    ]


def _closing(comment: str) -> str:
    return " The connection closes." if "the connection closes" in comment else ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    # A cell ends at a bar, even inside code, unless it is escaped.
    cells = (tuple(cell.replace("|", "\\|") for cell in row) for row in rows)
    lines = (head, ("---",) * len(head), *cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    return f"`{text}`"


def written(text: str) -> str:
    """Return the document's ``text`` with every block made anew.

    Raises `ValueError` for a block whose two comments are not there once.
    """
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        made = make()
        text, count = block.subn(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", text)
        if count != 1:
            raise ValueError(f"{name}: {count} blocks instead of one")
    return text


def main(arguments: list[str]) -> int:
    """Rewrite the document, or with `--check` tell if it is outdated; return the status."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__, file=sys.stderr)
        return 2
    path = ROOT / DOCUMENT
    text = path.read_text(encoding="utf-8")
    new = written(text)
    if new == text:
        return 0
    if check:
        print(f"{DOCUMENT} is outdated: run tools/protocol_document.py", file=sys.stderr)
        return 1
    path.write_text(new, encoding="utf-8")
    print(f"{DOCUMENT}: rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
