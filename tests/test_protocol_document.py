"""docs/protocol.md says what the code does: its tables, and the sessions that it shows."""

from __future__ import annotations

import importlib
import json
import re
import sys
from types import ModuleType

import msgspec
import pytest

from chatservice.core.refusals import Code
from chatservice.protocols.requests import REQUESTS
from chatservice.render.messages import SERVER_MESSAGES
from tests.documents import fences, text_of
from tests.programs import CHECKOUT
from tests.protocols.chat import Chat
from tests.protocols.programs import Message, program_called

DOCUMENT = "docs/protocol.md"


def _tool() -> ModuleType:
    sys.path.insert(0, str(CHECKOUT / "tools"))
    try:
        return importlib.import_module("protocol_document")
    finally:
        sys.path.pop(0)


tool = _tool()


@pytest.mark.parametrize("block", sorted(tool.BLOCKS))
def test_what_is_shown_of_the_code_is_what_the_code_is(block: str) -> None:
    """Where this fails, `python tools/protocol_document.py` writes the blocks anew."""
    (shown,) = re.findall(
        rf"<!-- {block} -->\n(.*?)\n<!-- /{block} -->", text_of(DOCUMENT), re.DOTALL
    )

    assert shown == tool.BLOCKS[block]()


def test_the_tool_rewrites_a_table_that_is_outdated() -> None:
    text = text_of(DOCUMENT)
    outdated = text.replace("| `whispered` |", "| `murmured` |")

    assert outdated != text
    assert tool.written(outdated) == text


def test_the_tool_refuses_a_document_without_a_place_for_a_table() -> None:
    with pytest.raises(ValueError, match="errors: 0 blocks"):
        tool.written(text_of(DOCUMENT).replace("<!-- /errors -->", ""))


def test_checking_tells_that_nothing_is_outdated_and_changes_nothing() -> None:
    before = text_of(DOCUMENT)

    assert tool.main(["--check"]) == 0
    assert text_of(DOCUMENT) == before


@pytest.mark.parametrize(
    ("heading", "types"),
    [("What a program sends", REQUESTS), ("What the server sends", SERVER_MESSAGES)],
)
def test_every_message_has_its_row_and_each_of_its_fields(
    heading: str, types: tuple[type[msgspec.Struct], ...]
) -> None:
    section = text_of(DOCUMENT).partition(f"## {heading}\n")[2].partition("\n## ")[0]
    fields: dict[str, set[str]] = {}
    current: set[str] = set()
    for name, field in re.findall(r"^\| (?:`([\w-]+)`)? \| (?:`(\w+)`)? \|", section, re.MULTILINE):
        if name:
            fields[name] = current = set()
        current.add(field)

    for each in types:
        shown = fields[str(each.__struct_config__.tag)]
        # The prose tells of these.
        assert set(each.__struct_encode_fields__) - shown <= {"id", "room"}


def test_every_error_code_has_its_row() -> None:
    shown = re.findall(r"^\| `([a-z0-9-]+)` \|", text_of(DOCUMENT), re.MULTILINE)

    assert [code.value for code in Code if code.value not in shown] == []


def messages(block: str, arrow: str) -> list[Message]:
    """Return the objects that a session shows behind an arrow."""
    return [json.loads(line[2:]) for line in block.splitlines() if line.startswith(arrow)]


def test_a_password_is_asked_for_as_it_is_shown() -> None:
    (block,) = (each for each in fences(text_of(DOCUMENT), "text") if '"secret"' in each)
    bot = program_called(Chat(), "bot")
    read: list[Message] = []

    for message in messages(block, "→"):
        bot.sends(message)
        read += [each for _ in range(3) for each in bot.reads()]

    assert [_without_numbers(each) for each in read] == [
        _without_numbers(each) for each in messages(block, "←")
    ]


def _without_numbers(message: Message) -> Message:
    return {name: value for name, value in message.items() if name != "seq"}


def test_every_object_that_is_shown_as_code_is_a_message_that_can_be_sent() -> None:
    requests = importlib.import_module("chatservice.protocols.requests")
    shown = re.findall(r"`(\{\"type\".*?\})`", text_of(DOCUMENT).replace("\n", " "))
    shown += "".join(fences(text_of(DOCUMENT), "json")).splitlines()
    shown += re.findall(r"echo '(.*?)'", text_of(DOCUMENT))

    assert len(shown) > 5
    for text in shown:
        requests.read(text.encode())
