"""What stands in the documents: their text, their code, the command lines that they show."""

from __future__ import annotations

import configparser
import re
import shlex
import unicodedata
from collections.abc import Iterator

from tests.programs import CHECKOUT


def text_of(document: str) -> str:
    """Return the text of a document, which is named by its path."""
    return (CHECKOUT / document).read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def without_fences(text: str) -> str:
    """Return the text without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def code_spans(text: str) -> list[str]:
    """Return what stands in backquotes within the text."""
    return re.findall(r"`([^`\n]+)`", without_fences(text))


def command_lines(document: str) -> Iterator[list[str]]:
    """Yield every command line that a document shows, in words; what `&&` or `|` joins, apart."""
    text = text_of(document)
    lines = [line for block in fences(text, "sh") for line in block.splitlines()]
    lines += [value for block in fences(text, "ini") for value in _started_by(block)]
    lines += code_spans(text)
    for line in lines:
        for part in re.split(r" && | \| ", line):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:  # a quotation, not a command
                continue
            if words:
                yield words


def _started_by(unit: str) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # typeshed: a method
    parser.read_string(unit)
    return [parser["Service"]["ExecStart"]]


def flags(words: list[str]) -> set[str]:
    """Return the options among the words of a command line."""
    return {word.partition("=")[0] for word in words if re.match(r"--?[A-Za-z]", word)}


def anchors(text: str) -> set[str]:
    """Return the headings' anchors as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", without_fences(text), re.MULTILINE):
        kept = (
            character
            for character in heading.lower()
            if character in " -_" or unicodedata.category(character)[0] in "LMN"
        )
        found.add("".join(kept).replace(" ", "-"))
    return found
