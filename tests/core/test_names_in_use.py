"""The second half of the tests of chatservice/core/names.py: the directory of names in use."""

from __future__ import annotations

import time

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.names import Names, parse_name
from chatservice.core.refusals import Code, Refused


class Directory(SynchronousTestCase):
    def setUp(self) -> None:
        self.names: Names[str] = Names()

    def claim(self, text: str, instead_of: str | None = None) -> None:
        old = parse_name(instead_of) if instead_of is not None else None
        self.names.claim(parse_name(text), f"owner of {text}", instead_of=old)

    def assert_refused(self, text: str, code: Code, **details: str) -> None:
        refused = self.assertRaises(Refused, self.claim, text)
        self.assertEqual((refused.code, refused.details), (code, details))

    def test_a_name_claimed_is_found_in_any_case(self) -> None:
        self.claim("María")
        self.assertEqual(self.names.find(" MARÍA "), "owner of María")

    def test_a_name_nobody_has_is_not_found(self) -> None:
        self.claim("María")
        self.assertIsNone(self.names.find("Maria"))

    def test_an_illegal_name_is_not_found(self) -> None:
        for text in ("", "a b", "\ud800", "x" * 10_000):
            self.assertIsNone(self.names.find(text))

    def test_a_name_in_use_is_taken_in_any_case(self) -> None:
        self.claim("María")
        self.assert_refused("MARÍA", Code.NAME_TAKEN, name="María")

    def test_a_name_with_another_accent_is_free(self) -> None:
        self.claim("María")
        self.claim("Maria")
        self.assertEqual(len(self.names), 2)

    def test_a_name_that_looks_like_one_in_use_is_refused(self) -> None:
        self.claim("paul")
        for alike in ("pauI", "pau1", "рaul"):  # capital i, digit one, Cyrillic er
            self.assert_refused(alike, Code.NAME_LOOKS_LIKE, name=alike, other="paul")

    def test_a_name_that_looks_like_one_in_use_but_for_case_is_refused(self) -> None:
        self.claim("paul")
        self.assert_refused("РAUL", Code.NAME_LOOKS_LIKE, name="РAUL", other="paul")  # Cyrillic Er

    def test_names_that_look_alike_only_in_different_cases_are_both_free(self) -> None:
        self.claim("Lan")
        self.claim("Ian")
        self.assertEqual([str(name) for name in self.names], ["Lan", "Ian"])

    def test_a_released_name_is_free_and_so_are_those_like_it(self) -> None:
        self.claim("paul")
        self.names.release(parse_name("PAUL"))
        self.claim("pauI")
        self.assertEqual([str(name) for name in self.names], ["pauI"])

    def test_releasing_a_name_nobody_has_changes_nothing(self) -> None:
        self.claim("paul")
        self.names.release(parse_name("pauI"))
        self.assertEqual(self.names.find("paul"), "owner of paul")

    def test_one_may_change_the_case_of_ones_own_name(self) -> None:
        self.claim("maria")
        self.claim("Maria", instead_of="maria")
        self.assertEqual([str(name) for name in self.names], ["Maria"])

    def test_one_may_take_a_name_that_looks_like_ones_own(self) -> None:
        self.claim("paul")
        self.claim("pauI", instead_of="paul")
        self.assertIsNone(self.names.find("paul"))
        self.assertEqual(self.names.find("pauI"), "owner of pauI")

    def test_giving_up_a_name_does_not_make_anothers_free(self) -> None:
        self.claim("ana")
        self.claim("paul")
        for text, code in (("Paul", Code.NAME_TAKEN), ("pauI", Code.NAME_LOOKS_LIKE)):
            refused = self.assertRaises(Refused, self.claim, text, instead_of="ana")
            self.assertEqual(refused.code, code)
        self.assertEqual(self.names.find("ana"), "owner of ana")

    def test_a_name_alike_to_ones_own_and_to_anothers_is_refused(self) -> None:
        # As written it looks like the first; without capitals, like the second.
        self.claim("lan")
        self.claim("ian2")
        self.claim("lan2", instead_of="lan")
        refused = self.assertRaises(Refused, self.claim, "Ian2", instead_of="lan2")
        self.assertEqual(refused.details, {"name": "ian2"})

    def test_a_check_changes_nothing(self) -> None:
        self.names.check(parse_name("ana"))
        self.assertEqual(len(self.names), 0)
        self.assertNotIn(parse_name("ana"), self.names)

    def test_ten_thousand_names_do_not_make_a_claim_slow(self) -> None:
        for number in range(10_000):
            self.names.claim(parse_name(f"guest-{number:b}".translate({48: "a", 49: "b"})), "")
        name = parse_name("somebody")
        began = time.perf_counter()
        for _ in range(1000):
            self.names.claim(name, "")
            self.names.release(name)
        # 1,000 claims that looked at every name would take ten million comparisons.
        self.assertLess(time.perf_counter() - began, 0.25)


class Nearest(SynchronousTestCase):
    def setUp(self) -> None:
        self.names: Names[None] = Names()
        for text in ("María", "paul", "Alejandro", "z"):
            self.names.claim(parse_name(text), None)

    def assert_nearest(self, text: str, expected: str | None) -> None:
        nearest = self.names.nearest(text)
        self.assertEqual(None if nearest is None else nearest.text, expected)

    def test_a_misspelt_name_finds_the_one_meant(self) -> None:
        self.assert_nearest("Alejnadro", "Alejandro")
        self.assert_nearest("ALEJANDR", "Alejandro")

    def test_a_name_without_its_accent_finds_it(self) -> None:
        self.assert_nearest("maria", "María")

    def test_a_look_alike_finds_the_real_one(self) -> None:
        self.assert_nearest("РAUL", "paul")  # Cyrillic Er

    def test_a_look_alike_is_found_however_it_is_spelt(self) -> None:
        self.names.claim(parse_name("mm"), None)
        self.assert_nearest("rnrn", "mm")

    def test_an_illegal_name_may_find_one(self) -> None:
        self.assert_nearest("mar ía!", "María")

    def test_what_is_near_nothing_finds_nothing(self) -> None:
        for text in ("", "xxxxxxxx", "\ud800", "w" * 10_000):
            self.assert_nearest(text, None)

    def test_among_no_names_there_is_no_nearest(self) -> None:
        self.assertIsNone(Names[None]().nearest("ana"))

    def test_it_is_found_among_ten_thousand(self) -> None:
        for number in range(10_000):
            text = f"guest-{number:b}".translate({48: "a", 49: "b"})
            self.names.claim(parse_name(text), None)
        self.names.claim(parse_name("Zebulon"), None)
        self.assert_nearest("zebulom", "Zebulon")
