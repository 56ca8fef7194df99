"""What is kept of people: the same on disk and in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.accounts import Account, Accounts, Mode, Rank, RoomRecord
from chatservice.core.names import parse_name
from chatservice.core.people import FOR_EVER
from chatservice.core.refusals import Code, Refused
from tests.accounts.stores import ANA, BAN, COCINA, JUAN, LUIS, NOW, StoreTestCase


class People(StoreTestCase):
    def test_it_is_what_the_core_knows_as_accounts(self) -> None:
        accounts: Accounts = self.store

        self.assertIsNone(accounts.find(parse_name("ana")))

    def test_who_is_registered_is_found_in_any_case(self) -> None:
        account = self.add("Peña", ANA, "hash")

        self.assertEqual(account, Account(ANA, parse_name("Peña"), Rank.MEMBER, "hash", NOW))
        self.assertEqual(self.reopened().find(parse_name("PEÑA")), account)

    def test_a_name_is_shown_as_its_owner_writes_it(self) -> None:
        self.add("Peña", ANA)

        found = self.reopened().find(parse_name("peña"))

        assert found is not None
        self.assertEqual(found.name.text, "Peña")

    def test_who_is_registered_is_found_by_identity(self) -> None:
        account = self.add("ana", ANA)

        self.assertEqual(self.reopened().with_identity(ANA), account)
        self.assertIsNone(self.store.with_identity(JUAN))

    def test_a_name_that_is_taken_is_refused_as_its_owner_writes_it(self) -> None:
        self.add("Ana", ANA)

        refused = self.assertRaises(Refused, self.add, "ANA", JUAN)

        self.assertEqual((refused.code, refused.details), (Code.NAME_TAKEN, {"name": "Ana"}))

    def test_a_name_that_looks_like_another_is_refused(self) -> None:
        self.add("paul", ANA)

        refused = self.assertRaises(Refused, self.add, "pauI", JUAN)

        self.assertEqual(
            (refused.code, refused.details),
            (Code.NAME_LOOKS_LIKE, {"name": "pauI", "other": "paul"}),
        )

    def test_after_a_refusal_nothing_has_changed(self) -> None:
        account = self.add("ana", ANA)

        self.assertRaises(Refused, self.add, "ana", JUAN, "other")

        self.assertEqual(self.reopened().all_accounts(), [account])

    def test_the_name_itself_is_more_alike_than_one_that_looks_like_it(self) -> None:
        for name, identity in (("lan", 1), ("ian", 2)):
            self.add(name, identity)

        self.assertEqual(str(self.store.alike(parse_name("Ian"))), "ian")

    def test_a_password_can_be_changed(self) -> None:
        account = self.add("ana", ANA, "old")

        self.store.set_proof(ANA, "new")

        self.assertEqual(self.reopened().with_identity(ANA), replace(account, proof="new"))

    def test_a_rank_can_be_changed(self) -> None:
        account = self.add("ana", ANA)

        self.store.set_rank(ANA, Rank.ADMIN)

        self.assertEqual(self.reopened().with_identity(ANA), replace(account, rank=Rank.ADMIN))

    def test_administrators_are_told_apart(self) -> None:
        for name, identity in (("luis", LUIS), ("ana", ANA), ("juan", JUAN)):
            self.add(name, identity)
        self.store.set_rank(LUIS, Rank.ADMIN)
        self.store.set_rank(ANA, Rank.ADMIN)

        self.assertEqual([a.identity for a in self.reopened().admins()], [ANA, LUIS])

    def test_all_are_listed_by_name_accents_among_the_letters(self) -> None:
        for identity, name in enumerate(("zoe", "Óscar", "ana"), 1):
            self.add(name, identity)

        self.assertEqual([str(a.name) for a in self.store.all_accounts()], ["ana", "Óscar", "zoe"])

    def test_what_somebody_set_is_remembered(self) -> None:
        account = self.add("ana", ANA)
        ignored = {"Peña": {"pena": NOW, "peñita": FOR_EVER}, "luis": {}}
        changed = {"settings": {"language": "es"}, "ignored": ignored, "away": "café"}

        self.store.remember(ANA, **changed)  # type: ignore[arg-type]

        self.assertEqual(
            self.reopened().with_identity(ANA),
            replace(account, **changed),  # type: ignore[arg-type]
        )

    def test_what_a_stranger_set_is_not(self) -> None:
        self.store.remember(JUAN, settings={"language": "es"}, ignored={}, away="")

        self.assertEqual(self.reopened().all_accounts(), [])

    def test_who_comes_and_goes_is_known(self) -> None:
        for name, identity in (("ana", ANA), ("juan", JUAN), ("luis", LUIS)):
            self.add(name, identity)
            self.store.came(identity)
        self.store.went({ANA: 7, JUAN: 8, 99: 9})

        self.assertEqual(
            {a.identity: a.left_at for a in self.reopened().all_accounts()},
            {ANA: 7, JUAN: 8, LUIS: None},
        )

    def test_after_a_crash_nobody_is_here(self) -> None:
        for name, identity in (("ana", ANA), ("juan", JUAN)):
            self.add(name, identity)
            self.store.came(identity)
        self.store.went({ANA: 7})

        self.reopened().all_went(9)

        self.assertEqual(
            {a.identity: a.left_at for a in self.store.all_accounts()}, {JUAN: 9, ANA: 7}
        )

    def test_an_account_that_is_removed_leaves_its_name_to_others(self) -> None:
        self.add("ana", ANA)

        self.store.remove(ANA)

        self.assertIsNone(self.reopened().find(parse_name("ana")))
        self.assertEqual(self.add("Ana", JUAN).identity, JUAN)

    def test_an_account_that_is_removed_has_no_place_in_any_room(self) -> None:
        for name, identity in (("ana", ANA), ("juan", JUAN)):
            self.add(name, identity)
        self.store.save_room(COCINA)
        self.store.save_room(replace(COCINA, name=parse_name("patio"), owner=JUAN))

        self.store.remove(JUAN)

        self.assertEqual(
            [self.reopened().room(key) for key in ("cocina", "patio")],
            [
                replace(COCINA, moderators=frozenset({LUIS}), invited=frozenset()),
                RoomRecord(
                    parse_name("patio"), 0, frozenset({LUIS}), frozenset(), frozenset(Mode), 10
                ),
            ],
        )

    def test_an_account_that_is_removed_stays_banned(self) -> None:
        self.add("luis", LUIS)
        ban = self.store.sanction(BAN)

        self.store.remove(LUIS)

        self.assertEqual(self.reopened().sanctions(), [ban])

    def test_a_password_is_not_in_what_is_said_of_an_account(self) -> None:
        self.assertNotIn("hash", repr(self.add("ana", ANA, "hash")))


class PeopleInMemory(People):
    is_kept = False


class Alone(SynchronousTestCase):
    def test_what_is_in_memory_is_in_one_store_alone(self) -> None:
        stores = [Store(IN_MEMORY, lambda: NOW) for _ in range(2)]
        for store in stores:
            store.open()
            self.addCleanup(store.close)

        stores[0].add(parse_name("ana"), ANA, "proof", NOW)

        self.assertIsNone(stores[1].find(parse_name("ana")))
        self.assertFalse(stores[0].has_changed())


class Times(StoreTestCase):
    def test_times_are_kept_to_the_microsecond_in_utc(self) -> None:
        elsewhere = NOW.astimezone(timezone(timedelta(hours=-5)))

        self.store.add(parse_name("ana"), ANA, "proof", elsewhere)

        found = self.reopened().with_identity(ANA)
        assert found is not None
        self.assertEqual((found.since, found.since.tzinfo), (NOW, timezone.utc))
