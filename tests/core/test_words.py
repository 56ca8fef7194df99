from __future__ import annotations

import re
import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import words as module
from chatservice.core.words import folded, words

ACUTE, TILDE = "\u0301", "\u0303"
VS16, KEYCAP, ZWJ, ZWNJ = "\ufe0f", "\u20e3", "\u200d", "\u200c"
VOICED = "\u3099"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

# Far from any real line: what takes quadratic time does not end within the seconds allowed.
LONG = 20_000
SECONDS_ALLOWED = 5.0

# Characters that have a rule here, close together, and any others.
difficult = st.text(
    st.one_of(
        st.sampled_from(
            f"aZ9 ñÑ.'_#*!{ACUTE}{TILDE}{VS16}{KEYCAP}{ZWJ}{ZWNJ}{VOICED}喜かﾊﾞภําकि한"
            "₂½ﬁ™❤👍🏽👩🚀🇪🇸‼↔\ud800\x00"
        ),
        st.characters(),
    ),
    max_size=20,
)


def texts(text: str) -> list[str]:
    return [word.text for word in words(text)]


def places(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words(text)]


class Cutting(SynchronousTestCase):
    def test_spaces_punctuation_and_the_underscore_part_words(self) -> None:
        self.assertEqual(
            texts("it's foo-bar, foo_bar... (x)"), ["it", "s", "foo", "bar", "foo", "bar", "x"]
        )

    def test_digits_belong_to_words(self) -> None:
        self.assertEqual(texts("room 101 b2b 3.14"), ["room", "101", "b2b", "3", "14"])

    def test_a_word_stands_where_it_stood_in_the_text(self) -> None:
        self.assertEqual(places("¿Cómo estás, ﬁn?"), ["Cómo", "estás", "ﬁn"])

    def test_marks_stand_within_their_word(self) -> None:
        text = f"cafe{ACUTE} man{TILDE}ana"

        self.assertEqual(places(text), text.split())

    def test_a_mark_on_nothing_is_no_word(self) -> None:
        self.assertEqual(texts(f"a {ACUTE} b"), ["a", "b"])

    def test_chinese_and_japanese_characters_are_words_by_themselves(self) -> None:
        self.assertEqual(texts("我喜欢ラーメン"), list("我喜欢ラーメン"))

    def test_a_mark_on_a_japanese_character_belongs_to_it(self) -> None:
        self.assertEqual(places(f"か{VOICED}く"), [f"か{VOICED}", "く"])

    def test_korean_has_spaces(self) -> None:
        self.assertEqual(places("안녕하세요 세계"), ["안녕하세요", "세계"])

    def test_thai_is_cut_into_characters(self) -> None:
        self.assertEqual(texts("ไทย"), list("ไทย"))

    def test_joiners_stay_within_a_word(self) -> None:
        self.assertEqual(len(words(f"می{ZWNJ}خواهم")), 1)

    def test_latin_beside_chinese_is_a_word(self) -> None:
        self.assertEqual(texts("用Python吧"), ["用", "python", "吧"])

    def test_each_emoji_is_a_word(self) -> None:
        self.assertEqual(texts("hi😀😀 ☕!"), ["hi", "😀", "😀", "☕"])

    def test_an_emoji_of_several_characters_is_one_word(self) -> None:
        for emoji in (f"👩{ZWJ}🚀", f"👩🏽{ZWJ}🚀", "🇪🇸", f"#{VS16}{KEYCAP}", SCOTLAND, "👍🏽"):
            self.assertEqual(places(f"{emoji}{emoji}"), [emoji, emoji], emoji)

    def test_emoji_that_are_punctuation_elsewhere_are_words(self) -> None:
        self.assertEqual(texts(f"‼{VS16} ↔{VS16}"), ["‼", "↔"])

    def test_symbols_are_words(self) -> None:
        self.assertEqual(texts("20°☃"), ["20", "°", "☃"])

    def test_what_has_no_words_has_none(self) -> None:
        for text in ("", " ", "¿?!…", '"', "\x00\ud800", "\u00a0\u2028"):
            self.assertEqual(words(text), [], ascii(text))


