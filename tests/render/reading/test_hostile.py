from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Kind, Mode
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.refusals import Code
from chatservice.core.replies import Wanted
from chatservice.core.settings import LANGUAGES, SETTINGS, STYLES, Settings
from chatservice.core.text import sanitise
from chatservice.render.messages import SERVER_MESSAGES, Message
from chatservice.render.messages.conversation import Error
from chatservice.render.plain import FORM
from chatservice.render.reading import sane, sentences
from tests.render.test_refusals import DETAILS

# What leads deeper than any other text would, and what leads astray.
WORDS = [
    *(each.value for enum in (Code, Mode, Kind) for each in enum),
    *(each.name.lower() for each in Wanted),
    *(f"/{name}" for name in CATALOGUE.names),
    *(value for each in SETTINGS for value in (each.name, *each.allowed)),
    *DETAILS,
    *("slow", "on", "off", "30s", f"{10**13}s", "9" * 5000, "owner", "syntax", "U+0020", "-1"),
    *("", "{", "}", "{0}", "{name}", "{name.__class__}", "%s", "self", "message", "number"),
    *("\x1b[2J", "\x1b]0;x\x07", "a\r\nb", "\x9b31m", "\u202e", "\u2028", "\x00", "\x7f", "\ufeff"),
]
TEXTS = st.sampled_from(WORDS) | st.text(max_size=20)
NUMBERS = st.integers() | st.sampled_from([0, 1, 10**13, 10**30, -(10**30), 2**53])
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(timezones=ZONES)
ENDS = [
    datetime(year, month, day, tzinfo=timezone(timedelta(hours=hours)))
    for year, month, day in ((1, 1, 1), (9999, 12, 31))
    for hours in (-23, 0, 23)
]
"""Of time: some of them are none in UTC."""

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: NUMBERS,
    bool: st.booleans(),
    NoneType: st.none(),
    datetime: TIMES | st.sampled_from(ENDS),
}


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy that makes whatever a decoder lets through for ``hint``."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*map(anything, parts))
    if origin is list:
        return st.lists(anything(parts[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(anything(parts[0]), anything(parts[1]), max_size=4)
    if origin is tuple:
        return st.tuples(*map(anything, parts))
    hints = get_type_hints(hint)
    return st.builds(hint, **{each.name: anything(hints[each.name]) for each in fields(hint)})


MESSAGES: st.SearchStrategy[Message] = st.one_of(*map(anything, SERVER_MESSAGES))
REPRESENTATIONS = st.builds(
    Settings,
    language=st.sampled_from(list(LANGUAGES)),
    style=st.sampled_from(STYLES),
    times=st.booleans(),
    zone=st.sampled_from(["", "UTC", "Pacific/Kiritimati", "Etc/GMT+12"]),
).map(lambda each: each.representation(FORM))

_COLOURS = re.compile("\x1b\\[(3[1-6]|0|7|27)m")


class Hostile(SynchronousTestCase):
    def assert_harmless(self, lines: list[str]) -> None:
        for line in lines:
            self.assertEqual([each for each in line if unicodedata.category(each) == "Cc"], [])
            self.assertEqual(_unsafe(line), [])

    def test_whatever_a_server_sends_is_told_and_harmless(self) -> None:
        for kind in SERVER_MESSAGES:

            @settings(max_examples=50)
            @given(anything(kind), REPRESENTATIONS)
            def read(message: Message, representation: Any) -> None:
                self.assert_harmless(sentences(message, representation))

            with self.subTest(kind.__name__):
                read()

    @given(MESSAGES, REPRESENTATIONS)
    def test_of_control_sequences_only_our_colours_are_told(
        self, message: Message, representation: Any
    ) -> None:
        lines = sentences(message, representation._replace(colour=True))

        self.assert_harmless([_COLOURS.sub("", line) for line in lines])

    @given(
        st.sampled_from(Code),
        st.dictionaries(st.sampled_from([*DETAILS, "extra", "self"]), TEXTS | NUMBERS),
        REPRESENTATIONS,
    )
    def test_no_detail_of_a_refusal_keeps_it_from_being_told(
        self, code: Code, details: dict[str, str | int], representation: Any
    ) -> None:
        error = Error(code=code.value, text="No.", details=details)

        self.assertNotEqual("".join(sentences(error, representation)), "")

    @given(MESSAGES)
    def test_what_is_sane_stays_as_it_is(self, message: Message) -> None:
        once = sane(message)

        self.assertEqual(sane(once), once)


def _unsafe(line: str) -> list[str]:
    """Return what `sanitise` would take out of a line that is told."""
    return [] if sanitise(line) == line else [line]
