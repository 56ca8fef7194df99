"""A question at a terminal, which is a real one."""

from __future__ import annotations

import os
import pty

from twisted.internet.testing import MemoryReactor
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.question import Question


class Asking(SynchronousTestCase):
    def setUp(self) -> None:
        self.keys, self.terminal = pty.openpty()
        self.addCleanup(os.close, self.terminal)
        self.reactor = MemoryReactor()
        self.asked = 0
        self.question = Question(self.reactor, self.terminal, self.ask)
        self.answer = self.question.answer()

    def tearDown(self) -> None:
        os.close(self.keys)

    def ask(self) -> None:
        self.asked += 1

    def types(self, text: str) -> None:
        """Press keys, and let the reactor read a line of them."""
        os.write(self.keys, text.encode())
        self.question.doRead()

    def test_it_is_asked_at_once(self) -> None:
        self.assertEqual(self.asked, 1)
        self.assertNoResult(self.answer)

    def test_yes_in_either_language(self) -> None:
        for typed in ("y", "yes", "s", "si", "sí", " Y ", "SÍ"):
            answer = Question(self.reactor, self.terminal, self.ask)
            fired = answer.answer()
            os.write(self.keys, f"{typed}\n".encode())
            answer.doRead()

            self.assertTrue(self.successResultOf(fired), typed)

    def test_no(self) -> None:
        for typed in ("n", "no", "NO"):
            answer = Question(self.reactor, self.terminal, self.ask)
            fired = answer.answer()
            os.write(self.keys, f"{typed}\n".encode())
            answer.doRead()

            self.assertFalse(self.successResultOf(fired), typed)

    def test_anything_else_is_asked_again(self) -> None:
        self.types("perhaps\n")
        self.types("\n")
        self.assertNoResult(self.answer)
        self.types("y\n")

        self.assertEqual((self.asked, self.successResultOf(self.answer)), (3, True))

    def test_the_end_of_input_is_a_no(self) -> None:
        self.types("\x04")

        self.assertFalse(self.successResultOf(self.answer))

    def test_the_reactor_waits_no_longer_afterwards(self) -> None:
        self.types("y\n")

        self.assertEqual(self.reactor.getReaders(), [])

    def test_the_reactor_waits_no_longer_for_who_gave_up(self) -> None:
        self.answer.cancel()

        self.failureResultOf(self.answer)
        self.assertEqual(self.reactor.getReaders(), [])
