"""Text cut into words, for searching: what is the same to whoever searches becomes the same word.

A word is a run of letters and digits with the marks on them. Case and accents do not count:
`CÓMO`, `como` and `cómo` are one word, and so are the compatibility forms of a letter (`ﬁ`, `Ａ`,
`²`). What else stands in the text parts words: spaces, punctuation, the underscore.

    in the text                                        is
    -------------------------------------------------  ------------------------------------------
    letters, digits, and marks and joiners on them     one word
    a character of a script written without spaces     a word by itself
      (Chinese, Japanese, Thai, Lao, Burmese, Khmer)
    an emoji, be it of several characters              a word by itself, in any tone of skin and
                                                         with any variation selector
    another symbol of category So (`°`, `☃`)           a word by itself
    accents, points of Hebrew and Arabic               dropped; a dotless i is an i
    vowel signs of other scripts, voicing marks        kept: letters to those who read them

Sources: Unicode Standard Annexes 15 (compatibility forms), 29 (words), 44 (categories, classes of
combining marks); Unicode Technical Standard 51 (emoji).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple


class Word(NamedTuple):
    """A word as it is compared, and where it stands in the text it was found in."""

    text: str
    start: int
    end: int


_MAX_KNOWN = 20_000  # characters that a table below remembers, so that no stranger fills it

# Scripts written without spaces: Thai, Lao; Burmese; Khmer; Han (radicals, the rest); kana.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303b"
    "\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U0001aff0-\U0001b16f\U00020000-\U0003fffd]"
)
# Emoji that are not of category So, and the blocks where those to come will be.
_EMOJI = re.compile(
    "[‼⁉〰↔⤴⤵◻◼◽◾\U0001f000-\U0001f1e5\U0001f200-\U0001faff\U0001fc00-\U0001fffd]"
)
_TONES = "\U0001f3fb-\U0001f3ff"
_SPECIAL = {
    "#": "h",
    "*": "h",
    "\u20e3": "k",  # the mark that makes a keycap
    "\u200c": "j",
    "\u200d": "j",
    "\uff9e": "m",  # half-width voicing marks: letters by their category
    "\uff9f": "m",
}


def _class(character: str) -> str:
    """Return the letter that stands for a character's part in a word, or a space for none."""
    if character in _SPECIAL:
        return _SPECIAL[character]
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return "f"
    if "\U0001f1e6" <= character <= "\U0001f1ff":
        return "r"
    if "\U000e0020" <= character <= "\U000e007f":
        return "t"
    category = unicodedata.category(character)
    if category[0] == "M":
        return "m"
    if category[0] in "LN":
        return "i" if _UNSPACED.match(character) else "w"
    return "e" if category == "So" or _EMOJI.match(character) else " "


def _is_dropped(character: str) -> bool:
    """Return whether a character of a decomposed, folded word says nothing to whoever searches."""
    if character.isascii():
        return not character.isalnum()
    if character in "\u200c\u200d":
        return True
    kind = unicodedata.category(character)
    if kind not in ("Mn", "Me"):
        return False
    # The classes of Hebrew's and Arabic's points, and of what stands above or below a letter.
    of = unicodedata.combining(character)
    selects = "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    return selects or kind == "Me" or 10 <= of <= 36 or of >= 200


def _fold(character: str) -> str:
    if character in "#*":  # they are here for the sake of a keycap
        return "＃" if character == "#" else "＊"
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    rest = "".join(c for c in plain if not _is_dropped(c)).replace("ı", "i")
    return character if not rest and _EMOJI.match(character) else rest


class _Table(dict[int, str]):
    """A table for `str.translate` that fills itself."""

    def __init__(self, make: Callable[[str], str], known: dict[int, str]) -> None:
        super().__init__(known)
        self._make = make

    def __missing__(self, code: int) -> str:
        made = self._make(chr(code))
        if len(self) < _MAX_KNOWN:
            self[code] = made
        return made


def _apart(character: str) -> str:
    """Return a character as it stands among folded words, or `_UNCLEAR` if others decide that."""
    kind = _class(character)
    plain = _fold(character)
    if kind == "w" or (kind == "m" and not plain):
        return plain
    if kind in "ie":
        return f" {plain} "
    return " " if kind in " h" else _UNCLEAR


_UNCLEAR = "?"
_classes = _Table(_class, {})
_foldings = _Table(_fold, {ord(" "): " "})
_apartness = _Table(_apart, {})
_ascii_foldings = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else ord(" ")
    for code in range(256)
)
_ASCII_WORD = re.compile("[0-9a-z]+")
_WORD = re.compile("w[wmjkt]*|i[mjk]*|hm?k|rr?|[ef][mfkt]*(?:j[ef][mfkt]*)*")
_TONE_ON_SOMETHING = re.compile(f"(?<=[^ ])[{_TONES}]+")


def words(text: str) -> list[Word]:
    """Return the words of ``text`` in order.

    What is not ASCII in a word's text is a letter, digit, mark or symbol; what is, is one of
    ``a-z0-9``. The time is linear in the length of ``text``.
    """
    if text.isascii():
        found = _ASCII_WORD.finditer(text.lower())
        return [Word(match.group(), match.start(), match.end()) for match in found]
    all_words = []
    for match in _WORD.finditer(text.translate(_classes)):
        start, end = match.span()
        plain = _folded(text[start:end])
        if plain:
            all_words.append(Word(plain, start, end))
    return all_words


def folded(text: str) -> str:
    """Return the words of ``text``, one space between them: what an index is given."""
    if text.isascii():
        return b" ".join(text.encode().translate(_ascii_foldings).split()).decode()
    plain = text.translate(_apartness)
    if _UNCLEAR in plain:
        spans = [match.span() for match in _WORD.finditer(text.translate(_classes))]
        plain = _folded(" ".join([text[start:end] for start, end in spans]))
    return " ".join(plain.split())


def _folded(words_with_spaces: str) -> str:
    return _TONE_ON_SOMETHING.sub("", words_with_spaces).translate(_foldings)
