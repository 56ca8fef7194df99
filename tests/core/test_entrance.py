"""How many come in, from one address and in all."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.addresses import Networks, origin_of
from chatservice.core.entrance import Entrance
from chatservice.core.limits import Limits
from chatservice.core.refusals import Code, Refused

START = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
AN_HOUR = timedelta(hours=1)
FAR = "192.0.2.7"


class Coming:
    """People who come and go, each at a time that a test says."""

    def __init__(self, limits: Limits) -> None:
        self.entrance = Entrance(limits)
        self.inside: list[object] = []

    def comes(self, host: str = FAR, seconds: float = 0) -> Refused | None:
        """Let somebody come; return why they may not."""
        session = object()
        now = START + timedelta(seconds=seconds)
        refused = self.entrance.enter(session, origin_of(host), now)
        if refused is None:
            self.inside.append(session)
        return refused

    def come(self, count: int, host: str = FAR, seconds: float = 0) -> list[bool]:
        """Let so many come; return whether each of them was let in."""
        return [self.comes(host, seconds) is None for _ in range(count)]

    def goes(self, which: int = 0) -> None:
        self.entrance.leave(self.inside.pop(which))

    @property
    def remembered(self) -> int:
        """How many things are remembered."""
        kept = self.entrance
        return sum(map(len, (kept._groups, kept._inside, kept._arrived, kept._recent)))


class FromOneAddress(SynchronousTestCase):
    def setUp(self) -> None:
        self.people = Coming(Limits(address_connections=3, address_arrivals=None))

    def test_so_many_are_let_in_and_not_one_more(self) -> None:
        self.assertEqual(self.people.come(4), [True, True, True, False])

    def test_one_more_is_told_how_many_are_allowed(self) -> None:
        self.people.come(3)

        refused = self.people.comes()

        assert refused is not None
        self.assertEqual(
            (refused.code, refused.details), (Code.TOO_MANY_FROM_ADDRESS, {"allowed": 3})
        )

    def test_another_address_has_places_of_its_own(self) -> None:
        self.people.come(3)

        self.assertEqual(self.people.come(1, "192.0.2.8"), [True])

    def test_a_network_of_64_bits_is_one_address(self) -> None:
        self.people.come(2, "2001:db8::1")

        self.assertEqual(self.people.come(2, "2001:db8::2"), [True, False])
        self.assertEqual(self.people.come(1, "2001:db8:0:1::1"), [True])

    def test_an_address_is_the_same_in_a_newer_socket(self) -> None:
        self.people.come(3)

        self.assertEqual(self.people.come(1, f"::ffff:{FAR}"), [False])

    def test_a_place_that_becomes_free_can_be_had_at_once(self) -> None:
        self.people.come(3)
        self.people.goes()

        self.assertEqual(self.people.come(2), [True, False])

    def test_who_was_turned_away_and_goes_makes_no_place(self) -> None:
        self.people.come(3)

        self.people.entrance.leave(object())

        self.assertEqual(self.people.come(1), [False])

    def test_who_goes_twice_makes_one_place(self) -> None:
        self.people.come(3)
        gone = self.people.inside[0]

        self.people.entrance.leave(gone)
        self.people.entrance.leave(gone)

        self.assertEqual(self.people.come(2), [True, False])

    def test_there_may_be_any_number_where_there_is_no_limit(self) -> None:
        people = Coming(Limits(address_connections=None, address_arrivals=None))

        self.assertTrue(all(people.come(1000)))


class TakenBack(SynchronousTestCase):
    def setUp(self) -> None:
        self.people = Coming(Limits(address_connections=2, address_arrivals=3, arrivals=4))

    def takes_back(self, which: int = 0) -> None:
        self.people.entrance.take_back(self.people.inside.pop(which))

    def test_one_is_as_if_it_had_never_come(self) -> None:
        for host in (FAR, "127.0.0.1", ""):
            self.people.come(1, host)

            self.takes_back()

            self.assertEqual(self.people.remembered, 0, host)

    def test_its_place_and_its_arrival_can_be_had_by_another(self) -> None:
        for _ in range(10):
            self.people.come(1)
            self.takes_back()

        self.assertEqual(self.people.come(3), [True, True, False])

    def test_one_that_came_more_than_a_minute_ago_gives_back_its_place(self) -> None:
        self.people.come(2)
        self.people.entrance.forget(START + timedelta(seconds=60))

        self.takes_back()

        self.assertEqual(self.people.come(2, seconds=60), [True, False])

    def test_one_that_was_turned_away_gives_back_nothing(self) -> None:
        self.people.come(2)

        self.people.entrance.take_back(object())

        self.assertEqual(self.people.come(1), [False])


class FromOneAddressInAMinute(SynchronousTestCase):
    def setUp(self) -> None:
        self.people = Coming(Limits(address_connections=None, address_arrivals=3))

    def test_so_many_are_let_in_and_not_one_more(self) -> None:
        self.assertEqual(self.people.come(4), [True, True, True, False])

    def test_one_more_is_told_how_many_are_allowed_and_in_how_long(self) -> None:
        self.people.come(3)

        refused = self.people.comes()

        assert refused is not None
        self.assertEqual(
            (refused.code, refused.details),
            (Code.TOO_MANY_ARRIVALS_FROM_ADDRESS, {"allowed": 3, "seconds": 60}),
        )

    def test_another_is_let_in_a_minute_after_the_first_and_not_a_moment_earlier(self) -> None:
        for seconds in (0, 20, 40):
            self.people.comes(seconds=seconds)

        found = [self.people.come(1, seconds=n)[0] for n in (59.9, 60, 79.9, 80)]

        self.assertEqual(found, [False, True, False, True])

    def test_who_has_gone_has_come_all_the_same(self) -> None:
        for _ in range(3):
            self.people.come(1)
            self.people.goes()

        self.assertEqual(self.people.come(1), [False])

    def test_who_was_turned_away_does_not_count(self) -> None:
        self.people.come(3)
        self.people.come(100, seconds=30)

        self.assertEqual(self.people.come(1, seconds=60), [True])

    def test_another_address_counts_by_itself(self) -> None:
        self.people.come(3)

        self.assertEqual(self.people.come(3, "192.0.2.8"), [True, True, True])

    def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(self) -> None:
        self.people.come(3, seconds=3600)

        self.assertEqual(self.people.come(4), [True, True, True, False])


class InAllInAMinute(SynchronousTestCase):
    def setUp(self) -> None:
        self.people = Coming(Limits(arrivals=3))

    def test_so_many_are_let_in_from_wherever_and_not_one_more(self) -> None:
        found = [self.people.come(1, f"192.0.2.{n}")[0] for n in range(4)]

        self.assertEqual(found, [True, True, True, False])

    def test_one_more_is_told_to_wait_a_minute(self) -> None:
        self.people.come(3)

        refused = self.people.comes("198.51.100.1")

        assert refused is not None
        self.assertEqual((refused.code, refused.details), (Code.TOO_MANY_ARRIVALS, {"seconds": 60}))

    def test_another_is_let_in_a_minute_after_the_first_and_not_a_moment_earlier(self) -> None:
        self.people.come(3)

        found = [self.people.come(1, seconds=n)[0] for n in (59.9, 60)]

        self.assertEqual(found, [False, True])

    def test_who_is_trusted_counts_too(self) -> None:
        self.people.come(2, "127.0.0.1")
        self.people.come(1, "")

        self.assertEqual(self.people.come(1, "127.0.0.1") + self.people.come(1), [False, False])

    def test_who_was_turned_away_for_their_address_does_not_count(self) -> None:
        people = Coming(Limits(arrivals=3, address_connections=1))
        people.come(100)

        self.assertEqual([people.come(1, f"192.0.2.{n}")[0] for n in range(3)], [True, True, False])


class Trusted(SynchronousTestCase):
    def test_this_machine_is_by_itself(self) -> None:
        for host in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"):
            self.assertTrue(all(Coming(Limits()).come(100, host)))

    def test_whoever_comes_through_a_unix_socket_is(self) -> None:
        self.assertTrue(all(Coming(Limits(trusted=Networks())).come(100, "")))

    def test_nobody_else_is_by_themselves(self) -> None:
        self.assertEqual(sum(Coming(Limits()).come(100)), 16)

    def test_other_networks_may_be(self) -> None:
        people = Coming(Limits(trusted=Networks(("192.0.2.0/24",))))

        self.assertTrue(all(people.come(100)))
        self.assertEqual(sum(people.come(100, "127.0.0.1")), 16)

    def test_who_is_trusted_takes_no_place_from_the_others(self) -> None:
        people = Coming(Limits(trusted=Networks(("2001:db8::1/128",))))
        people.come(100, "2001:db8::1")

        self.assertEqual(sum(people.come(100, "2001:db8::2")), 16)


class WhatIsRemembered(SynchronousTestCase):
    def test_nothing_of_who_was_turned_away(self) -> None:
        people = Coming(Limits(address_connections=1))
        people.come(1)
        before = people.remembered

        people.come(1000)

        self.assertEqual(people.remembered, before)

    def test_nothing_a_minute_after_who_came_from_many_addresses_has_gone(self) -> None:
        people = Coming(Limits())
        for number in range(1000):
            people.come(1, f"2001:db8:0:{number:x}::1")
            people.goes()

        people.entrance.forget(START + timedelta(seconds=60))

        self.assertEqual(people.remembered, 0)

    def test_an_address_for_as_long_as_somebody_is_there(self) -> None:
        people = Coming(Limits(address_connections=1))
        people.come(1)

        self.assertEqual(people.come(1, seconds=3600), [False])

    @given(st.lists(st.tuples(st.sampled_from(["192.0.2.1", "192.0.2.2", ""]), st.floats(0, 30))))
    def test_the_counts_are_those_of_the_connections_that_are_there(
        self, arrivals: list[tuple[str, float]]
    ) -> None:
        limits = Limits(address_connections=2, address_arrivals=3, arrivals=7)
        people, seconds = Coming(limits), 0.0
        for host, pause in arrivals:
            seconds += pause
            if people.comes(host, seconds) is not None and people.inside:
                people.goes()
            kept = people.entrance
            self.assertEqual(sum(kept._inside.values()), len(kept._groups))
            self.assertLessEqual(max(kept._inside.values(), default=0), 2)
            self.assertLessEqual(max(kept._recent.values(), default=0), 3)
            self.assertLessEqual(len(kept._arrived), 7)
