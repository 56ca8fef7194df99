"""A program in any language in ten lines: those that the documents show, run word for word."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.documents import fences, text_of
from tests.end_to_end.bots import server_in
from tests.end_to_end.people import Piped
from tests.end_to_end.servers import running
from tests.programs import plain_environment, program

DOCUMENTS = ("docs/bots.md", "README.md", "README.es.md")
"""Where they are shown."""

LANGUAGES = {"python": "import json, socket\n", "bash": "coproc nc "}
"""For each language, what only that program has."""


def shown(document: str, language: str) -> str:
    """Return the program of a language."""
    (text,) = [
        block for block in fences(text_of(document), language) if LANGUAGES[language] in block
    ]
    return text


@pytest.mark.parametrize(
    ("language", "typed", "answer"),
    [
        ("python", "!echo hello  there", r"parrot: hello  there"),
        ("bash", "!time", r"clock: It is \d\d:\d\d\."),
    ],
)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_they_answer(document: str, language: str, typed: str, answer: str, tmp_path: Path) -> None:
    """Nothing is changed in them but the port."""
    with running(*server_in(tmp_path)) as server:
        text = shown(document, language).replace("5050", str(server.port))
        interpreter = sys.executable if language == "python" else program(language)
        program("nc")
        ana = server.guest_called("ana")
        with Piped(interpreter, "-c", text, environment=plain_environment()):
            ana.until(re.compile(r"(parrot|clock) joined"))
            ana.types(typed)

            ana.until(re.compile(answer))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_they_are_ten(document: str, language: str) -> None:
    assert len([line for line in shown(document, language).splitlines() if line]) <= 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_they_are_the_same_everywhere(document: str, language: str) -> None:
    assert shown(document, language) == shown(DOCUMENTS[0], language)
