"""Passwords that are asked for while one is in: they go to the server, and nowhere else."""

from __future__ import annotations

from typing import Any

from chatservice.client.talk.entries import Kind
from tests.client.talk.servers import SessionTestCase


class Passwords(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.welcome()
        self.session.type("/register")
        self.request = self.heard()[0]
        self.asks(self.request, "new")
        self.ok(self.request)

    def asks(self, request: dict[str, Any], wanted: str) -> None:
        self.tells("password-asked", id=request["id"], wanted=wanted, nick="ana")

    def types(self, text: str) -> None:
        """Type as a front does: an answer, if something is asked for."""
        if self.chat.question is not None:
            self.chat.question.answer(text)
        else:
            self.session.type(text)

    def is_asked_again(self) -> dict[str, Any]:
        """Have the server ask for the same once more; return the answer it has by then."""
        (first,) = self.heard()
        self.asks(first, "again")
        self.ok(first)
        (second,) = self.heard()
        return second

    def test_what_is_typed_before_it_is_asked_for_answers_the_next_question(self) -> None:
        self.types("correct horse")
        self.types("battery")
        self.assertEqual(self.is_asked_again()["text"], "battery")

    def test_nothing_of_it_is_shown(self) -> None:
        self.types("correct horse")
        self.types("battery")
        self.is_asked_again()
        self.assertNotIn(Kind.SAID, [entry.kind for _, entry in self.watching.entries])

    def test_the_password_is_that_of_the_next_hello(self) -> None:
        self.types("correct horse")
        self.types("correct horse")
        second = self.is_asked_again()
        self.tells("registered", id=second["id"], nick="ana")
        self.ok(second)
        self.assertEqual(self.session.door.password, "correct horse")

    def test_when_it_is_done_what_is_typed_is_said_again(self) -> None:
        self.types("")
        self.ok(self.heard()[0])
        self.types("hello")
        self.assertEqual(self.next("say")["text"], "hello")

    def test_what_was_typed_too_soon_for_that_is_not_said(self) -> None:
        self.types("")
        self.types("hello")
        self.ok(self.heard()[0])
        self.settle()
        self.assertIn("Not sent", self.notices()[-1])

    def test_after_a_loss_nothing_is_asked_for(self) -> None:
        self.types("correct horse")
        self.types("battery")
        self.lose()
        self.assertIsNone(self.chat.question)
