"""What `sanitise` does with each kind of character: a test for each row of its table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import text as module
from chatservice.core.text import MAX_MARKS, sanitise

ESC = "\x1b"
ACUTE = "\u0301"
ZWJ = "\u200d"
ZWNJ = "\u200c"
VS16 = "\ufe0f"
WOMAN, ROCKET = "\U0001f469", "\U0001f680"
BLACK_FLAG, CANCEL_TAG = "\U0001f3f4", "\U000e007f"
SCOTLAND = BLACK_FLAG + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + CANCEL_TAG

Test = TypeVar("Test", bound=Callable[..., None])
tested: set[str] = set()
"""The rows of which there is a test, by what stands in their first column."""


def row(first_column: str) -> Callable[[Test], Test]:
    """Return what notes that a test is that of a row."""

    def noted(test: Test) -> Test:
        tested.add(first_column)
        return test

    return noted


def rows() -> set[str]:
    """Return the first column of the table's rows; what is indented goes on with the row above."""
    _, table, *_ = re.split(r"(?m)^ +-{9,} +-{9,}\n", str(module.__doc__))
    found: list[str] = []
    for line in table.partition("\n\n")[0].splitlines():
        first_column = line[4:52].rstrip()
        if first_column.startswith(" "):
            found[-1] += f" {first_column.strip()}"
        elif first_column:
            found.append(first_column)
    return set(found)


class Table(SynchronousTestCase):
    def test_each_row_has_its_test(self) -> None:
        self.assertGreater(len(rows()), 10)
        self.assertEqual(tested, rows())


class EscapeSequences(SynchronousTestCase):
    @row("CSI sequences (ESC [ and U+009B) to their end")
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

    @row("OSC, DCS, APC, PM, SOS strings, to ST or BEL")
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

    @row("other escape sequences: two characters, single shifts, character set selections")
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
    @row("other control characters: C0, DEL, C1")
    def test_each_control_character_goes_or_becomes_one_space(self) -> None:
        spaces = set("\t\n\x0b\x0c\r\x85")
        introducers = set("\x1b\x8e\x8f\x90\x98\x9b\x9d\x9e\x9f")
        for code in (*range(0x20), *range(0x7F, 0xA0)):
            if chr(code) not in introducers:
                expected = "ñ ñ" if chr(code) in spaces else "ññ"
                self.assertEqual(sanitise(f"ñ{chr(code)}ñ"), expected, hex(code))

    def test_unicode_line_separators_become_one_space(self) -> None:
        self.assertEqual(sanitise("a\u2028b\u2029c"), "a b c")

    @row("CR LF, TAB, LF, VT, FF, CR, NEL, U+2028, U+2029")
    def test_carriage_return_and_line_feed_together_become_one_space(self) -> None:
        self.assertEqual(sanitise("a\r\nb"), "a b")


class InvisibleCharacters(SynchronousTestCase):
    def assert_goes(self, characters: str) -> None:
        for character in characters:
            self.assertEqual(sanitise(f"a{character}b"), "ab", f"U+{ord(character):04X}")

    def assert_stays(self, *texts: str) -> None:
        for text in texts:
            self.assertEqual(sanitise(text), text, ascii(text))

    @row("bidirectional embeddings, overrides, isolates")
    def test_bidirectional_embeddings_overrides_and_isolates_go(self) -> None:
        self.assert_goes("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

    def test_directional_marks_and_right_to_left_letters_stay(self) -> None:
        self.assert_stays("a\u200eb\u200fc\u061cd", "שלום", "مرحبا")

    @row("invisible characters: zero-width space, soft hyphen, word joiner, BOM, fillers...")
    def test_zero_width_and_blank_characters_go(self) -> None:
        self.assert_goes("\u200b\u2060\ufeff\xad\u034f\u180e\u2061\u2064\u206a\u206f\u3164\uffa0")
        self.assert_goes("\u115f\u1160\u17b4\u17b5\U0001bca0\U0001bca3\U0001d173\U0001d17a")
        self.assert_goes("\U00013430\U0001343f")

    def test_lone_surrogates_go(self) -> None:
        self.assert_goes("\ud800\udbff\udc80\udfff")

    @row("lone surrogates, private use, noncharacters, interlinear annotation")
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

    @row("joiners (ZWJ, ZWNJ)")
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

    @row("variation selectors")
    def test_variation_selectors_elsewhere_go(self) -> None:
        self.assert_goes(f"\ufe00{VS16}\U000e0100\U000e01ef\u180b\u180f")
        self.assertEqual(sanitise(f"❤{VS16}{VS16}\U000e0100"), f"❤{VS16}")

    def test_tags_stay_in_a_flag(self) -> None:
        self.assert_stays(f"a{SCOTLAND}b{SCOTLAND}")

    @row("tag characters")
    def test_tags_elsewhere_go(self) -> None:
        hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
        self.assertEqual(sanitise(f"hi{hidden}\U000e0001{CANCEL_TAG}"), "hi")
        self.assertEqual(sanitise(f"{BLACK_FLAG}{hidden}"), BLACK_FLAG)


class CombiningMarks(SynchronousTestCase):
    def test_four_marks_stay_on_one_character(self) -> None:
        self.assertEqual(sanitise("e" + ACUTE * 4 + "x"), "e" + ACUTE * 4 + "x")

    @row("combining marks, and what else a terminal puts on the character before (Hangul)")
    def test_further_marks_are_cut(self) -> None:
        self.assertEqual(sanitise("e" + ACUTE * 5), "e" + ACUTE * 4)
        self.assertEqual(sanitise("e" + ACUTE * 9 + "x" + ACUTE), "e" + ACUTE * 4 + "x" + ACUTE)

    def test_an_invisible_character_does_not_make_room_for_more_marks(self) -> None:
        for invisible in ("\u200b", "\u200e", ZWJ, VS16):
            marks = sanitise(f"e{ACUTE * 4}{invisible}{ACUTE * 4}").count(ACUTE)
            self.assertEqual(marks, MAX_MARKS, ascii(invisible))

    def test_vowels_and_finals_of_hangul_count_as_marks(self) -> None:
        self.assertEqual(sanitise("\u1112\u1161\u11ab"), "\u1112\u1161\u11ab")
        self.assertEqual(sanitise("\u1112" + "\u1161" * 9), "\u1112" + "\u1161" * 4)
        self.assertEqual(sanitise("x" + "\u1161\u0301\ud7b0" * 3), "x\u1161\u0301\ud7b0\u1161")

    def test_marks_that_are_younger_than_this_python_are_counted(self) -> None:
        for mark in ("\U00011f00", "\U0001e08f"):  # both of Unicode 15
            self.assertEqual(sanitise("x" + mark * 6), "x" + mark * 4, ascii(mark))

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
