"""Write chatservice/core/lookalikes.txt again from the package confusable_homoglyphs.

Run from the root of the source tree, with confusable_homoglyphs 3.3.1 installed:

    python tools/make_lookalikes.py > chatservice/core/lookalikes.txt
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping, Sequence

HEADER = """\
# Look-alike characters: each line is a character and its prototype, as hexadecimal code points.
#
# From confusables.txt of Unicode Technical Standard 39 (Unicode Security Mechanisms), as carried
# (Unicode 15.1) by the Python package confusable_homoglyphs 3.3.1 (MIT), reduced to characters a
# name may hold and with every prototype fully mapped. Made by tools/make_lookalikes.py.
#
# Unicode data: Copyright (c) 1991-2023 Unicode, Inc., SPDX-License-Identifier: Unicode-3.0,
# https://www.unicode.org/license.txt
"""
LEFT_TO_RIGHT_MARK = "\u200e"  # confusables.txt puts it round right-to-left examples


def prototypes(matrix: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Return the prototype of each character of `matrix`, the package's `confusables_data`.

    The package keeps the table in both directions: a source lists its one prototype, a prototype
    lists its sources. Where two single characters list only each other, the source comes first,
    for the package adds both ends of a line of confusables.txt in the order of that line.
    """
    lists: dict[str, list[str]] = {}
    for text, entries in matrix.items():
        bare = lists.setdefault(text.strip(LEFT_TO_RIGHT_MARK), [])
        bare.extend(entry["c"].strip(LEFT_TO_RIGHT_MARK) for entry in entries)
    found: dict[str, str] = {}
    for text, others in lists.items():
        if len(text) != 1 or len(others) != 1:
            continue
        mutual = lists[others[0]] == [text] and len(others[0]) == 1
        if not (mutual and others[0] in found):
            found[text] = others[0]
    return found


def may_be_in_a_name(character: str) -> bool:
    """Tell whether PRECIS could let `character` into a decomposed name.

    A character not assigned in this Python's Unicode version counts, so that a newer Python,
    which knows it as a letter, finds its prototype.
    """
    category = unicodedata.category(character)
    return (
        category[0] in "LM" or category in ("Nd", "Cn") or character in "._-"
    ) and unicodedata.normalize("NFKD", character) == character


def reduced(found: Mapping[str, str]) -> dict[str, str]:
    """Return what names need of `found`: decomposed sources, prototypes that map to themselves."""
    mapping = str.maketrans(dict(found))

    def settled(text: str) -> str:
        mapped = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).translate(mapping))
        return text if mapped == text else settled(mapped)

    return {source: settled(target) for source, target in found.items() if may_be_in_a_name(source)}


def render(table: Mapping[str, str]) -> str:
    """Return `table` as the text of the data file."""
    lines = [
        " ".join(f"{ord(character):04X}" for character in source + target)
        for source, target in sorted(table.items())
    ]
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    from confusable_homoglyphs.confusables import confusables_data

    sys.stdout.write(render(reduced(prototypes(confusables_data))))
