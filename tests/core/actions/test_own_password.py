"""`/password`: what it takes, and what it does not."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Account
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from tests.core.conversation import PASSWORD, Chat

HOME = "192.0.2.7"


class OwnPassword(SynchronousTestCase):
    def test_the_attempts_at_ones_own_password_count_like_others(self) -> None:
        limits = Limits(logins=Rate(3, 60), flood=None, flood_registered=None)
        chat = Chat(limits=limits)
        ana = chat.member("Ana", HOME)  # which counts, too
        ana.types("/password", "wrong", "wrong", "wrong")
        for _ in range(10):
            chat.passes(1)

        self.assertIn("Too many passwords were typed from your address", str(ana.reads()))

    def test_nobody_elses_account_is_read_again_when_it_is_changed(self) -> None:
        chat = Chat()
        ana = chat.member("Ana")
        chat.member("Beto")
        with_identity, read = chat.accounts.with_identity, set[int]()

        def watched(identity: int) -> Account | None:
            read.add(identity)
            return with_identity(identity)

        self.patch(chat.accounts, "with_identity", watched)

        ana.types("/password", PASSWORD, "a new password", "a new password")

        self.assertIn("changed", str(ana.reads()))
        self.assertEqual(read, {ana.person.identity})
