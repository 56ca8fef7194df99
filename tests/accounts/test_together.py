"""The server and another program at the same accounts, and what is damaged in them."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

import apsw

from chatservice.core.accounts import Account
from chatservice.core.log import BusyError, NotKeptError, NotReadError
from chatservice.core.names import parse_name
from tests.accounts.stores import ANA, BAN, COCINA, JUAN, NOW, StoreTestCase


class Together(StoreTestCase):
    def test_what_another_program_does_is_noticed_once(self) -> None:
        other = self.opened()

        other.add(parse_name("ana"), ANA, "proof", NOW)

        self.assertEqual([self.store.has_changed() for _ in range(2)], [True, False])

    def test_what_one_did_oneself_is_no_news(self) -> None:
        self.opened()

        self.add("ana", ANA)

        self.assertFalse(self.store.has_changed())

    def test_what_another_program_does_is_there_at_once(self) -> None:
        other = self.opened()
        other.add(parse_name("ana"), ANA, "proof", NOW)

        self.assertEqual(self.store.with_identity(ANA), other.with_identity(ANA))

    def test_another_program_closes_without_harm(self) -> None:
        other = self.opened()
        self.add("ana", ANA)

        other.close()

        self.add("juan", JUAN)
        self.assertEqual(len(self.reopened().all_accounts()), 2)


class InTheWay(StoreTestCase):
    """Another program that holds the file for long."""

    def setUp(self) -> None:
        super().setUp()
        self.add("ana", ANA)
        self.other = apsw.Connection(str(self.directory / "accounts.db"))
        self.addCleanup(self.other.close)
        self.other.execute("BEGIN IMMEDIATE")

    def test_it_can_be_read_meanwhile(self) -> None:
        found = self.store.with_identity(ANA)

        assert found is not None
        self.assertEqual(str(found.name), "ana")

    def test_nothing_is_kept_meanwhile(self) -> None:
        self.assertRaises(BusyError, self.add, "juan", JUAN)

        self.other.execute("COMMIT")
        self.assertEqual(len(self.store.all_accounts()), 1)

    def test_the_server_waits_for_some_milliseconds_at_most(self) -> None:
        begin = perf_counter()
        self.assertRaises(NotKeptError, self.store.came, ANA)

        # Far more than it may, and far less than another program's patience: machines are busy.
        self.assertLess(perf_counter() - begin, 1)

    def test_what_is_over_is_left_out_even_if_it_cannot_be_forgotten(self) -> None:
        self.other.execute("COMMIT")
        self.store.sanction(BAN)
        self.other.execute("BEGIN IMMEDIATE")
        self.now += timedelta(days=1)

        self.assertEqual(self.store.sanctions(), [])

    def test_it_goes_on_afterwards(self) -> None:
        self.assertRaises(BusyError, self.add, "juan", JUAN)
        self.other.execute("COMMIT")

        self.add("juan", JUAN)

        self.assertEqual(len(self.reopened().all_accounts()), 2)


class Damaged(StoreTestCase):
    """Values that no server writes, in tables that SQLite finds nothing wrong with."""

    def setUp(self) -> None:
        super().setUp()
        self.account = self.add("ana", ANA)

    def change(self, statement: str, *values: str | int) -> None:
        other = apsw.Connection(str(self.directory / "accounts.db"))
        other.execute(statement, values)
        other.close()

    def test_what_somebody_set_counts_as_nothing_and_is_reported(self) -> None:
        for column, text in (
            *(("settings", text) for text in ("", "[]", '{"language": 7}', "{" * 100, "[" * 10**6)),
            *(
                ("ignored", text)
                for text in ("nothing", "[]", '{"luis": 7}', '{"luis": {"l": ""}}')
            ),
            ("ignored", '{"luis": {"l": 9223372036854775807}}'),
        ):
            self.change(f"UPDATE accounts SET {column} = ?", text)
            self.reports.clear()

            found = self.store.find(parse_name("ana"))

            self.assertEqual(found, self.account, f"{column}: {text[:50]}")
            self.assertIn("what ana has set", self.reports[0][0])
            self.change("UPDATE accounts SET settings = '{}', ignored = '{}'")

    def test_an_account_that_cannot_be_read_is_told(self) -> None:
        for column, value in (("rank", "king"), ("since", 2**63 - 1)):
            self.change(f"UPDATE accounts SET {column} = ?", value)

            self.assertRaises(NotReadError, self.store.with_identity, ANA)

    def test_a_room_that_cannot_be_read_is_told(self) -> None:
        self.store.save_room(COCINA)
        self.change("UPDATE rooms SET modes = 'secret haunted'")

        self.assertRaises(NotReadError, self.store.room, "cocina")
        self.assertRaises(NotReadError, self.store.closed_rooms)

    def test_a_sanction_that_cannot_be_read_is_left_out_alone_and_reported(self) -> None:
        for column, text in (
            ("kind", "kiss"),
            ("keys", "{}"),
            ("networks", "[7]"),
            ("keys", ""),
            ("power", "9"),
        ):
            kept = [self.store.sanction(BAN) for _ in range(2)]
            self.change(f"UPDATE sanctions SET {column} = ? WHERE number = ?", text, kept[0].number)
            self.reports.clear()

            self.assertEqual(self.store.sanctions(), kept[1:])
            self.assertIn(f"sanction {kept[0].number}", self.reports[0][0])
            for sanction in kept:
                self.store.lift(sanction.number)

    def test_tables_that_are_not_there_are_told(self) -> None:
        self.change("DROP TABLE sanctions")
        self.change("DROP TABLE accounts")

        self.assertRaises(NotReadError, self.store.sanctions)
        self.assertRaises(NotReadError, self.store.alike, parse_name("ana"))
        self.assertRaises(NotKeptError, self.store.came, ANA)

    def test_a_password_is_not_in_what_is_said_of_an_account_that_cannot_be_read(self) -> None:
        self.change("UPDATE accounts SET proof = 'the hash', rank = 'king'")

        error = self.assertRaises(NotReadError, self.store.with_identity, ANA)

        self.assertNotIn("hash", repr(error))


class Forgotten(StoreTestCase):
    def test_nothing_of_an_account_that_is_removed_stays_in_the_files(self) -> None:
        account: Account = self.add("ana", ANA, "the hash of a password")
        self.store.remember(ANA, settings={}, ignored={}, away="at the dentist's")

        self.store.remove(account.identity)

        for path in self.directory.iterdir():
            content = path.read_bytes()
            for secret in (b"the hash", b"dentist", b"ana"):
                self.assertNotIn(secret, content, path.name)

    def test_nothing_of_a_former_password_stays_in_the_files(self) -> None:
        self.add("ana", ANA, "the former hash")

        self.store.set_proof(ANA, "another one")

        for path in self.directory.iterdir():
            self.assertNotIn(b"former", path.read_bytes(), path.name)
