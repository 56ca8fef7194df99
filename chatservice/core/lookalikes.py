"""Which characters look alike: the skeleton of Unicode Technical Standard 39, section 4.

The table is a data file of the 1,957 characters a name may hold. The package it is made from,
confusable_homoglyphs, would cost each start 40 ms and 18 MiB, for it keeps every line with its
character names, in both directions, and loads urllib; the file takes 2 ms and 0.3 MiB.
tools/make_lookalikes.py makes it again.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_SOFT_DOTTED = re.compile(
    "([ij][\u0316-\u0333]*)\u0307"  # \u0316-\u0333: marks below, which come before those above
)


def _read_prototypes() -> dict[int, str]:
    prototypes = {}
    table = Path(__file__).with_name("lookalikes.txt").read_text(encoding="ascii")
    for line in table.splitlines():
        if not line.startswith("#"):
            source, *target = (int(code_point, 16) for code_point in line.split())
            prototypes[source] = "".join(map(chr, target))
    return prototypes


_PROTOTYPES = _read_prototypes()


def skeleton(text: str) -> str:
    """Return what `text`, a name or part of one, looks like.

    Two names with equal skeletons look alike. A skeleton is for comparison only: it is neither
    a name nor fit to be shown. It tells case apart, since `I` looks like `l` and `i` does not.

    The source is UTS 39, section 4: decompose, put each character's prototype in its place,
    decompose. Beyond it, the dot that i and j have anyway is not counted as an accent (UTS 39,
    section 5.4, gives this example). The function is idempotent.
    """
    mapped = unicodedata.normalize("NFD", text).translate(_PROTOTYPES)
    return _SOFT_DOTTED.sub(r"\1", unicodedata.normalize("NFD", mapped))
