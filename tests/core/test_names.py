from __future__ import annotations

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from precis_i18n import get_profile
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.names import _refusal, parse_name
from chatservice.core.refusals import Code, Refused

ACUTE = "\u0301"

# Texts that are often legal names, for what must hold of every name.
likely_names = st.text(
    alphabet=st.one_of(
        st.sampled_from("aAbBiIlLmM019_-.áÁñßẞſİıσςΣаАрРאبक्षิéｱＡ"),
        st.characters(categories=["Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd"]),
    ),
    min_size=1,
    max_size=24,
)


class NameTestCase(SynchronousTestCase):
    def assert_refused(self, raw: str, code: Code, **details: str | int) -> None:
        refused = self.assertRaises(Refused, parse_name, raw)
        self.assertEqual((refused.code, refused.details), (code, details), ascii(raw))


class LegalNames(NameTestCase):
    def test_letters_digits_and_three_signs_are_allowed(self) -> None:
        self.assertEqual(parse_name("Ana_B-2.0").text, "Ana_B-2.0")

    def test_any_script_is_allowed_with_the_marks_it_needs(self) -> None:
        for raw in (
            *("María", "Zoë", "Þór", "Мария", "Ελένη", "Աննա", "დავითი", "שָׁלוֹם", "فاطمة", "مُحَمَّد"),
            *("मार्गरेट", "প্রিয়া", "பிரியா", "ප්‍රියා".replace("\u200d", ""), "สมชาย", "ที่รัก", "ພອນ"),
            *(
                "မောင်",
                "ខ្មែរ",
                "བཀྲ་ཤིས".replace("་", ""),
                "山田太郎",
                "さくら",
                "カタカナ",
                "김철수",
                "ሰላም",
            ),
            *("Nguyễn", "ᏣᎳᎩ", "१२क", "ب٣"),
        ):
            self.assertEqual(parse_name(raw).text, unicodedata.normalize("NFC", raw))

    def test_white_space_around_a_name_is_left_out(self) -> None:
        self.assertEqual(parse_name(" \tana\r\n").text, "ana")

    def test_a_name_may_have_one_character(self) -> None:
        self.assertEqual(parse_name("ñ").text, "ñ")

    def test_a_name_may_have_24_characters(self) -> None:
        self.assertEqual(len(parse_name("ñ" * 24).text), 24)

    def test_length_counts_composed_characters(self) -> None:
        self.assertEqual(len(parse_name(("n\u0303") * 24).text), 24)

    def test_a_name_is_shown_composed_with_its_capitals(self) -> None:
        self.assertEqual(parse_name(f"Mari{ACUTE}a").text, "María")

    def test_full_width_letters_become_ordinary_ones(self) -> None:
        self.assertEqual(parse_name("Ａna").text, "Ana")

    def test_half_width_letters_are_composed_before_they_are_counted(self) -> None:
        self.assertEqual(parse_name("ｶﾞ" * 24).text, "ガ" * 24)

    def test_a_title_case_letter_is_allowed(self) -> None:
        self.assertEqual(parse_name("ᾍδης"), parse_name("ᾅδης"))

    def test_a_name_prints_as_its_owner_writes_it(self) -> None:
        self.assertEqual(str(parse_name("María")), "María")


class Comparison(NameTestCase):
    def assert_same(self, one: str, other: str) -> None:
        self.assertEqual(parse_name(one), parse_name(other))
        self.assertEqual(hash(parse_name(one)), hash(parse_name(other)))

    def test_case_does_not_count(self) -> None:
        self.assert_same("MARÍA", "maría")
        self.assert_same("ИВАН", "иван")

    def test_composition_does_not_count(self) -> None:
        self.assert_same(f"mari{ACUTE}a", "mar\xeda")

    def test_width_does_not_count(self) -> None:
        self.assert_same("ａｎａ", "ana")

    def test_accents_count(self) -> None:
        self.assertNotEqual(parse_name("María"), parse_name("Maria"))


