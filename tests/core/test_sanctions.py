"""Sanctions: found, replaced, and let go of; how many there may be, and what a change costs."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from types import FrameType

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import sanctions
from chatservice.core.accounts import Kind, Sanction
from chatservice.core.addresses import origin_of
from chatservice.core.declaring import Who
from chatservice.core.log import NotKeptError
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.sanctions import EVERYWHERE, SWEPT_EVERY, Sanctions
from tests.core.accounts import store
from tests.core.conversation import HALF_PAST_TWO

HOUR = timedelta(hours=1)
FEW = 3

BAN = Sanction(
    kind=Kind.BAN,
    room="kitchen",
    name="Sam",
    keys=frozenset(("sam",)),
    identity=7,
    networks=("198.51.100.7/32",),
    until=HALF_PAST_TWO + HOUR,
    reason="",
    by="Ada",
    at=HALF_PAST_TWO,
)


class SanctionsTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.now = HALF_PAST_TWO
        self.accounts = store(lambda: self.now)
        self.sanctions = Sanctions(self.accounts)

    def add_some(self, number: int, room: str = BAN.room) -> None:
        """Ban so many others."""
        for each in range(number):
            name = f"troll{each}"
            networks = (f"10.0.{each // 256}.{each % 256}/32",)
            self.sanctions.add(
                replace(
                    BAN,
                    room=room,
                    name=name,
                    keys=frozenset((name,)),
                    identity=100 + each,
                    networks=networks,
                    at=self.now,
                )
            )

    def find(self, key: str = "", identity: int = 0, address: str = "") -> Sanction | None:
        """Return what holds in the kitchen for a name, an account or an address."""
        return self.sanctions.find(
            Kind.BAN,
            BAN.room,
            self.now,
            key=key,
            identity=identity,
            origin=origin_of(address),
        )


class Finding(SanctionsTestCase):
    WAYS = (("sam", 0, ""), ("", 7, ""), ("", 0, "198.51.100.7"))

    def test_one_that_was_added_is_found_in_every_way(self) -> None:
        kept = self.sanctions.add(BAN)

        for way in self.WAYS:
            self.assertEqual(self.find(*way), kept, way)

    def test_one_that_was_lifted_is_found_in_no_way_and_the_others_are(self) -> None:
        self.add_some(FEW)
        self.sanctions.lift(self.sanctions.add(BAN))

        for way in self.WAYS:
            self.assertIsNone(self.find(*way), way)
        self.assertIsNotNone(self.find(address="10.0.0.1"))

    def test_one_that_was_narrowed_is_found_in_the_ways_that_are_left(self) -> None:
        kept = self.sanctions.add(BAN)
        self.sanctions.narrow(kept, replace(kept, networks=()))

        found = [self.find(*way) is not None for way in self.WAYS]

        self.assertEqual(found, [True, True, False])

    def test_one_that_takes_another_ones_place_is_for_whom_that_one_was(self) -> None:
        self.sanctions.add(BAN)
        again = replace(BAN, identity=0, networks=("203.0.113.9/32",))

        kept = self.sanctions.add(again)

        for way in (*self.WAYS, ("", 0, "203.0.113.9")):
            self.assertEqual(self.find(*way), kept, way)

    def test_not_for_whom_one_was_that_is_over(self) -> None:
        self.sanctions.add(BAN)
        self.now += HOUR
        self.sanctions.add(replace(BAN, identity=0, networks=(), until=None, at=self.now))

        found = [self.find(*way) is not None for way in self.WAYS]

        self.assertEqual(found, [True, False, False])

    def test_one_whose_replacement_the_disk_does_not_take_holds_on(self) -> None:
        kept = self.sanctions.add(BAN)

        def fail(*_: object) -> None:
            raise NotKeptError("database or disk is full")

        self.patch(self.accounts, "sanction", fail)
        self.assertRaises(NotKeptError, self.sanctions.add, replace(BAN, until=None))

        self.assertEqual(self.find(key="sam"), kept)
        self.assertEqual(self.accounts.sanctions(), [kept])

    def test_they_are_listed_in_the_order_in_which_they_were_made(self) -> None:
        first = self.sanctions.add(BAN)
        self.add_some(FEW)
        self.sanctions.narrow(first, replace(first, networks=()))

        listed = self.sanctions.of(None, BAN.room, self.now)

        self.assertEqual(listed, self.accounts.sanctions())
        self.assertEqual(listed[0].name, "Sam")

    def test_nobody_is_muted_any_more_when_the_last_mute_is_lifted(self) -> None:
        kept = self.sanctions.add(replace(BAN, kind=Kind.MUTE))
        self.assertTrue(self.sanctions.any_mutes)

        self.sanctions.lift(kept)

        self.assertFalse(self.sanctions.any_mutes)

    def test_a_mute_whose_bearer_is_renamed_is_found_by_the_new_name(self) -> None:
        self.sanctions.add(replace(BAN, kind=Kind.MUTE))

        self.sanctions.renamed(parse_name("Sam"), parse_name("Tom"))

        found = self.sanctions.find(Kind.MUTE, BAN.room, self.now, key="tom")
        self.assertIsNotNone(found)


class Over(SanctionsTestCase):
    def test_those_that_are_over_are_let_go_of(self) -> None:
        self.sanctions.add(replace(BAN, kind=Kind.MUTE))
        self.sanctions.sweep(self.now + HOUR)

        self.assertFalse(self.sanctions.any_mutes)

    def test_those_that_are_not_are_not(self) -> None:
        kept = self.sanctions.add(BAN)
        self.sanctions.sweep(self.now + HOUR - timedelta(microseconds=1))

        self.assertEqual(self.find(key="sam"), kept)

    def test_they_are_looked_for_once_in_a_while(self) -> None:
        end = BAN.until
        assert end is not None
        self.sanctions.add(replace(BAN, kind=Kind.MUTE))
        self.sanctions.sweep(end - timedelta(seconds=1))

        self.sanctions.sweep(end)
        self.assertTrue(self.sanctions.any_mutes)
        self.sanctions.sweep(end - timedelta(seconds=1) + SWEPT_EVERY)
        self.assertFalse(self.sanctions.any_mutes)

    def test_after_a_clock_was_set_back_they_are_looked_for_at_once(self) -> None:
        self.sanctions.sweep(self.now + 5 * HOUR)
        self.sanctions.add(replace(BAN, kind=Kind.MUTE))

        self.sanctions.sweep(self.now + HOUR)

        self.assertFalse(self.sanctions.any_mutes)


class HowMany(SanctionsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.patch(sanctions, "MOST_IN_ROOM", FEW)
        self.patch(sanctions, "MOST_EVERYWHERE", FEW + 1)

    def assert_too_many(self, room: str, allowed: int) -> None:
        refused = self.assertRaises(
            Refused, self.sanctions.add, replace(BAN, room=room, at=self.now)
        )
        self.assertEqual(refused.code, Code.TOO_MANY_SANCTIONS)
        self.assertEqual(refused.details, {"allowed": allowed, "name": room})

    def test_a_room_has_so_many_and_no_more(self) -> None:
        self.add_some(FEW)

        self.assert_too_many("kitchen", FEW)

    def test_the_server_has_so_many_and_no_more(self) -> None:
        self.add_some(FEW + 1, EVERYWHERE)

        self.assert_too_many(EVERYWHERE, FEW + 1)

    def test_another_room_may_have_as_many(self) -> None:
        self.add_some(FEW)

        self.add_some(FEW, "garden")

        self.assertEqual(len(self.sanctions.of(None, "garden", self.now)), FEW)

    def test_one_may_still_take_another_ones_place(self) -> None:
        self.add_some(FEW - 1)
        self.sanctions.add(BAN)

        changed = self.sanctions.add(replace(BAN, until=None))

        self.assertEqual(self.find(key="sam"), changed)

    def test_those_that_are_over_do_not_count(self) -> None:
        self.add_some(FEW)
        self.now += HOUR

        kept = self.sanctions.add(replace(BAN, until=None, at=self.now))

        self.assertEqual(self.sanctions.of(None, BAN.room, self.now), [kept])


class OfSomebodyHigher(SanctionsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.kept = self.sanctions.add(replace(BAN, power=Who.ADMIN.value))

    def test_it_is_not_replaced(self) -> None:
        soon = replace(BAN, until=BAN.at + timedelta(seconds=1))

        refused = self.assertRaises(Refused, self.sanctions.add, soon)

        self.assertEqual(refused.code, Code.SANCTION_OF_HIGHER)
        self.assertEqual(refused.details, {"name": "Sam", "by": "Ada", "who": "admin"})
        self.assertEqual(self.find(key="sam"), self.kept)

    def test_once_it_is_over_it_is_in_nobodys_way(self) -> None:
        self.now += HOUR

        kept = self.sanctions.add(replace(BAN, until=None, at=self.now))

        self.assertEqual(self.find(key="sam"), kept)


class Cost(SanctionsTestCase):
    """In calls of functions, Python's and C's: a time would be the machine's."""

    def calls_of_a_change(self, others: int) -> int:
        self.setUp()
        self.add_some(others, EVERYWHERE)
        calls = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            kept = self.sanctions.add(replace(BAN, room=EVERYWHERE))
            self.sanctions.narrow(kept, replace(kept, reason="loud"))
            self.sanctions.lift(kept)
        finally:
            sys.setprofile(before)
        return calls

    def test_a_change_costs_the_same_however_many_there_are(self) -> None:
        # The garbage collector's own calls may be among them: some, but not one for each.
        self.assertLess(self.calls_of_a_change(600) - self.calls_of_a_change(FEW), 300)
