"""By `/login` nobody finds out who is registered."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.actions.slow_passwords import Watched
from tests.core.conversation import PASSWORD, Chat

WRONG = "Name or password are wrong. An empty line goes back."


class TheNameOfNobody(SynchronousTestCase):
    """By `/login` nobody finds out who is registered: Ana is, Berta is not."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.passwords = self.chat.hub.passwords = Watched()
        self.chat.member("Ana").types("/quit")

    def tried(self, name: str, *lines: str) -> list[str]:
        """Return what somebody reads who logs in by that name, the name itself left out."""
        visitor = self.chat.connect()
        visitor.types(f"/login {name}", *lines)
        for _ in range(5):
            self.chat.passes(30)
        return [line.replace(name, "NAME") for line in visitor.reads()]

    def test_the_answers_are_the_same(self) -> None:
        for lines in ([], ["wrong"], ["wrong"] * 2, ["wrong"] * 3, [""], ["x" * 129]):
            self.assertEqual(self.tried("Ana", *lines), self.tried("Berta", *lines))

    def test_the_work_is_the_same_with_no_proof_to_check_against(self) -> None:
        self.tried("Ana", "wrong")
        self.tried("Berta", "wrong")

        self.assertEqual(
            [(proof is None, password) for proof, password in self.passwords.checked],
            [(False, "wrong"), (True, "wrong")],
        )

    def test_the_wait_after_a_wrong_one_is_the_same(self) -> None:
        for name in ("Ana", "Berta"):
            first, second = self.chat.connect(), self.chat.connect()
            first.types(f"/login {name}", "wrong")
            second.types(f"/login {name}", "wrong")
            self.passwords.checked.clear()

            self.chat.passes(0.9)
            self.assertEqual(self.passwords.checked, [], name)
            self.chat.passes(0.1)
            self.assertEqual(len(self.passwords.checked), 1, name)
            for visitor in (first, second):
                visitor.vanishes()

    def test_no_password_is_right(self) -> None:
        self.assertIn(WRONG, self.tried("Berta", PASSWORD)[0])
