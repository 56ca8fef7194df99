"""Bring the catalogues up to date with the phrases in the code.

Run from the root of the source tree, with Babel installed:

    python tools/update_catalogues.py

New phrases come without a translation, phrases that nobody shows any more go, and the others stay
as they are.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "chatservice" / "locale"

# The calls whose arguments are phrases; two numbers are those of the singular and the plural.
KEYWORDS = {"N_": None, "NN_": (1, 2), "say": None, "count": (1, 2)}


def phrases() -> Catalog:
    """Return every English phrase in the code, with the files that show it."""
    catalogue = Catalog(project="chatservice", fuzzy=False)
    found = extract_from_dir(
        ROOT / "chatservice", keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    # In the order of the files, so that an update changes no line without a reason.
    for name, _line, message, comments, context in sorted(found, key=lambda each: each[:2]):
        place = (f"chatservice/{name}", 0)
        catalogue.add(message, locations=[place], auto_comments=comments, context=context)
    return catalogue


def catalogues() -> dict[str, Path]:
    """Return the catalogue of each language by the language's code."""
    found = sorted(LOCALES.glob("*/LC_MESSAGES/chatservice.po"))
    return {path.parent.parent.name: path for path in found}


def translations(language: str) -> Catalog:
    """Return the catalogue of a language as it is in its file."""
    with catalogues()[language].open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def main() -> None:
    """Update every catalogue in place."""
    for language, path in catalogues().items():
        catalogue = translations(language)
        extracted = catalogue.creation_date
        catalogue.update(phrases(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.creation_date = extracted
        with path.open("wb") as text:
            write_po(text, catalogue, width=100, ignore_obsolete=True, include_lineno=False)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} phrases")


if __name__ == "__main__":
    main()
