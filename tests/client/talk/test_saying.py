"""What one says, until the server has it."""

from __future__ import annotations

from chatservice.client.talk.entries import Kind, State
from tests.client.talk.servers import SessionTestCase


class Saying(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_what_is_typed_waits_until_the_server_has_it(self) -> None:
        self.session.type("hello")
        self.assertIs(self.last().state, State.WAITING)
        self.ok(self.next("say"), 11)
        self.assertEqual((self.last().state, self.last().seq), (State.TAKEN, 11))
        self.assertEqual(self.texts().count("hello"), 1)

    def test_it_stands_where_its_number_belongs(self) -> None:
        self.session.type("mine")
        said = self.next("say")
        self.said("theirs", 11)
        self.ok(said, 12)
        self.said("later", 13)
        self.assertEqual(self.texts()[-3:], ["theirs", "mine", "later"])

    def test_a_refusal_is_told_with_what_was_refused(self) -> None:
        self.session.type("hello")
        said = self.next("say")
        self.tells("error", id=said["id"], code="muted", text="You are muted.", details={})
        self.assertIs(self.last().state, State.REFUSED)
        self.assertIn("You are muted.", self.last().problem)

    def test_several_lines_are_one_message(self) -> None:
        self.session.type("one\n\ntwo\n")
        self.assertEqual(self.next("say")["text"], "one ⏎ two")

    def test_a_first_line_with_a_slash_is_no_command_where_others_follow(self) -> None:
        self.session.type("/quit\nnow")
        self.assertEqual(self.next("say")["text"], "/quit ⏎ now")

    def test_two_slashes_say_one(self) -> None:
        self.session.type("//etc")
        self.assertEqual(self.next("say")["text"], "/etc")

    def test_what_is_too_long_is_not_taken(self) -> None:
        self.assertFalse(self.session.type("ñ" * 2049))
        self.assertIn("4098", self.texts()[-1])
        self.assertIn("4096", self.texts()[-1])

    def test_an_action_is_shown_as_one(self) -> None:
        self.session.type("/me waves")
        self.assertEqual(self.next("me")["action"], "waves")
        self.assertIs(self.last().kind, Kind.ACTED)
