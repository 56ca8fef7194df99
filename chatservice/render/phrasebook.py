"""The catalogues: every phrase that people read, in each language.

The English phrases stand in the code, the others in `chatservice/locale/*/LC_MESSAGES/*.po`
(GNU gettext), which the build compiles.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chatservice.core.settings import LANGUAGES

LOCALES = Path(__file__).parent.parent / "locale"
DOMAIN = "chatservice"
SOURCE_LANGUAGE = "en"


class Phrasebook:
    """The phrases of one language.

    Raises `FileNotFoundError` when the language has no compiled catalogue.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations = gettext.translation(
            DOMAIN, LOCALES, [language], fallback=language == SOURCE_LANGUAGE
        )

    def say(self, message: str, **details: object) -> str:
        """Return the phrase for an English ``message``, its ``{names}`` filled in."""
        return self._translations.gettext(message).format(**details)

    def count(self, one: str, many: str, number: int, **details: object) -> str:
        """Return the phrase that fits ``number``, which fills in ``{number}``."""
        return self._translations.ngettext(one, many, number).format(number=number, **details)


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the phrasebook of a language, read once."""
    return Phrasebook(language)


def locale_language(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of the locale where it is one that the catalogues hold, else English.

    The variables and their order are POSIX's (Base Definitions, 8.2). They are read here and not
    by `locale.getlocale`, which knows them only after `setlocale`, a change to the whole process.
    """
    variables = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if variables.get(name):
            language = variables[name][:2].lower()
            return language if language in LANGUAGES else SOURCE_LANGUAGE
    return SOURCE_LANGUAGE
