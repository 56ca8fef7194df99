from __future__ import annotations

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


class EscapeSequences(SynchronousTestCase):
    def test_a_control_sequence_goes_with_its_parameters(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}[2Jb{ESC}[1;31mc{ESC}[?25ld{ESC}[4 qe"), "abcde")

    def test_an_8_bit_control_sequence_goes_with_its_parameters(self) -> None:
        self.assertEqual(sanitise("a\x9b31mb"), "ab")

    def test_an_unfinished_control_sequence_goes_up_to_what_cannot_belong_to_it(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}[31;ñb"), "añb")
        self.assertEqual(sanitise(f"a{ESC}[31;"), "a")

    def test_a_function_key_of_the_linux_console_goes(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}[[Ab"), "ab")

    def test_an_operating_system_command_goes_up_to_the_bell(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}]52;c;cm0gLXJm\x07b"), "ab")

    def test_an_operating_system_command_goes_up_to_the_string_terminator(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}]0;title{ESC}\\b\x9d0;title\x9cc"), "abc")

    def test_an_unfinished_operating_system_command_goes_to_the_end_of_the_line(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}]0;title b c"), "a")

    def test_each_kind_of_control_string_goes_whole(self) -> None:
        for introducer in (
            "\x90",
            "\x98",
            "\x9e",
            "\x9f",
            f"{ESC}P",
            f"{ESC}X",
            f"{ESC}^",
            f"{ESC}_",
        ):
            self.assertEqual(sanitise(f"a{introducer}1$q secret{ESC}\\b"), "ab", ascii(introducer))

    def test_a_cancelled_control_string_ends_there(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}]0;title\x18b"), "ab")

    def test_a_sequence_within_a_control_string_goes_too(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}Ptmux;{ESC}{ESC}]52;c;eA==\x07{ESC}\\b"), "ab")

    def test_a_sequence_of_two_characters_goes(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}cb{ESC}7c{ESC}=d{ESC}Me"), "abcde")

    def test_a_character_set_selection_goes(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}(0b{ESC}%Gc{ESC}#8d"), "abcd")

    def test_a_single_shift_goes_with_the_character_it_shifts(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}OAb\x8fPc"), "abc")

    def test_a_lone_escape_goes(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}ñ{ESC}"), "añ")

    def test_an_escape_before_a_sequence_does_not_save_it(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}{ESC}[2Jb"), "ab")

    def test_a_sequence_taken_out_leaves_no_other_behind(self) -> None:
        self.assertEqual(sanitise(f"a{ESC}{ESC}[m[2Jb"), "a[2Jb")


class ControlCharacters(SynchronousTestCase):
    def test_each_control_character_goes_or_becomes_one_space(self) -> None:
        spaces = set("\t\n\x0b\x0c\r\x85")
        introducers = set("\x1b\x8e\x8f\x90\x98\x9b\x9d\x9e\x9f")
        for code in (*range(0x20), *range(0x7F, 0xA0)):
            if chr(code) not in introducers:
                expected = "ñ ñ" if chr(code) in spaces else "ññ"
                self.assertEqual(sanitise(f"ñ{chr(code)}ñ"), expected, hex(code))

    def test_unicode_line_separators_become_one_space(self) -> None:
        self.assertEqual(sanitise("a\u2028b\u2029c"), "a b c")

    def test_carriage_return_and_line_feed_together_become_one_space(self) -> None:
        self.assertEqual(sanitise("a\r\nb"), "a b")


class InvisibleCharacters(SynchronousTestCase):
    def assert_goes(self, characters: str) -> None:
        for character in characters:
            self.assertEqual(sanitise(f"a{character}b"), "ab", f"U+{ord(character):04X}")

    def assert_stays(self, *texts: str) -> None:
        for text in texts:
            self.assertEqual(sanitise(text), text, ascii(text))

    def test_bidirectional_embeddings_overrides_and_isolates_go(self) -> None:
        self.assert_goes("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

    def test_directional_marks_and_right_to_left_letters_stay(self) -> None:
        self.assert_stays("a\u200eb\u200fc\u061cd", "שלום", "مرحبا")

    def test_zero_width_and_blank_characters_go(self) -> None:
        self.assert_goes("\u200b\u2060\ufeff\xad\u034f\u180e\u2061\u2064\u206a\u206f\u3164\uffa0")
        self.assert_goes("\u115f\u1160\u17b4\u17b5\U0001bca0\U0001bca3\U0001d173\U0001d17a")

    def test_lone_surrogates_go(self) -> None:
        self.assert_goes("\ud800\udbff\udc80\udfff")

    def test_private_use_characters_go(self) -> None:
        self.assert_goes("\ue000\uf8ff\U000f0000\U000ffffd\U00100000\U0010fffd")

    def test_noncharacters_go(self) -> None:
        self.assert_goes("\ufdd0\ufdef")
        self.assert_goes("".join(chr(plane * 0x10000 + 0xFFFE) for plane in range(17)))
        self.assert_goes("".join(chr(plane * 0x10000 + 0xFFFF) for plane in range(17)))

    def test_interlinear_annotation_goes(self) -> None:
        self.assert_goes("\ufff9\ufffa\ufffb")

    def test_the_replacement_character_stays(self) -> None:
        self.assert_stays("a\ufffdb")

    def test_joiners_between_latin_letters_go(self) -> None:
        self.assert_goes(ZWJ + ZWNJ)

    def test_joiners_stay_in_the_scripts_that_need_them(self) -> None:
        persian, hindi, bengali = f"می{ZWNJ}خواهم", f"क्{ZWJ}ष क्{ZWNJ}ष", f"র{ZWJ}্য"
        self.assert_stays(persian, hindi, bengali, f"ශ්{ZWJ}රී", f"ന്{ZWJ}")

    def test_of_joiners_in_a_row_one_stays(self) -> None:
        self.assertEqual(sanitise(f"می{ZWNJ}{ZWJ}{ZWNJ}خ"), f"می{ZWNJ}خ")

    def test_joiners_stay_within_emoji(self) -> None:
        family = f"{WOMAN}{ZWJ}{WOMAN}{ZWJ}\U0001f467"
        astronaut = f"{WOMAN}\U0001f3fd{ZWJ}{ROCKET}"
        self.assert_stays(family, astronaut, f"❤{VS16}{ZWJ}\U0001f525", f"{BLACK_FLAG}{ZWJ}☠{VS16}")

    def test_a_joiner_beside_one_emoji_goes(self) -> None:
        self.assertEqual(sanitise(f"{WOMAN}{ZWJ}a{ZWJ}{WOMAN}{ZWJ}"), f"{WOMAN}a{WOMAN}")

    def test_a_non_joiner_between_emoji_goes(self) -> None:
        self.assertEqual(sanitise(f"{WOMAN}{ZWNJ}{ROCKET}"), f"{WOMAN}{ROCKET}")

    def test_variation_selectors_stay_after_what_they_vary(self) -> None:
        self.assert_stays(f"❤{VS16} ☺\ufe0e", f"1{VS16}\u20e3", "葛\U000e0100城", "ᠠ\u180bᠨ")

    def test_variation_selectors_elsewhere_go(self) -> None:
        self.assert_goes(f"\ufe00{VS16}\U000e0100\U000e01ef\u180b\u180f")
        self.assertEqual(sanitise(f"❤{VS16}{VS16}\U000e0100"), f"❤{VS16}")

    def test_tags_stay_in_a_flag(self) -> None:
        self.assert_stays(f"a{SCOTLAND}b{SCOTLAND}")

    def test_tags_elsewhere_go(self) -> None:
        hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
        self.assertEqual(sanitise(f"hi{hidden}\U000e0001{CANCEL_TAG}"), "hi")
        self.assertEqual(sanitise(f"{BLACK_FLAG}{hidden}"), BLACK_FLAG)


class CombiningMarks(SynchronousTestCase):
    def test_four_marks_stay_on_one_character(self) -> None:
        self.assertEqual(sanitise("e" + ACUTE * 4 + "x"), "e" + ACUTE * 4 + "x")

    def test_further_marks_are_cut(self) -> None:
        self.assertEqual(sanitise("e" + ACUTE * 5), "e" + ACUTE * 4)
        self.assertEqual(sanitise("e" + ACUTE * 9 + "x" + ACUTE), "e" + ACUTE * 4 + "x" + ACUTE)

    def test_an_invisible_character_does_not_make_room_for_more_marks(self) -> None:
        for invisible in ("\u200b", "\u200e", ZWJ, VS16):
            marks = sanitise(f"e{ACUTE * 4}{invisible}{ACUTE * 4}").count(ACUTE)
            self.assertEqual(marks, MAX_MARKS, ascii(invisible))

    def test_composition_is_left_as_it_is(self) -> None:
        for text in ("e\u0301", "\xe9"):
            self.assertEqual(sanitise(text), text)

    def test_every_mark_of_unicode_is_counted(self) -> None:
        invisible = set("\u034f\u180b\u180c\u180d\u180f\u17b4\u17b5")
        for code in range(0x300, 0x20000):
            mark = chr(code)
            selector = 0xFE00 <= code <= 0xFE0F
            if unicodedata.category(mark)[0] == "M" and not selector and mark not in invisible:
                self.assertEqual(sanitise("x" + mark * 6), "x" + mark * 4, hex(code))


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
        for text in ("", "  ", "\xa0\u3000", "\u200e\u200f\u061c", "\u2800"):
            self.assertTrue(is_blank(text), ascii(text))

    def test_a_single_visible_character_is_not_blank(self) -> None:
        for text in (".", " ñ ", "\u200fש", ROCKET):
            self.assertFalse(is_blank(text), ascii(text))
