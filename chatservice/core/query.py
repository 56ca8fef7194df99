"""What is looked for in the history, read from what somebody typed behind `/search`.

Any text is a query:

    WORDS                     messages with all of these words, in any order
    "WORDS", “WORDS”, «WORDS» with these words in this order; without an end, up to the end
    from:USER     de:USER     said by whoever was called so
    in:ROOM       en:ROOM     said in that room
    before:DATE   antes:DATE  said before then
    after:DATE    después:, desde:   said then or later

Words are compared as `chatservice.core.words` says. A typed word that is cut there into several
(`it's`, 喜欢) is looked for as these in this order. What looks like a filter and has no value, or
an impossible one, is words like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import compress

from chatservice.core.dates import parse_date
from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.names import key_of, parse_name
from chatservice.core.refusals import Refused
from chatservice.core.words import folded, words

MAX_WORDS = 20
"""How many words of a query are looked for; the rest is dropped."""

_FILTERS = {
    "from": "by",
    "de": "by",
    "in": "room",
    "en": "room",
    "before": "before",
    "antes": "before",
    "after": "after",
    "despues": "after",
    "desde": "after",
}
"""The field of `Query` that each filter sets, by the filter's name without accents."""

_PREFIXES = {"by": "@", "room": "#"}

# A filter with nothing behind it; or a filter, or none, and then what is quoted, or a typed word.
# A filter stands only where a word begins and its name is short: the time is linear.
_PIECE = re.compile(
    r"""
    (?<!\S) (?P<bare> [\w\u0301]{1,10} ) : (?!\S)
    | (?: (?<!\S) (?P<filter> [\w\u0301]{1,10} ) : )?
      (?: "(?P<straight>[^"]*)"? | “(?P<curved>[^”]*)”? | «(?P<angled>[^»]*)»?
        | (?P<plain>[^\s"“«]+) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. A message is found that has all ``phrases``: words in a row.

    ``by`` and ``room`` are keys of names. ``before`` leaves out its own moment, ``after`` does not.
    ``bad_date`` tells that a date was typed that is none, and was taken for words.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    by: str | None = None
    room: str | None = None
    before: datetime | None = None
    after: datetime | None = None
    bad_date: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is looked for: every message would be found."""
        filters = (self.by, self.room, self.before, self.after)
        return not self.phrases and all(wanted is None for wanted in filters)

    def finds(self, message: Said | Acted | Whispered) -> bool:
        """Return whether ``message`` is what is looked for. Nothing private is in any room."""
        if self.before is not None and message.at >= self.before:
            return False
        if self.after is not None and message.at < self.after:
            return False
        if self.by is not None and key_of(message.who) != self.by:
            return False
        if self.room is not None and (
            isinstance(message, Whispered) or key_of(message.room) != self.room
        ):
            return False
        if not self.phrases:
            return True
        text = f" {folded(message.text)} "
        return all(f" {' '.join(phrase)} " in text for phrase in self.phrases)

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Return where in ``text`` stands what is looked for: starts and ends, in order.

        Those that overlap, or have nothing between them, are one.
        """
        found = words(text)
        steps, lengths = _machine(self.phrases)
        covered = bytearray(len(found))
        state = 0
        for place, (word, _, _) in enumerate(found, 1):
            state = steps[state].get(word, 0)
            length = lengths[state]
            if length:
                covered[place - length : place] = b"\1" * length
        spans: list[tuple[int, int]] = []
        last = -1
        for _, start, end in compress(found, covered):
            if start == last:
                start = spans.pop()[0]
            spans.append((start, end))
            last = end
        return spans


@lru_cache(maxsize=64)
def _machine(phrases: tuple[tuple[str, ...], ...]) -> tuple[list[dict[str, int]], list[int]]:
    """Return what finds all of ``phrases`` in one pass over a text's words, wherever they overlap.

    That is, for each state, the state after each next word (0 after one that isn't there), and of
    the longest phrase that ends in that state how many words it has. Source: A. Aho and
    M. Corasick, Efficient String Matching (Communications of the ACM, 1975).
    """
    # A state is a row of words that some phrase begins with.
    states: dict[tuple[str, ...], int] = {(): 0}
    next_words: list[dict[str, int]] = [{}]
    for phrase in phrases:
        for length in range(len(phrase)):
            row = phrase[: length + 1]
            if row not in states:
                next_words[states[phrase[:length]]][row[-1]] = states[row] = len(states)
                next_words.append({})
    steps = []
    lengths = []
    for row in states:
        # Of all that ends here and may go on, the longest counts.
        ends = [row[first:] for first in range(len(row), -1, -1)]
        step: dict[str, int] = {}
        for end in ends:
            if end in states:
                step.update(next_words[states[end]])
        steps.append(step)
        lengths.append(max(len(end) if end in phrases else 0 for end in ends))
    return steps, lengths


def parse_query(text: str, zone: str, now: datetime) -> Query:
    """Return the query that ``text`` is. Dates are those of time zone ``zone`` (see `parse_date`).

    No text is refused; one without a word or a filter makes an empty query. Of several filters of
    one kind the last counts.
    """
    return _Reader(zone, now).read(text)


class _Reader:
    def __init__(self, zone: str, now: datetime) -> None:
        self._zone = zone
        self._now = now
        self._phrases: list[tuple[str, ...]] = []
        self._room_left = MAX_WORDS
        self._names: dict[str, str] = {}
        self._dates: dict[str, datetime] = {}
        self._bad_date = False

    def read(self, text: str) -> Query:
        for piece in _PIECE.finditer(text):
            name = piece["filter"] or piece["bare"] or ""
            plain = piece["plain"]
            quoted = piece["straight"] or piece["curved"] or piece["angled"] or ""
            field = _FILTERS.get(folded(name))
            if field is not None and self._filter(field, plain or quoted):
                continue
            if plain is not None:
                self._look_for(piece.group())
            else:
                self._look_for(name)
                self._look_for(quoted)
        return Query(
            tuple(self._phrases),
            by=self._names.get("by"),
            room=self._names.get("room"),
            before=self._dates.get("before"),
            after=self._dates.get("after"),
            bad_date=self._bad_date,
        )

    def _filter(self, field: str, value: str) -> bool:
        """Set a filter, unless its value is impossible; returns whether it is set."""
        try:
            if field in _PREFIXES:
                self._names[field] = parse_name(value.removeprefix(_PREFIXES[field])).key
            else:
                self._dates[field] = parse_date(value, self._zone, self._now)
        except Refused:
            self._bad_date |= field not in _PREFIXES
            return False
        return True

    def _look_for(self, typed: str) -> None:
        if not self._room_left:
            return
        phrase = tuple(word.text for word in words(typed)[: self._room_left])
        if phrase and phrase not in self._phrases:
            self._phrases.append(phrase)
            self._room_left -= len(phrase)