class RefusedNames(NameTestCase):
    def test_an_empty_name(self) -> None:
        for raw in ("", " ", "\t\r\n"):
            self.assert_refused(raw, Code.NAME_EMPTY)

    def test_a_name_of_25_characters(self) -> None:
        self.assert_refused("ñ" * 25, Code.NAME_TOO_LONG, allowed=24)

    def test_a_name_longer_than_any_decomposed_name(self) -> None:
        self.assert_refused("e" + ACUTE * 96, Code.NAME_TOO_LONG, allowed=24)

    def test_a_long_name_is_refused_without_putting_its_marks_in_order(self) -> None:
        # Normalization sorts marks above and below, in time quadratic in their number.
        raw = "e" + f"{ACUTE}\u0323" * 100_000
        began = time.perf_counter()
        self.assert_refused(raw, Code.NAME_TOO_LONG, allowed=24)
        self.assertLess(time.perf_counter() - began, 1.0)

    def test_a_space_is_shown_by_its_code_point(self) -> None:
        self.assert_refused("ana maría", Code.NAME_CHARACTER, character="U+0020")

    def test_a_printable_character_is_shown_itself(self) -> None:
        for character in "#@!/:,;*\"'<>()[]{}|\\^`~$%&+=?¿€·😀½":
            self.assert_refused(f"a{character}b", Code.NAME_CHARACTER, character=character)

    def test_an_invisible_or_dangerous_character_is_shown_by_its_code_point(self) -> None:
        for code in (
            0,
            0x1B,
            0x7F,
            0x9B,
            0xAD,
            0x200B,
            0x200E,
            0x0378,
            0x200D,
            0x202E,
            0xD800,
            0xE000,
            0xE0041,
            0xFFFF,
        ):
            self.assert_refused(f"a{chr(code)}b", Code.NAME_CHARACTER, character=f"U+{code:04X}")

    def test_of_several_wrong_characters_the_first_is_shown(self) -> None:
        self.assert_refused("a!b?", Code.NAME_CHARACTER, character="!")

    def test_a_character_with_a_compatible_one_is_refused_by_precis(self) -> None:
        for character in "ªſﬁ":
            self.assert_refused(f"a{character}b", Code.NAME_CHARACTER, character=character)

    def test_an_invisible_letter(self) -> None:
        self.assert_refused("a\u3164b", Code.NAME_CHARACTER, character="U+3164")
        self.assert_refused("a\u034fb", Code.NAME_CHARACTER, character="U+034F")

    def test_a_name_without_a_letter(self) -> None:
        for raw in ("1234", "___", "...", "1-2", "१२"):
            self.assert_refused(raw, Code.NAME_WITHOUT_LETTER)

    def test_more_than_four_marks_on_a_letter(self) -> None:
        marks = "\u0300\u0301\u0302\u0303\u0304"
        self.assertEqual(len(parse_name("x" + marks[:4]).text), 5)
        self.assert_refused("x" + marks, Code.NAME_MARKS)

    def test_marks_are_counted_in_the_decomposed_name(self) -> None:
        self.assert_refused("ệ\u0316\u0317\u0318", Code.NAME_MARKS)

    def test_the_same_mark_twice(self) -> None:
        self.assert_refused(f"a{ACUTE}{ACUTE}", Code.NAME_MARKS)
        self.assert_refused(f"x{ACUTE}{ACUTE}", Code.NAME_MARKS)

    def test_a_mark_with_no_letter_to_stand_on(self) -> None:
        for raw in (f"{ACUTE}a", f"a.{ACUTE}b", f"a-{ACUTE}", f"a_{ACUTE}b"):
            self.assert_refused(raw, Code.NAME_MARKS)

    def test_marks_in_the_disguise_of_half_width_letters(self) -> None:
        self.assert_refused("a" + "\uff9f" * 9, Code.NAME_MARKS)

    def test_directions_that_mix(self) -> None:
        for raw in ("anaשלום", "שלוםana", "1שלום", "שלום-"):
            self.assert_refused(raw, Code.NAME_DIRECTION)

    def test_arabic_digits_of_two_kinds(self) -> None:
        self.assert_refused("ب٣۴", Code.NAME_DIRECTION)  # RFC 5893, section 2, condition 4

    def test_a_part_of_a_korean_syllable(self) -> None:
        self.assert_refused("김\u1100", Code.NAME_CHARACTER, character="\u1100")

    def test_an_enclosing_mark(self) -> None:
        self.assert_refused("a\u20dd", Code.NAME_CHARACTER, character="U+20DD")

    def test_a_letter_precis_makes_an_exception_of(self) -> None:
        self.assert_refused("مـر", Code.NAME_CHARACTER, character="ـ")  # tatweel only lengthens

    def test_whatever_else_precis_refuses(self) -> None:
        # Its rules about a character's neighbours; today they are only about other signs.
        error = self.assertRaises(
            UnicodeEncodeError, get_profile("UsernameCaseMapped").enforce, "a·b"
        )
        self.assertEqual(_refusal(error).code, Code.NAME_NOT_ALLOWED)


class NameProperties(SynchronousTestCase):
    @given(st.text())
    def test_any_text_is_a_name_or_refused(self, raw: str) -> None:
        try:
            name = parse_name(raw)
        except Refused:
            return
        self.assertIn(len(name.text), range(1, 25))
        self.assertTrue(name.text.isprintable())
        self.assertTrue(any(character.isalpha() for character in name.text))

    @given(likely_names)
    def test_a_name_as_shown_is_the_same_name(self, raw: str) -> None:
        try:
            name = parse_name(raw)
        except Refused:
            return
        again = parse_name(name.text)
        self.assertEqual((again.text, again.key), (name.text, name.key))

    @given(likely_names)
    def test_the_key_is_what_precis_makes_of_the_raw_text(self, raw: str) -> None:
        try:
            name = parse_name(raw)
        except Refused:
            return
        self.assertEqual(name.key, get_profile("UsernameCaseMapped").enforce(raw.strip()))
