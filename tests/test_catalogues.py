"""Nobody who reads Spanish is told something in English."""

from __future__ import annotations

import importlib.util
import re
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from chatservice.core.actions.accounts import CLOSE, MESSAGES
from chatservice.core.actions.bots import REMOVE
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.settings import LANGUAGES as LANGUAGES_TO_CHOOSE
from chatservice.render.phrasebook import SOURCE_LANGUAGE, phrasebook
from tests.programs import CHECKOUT


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "update_catalogues", CHECKOUT / "tools" / "update_catalogues.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
LANGUAGES = sorted(tool.catalogues())


def _texts(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return singular and plurals, or the one text."""
    return [text] if isinstance(text, str) else list(text)


def _blanks(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _messages(language: str) -> list[Message]:
    return [message for message in tool.translations(language) if message.id]


def test_there_is_a_catalogue_in_spanish() -> None:
    assert "es" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_phrases_of_the_code_and_no_others(language: str) -> None:
    in_code = {str(message.id) for message in tool.phrases() if message.id}

    assert {str(message.id) for message in _messages(language)} ^ in_code == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_translated(language: str) -> None:
    missing = [
        message.id
        for message in _messages(language)
        if message.fuzzy or not all(_texts(message.string))
    ]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_phrase_does(language: str) -> None:
    different = [
        (message.id, text)
        for message in _messages(language)
        for text in _texts(message.string)
        if text and _blanks(text) != _blanks(_texts(message.id)[-1])
    ]

    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_like_the_phrase(language: str) -> None:
    """Spaces at either end are part of the layout."""
    different = [
        (message.id, text)
        for message in _messages(language)
        for text in _texts(message.string)
        if text
        for phrase in [_texts(message.id)[-1]]
        if (text[0].isspace(), text[-1].isspace()) != (phrase[0].isspace(), phrase[-1].isspace())
    ]

    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_in_a_colon_where_the_phrase_does(language: str) -> None:
    different = [
        (message.id, text)
        for message in _messages(language)
        for text in _texts(message.string)
        if text.rstrip().endswith(":") != _texts(message.id)[-1].rstrip().endswith(":")
    ]

    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_of_phrases_that_nobody_shows_any_more(language: str) -> None:
    assert list(tool.translations(language).obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_options_commands_and_values_in_a_phrase_are_typed_alike_everywhere(
    language: str,
) -> None:
    """What is typed is the same in each language: `/help`, `--port`, `0.0.0.0`, `:memory:`."""
    typed = re.compile(r"(?<!\S)(?:/[a-z]+|--[a-z]+|\d[\d.]*\d|:memory:)")
    different = [
        (message.id, text)
        for message in _messages(language)
        for text in _texts(message.string)
        if set(typed.findall(text)) != set(typed.findall(_texts(message.id)[-1]))
    ]

    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_in_any_language_is_that_very_command(language: str) -> None:
    book = phrasebook(language)

    for declaration in CATALOGUE:
        example = book.say(declaration.command.example)
        assert type(CATALOGUE.parse(example)) is declaration.command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_arguments_are_words_in_capitals(language: str) -> None:
    book = phrasebook(language)

    for declaration in CATALOGUE:
        for parameter in declaration.parameters:
            # One word in capitals, or several ways to say it, with what is typed as it stands.
            for way in book.say(parameter.label).split(" | "):
                *typed, name = way.split()
                assert name.isalpha()
                assert name.isupper() or name in (*CLOSE, *MESSAGES, *REMOVE)  # typed as it stands
                assert typed == [] or declaration.name == "history"


def test_every_language_that_can_be_chosen_has_its_catalogue() -> None:
    assert set(LANGUAGES_TO_CHOOSE) == {SOURCE_LANGUAGE, *LANGUAGES}
