from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.receiving import SECONDS_A_TURN
from tests.protocols.chat import Chat
from tests.protocols.test_line_fairness import one_turn


class Slow:
    """Somebody whose lines take so many ``seconds``, and never end."""

    def __init__(self, chat: Chat, name: str, seconds: float, order: list[str]) -> None:
        self._chat = chat
        self._name = name
        self._seconds = seconds
        self._order = order

    def go_on(self) -> None:
        self._order.append(self._name)
        self._chat.clock.rightNow += self._seconds
        me: Any = self
        self._chat.factory.wait(me)


class Turns(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.order: list[str] = []

    def wait(self, names: str, seconds: float) -> None:
        """Let some wait for their turn, each of whom needs so many seconds of it."""
        for name in names:
            slow: Any = Slow(self.chat, name, seconds, self.order)
            self.chat.factory.wait(slow)

    def test_all_have_theirs_in_one_if_they_are_quick(self) -> None:
        self.wait("abcd", 0)

        one_turn(self.chat)

        self.assertEqual("".join(self.order), "abcd")

    def test_all_of_them_together_hold_the_reactor_no_longer_than_one_may(self) -> None:
        self.wait("abcdefgh", SECONDS_A_TURN * 0.6)
        before = self.chat.clock.rightNow

        one_turn(self.chat)

        self.assertLess(self.chat.clock.rightNow - before, 2 * SECONDS_A_TURN)

    def test_who_had_no_time_in_one_comes_first_in_the_next(self) -> None:
        self.wait("abc", SECONDS_A_TURN * 0.6)

        for _ in range(3):
            one_turn(self.chat)

        self.assertEqual("".join(self.order), "abcabc")

    def test_whoever_needs_more_than_there_is_still_gets_on(self) -> None:
        self.wait("ab", 10 * SECONDS_A_TURN)

        one_turn(self.chat)
        one_turn(self.chat)

        self.assertEqual("".join(self.order), "ab")
