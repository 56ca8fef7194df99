"""Names of people and of rooms: what they may be made of, and which are in use.

Names are compared under the UsernameCaseMapped profile of PRECIS (RFC 8265, section 3.3): without
regard to case, with accents kept apart. Beyond that, a name that looks like one in use is refused
(Unicode Technical Standard 39, section 4).
"""

from __future__ import annotations

import difflib
import heapq
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from precis_i18n import get_profile

from chatservice.core.lookalikes import skeleton
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import sanitise

MAX_NAME_LENGTH = 24  # characters, in Normalization Form C
MAX_MARKS = 4  # combining marks on one letter (UTS 39, section 5.4)
PUNCTUATION = "_-."

# No character is made of more than 4 when decomposed canonically, so a longer text cannot be
# composed into a name; it is not even looked at, because normalizing it could be slow.
_MAX_DECOMPOSED_LENGTH = 4 * MAX_NAME_LENGTH
# What precis_i18n says of a letter or mark that is wrong in any name, and not only where it stands.
_WRONG_ANYWHERE = frozenset(
    {
        "exceptions",
        "has_compat",
        "old_hangul_jamo",
        "other_letter_digits",
        "precis_ignorable_properties",
    }
)
_CLOSE_ENOUGH = 0.6  # difflib's usual ratio for "did you mean"
_MAX_CANDIDATES = 50  # names that difflib compares, at some 10 microseconds each

