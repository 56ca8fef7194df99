"""Tokens that are tried: wrong ones count from an address, as wrong passwords do."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Account
from chatservice.core.addresses import origin_of
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.core.refusals import Refused
from chatservice.core.tokens import new_token
from tests.core.bots import make_bot
from tests.core.conversation import PASSWORD, Chat

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


class TokensTestCase(SynchronousTestCase):
    limits = Limits(logins=None, flood=None, flood_registered=None)

    def setUp(self) -> None:
        self.chat = Chat(limits=self.limits)
        self.ana = self.chat.member("Ana")
        self.token = make_bot(self.ana, "deploy")

    def tries(self, token: str, address: str = HOME) -> str:
        """Return the name of the bot that is let in, or the code of what is told."""
        try:
            found: Account = self.chat.hub.logins.with_token(origin_of(address), token)
        except Refused as refused:
            self.refused = refused
            return refused.code.value
        return found.name.text

    def fails(self, times: int, address: str = HOME) -> None:
        """Let wrong ones be tried, each as soon as it may be."""
        for _ in range(times):
            while self.tries(new_token(), address) != "wrong-token":
                self.chat.passes(1)


class Tokens(TokensTestCase):
    def test_the_right_one_lets_its_bot_in(self) -> None:
        self.assertEqual(self.tries(self.token), "deploy")

    def test_a_wrong_one_lets_nobody_in(self) -> None:
        for wrong in (new_token(), "", self.token[:-1], self.token.upper(), "\ud800"):
            self.chat.passes(600)
            self.assertEqual(self.tries(wrong), "wrong-token", repr(wrong))

    def test_after_a_wrong_one_the_address_waits_longer_each_time(self) -> None:
        waits = []
        for times in range(1, 5):
            self.fails(1)
            self.assertEqual(self.tries(new_token()), "token-too-soon", times)
            waits.append(self.refused.details["seconds"])

        self.assertEqual(waits, [1, 2, 4, 8])

    def test_meanwhile_the_right_one_that_is_new_there_waits_too(self) -> None:
        self.fails(1)

        self.assertEqual(self.tries(self.token), "token-too-soon")

    def test_one_that_was_right_from_there_before_never_waits(self) -> None:
        self.tries(self.token)
        self.fails(4)

        self.assertEqual(self.tries(self.token), "deploy")

    def test_another_address_does_not_wait(self) -> None:
        self.fails(2)

        self.assertEqual(self.tries(self.token, ELSEWHERE), "deploy")

    def test_a_trusted_address_does_not_wait_and_who_has_none_does_not(self) -> None:
        for address in ("127.0.0.1", ""):
            self.fails(3, address)

            self.assertEqual(self.tries(self.token, address), "deploy")

    def test_a_wrong_one_lets_passwords_wait_from_that_address(self) -> None:
        self.fails(3)
        ana = self.chat.connect(HOME)
        ana.types("Ana", PASSWORD)

        self.assertIn("yours may have to wait for 4 seconds", "\n".join(ana.reads()))

    def test_a_wrong_password_lets_tokens_wait_from_that_address(self) -> None:
        self.chat.connect(HOME).types("Ana", "wrong")

        self.assertEqual(self.tries(self.token), "token-too-soon")

    def test_a_wrong_one_is_noted_for_the_operator_without_it(self) -> None:
        wrong = new_token()
        self.tries(wrong)

        noted = self.chat.audited[-1]
        self.assertEqual((noted.act, noted.outcome, noted.address), ("log-in", "wrong-token", HOME))
        self.assertNotIn(wrong, str(self.chat.audited))

    def test_what_has_to_wait_is_not_noted(self) -> None:
        self.tries(new_token())
        before = len(self.chat.audited)

        for _ in range(20):
            self.tries(new_token())

        self.assertEqual(len(self.chat.audited), before)


class HowOften(TokensTestCase):
    """`Limits.logins`, here two in a minute."""

    limits = Limits(logins=Rate(2, 60), flood=None, flood_registered=None)

    def test_more_wrong_ones_than_allowed_are_not_looked_at(self) -> None:
        self.fails(2)
        self.chat.passes(30)

        self.assertEqual(self.tries(self.token), "too-many-attempts")

    def test_passwords_are_not_then_either(self) -> None:
        self.fails(2)
        ana = self.chat.connect(HOME)
        ana.types("Ana", PASSWORD)

        self.assertIn("Too many passwords were typed from your address", "\n".join(ana.reads()))

    def test_right_ones_do_not_count(self) -> None:
        tokens = [make_bot(self.ana, f"bot{number}") for number in range(5)]

        self.assertEqual([self.tries(each) for each in tokens], [f"bot{n}" for n in range(5)])
