"""What a password may be, and which ones count as the same."""

from __future__ import annotations

import traceback

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.passwords import MAX_LENGTH, MIN_LENGTH, prepare
from chatservice.core.refusals import Code, Refused


class PasswordTestCase(SynchronousTestCase):
    def assert_refused(
        self, raw: str, code: Code, *, name: str = "ana", new: bool = True, **details: int
    ) -> None:
        refused = self.assertRaises(Refused, prepare, raw, new=new, name=name)
        self.assertEqual((refused.code, refused.details), (code, details), ascii(raw))


class Allowed(PasswordTestCase):
    def test_any_letters_digits_signs_and_spaces_are(self) -> None:
        for raw in (
            "correct horse",
            "contraseña",
            "пароль123",
            "密码密码密码密码",
            "a!\"#$%&'()*",
            "🐴🔋📎🐎🐴🔋📎🐎",
        ):
            self.assertEqual(prepare(raw, new=True), raw)

    def test_capitals_and_spaces_around_it_count(self) -> None:
        self.assertEqual(prepare("  Correct Horse ", new=True), "  Correct Horse ")

    def test_it_has_eight_characters_at_least(self) -> None:
        self.assertEqual(prepare("ñ" * MIN_LENGTH, new=True), "ñ" * MIN_LENGTH)

    def test_it_has_128_characters_at_most(self) -> None:
        for new in (True, False):
            self.assertEqual(prepare("ñ" * MAX_LENGTH, new=new), "ñ" * MAX_LENGTH)

    def test_one_that_is_compared_may_be_short(self) -> None:
        for raw in ("", "x", "seven.."):
            self.assertEqual(prepare(raw, new=False), raw)

    def test_one_that_is_compared_may_be_the_name(self) -> None:
        self.assertEqual(prepare("margarita", new=False, name="Margarita"), "margarita")

    def test_a_name_in_it_does_no_harm(self) -> None:
        self.assertEqual(prepare("margarita7", new=True, name="Margarita"), "margarita7")


class Same(PasswordTestCase):
    def test_an_accent_may_be_typed_alone_or_with_its_letter(self) -> None:
        self.assertEqual(prepare("contrasen\u0303a", new=True), prepare("contraseña", new=True))

    def test_a_space_may_be_any_space(self) -> None:
        for space in ("\u00a0", "\u2003", "\u3000"):
            self.assertEqual(prepare(f"correct{space}horse", new=True), "correct horse")

    def test_it_is_counted_as_it_is_compared(self) -> None:
        decomposed = "n\u0303" * MAX_LENGTH

        self.assertEqual(prepare(decomposed, new=True), "ñ" * MAX_LENGTH)

    def test_a_full_width_letter_is_another_one(self) -> None:
        self.assertNotEqual(prepare("ｐassword", new=True), prepare("password", new=True))

    @given(st.text(max_size=40))
    def test_what_is_made_of_a_password_stands_for_itself(self, raw: str) -> None:
        try:
            password = prepare(raw, new=False)
        except Refused:
            return
        self.assertEqual(prepare(password, new=False), password)


class TooFew(PasswordTestCase):
    def test_a_new_one_of_seven_characters_is_refused(self) -> None:
        self.assert_refused("ñ" * 7, Code.PASSWORD_TOO_SHORT, allowed=8)

    def test_marks_do_not_make_it_longer(self) -> None:
        self.assert_refused("n\u0303" * 7, Code.PASSWORD_TOO_SHORT, allowed=8)

    def test_a_new_one_of_nothing_is_refused(self) -> None:
        self.assert_refused("", Code.PASSWORD_TOO_SHORT, allowed=8)


class TooMany(PasswordTestCase):
    def test_129_characters_are_refused(self) -> None:
        for new in (True, False):
            self.assert_refused("x" * 129, Code.PASSWORD_TOO_LONG, new=new, allowed=128)

    def test_an_endless_one_is_refused(self) -> None:
        self.assert_refused("a\u0301" * 10**6, Code.PASSWORD_TOO_LONG, allowed=128)


class Wrong(PasswordTestCase):
    def test_control_characters_are_refused(self) -> None:
        for character in "\0\x07\t\n\x1b\x7f\x9b\u200b\u202e\ufeff\ue000\ufffe\udc80":
            for new in (True, False):
                self.assert_refused(f"correct{character}horse", Code.PASSWORD_CHARACTER, new=new)

    def test_the_name_is_refused_in_any_case(self) -> None:
        for raw, name in (
            ("margarita", "Margarita"),
            ("MARGARITA", "margarita"),
            ("Straßenbahn", "STRASSENBAHN"),
            ("Begon\u0303aaa", "begoñaaa"),
        ):
            self.assert_refused(raw, Code.PASSWORD_IS_NAME, name=name)


class Unsaid(PasswordTestCase):
    def test_no_exception_leads_to_the_password(self) -> None:
        for raw in ("swordfish\x1b", "swordfish" * 20, "Swordfish", "swordf"):
            refused = self.assertRaises(Refused, prepare, raw, new=True, name="swordfish")

            self.assertEqual((refused.__cause__, refused.__context__), (None, None))
            for said in (str(refused), repr(refused), *traceback.format_exception(refused)):
                self.assertNotIn("swordf", said.lower().replace('name="swordfish"', ""))