class Folding(SynchronousTestCase):
    def assert_same(self, *spellings: str) -> None:
        self.assertEqual(len({tuple(texts(spelling)) for spelling in spellings}), 1, spellings)

    def test_case_does_not_count(self) -> None:
        self.assert_same("straße", "STRASSE", "Strasse")
        self.assert_same("ΣΊΣΥΦΟΣ", "σίσυφος")

    def test_accents_do_not_count(self) -> None:
        self.assert_same("cómo", "como", "COMO", f"co{ACUTE}mo")
        self.assert_same("mañana", "manana", f"man{TILDE}ana")

    def test_the_dotted_capital_of_turkish_is_an_i(self) -> None:
        self.assert_same("İstanbul", "istanbul")

    def test_compatibility_forms_do_not_count(self) -> None:
        self.assert_same("ﬁn", "fin", "ＦＩＮ")
        self.assert_same("x²", "x2")
        self.assert_same("ﾊﾞ", "バ")

    def test_other_letters_are_others(self) -> None:
        self.assertNotEqual(texts("paul"), texts("раul"))  # Cyrillic er and a

    def test_points_of_hebrew_and_arabic_do_not_count(self) -> None:
        self.assert_same("שָׁלוֹם", "שלום")
        self.assert_same("مُحَمَّد", "محمد")

    def test_voicing_marks_and_vowel_signs_count(self) -> None:
        self.assertNotEqual(texts("は"), texts("ば"))
        self.assertNotEqual(texts("कि"), texts("का"))

    def test_variation_selectors_do_not_count(self) -> None:
        self.assert_same("❤", f"❤{VS16}", "❤\ufe0e")

    def test_tones_of_skin_do_not_count(self) -> None:
        self.assert_same("👍", "👍🏽", "👍🏿")
        self.assert_same(f"👩{ZWJ}🚀", f"👩🏽{ZWJ}🚀")

    def test_a_tone_of_skin_alone_is_one(self) -> None:
        self.assertEqual(texts("🏽"), ["🏽"])

    def test_emoji_that_differ_are_different(self) -> None:
        emoji = ["👩", "🚀", f"👩{ZWJ}🚀", "🇪🇸", "🇸🇪", "🏴", SCOTLAND, f"#{VS16}{KEYCAP}"]

        self.assertEqual(len({tuple(texts(one)) for one in emoji}), len(emoji))

    def test_a_keycap_is_its_digit(self) -> None:
        self.assert_same(f"1{VS16}{KEYCAP}", "1")

    def test_no_character_makes_ascii_that_an_index_would_cut_at(self) -> None:
        # From plane 3 on there are but ideographs, tags, and characters of nobody's.
        every_character = " é".join(map(chr, range(0x30000)))

        self.assertEqual(re.findall(r"[^ a-z0-9\x80-\U0010ffff]", folded(every_character)), [])

    def test_every_letter_is_found_in_capitals_and_decomposed(self) -> None:
        wrong = [
            hex(code)
            for code in range(0x30000)
            if (character := chr(code)).isalpha()
            for other in (character.upper(), unicodedata.normalize("NFD", character))
            if folded(other).replace(" ", "") != folded(character).replace(" ", "")
        ]

        self.assertEqual(wrong, [])


class Indexing(SynchronousTestCase):
    @given(difficult)
    def test_what_is_indexed_are_the_words(self, text: str) -> None:
        self.assertEqual(folded(text), " ".join(texts(text)))

    @given(difficult)
    def test_words_stand_in_order_and_apart(self, text: str) -> None:
        bounds = [place for word in words(text) for place in (word.start, word.end)]

        self.assertEqual(bounds, sorted(bounds))

    @given(difficult, difficult)
    def test_a_space_cuts_wherever_it_stands(self, one: str, other: str) -> None:
        self.assertEqual(texts(f"{one} {other}"), texts(one) + texts(other))

    def test_the_time_is_linear(self) -> None:
        started = time.perf_counter()
        for piece in (
            "a",
            "a ",
            "ñ",
            ACUTE,
            f"a{ACUTE}",
            "喜",
            f"👩{ZWJ}",
            "🏽",
            "🇪",
            "#",
            VS16,
            KEYCAP,
        ):
            words(piece * LONG)
            folded(piece * LONG)

        self.assertLess(time.perf_counter() - started, SECONDS_ALLOWED)

    def test_a_stranger_does_not_fill_the_memory_with_rare_characters(self) -> None:
        folded("".join(map(chr, range(0x3400, 0x2FFFF))))

        self.assertLess(len(module._foldings), 100_000)
        self.assertEqual(texts("\U00020000É"), ["\U00020000", "e"])
