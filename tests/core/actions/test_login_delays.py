"""How soon after a wrong password there may be another one, and how many in all."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code
from tests.core.actions.slow_passwords import Overloaded, Watched
from tests.core.conversation import PASSWORD, Chat, Visitor

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


class Delays(SynchronousTestCase):
    """Each wrong password makes the next one wait longer."""

    def setUp(self) -> None:
        self.chat = Chat(limits=Limits(logins=None, flood=None))
        self.passwords = self.chat.hub.passwords = Watched()
        for name in ("Ana", "Berta"):
            self.chat.member(name).types("/quit")

    def asked(self, name: str, address: str) -> Visitor:
        """Return somebody who is asked for the password of a name."""
        visitor = self.chat.connect(address)
        visitor.types(name)
        visitor.reads()
        return visitor

    def fails(self, name: str, address: str, times: int = 1) -> None:
        """Let wrong passwords be tried, each in a connection of its own, as fast as they go."""
        for _ in range(times):
            visitor, checked = self.asked(name, address), len(self.passwords.checked)
            visitor.types("wrong")
            while len(self.passwords.checked) == checked:
                self.chat.passes(0.5)
            visitor.vanishes()

    def seconds_for(self, visitor: Visitor, password: str = PASSWORD) -> float:
        """Return how long it takes until a password is looked at, to half a second."""
        before, checked = self.chat.now, len(self.passwords.checked)
        visitor.types(password)
        while len(self.passwords.checked) == checked:
            self.chat.passes(0.5)
        return (self.chat.now - before).total_seconds()

    def test_the_first_one_is_looked_at_at_once(self) -> None:
        self.assertEqual(self.seconds_for(self.asked("Ana", HOME)), 0)

    def test_each_wrong_one_doubles_the_wait_for_the_next(self) -> None:
        waits = []
        for _ in range(5):
            visitor = self.asked("Ana", HOME)
            waits.append(self.seconds_for(visitor, "wrong"))
            visitor.vanishes()

        self.assertEqual(waits, [0, 1, 2, 4, 8])

    def test_the_account_waits_whatever_address_it_is_tried_from(self) -> None:
        self.fails("Ana", HOME, 2)

        self.assertEqual(self.seconds_for(self.asked("Ana", ELSEWHERE)), 2)

    def test_the_account_waits_in_whatever_case_it_is_typed(self) -> None:
        self.fails("Ana", HOME)

        self.assertEqual(self.seconds_for(self.asked("ANA", ELSEWHERE)), 1)

    def test_the_address_waits_whatever_account_it_tries(self) -> None:
        self.fails("Ana", HOME, 2)

        self.assertEqual(self.seconds_for(self.asked("Berta", HOME)), 2)

    def test_another_account_from_another_address_does_not_wait(self) -> None:
        self.fails("Ana", HOME, 3)

        self.assertEqual(self.seconds_for(self.asked("Berta", ELSEWHERE)), 0)

    def test_a_trusted_address_does_not_wait(self) -> None:
        self.fails("Ana", "127.0.0.1", 3)

        self.assertEqual(self.seconds_for(self.asked("Berta", "127.0.0.1")), 0)

    def test_one_network_of_ipv6_is_one_address(self) -> None:
        self.fails("Ana", "2001:db8::1")

        self.assertEqual(self.seconds_for(self.asked("Berta", "2001:db8::2")), 1)

    def test_after_the_right_one_the_account_does_not_wait(self) -> None:
        self.fails("Ana", HOME)
        self.seconds_for(self.asked("Ana", ELSEWHERE))

        self.assertEqual(self.seconds_for(self.asked("Ana", "203.0.113.5")), 0)

    def test_after_the_right_one_the_address_waits_all_the_same(self) -> None:
        self.fails("Ana", HOME, 2)
        self.seconds_for(self.asked("Ana", HOME))
        self.fails("Berta", HOME)

        self.assertEqual(self.seconds_for(self.asked("Ana", HOME)), 4)

    def test_several_at_once_wait_one_for_the_other(self) -> None:
        guessers = [self.asked("Ana", f"192.0.2.{n}") for n in range(3)]
        for guesser in guessers:
            guesser.types("wrong")

        self.assertEqual(len(self.passwords.checked), 1)

    def test_when_too_many_log_in_their_address_waits_no_longer(self) -> None:
        self.chat.hub.passwords = Overloaded()
        visitor = self.asked("Ana", HOME)
        visitor.types("whatever")
        self.chat.hub.passwords = self.passwords

        self.assertEqual(self.seconds_for(self.asked("Berta", HOME)), 0)

    def test_wrong_ones_of_their_own_count_when_the_password_is_changed(self) -> None:
        ana = self.chat.logs_in("Ana", HOME)
        ana.types("/password", "wrong")
        ana.reads()

        self.assertEqual(self.seconds_for(ana), 1)


class HowOften(SynchronousTestCase):
    """`Limits.logins`, here two in a minute."""

    def setUp(self) -> None:
        self.chat = Chat(limits=Limits(logins=Rate(2, 60), flood=None, flood_registered=None))
        self.chat.member("Ana").types("/quit")

    def tries(self, address: str) -> str:
        """Return what somebody reads who tries a password from that address."""
        visitor = self.chat.connect(address)
        visitor.types("Ana")
        visitor.reads()
        visitor.types(PASSWORD)
        return visitor.reads()[0]

    def test_one_more_than_allowed_is_refused(self) -> None:
        self.assertEqual(
            [self.tries(HOME) for _ in range(3)],
            [
                "Welcome, Ana!",
                "Welcome, Ana!",
                "Too many passwords were typed from your address: try again in 1 minute.",
            ],
        )

    def test_when_the_time_is_over_another_one_is_allowed(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        self.chat.passes(60)

        self.assertEqual(self.tries(HOME), "Welcome, Ana!")

    def test_another_address_is_not_concerned(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        self.assertEqual(self.tries(ELSEWHERE), "Welcome, Ana!")

    def test_a_trusted_address_may_try_as_often_as_it_likes(self) -> None:
        self.assertEqual({self.tries("127.0.0.1") for _ in range(5)}, {"Welcome, Ana!"})

    def test_it_is_noted_for_the_operator(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.address),
            ("refusal", Code.TOO_MANY_ATTEMPTS.value, HOME),
        )
