from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.addresses import origin_of
from chatservice.protocols.speaking_first import REMEMBERED_SECONDS, SpeakingFirst


class Remembered(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.known = SpeakingFirst(self.clock, most=3)

    def spoke(self, *hosts: str) -> None:
        for host in hosts:
            self.known.spoke(origin_of(host))

    def has(self, host: str) -> bool:
        return self.known.has(origin_of(host))

    def test_an_address_is_for_some_minutes(self) -> None:
        self.spoke("192.0.2.1")
        found = [self.has("192.0.2.1")]
        for seconds in (REMEMBERED_SECONDS - 1, 1):
            self.clock.advance(seconds)
            found.append(self.has("192.0.2.1"))

        self.assertEqual(found, [True, True, False])

    def test_the_minutes_begin_with_the_last_time(self) -> None:
        self.spoke("192.0.2.1")
        self.clock.advance(REMEMBERED_SECONDS - 1)
        self.spoke("192.0.2.1")

        self.clock.advance(REMEMBERED_SECONDS - 1)

        self.assertTrue(self.has("192.0.2.1"))

    def test_another_address_is_not(self) -> None:
        self.spoke("192.0.2.1")

        self.assertFalse(self.has("192.0.2.2"))

    def test_a_network_of_64_bits_is_one_address(self) -> None:
        self.spoke("2001:db8::1")

        self.assertTrue(self.has("2001:db8::2"))

    def test_neither_this_machine_nor_who_has_no_address_is(self) -> None:
        hosts = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "")
        self.spoke(*hosts)

        self.assertFalse(any(map(self.has, hosts)))

    def test_a_new_one_takes_the_place_of_the_one_seen_last_the_longest_ago(self) -> None:
        self.spoke("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1", "192.0.2.4")

        found = [self.has(f"192.0.2.{number}") for number in (1, 2, 3, 4)]

        self.assertEqual(found, [True, False, True, True])

    def test_nothing_stays_of_those_that_are_forgotten(self) -> None:
        self.spoke("192.0.2.1", "192.0.2.2")
        self.clock.advance(REMEMBERED_SECONDS)

        self.spoke("192.0.2.3")

        self.assertEqual(len(self.known._spoke), 1)
