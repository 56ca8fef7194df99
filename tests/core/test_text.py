from __future__ import annotations

import re
import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.text import MAX_MARKS, is_blank, sanitise

ESC = "\x1b"
ACUTE = "\u0301"
ZWJ = "\u200d"
ZWNJ = "\u200c"
VS16 = "\ufe0f"
WOMAN, ROCKET, WAVE = "\U0001f469", "\U0001f680", "\U0001f44b"
BLACK_FLAG, CANCEL_TAG = "\U0001f3f4", "\U000e007f"
SCOTLAND = BLACK_FLAG + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + CANCEL_TAG

# Far from any real line: what takes quadratic time does not end within the seconds allowed.
LONG = 100_000
SECONDS_ALLOWED = 5.0

# Text as an attacker would make it: short, and of the characters that have rules.
hostile = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            f"{ESC}[]P\\;:0mJA#(B\x07\x18\x1a\x90\x9b\x9c\x9d\r\n\t\x85\u2028{ACUTE}\u0308\u20dd{ZWJ}{ZWNJ}"
            f"\ufe00\ufe0e{VS16}\U000e0100\u180b\u200e\u200f\u061c\u202e\u2066{WOMAN}{ROCKET}☠葛ᠠب"
            f"क\u094d{BLACK_FLAG}{CANCEL_TAG}\U000e0067\U000e0062\ud800\ue000\ufffd"
        ),
        st.characters(),
    ),
    max_size=60,
)


def is_selector(character: str) -> bool:
    """Return whether a character is one of those that select a variant of another."""
    return bool(re.match("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180f]", character))


class OrdinaryText(SynchronousTestCase):
    def test_it_is_returned_as_it_is(self) -> None:
        for text in (
            "",
            "Hello, world!",
            "¿Qué tal? ¡Muy bien, señor! «—…»",
            "привет नमस्ते สวัสดี こんにちは 안녕하세요 שָׁלוֹם",
            f"{WAVE}\U0001f3fd \U0001f1ea\U0001f1f8",
            "a\xa0b\u3000c",
        ):
            self.assertEqual(sanitise(text), text)

    def test_what_is_found_clean_at_first_sight_is_clean(self) -> None:
        for code in range(0x110000):
            text = f"a{chr(code)}b"
            if text.isprintable():  # and would be returned as it is, but for what is looked for
                self.assertEqual(sanitise(text), sanitise(f"{text}\0"), hex(code))

    def test_every_pictograph_takes_its_selector_and_joins(self) -> None:
        # A sample of Extended_Pictographic (UTS 51) from each block that has some.
        for pictograph in "©®‼⁉™ℹ↔↩⌚⏏Ⓜ▪◾☀♀⚕✂❤➡⤴⬛⭐〰〽㊗㊙🀄🃏🅰🈁🌀😀🚀🛸🟠🤖🧑🩷🫠":
            text = f"{pictograph}{VS16}{ZWJ}{pictograph}"
            self.assertEqual(sanitise(text), text)


class SanitiseProperties(SynchronousTestCase):
    @given(hostile)
    def test_sanitising_twice_is_sanitising_once(self, text: str) -> None:
        once = sanitise(text)
        self.assertEqual(sanitise(once), once)

    @given(hostile)
    def test_the_result_is_never_longer(self, text: str) -> None:
        self.assertLessEqual(len(sanitise(text)), len(text))

    @given(hostile)
    def test_the_result_has_no_character_that_may_harm(self, text: str) -> None:
        harmful = {"Cc", "Cs", "Co", "Zl", "Zp"}
        for character in sanitise(text):
            self.assertNotIn(unicodedata.category(character), harmful)
            self.assertNotIn(
                unicodedata.bidirectional(character),
                {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"},
            )

    @given(hostile)
    def test_nothing_of_the_result_piles_up_on_one_character(self, text: str) -> None:
        in_a_row = 0
        for character in sanitise(text):
            if unicodedata.category(character)[0] == "M" and not is_selector(character):
                in_a_row += 1
            elif unicodedata.category(character) != "Cf" and not is_selector(character):
                in_a_row = 0
            self.assertLessEqual(in_a_row, MAX_MARKS)

    @given(hostile)
    def test_the_result_is_one_line(self, text: str) -> None:
        self.assertLessEqual(len(sanitise(text).splitlines()), 1)

    @given(hostile)
    def test_the_result_can_be_encoded(self, text: str) -> None:
        self.assertEqual(sanitise(text).encode().decode(), sanitise(text))

    def test_hostile_repetition_takes_linear_time(self) -> None:
        for part in (
            *(
                ESC,
                f"{ESC}]",
                f"{ESC}[",
                f"{ESC}[0;",
                f"{ESC}P{ESC}",
                "\x9b",
                "\x90",
                f"{ESC} ",
                "\r",
            ),
            *(ACUTE, f"e{ACUTE * 5}", ZWJ, f"{WOMAN}{ZWJ}", VS16, BLACK_FLAG, SCOTLAND[:-1]),
            *("\u202e", "¡", "\ud800", "\u200e", "ب\u200c"),
        ):
            began = time.perf_counter()
            sanitise(part * (LONG // len(part)))
            self.assertLess(time.perf_counter() - began, SECONDS_ALLOWED, ascii(part))


class BlankLines(SynchronousTestCase):
    def test_nothing_spaces_and_direction_marks_are_blank(self) -> None:
        for text in ("", "  ", "\xa0\u3000", "\u200e\u200f\u061c", "\u2800", "\U0001d159"):
            self.assertTrue(is_blank(text), ascii(text))

    def test_a_single_visible_character_is_not_blank(self) -> None:
        for text in (".", " ñ ", "\u200fש", ROCKET):
            self.assertFalse(is_blank(text), ascii(text))
