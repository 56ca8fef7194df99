from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.bot.commands import Commands, WrongArguments, command
from chatservice.render.phrasebook import phrasebook


def roll(message: object, dice: str, times: int = 1) -> None:
    """Roll dice.

    As many as you like, and
    with as many sides.
    """


def echo(message: object, text):  # type: ignore[no-untyped-def]
    """Says it again."""


def add(message: object, one: int, other: int) -> None: ...


def away(message: object, reason: str | None = None) -> None: ...


class Arguments(SynchronousTestCase):
    def refusal(self, function: object, text: str) -> str:
        """Return the sentence about arguments that don't fit."""
        made = command(function)  # type: ignore[arg-type]
        with self.assertRaises(WrongArguments) as raised:
            made.values(text)
        return Commands("!", phrasebook("en")).wrong(made, raised.exception)

    def test_each_word_is_one(self) -> None:
        self.assertEqual(command(roll).values("2d6 3"), ["2d6", 3])

    def test_the_last_one_takes_the_rest_of_the_line(self) -> None:
        self.assertEqual(command(echo).values("hello  there, you"), ["hello  there, you"])

    def test_spaces_around_them_do_not_count(self) -> None:
        self.assertEqual(command(add).values("  1   2 "), [1, 2])

    def test_one_with_a_default_may_be_left_out(self) -> None:
        self.assertEqual(command(roll).values("2d6"), ["2d6"])
        self.assertEqual(command(away).values(""), [])

    def test_what_is_missing_is_named_and_how_it_is_right(self) -> None:
        self.assertEqual(self.refusal(roll, ""), "DICE is missing. Usage: !roll DICE [TIMES]")
        self.assertEqual(self.refusal(add, "1"), "OTHER is missing. Usage: !add ONE OTHER")

    def test_what_is_too_much_is_named(self) -> None:
        self.assertEqual(self.refusal(add, "1 2 3 4"), "'3 4' is too much. Usage: !add ONE OTHER")

    def test_what_is_no_number_is_named(self) -> None:
        self.assertEqual(
            self.refusal(roll, "2d6 many"),
            "'many' is not a whole number, which TIMES is. Usage: !roll DICE [TIMES]",
        )

    @given(st.integers(-(10**17), 10**17), st.text(min_size=1).map(lambda text: text.strip()))
    def test_numbers_and_texts_arrive_as_they_were_typed(self, number: int, text: str) -> None:
        def both(message: object, number: int, text: str = "") -> None: ...

        self.assertEqual(
            command(both).values(f"{number} {text}"), [number, text] if text else [number]
        )


class Functions(SynchronousTestCase):
    def test_a_command_is_called_as_its_function_in_any_case(self) -> None:
        def Roll(message: object) -> None: ...

        self.assertEqual(command(Roll).name, "roll")

    def test_a_parameter_that_is_neither_text_nor_number_is_refused_at_once(self) -> None:
        def wrong(message: object, when: float) -> None: ...

        with self.assertRaisesRegex(TypeError, r"!wrong: when is float: str and int are allowed"):
            command(wrong)

    def test_a_function_without_a_place_for_the_message_is_refused_at_once(self) -> None:
        def wrong() -> None: ...

        with self.assertRaisesRegex(TypeError, r"\(message, argument, …\) is allowed"):
            command(wrong)

    def test_parameters_that_no_line_can_name_are_refused_at_once(self) -> None:
        def wrong(message: object, *, text: str) -> None: ...

        with self.assertRaisesRegex(TypeError, r"\(message, argument, …\) is allowed"):
            command(wrong)

    def test_a_name_of_two_words_is_refused_at_once(self) -> None:
        with self.assertRaisesRegex(TypeError, "one word: 'two words' is none"):
            command(roll, "two words")


class TheirTable(SynchronousTestCase):
    def setUp(self) -> None:
        self.commands = Commands("!", phrasebook("en"))
        self.commands.add(command(roll))
        self.commands.add(command(add))

    def test_a_line_that_begins_as_a_command_is_one(self) -> None:
        self.assertEqual(self.commands.named("!Roll 2d6 3"), ("roll", "2d6 3"))
        self.assertEqual(self.commands.named("!roll"), ("roll", ""))

    def test_any_other_line_is_none(self) -> None:
        for text in ("", "roll", "!", "! roll", " !roll", "hello !roll"):
            self.assertIsNone(self.commands.named(text), text)

    def test_two_of_one_name_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "there is a command !roll already"):
            self.commands.add(command(add, "ROLL"))

    def test_help_has_a_line_for_each_that_no_bot_takes_for_a_command(self) -> None:
        self.assertEqual(
            self.commands.help().splitlines(),
            ["- !add ONE OTHER", "- !roll DICE [TIMES]: Roll dice."],
        )

    def test_help_about_one_is_its_whole_docstring(self) -> None:
        lines = [
            "- !roll DICE [TIMES]: Roll dice.",
            "As many as you like, and",
            "with as many sides.",
        ]
        self.assertEqual(self.commands.help("roll").splitlines(), lines)
        self.assertEqual(self.commands.help("!ROLL").splitlines(), lines)

    def test_help_about_none_says_so(self) -> None:
        self.assertEqual(
            self.commands.help("dance"), "There is no !dance: !help lists what there is."
        )

    def test_the_beginning_may_be_another(self) -> None:
        commands = Commands(".", phrasebook("en"))
        commands.add(command(add))

        self.assertEqual(commands.named(".add 1 2"), ("add", "1 2"))
        self.assertEqual(commands.help(), "- .add ONE OTHER")
