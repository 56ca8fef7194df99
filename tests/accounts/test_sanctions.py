"""Who is kept out or kept silent: the same on disk and in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from chatservice.core.accounts import Kind
from tests.accounts.stores import BAN, NOW, StoreTestCase


class Sanctions(StoreTestCase):
    def test_a_sanction_is_kept(self) -> None:
        kept = self.store.sanction(BAN)

        self.assertEqual(self.reopened().sanctions(), [replace(BAN, number=kept.number)])

    def test_one_for_ever_in_one_room_is_kept(self) -> None:
        mute = replace(BAN, kind=Kind.MUTE, room="cocina", keys=frozenset(), until=None)
        self.store.sanction(mute)

        self.now += timedelta(days=36500)

        self.assertEqual([replace(s, number=0) for s in self.reopened().sanctions()], [mute])

    def test_each_has_a_number_of_its_own_that_is_never_given_again(self) -> None:
        numbers = []
        for _ in range(3):
            numbers.append(self.store.sanction(BAN).number)
            self.store.lift(numbers[-1])

        self.assertEqual(len(set(numbers)), 3)
        self.assertNotIn(0, numbers)

    def test_one_with_a_number_is_replaced(self) -> None:
        kept = self.store.sanction(BAN)

        changed = self.store.sanction(replace(kept, reason="again", until=None))

        self.assertEqual(changed, replace(kept, reason="again", until=None))
        self.assertEqual(self.reopened().sanctions(), [changed])

    def test_the_oldest_comes_first(self) -> None:
        for seconds in (2, 3, 1):
            self.store.sanction(replace(BAN, at=NOW + timedelta(seconds=seconds)))

        self.assertEqual(
            [(s.at - NOW).seconds for s in self.reopened().sanctions()],
            [1, 2, 3],
        )

    def test_one_that_is_lifted_is_gone(self) -> None:
        kept = [self.store.sanction(BAN) for _ in range(2)]

        self.store.lift(kept[0].number)

        self.assertEqual(self.reopened().sanctions(), kept[1:])

    def test_one_lasts_until_its_time(self) -> None:
        kept = self.store.sanction(BAN)

        self.now += timedelta(hours=1, microseconds=-1)

        self.assertEqual(self.store.sanctions(), [kept])

    def test_one_is_over_at_its_time(self) -> None:
        self.store.sanction(BAN)

        self.now += timedelta(hours=1)

        self.assertEqual(self.store.sanctions(), [])

    def test_one_that_is_over_is_forgotten(self) -> None:
        self.store.sanction(BAN)
        self.now += timedelta(hours=1)
        self.store.sanctions()

        self.now = NOW

        self.assertEqual(self.reopened().sanctions(), [])

    def test_the_last_moment_of_all_can_be_kept(self) -> None:
        last = datetime.max.replace(tzinfo=timezone.utc)

        self.store.sanction(replace(BAN, until=last))

        self.assertEqual([s.until for s in self.reopened().sanctions()], [last])


class SanctionsInMemory(Sanctions):
    is_kept = False
