from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import SkipTest

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

import chatservice.core
from chatservice.core.lookalikes import skeleton

DATA = Path(chatservice.core.__file__).with_name("lookalikes.txt")
SCRIPT = Path(__file__).parents[2] / "tools" / "make_lookalikes.py"


class Skeleton(SynchronousTestCase):
    def assert_alike(self, one: str, other: str) -> None:
        self.assertEqual(skeleton(one), skeleton(other), f"{one} {other}")

    def assert_unlike(self, one: str, other: str) -> None:
        self.assertNotEqual(skeleton(one), skeleton(other), f"{one} {other}")

    def test_cyrillic_letters_look_like_latin_ones(self) -> None:
        self.assert_alike("раураl", "paypal")  # U+0440 U+0430 U+0443
        self.assert_alike("ѕсоре", "scope")

    def test_greek_letters_look_like_latin_ones(self) -> None:
        self.assert_alike("ΑΒΕ", "ABE")
        self.assert_alike("οο", "oo")

    def test_capital_i_and_digit_one_look_like_small_l(self) -> None:
        self.assert_alike("pauI", "paul")
        self.assert_alike("pau1", "paul")

    def test_small_i_does_not_look_like_small_l(self) -> None:
        self.assert_unlike("paui", "paul")

    def test_zero_looks_like_capital_o(self) -> None:
        self.assert_alike("B0B", "BOB")

    def test_m_looks_like_r_and_n(self) -> None:
        self.assert_alike("maria", "rnaria")

    def test_case_is_told_apart(self) -> None:
        self.assert_unlike("Maria", "maria")

    def test_accents_are_told_apart(self) -> None:
        self.assert_unlike("María", "Maria")
        self.assert_unlike("año", "ano")

    def test_composition_does_not_matter(self) -> None:
        self.assert_alike("Mari\u0301a", "Mar\xeda")

    def test_the_order_of_marks_that_look_like_others_does_not_matter(self) -> None:
        # The iota below looks like an ogonek, which comes before a dot below.
        self.assert_alike("a\u0323\u0345", "a\u0328\u0323")

    def test_a_second_dot_on_i_is_not_seen(self) -> None:
        self.assert_alike("i\u0307an", "ian")
        self.assert_alike("\u012f\u0307an", "\u012fan")  # i with ogonek
        self.assert_alike("\u0456\u0307an", "ian")  # Cyrillic i

    @given(st.text())
    def test_the_skeleton_of_a_skeleton_is_itself(self, text: str) -> None:
        self.assertEqual(skeleton(skeleton(text)), skeleton(text))

    @given(st.text())
    def test_canonically_equivalent_texts_are_alike(self, text: str) -> None:
        self.assertEqual(
            skeleton(unicodedata.normalize("NFC", text)),
            skeleton(unicodedata.normalize("NFD", text)),
        )


class DataFile(SynchronousTestCase):
    def test_it_states_its_origin_and_its_licence(self) -> None:
        text = DATA.read_text(encoding="ascii")
        for fact in ("Technical Standard 39", "Unicode 15.1", "Unicode-3.0", "make_lookalikes"):
            self.assertIn(fact, text)

    def test_it_is_what_the_script_makes(self) -> None:
        try:
            from confusable_homoglyphs.confusables import confusables_data
        except ImportError:
            raise SkipTest("confusable_homoglyphs is not installed") from None
        script = load_script()
        table = script.reduced(script.prototypes(confusables_data))
        self.assertEqual(script.render(table), DATA.read_text(encoding="ascii"))


class Script(SynchronousTestCase):
    def matrix(self, *lines: tuple[str, str]) -> dict[str, Any]:
        """Return what confusable_homoglyphs makes of these lines of confusables.txt."""
        made: dict[str, Any] = {}
        for source, target in lines:
            made.setdefault(source, []).append({"c": target})
            made.setdefault(target, []).append({"c": source})
        return made

    def test_of_a_pair_the_first_is_the_source(self) -> None:
        found = load_script().prototypes(self.matrix(("b", "a"), ("c", "d")))
        self.assertEqual(found, {"b": "a", "c": "d"})

    def test_what_several_map_to_is_a_prototype(self) -> None:
        found = load_script().prototypes(self.matrix(("x", "a"), ("b", "a"), ("m", "rn")))
        self.assertEqual(found, {"x": "a", "b": "a", "m": "rn"})

    def test_marks_round_right_to_left_characters_are_ignored(self) -> None:
        found = load_script().prototypes(self.matrix(("\u200e\u05d5\u200e", "l"), ("I", "l")))
        self.assertEqual(found, {"\u05d5": "l", "I": "l"})

    def test_only_what_a_name_may_hold_is_kept(self) -> None:
        reduced = load_script().reduced({"а": "a", "𝐚": "a", "∣": "l", "Á": "A"})
        self.assertEqual(reduced, {"а": "a"})

    def test_prototypes_are_mapped_themselves(self) -> None:
        reduced = load_script().reduced({"ꜳ": "аa", "а": "a"})
        self.assertEqual(reduced, {"ꜳ": "aa", "а": "a"})


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_lookalikes", SCRIPT)
    if spec is None or spec.loader is None or not SCRIPT.exists():
        raise SkipTest("the source tree is not at hand")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