_profile = get_profile("UsernameCaseMapped")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name:
    """A legal name, made by `parse_name`. Names with the same `key` are the same name.

    `text` is the name as its owner writes it, in Normalization Form C; `key` is what is compared,
    without capitals; the skeletons tell what each of the two looks like.
    """

    text: str = field(compare=False)
    key: str
    text_skeleton: str = field(compare=False)
    key_skeleton: str = field(compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def order(self) -> tuple[str, str]:
        """What names are sorted by, as in a dictionary: `Álvaro` stands among the A."""
        if self.key.isascii():
            return self.key, self.key
        letters = unicodedata.normalize("NFD", self.key)
        return "".join(c for c in letters if not unicodedata.combining(c)), self.key


def parse_name(raw: str) -> Name:
    """Return the name that `raw` spells, white space around it left out.

    A name has 1 to 24 letters and digits of any script, with the combining marks the script
    needs, and `_`, `-`, `.`; at least one is a letter. Full-width and half-width letters become
    the ordinary ones, as PRECIS maps them.

    Raise `Refused` with NAME_EMPTY, NAME_TOO_LONG, NAME_CHARACTER, NAME_WITHOUT_LETTER,
    NAME_MARKS, NAME_DIRECTION or NAME_NOT_ALLOWED.
    """
    stripped = raw.strip()
    if not stripped:
        raise Refused(Code.NAME_EMPTY)
    if len(stripped) > _MAX_DECOMPOSED_LENGTH:
        raise Refused(Code.NAME_TOO_LONG, allowed=MAX_NAME_LENGTH)
    text = unicodedata.normalize("NFC", _profile.width_mapping_rule(stripped))
    _check_characters(text)
    if len(text) > MAX_NAME_LENGTH:
        raise Refused(Code.NAME_TOO_LONG, allowed=MAX_NAME_LENGTH)
    if not any(character.isalpha() for character in text):
        raise Refused(Code.NAME_WITHOUT_LETTER)
    _check_marks(text)
    return Name(text, key := _key(text), skeleton(text), skeleton(key))


def _key(text: str) -> str:
    if text.isascii():
        # Of letters, digits and PUNCTUATION in ASCII, PRECIS only takes the capitals; that it
        # does so is tested. It takes 6 of the 11 µs of `parse_name`.
        return text.lower()
    try:
        return str(_profile.enforce(text))
    except UnicodeEncodeError as error:
        raise _refusal(error) from error


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Return the key of a name that is known to be legal, remembered: `parse_name` takes 12 µs."""
    return parse_name(name).key


def names_in(text: str) -> frozenset[str]:
    """Return what may be the key of a name in `text`: `ana` in `@Ana:`, and in `ana.` too.

    Not all that PRECIS does is done here: it takes some 10 microseconds a word.
    """
    text = unicodedata.normalize("NFC", text.lower())
    words = "".join(c if _may_be_in_name(c) else " " for c in text).split()
    return frozenset((*words, *(word.strip(PUNCTUATION) for word in words)))


def _may_be_in_name(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in PUNCTUATION
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _check_characters(text: str) -> None:
    for character in text:
        if not _may_be_in_name(character):
            raise Refused(Code.NAME_CHARACTER, character=_displayed(character))


def _check_marks(text: str) -> None:
    """Raise NAME_MARKS for marks that hide each other or stand on no letter or digit.

    The limits are those of UTS 39, section 5.4, counted in the decomposed text.
    """
    if text.isascii():
        return
    before = ""
    in_a_row = 0
    for character in unicodedata.normalize("NFD", text):
        category = unicodedata.category(character)
        if category[0] != "M":
            in_a_row = 0
        else:
            in_a_row += 1
            doubled = character == before and category == "Mn"
            if in_a_row > MAX_MARKS or doubled or not before or before in PUNCTUATION:
                raise Refused(Code.NAME_MARKS)
        before = character


def _refusal(error: UnicodeEncodeError) -> Refused:
    """Translate what precis_i18n raises: its reason reads "DISALLOWED/bidi_rule"."""
    reason = error.reason.partition("/")[2]
    if reason == "bidi_rule":
        return Refused(Code.NAME_DIRECTION)
    if reason in _WRONG_ANYWHERE:
        return Refused(Code.NAME_CHARACTER, character=_displayed(error.object[error.start]))
    return Refused(Code.NAME_NOT_ALLOWED)


def _displayed(character: str) -> str:
    """Return `character` itself if it is safe and seen when printed alone, else its code point."""
    safe = character.isprintable() and sanitise(character) == character
    if safe and unicodedata.category(character)[0] not in "MZ":
        return character
    return f"U+{ord(character):04X}"


class Names(Generic[T]):
    """The names in use, each with its owner of type `T`: no two the same, no two alike."""

    def __init__(self) -> None:
        self._owners: dict[Name, T] = {}
        self._by_key: dict[str, Name] = {}
        # Two indexes, for two looks: as written, `pauI` passes for `paul`; and since case does not
        # count, so does `PAUL` with a Cyrillic P. Across the two there is no likeness, else `Ian`
        # would be refused beside `Lan`.
        self._by_text_skeleton: dict[str, Name] = {}
        self._by_key_skeleton: dict[str, Name] = {}

    def __len__(self) -> int:
        return len(self._owners)

    def __iter__(self) -> Iterator[Name]:
        """Iterate over the names in the order they were claimed."""
        return iter(self._owners)

    def __contains__(self, name: Name) -> bool:
        return name in self._owners

    def with_key(self, key: str) -> T | None:
        """Return the owner of the name with that key; None if nobody has it."""
        name = self._by_key.get(key)
        return None if name is None else self._owners[name]

    def owners(self) -> list[T]:
        """Return whoever has a name, in the order in which the names were claimed."""
        return list(self._owners.values())

    def check(self, name: Name, *, instead_of: Name | None = None) -> None:
        """Raise `Refused` with NAME_TAKEN or NAME_LOOKS_LIKE unless `name` may be claimed.

        `instead_of` is the name its owner would give up, which therefore does not stand in the way.
        """
        same = self._by_key.get(name.key)
        if same is not None and same != instead_of:
            raise Refused(Code.NAME_TAKEN, name=same.text)
        for other in self._alike(name):
            if other != instead_of:
                raise Refused(Code.NAME_LOOKS_LIKE, name=name.text, other=other.text)

    def claim(self, name: Name, owner: T, *, instead_of: Name | None = None) -> None:
        """Put `name` into use for `owner`, and `instead_of`, if given, out of use.

        Raise `Refused` as `check` does; then nothing has changed.
        """
        self.check(name, instead_of=instead_of)
        if instead_of is not None:
            self.release(instead_of)
        self._owners[name] = owner
        self._by_key[name.key] = name
        self._by_text_skeleton[name.text_skeleton] = name
        self._by_key_skeleton[name.key_skeleton] = name

    def release(self, name: Name) -> None:
        """Put `name` out of use; nothing happens if it is not in use."""
        known = self._by_key.pop(name.key, None)
        if known is not None:
            del self._owners[known]
            del self._by_text_skeleton[known.text_skeleton]
            del self._by_key_skeleton[known.key_skeleton]

    def find(self, text: str) -> T | None:
        """Return the owner of the name `text` spells in any case; None if nobody has it."""
        try:
            return self._owners.get(parse_name(text))
        except Refused:
            return None

    def nearest(self, text: str) -> Name | None:
        """Return the name in use that who typed `text` probably meant; None if none is near.

        A name that looks like `text` comes first, then the most similar spelling.
        """
        try:
            for alike in self._alike(parse_name(text)):
                return alike
        except Refused:
            pass  # What is typed wrong may well be no legal name.
        typed = text.strip()[:_MAX_DECOMPOSED_LENGTH].lower()
        letters = frozenset(typed)

        def difference(key: str) -> int:
            return len(letters.symmetric_difference(key)) + abs(len(typed) - len(key))

        # Comparing 10,000 names in full would hold everybody up for a tenth of a second.
        candidates = heapq.nsmallest(_MAX_CANDIDATES, self._by_key, key=difference)
        close = difflib.get_close_matches(typed, candidates, n=1, cutoff=_CLOSE_ENOUGH)
        return self._by_key[close[0]] if close else None

    def _alike(self, name: Name) -> Iterator[Name]:
        for index, form in (
            (self._by_text_skeleton, name.text_skeleton),
            (self._by_key_skeleton, name.key_skeleton),
        ):
            other = index.get(form)
            if other is not None:
                yield other
