"""A line of which nothing can be seen is refused; an empty one is none."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code
from chatservice.render.refusals import PHRASES
from tests.core.conversation import Chat

REFUSED = PHRASES[Code.NOTHING_LEFT]
UNSEEN = {
    "an arrow key": "\x1b[A",
    "a zero-width space": "\u200b",
    "a direction mark": "\u200e",
    "an empty cell of Braille": "\u2800 \u2800",
    "tags that say something": "".join(chr(0xE0000 + ord(letter)) for letter in "ignore"),
    "an unfinished control string": "\x1b]0;title and more",
}


class NothingLeft(SynchronousTestCase):
    def setUp(self) -> None:
        self.ana, self.juan = Chat().people("Ana", "Juan")

    def test_a_line_that_shows_nothing_is_refused_in_words(self) -> None:
        for name, typed in UNSEEN.items():
            self.ana.types(typed)

            self.assertEqual(self.ana.reads(), [REFUSED], name)
            self.assertEqual(self.juan.reads(), [], name)

    def test_an_empty_line_is_none_and_spaces_are_one(self) -> None:
        self.ana.types("", "  ", "\t", "\xa0\u3000")

        self.assertEqual(self.ana.reads(), [])

    def test_what_was_erased_by_who_typed_it_is_none(self) -> None:
        self.ana.types("no\x08\x08", "\u200bno\x15")

        self.assertEqual(self.ana.reads(), [])

    def test_an_argument_that_shows_nothing_is_none(self) -> None:
        for typed in UNSEEN.values():
            for command in ("/me", "/msg Juan", "/reply", "/edit", "/report Juan"):
                self.ana.types(f"{command} {typed}")

                (answer,) = self.ana.reads()
                self.assertIn("needs more than that", answer, command)
                self.assertEqual(self.juan.reads(), [], command)

    def test_a_topic_that_shows_nothing_changes_none(self) -> None:
        self.ana.types("/topic Lunch", *(f"/topic {typed}" for typed in UNSEEN.values()))

        self.assertEqual(self.ana.reads()[1:], ["Topic: Lunch"] * len(UNSEEN))

    def test_a_nickname_that_shows_nothing_is_asked_for_again(self) -> None:
        eva = Chat().connect()
        eva.reads()

        eva.types("\u200b")

        self.assertEqual(eva.reads(), [REFUSED, "Enter your nickname: "])

    def test_a_single_sign_is_something(self) -> None:
        self.ana.types("\u200e.\u200e")

        self.assertEqual(len(self.juan.reads()), 1)
