"""The second half of the tests of chatservice/core/text.py: editing keys."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.text import erase

ACUTE = "\u0301"
ZWJ = "\u200d"
WOMAN, ROCKET = "\U0001f469", "\U0001f680"

# Far from any real line: what takes quadratic time does not end within the seconds allowed.
LONG = 100_000
SECONDS_ALLOWED = 5.0


class Erase(SynchronousTestCase):
    def test_a_line_without_editing_keys_stays(self) -> None:
        for line in ("", "hello", "ñandú\t\x1b[A", f"{WOMAN}{ZWJ}{ROCKET}"):
            self.assertEqual(erase(line), line)

    def test_backspace_and_delete_erase_the_character_before(self) -> None:
        self.assertEqual(erase("hellp\x08o"), "hello")
        self.assertEqual(erase("hellpp\x7f\x7fo"), "hello")

    def test_with_nothing_before_they_erase_nothing(self) -> None:
        self.assertEqual(erase("\x08a\x7f\x7f\x08b"), "b")

    def test_a_character_goes_with_its_marks(self) -> None:
        self.assertEqual(erase(f"xe{ACUTE}\x08"), "x")

    def test_an_emoji_sequence_goes_whole(self) -> None:
        family = f"{WOMAN}{ZWJ}{WOMAN}{ZWJ}\U0001f467"
        self.assertEqual(erase(f"x{family}\x7f"), "x")
        self.assertEqual(erase("x\U0001f1ea\U0001f1f8\x7f"), "x")

    def test_a_mark_typed_after_a_correction_belongs_to_the_character_before(self) -> None:
        self.assertEqual(erase(f"xeb\x08{ACUTE}"), f"xe{ACUTE}")
        self.assertEqual(erase(f"xeb\x08{ACUTE}\x08"), "x")

    def test_an_emoji_may_be_completed_after_a_correction(self) -> None:
        self.assertEqual(erase(f"x{WOMAN}{ZWJ}b\x08{ROCKET}\x08"), "x")

    def test_control_u_erases_all_that_is_before(self) -> None:
        self.assertEqual(erase("wrong\x15right"), "right")
        self.assertEqual(erase("wrong\x08\x15"), "")

    @given(st.text(alphabet="ab\x08\x7f\x15", max_size=40))
    def test_on_ascii_it_does_what_a_teletype_does(self, line: str) -> None:
        expected = ""
        for key in line:
            expected = {"\x15": "", "\x08": expected[:-1], "\x7f": expected[:-1]}.get(
                key, expected + key
            )
        self.assertEqual(erase(line), expected)

    @given(st.text(), st.text(alphabet="\x08\x7f\x15e\u0301ñ", max_size=9))
    def test_no_editing_key_is_left(self, text: str, keys: str) -> None:
        edited = erase(text + keys)
        self.assertFalse(set(edited) & set("\x08\x7f\x15"))
        self.assertLessEqual(len(edited), len(text + keys))

    def test_hostile_editing_takes_linear_time(self) -> None:
        n = LONG // 4
        for line in (
            "a" * n + "\x08" * n,
            "ñ\x08" * n,
            "e" + ACUTE * n + "ñ\x08" * n,
            "e" + f"{ACUTE}ñ\x08" * n,
            WOMAN + f"{ZWJ}{WOMAN}" * n + "ñ\x08" * n,
        ):
            began = time.perf_counter()
            erase(line)
            self.assertLess(time.perf_counter() - began, SECONDS_ALLOWED, ascii(line[:6]))
