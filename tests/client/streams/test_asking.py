from __future__ import annotations

from chatservice.client.streams.asking import Answers
from chatservice.client.surroundings import Surroundings
from tests.client.streams.fronts import FrontCase, said


class AnsweringForAProgram(FrontCase):
    """A person is asked, while the text to be said is a program's. For questions see test_plain."""

    def setUp(self) -> None:
        super().setUp()
        surroundings = Surroundings(True, True, False, self.echoes.append)
        self.answers = Answers(self.clock, self.chat, self.speaker, surroundings, self.standard_io)
        self.answers.start()

    def test_the_question_is_printed_and_answered(self) -> None:
        answers = self.ask("Password: ", hidden=True)
        self.type(b"secret\n")
        self.assertEqual((answers, self.written()), (["secret"], "Password: \n"))

    def test_why_it_is_asked_again_is_printed(self) -> None:
        self.chat.notice("Wrong password.")
        self.assertEqual(self.written(), "Wrong password.\n")

    def test_nothing_else_is_printed(self) -> None:
        self.let_in()
        said(self.chat, "hola")
        self.chat.notice("Welcome!")
        self.assertEqual(self.written(), "")

    def test_nothing_else_that_is_typed_is_sent(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        self.assertEqual(self.speaker.typed, [])
