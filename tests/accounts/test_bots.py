"""What is kept of bots: the same on disk and in memory."""

from __future__ import annotations

from dataclasses import replace

import apsw

from chatservice.core.accounts import Account, Rank, RoomRecord
from chatservice.core.log import NotKeptError
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from tests.accounts.stores import ANA, JUAN, LUIS, NOW, StoreTestCase

ONE, OTHER = "1" * 64, "2" * 64
"""Digests of tokens."""


class Bots(StoreTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.add("Ana", ANA)

    def test_a_bot_is_an_account_without_a_password_that_has_an_owner(self) -> None:
        bot = self.add_bot("Robot", JUAN, ANA, ONE)

        name = parse_name("Robot")
        expected = Account(JUAN, name, Rank.MEMBER, "", NOW, owner=ANA, token=ONE)
        self.assertEqual((bot, self.reopened().find(name)), (expected, expected))
        self.assertTrue(bot.is_bot)

    def test_who_is_registered_is_no_bot(self) -> None:
        account = self.reopened().with_identity(ANA)

        assert account is not None
        self.assertEqual((account.owner, account.token, account.is_bot), (0, None, False))

    def test_it_is_found_by_its_token(self) -> None:
        bot = self.add_bot("robot", JUAN, ANA, ONE)

        self.assertEqual(self.reopened().with_token(ONE), bot)

    def test_by_another_token_nobody_is_found(self) -> None:
        self.add_bot("robot", JUAN, ANA, ONE)

        self.assertIsNone(self.store.with_token(OTHER))

    def test_another_token_takes_the_place_of_the_one_before(self) -> None:
        bot = self.add_bot("robot", JUAN, ANA, ONE)

        self.store.set_token(JUAN, OTHER)

        found = [self.reopened().with_token(each) for each in (ONE, OTHER)]
        self.assertEqual(found, [None, replace(bot, token=OTHER)])

    def test_a_person_is_given_no_token(self) -> None:
        self.store.set_token(ANA, ONE)

        self.assertIsNone(self.store.with_token(ONE))

    def test_two_bots_never_have_the_same_token(self) -> None:
        self.add_bot("robot", JUAN, ANA, ONE)

        self.assertRaises(NotKeptError, self.add_bot, "butler", LUIS, ANA, ONE)

    def test_a_name_that_is_taken_is_refused(self) -> None:
        refused = self.assertRaises(Refused, self.add_bot, "ANA", JUAN, ANA, ONE)

        self.assertEqual(refused.code, Code.NAME_TAKEN)
        self.assertIsNone(self.reopened().with_token(ONE))

    def test_a_name_that_looks_like_another_is_refused(self) -> None:
        self.add("paul", LUIS)

        refused = self.assertRaises(Refused, self.add_bot, "pauI", JUAN, ANA, ONE)

        self.assertEqual(refused.code, Code.NAME_LOOKS_LIKE)

    def test_the_name_of_a_bot_is_taken(self) -> None:
        self.add_bot("robot", JUAN, ANA, ONE)

        refused = self.assertRaises(Refused, self.add, "Robot", LUIS)

        self.assertEqual(refused.code, Code.NAME_TAKEN)

    def test_somebodys_bots_are_listed_by_name_and_nobody_elses(self) -> None:
        self.add("luis", LUIS)
        for name, identity, owner in (("zed", 1, ANA), ("bob", 2, ANA), ("eve", 3, LUIS)):
            self.add_bot(name, identity, owner, str(identity) * 64)

        self.assertEqual([str(bot.name) for bot in self.reopened().bots_of(ANA)], ["bob", "zed"])

    def test_who_has_no_bots_has_none(self) -> None:
        self.assertEqual([self.store.bots_of(each) for each in (ANA, 0)], [[], []])

    def test_they_go_with_their_owner(self) -> None:
        self.add("luis", LUIS)
        self.add_bot("robot", JUAN, ANA, ONE)
        self.add_bot("butler", 44, LUIS, OTHER)

        self.store.remove(ANA)

        self.assertEqual([str(a.name) for a in self.reopened().all_accounts()], ["butler", "luis"])

    def test_they_go_with_their_places_in_rooms(self) -> None:
        self.add_bot("robot", JUAN, ANA, ONE)
        record = RoomRecord(parse_name("cocina"), LUIS, frozenset({JUAN, LUIS}), slow=10)
        self.store.save_room(record)
        self.store.save_room(replace(record, name=parse_name("patio"), owner=JUAN))

        self.store.remove(ANA)

        left = replace(record, moderators=frozenset({LUIS}))
        self.assertEqual(
            [self.reopened().room(key) for key in ("cocina", "patio")],
            [left, replace(left, name=parse_name("patio"), owner=0)],
        )

    def test_a_bot_that_is_removed_leaves_its_owner_alone(self) -> None:
        self.add_bot("robot", JUAN, ANA, ONE)

        self.store.remove(JUAN)

        self.assertEqual([str(a.name) for a in self.reopened().all_accounts()], ["Ana"])
        self.assertIsNone(self.store.with_token(ONE))

    def test_who_owns_nobody_takes_nobody_along(self) -> None:
        self.add("luis", LUIS)

        self.store.remove(ANA)

        self.assertEqual([str(a.name) for a in self.reopened().all_accounts()], ["luis"])

    def test_a_tokens_digest_is_not_in_what_is_said_of_an_account(self) -> None:
        self.assertNotIn(ONE, repr(self.add_bot("robot", JUAN, ANA, ONE)))


class BotsInMemory(Bots):
    is_kept = False


class HowLong(StoreTestCase):
    def test_neither_tokens_nor_owners_are_looked_for_among_all_accounts(self) -> None:
        plans = apsw.Connection(str(self.directory / "accounts.db"))
        self.addCleanup(plans.close)

        for where, index in (
            ("token = ?", "accounts_by_token"),
            ("owner = ? AND owner <> 0", "accounts_by_owner"),
        ):
            asked = f"EXPLAIN QUERY PLAN SELECT * FROM accounts WHERE {where}"
            (plan,) = plans.execute(asked, ("1",)).fetchall()
            self.assertIn(f"USING INDEX {index}", str(plan))
