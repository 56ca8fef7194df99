"""What was typed is forgotten at once, and not when the collector comes for it."""

from __future__ import annotations

import gc
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from tests.core.conversation import Chat


class Overworked:
    """Looks at no password: too many wait for that already."""

    def check(self, proof: object, password: str, done: Any) -> None:
        """Refuse."""
        done(Refused(Code.TOO_MANY_LOGINS))


class NoCircles(SynchronousTestCase):
    """Ana is registered, and somebody tries her password for the second time."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.chat.member("Ana").types("/quit")
        self.somebody = self.chat.connect()

    def try_twice(self, answer: str) -> int:
        """Return what the second time leaves to the collector."""
        self.somebody.types("Ana", "a first one")
        self.somebody.reads()
        self.chat.passes(30)
        gc.collect()
        gc.disable()
        try:
            self.somebody.types("a second one")
            found = gc.collect()
        finally:
            gc.enable()
        self.assertIn(answer, self.somebody.reads()[0])
        return found

    def test_a_wrong_password_leaves_nothing_to_collect(self) -> None:
        self.assertEqual(self.try_twice("Name or password are wrong."), 0)

    def test_one_that_was_not_looked_at_does_not_either(self) -> None:
        overworked: Any = Overworked()
        self.chat.hub.passwords = overworked

        self.assertEqual(self.try_twice("Too many people are logging in"), 0)
