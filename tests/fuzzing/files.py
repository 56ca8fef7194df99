"""The target for a file that is imported."""

from __future__ import annotations

import io

from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from chatservice.core.settings import LANGUAGES
from chatservice.core.text import is_blank
from chatservice.exchange.failures import WrongEntryError
from chatservice.exchange.reading import entries
from chatservice.exchange.shapes import LONGEST_TEXT, SHAPES, Checks, Entry
from chatservice.render.phrasebook import phrasebook
from tests.fuzzing.judging import check_refusal, check_shown

CHECKS = Checks(room="lobby", latest=1_800_000_000_000_000)


def imported(data: bytes) -> None:
    """Let a file be refused in a sentence, or hold messages that are written and read again."""
    try:
        found = list(entries(io.BytesIO(data), CHECKS))
    except WrongEntryError as error:
        _check_error(error, data)
        return
    for entry in found:
        _check_entry(entry)
    for shape in SHAPES.values():
        file = "".join(shape.written([found])).encode()
        assert list(entries(io.BytesIO(file), CHECKS)) == found


def _check_entry(entry: Entry) -> None:
    assert 0 <= entry.at <= CHECKS.latest
    assert parse_name(entry.user).text == entry.user
    assert parse_name(entry.room).text == entry.room
    assert not is_blank(entry.text)
    assert len(entry.text) <= LONGEST_TEXT
    check_shown(entry.text)


def _check_error(error: WrongEntryError, data: bytes) -> None:
    assert 1 <= error.line <= data.count(b"\n") + 1
    check_shown(error.field)
    if isinstance(error.problem, Refused):
        check_refusal(error.problem)
        return
    for language in LANGUAGES:
        check_shown(phrasebook(language).say(error.problem.message, **error.problem.details))
