"""The accounts in a backup, and put in the place of those that are there."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

import apsw

from chatservice.accounts.store import Store
from chatservice.core.names import parse_name
from chatservice.exchange import copying
from chatservice.exchange.failures import ExchangeError
from chatservice.history.files import HistoryError, open_history
from tests.exchange.copies import CopyingTestCase, nothing_told
from tests.exchange.folders import AT, exported, say
from tests.exchange.test_copying import MOST_STEPS, Interfering, fail

OLDEST = Path(__file__).parents[1] / "accounts" / "versions" / "1.sqlite"
"""Accounts of the first version; see `tools/keep_accounts_version.py`."""

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)


class AccountsTestCase(CopyingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.identities = count(1)

    def store(self, folder: Path | None = None) -> Store:
        """Return the accounts in the folder, open."""
        store = Store(folder or self.data, lambda: NOW)
        store.open()
        self.addCleanup(store.close)
        return store

    def register(self, *names: str) -> None:
        """Register somebody of each name, with a password of which the hash says the name."""
        store = self.store()
        for name in names:
            store.add(parse_name(name), next(self.identities), f"proof-of-{name}", NOW)
        store.close()

    def registered(self, folder: Path | None = None) -> list[str]:
        """Return who is registered."""
        store = self.store(folder)
        found = [account.name.text for account in store.all_accounts()]
        store.close()
        return found


class BackingUp(AccountsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.filled("hola")

    def test_the_copy_is_one_file_for_its_owner_alone(self) -> None:
        self.register("Juan")

        self.assertTrue(copying.back_up(self.data, self.copy, nothing_told))

        self.assertEqual(self.copy.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.names(self.folder), {"data", "copy"})

    def test_where_there_are_no_accounts_there_are_none_in_the_copy(self) -> None:
        self.assertFalse(copying.back_up(self.data, self.copy, nothing_told))
        self.assertNotIn(b"accounts_copy", self.copy.read_bytes())

    def test_a_file_that_a_start_cut_short_left_is_no_accounts(self) -> None:
        (self.data / "accounts.db").touch()

        self.assertFalse(copying.back_up(self.data, self.copy, nothing_told))

    def test_it_has_what_a_server_that_runs_wrote_last(self) -> None:
        store = self.store()
        store.add(parse_name("Juan"), 11, "proof", NOW)

        self.back_up()

        shutil.rmtree(self.data)
        self.restore()
        self.assertEqual(self.registered(), ["Juan"])

    def test_it_has_the_bots_with_their_owners_and_tokens(self) -> None:
        self.register("Juan")
        store = self.store()
        bot = store.add_bot(parse_name("deploy"), 22, 1, "d" * 64, NOW)
        store.close()

        self.back_up()

        shutil.rmtree(self.data)
        self.restore()
        self.assertEqual(self.store().bots_of(1), [bot])

    def test_no_byte_is_in_it_of_an_account_that_was_removed(self) -> None:
        self.register("Ana", "Valentina", "Juan")
        store = self.store()
        account = store.find(parse_name("Valentina"))
        assert account is not None
        store.remove(account.identity)

        self.back_up()

        self.assertIn(b"proof-of-Juan", self.copy.read_bytes())
        self.assertNotIn(b"Valentina", self.copy.read_bytes())

    def test_accounts_that_are_damaged_are_told_and_nothing_is_made(self) -> None:
        self.register(*(f"user{number}" for number in range(300)))
        content = bytearray((self.data / "accounts.db").read_bytes())
        content[8192:40_000] = b"\xff" * (40_000 - 8192)
        (self.data / "accounts.db").write_bytes(content)

        error = self.assertRaises(ExchangeError, self.back_up)

        self.assertIn("accounts.db is damaged", str(error))
        self.assertEqual(self.names(self.folder), {"data"})

    def test_accounts_of_another_program_are_told_and_nothing_is_made(self) -> None:
        (self.data / "accounts.db").write_bytes(b"rubbish" * 1000)

        self.assertRaises(HistoryError, self.back_up)

        self.assertEqual(self.names(self.folder), {"data"})

    def test_an_export_has_nothing_of_them(self) -> None:
        self.register("Juan")
        self.back_up()
        self.restore()
        history = self.history()

        self.assertEqual([(e.user, e.text) for e in exported(history)], [("Ana", "hola")])


class RestoringOlder(AccountsTestCase):
    def test_accounts_of_an_older_version_in_a_copy_become_todays(self) -> None:
        self.filled("hola")
        shutil.copy(OLDEST, self.data / "accounts.db")
        self.back_up()
        shutil.rmtree(self.data)

        self.restore()

        store = self.store()
        self.assertEqual(self.registered(), ["Ana", "Juan"])
        self.assertEqual([account.is_bot for account in store.all_accounts()], [False, False])


class Restoring(AccountsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.filled("hola")
        self.register("Juan")
        self.back_up()

    def again(self) -> copying.Restored:
        return copying.restore(self.data, self.copy, nothing_told)

    def test_the_accounts_are_those_of_the_copy(self) -> None:
        self.register("Ana")

        self.again()

        self.assertEqual((self.registered(), self.texts()), (["Juan"], ["hola"]))

    def test_what_was_there_is_kept(self) -> None:
        self.register("Ana")

        done = self.again()

        assert done.former_accounts is not None
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(done.former_accounts, elsewhere / "accounts.db")
        self.assertEqual(self.registered(elsewhere), ["Ana", "Juan"])

    def test_it_is_told_what_became_of_them(self) -> None:
        self.assertEqual((self.again().has_accounts, self.again().kept_accounts), (True, False))

    def test_they_are_made_where_there_were_none_for_their_owner_alone(self) -> None:
        elsewhere = self.folder / "new"

        done = copying.restore(elsewhere, self.copy, nothing_told)

        self.assertIsNone(done.former_accounts)
        self.assertEqual(self.registered(elsewhere), ["Juan"])
        self.assertEqual((elsewhere / "accounts.db").stat().st_mode & 0o777, 0o600)

    def test_nothing_of_them_is_left_in_the_history(self) -> None:
        self.again()

        for file in self.data.glob("history.db*"):
            self.assertNotIn(b"proof-of-Juan", file.read_bytes(), file.name)

    def test_of_a_copy_without_accounts_those_that_are_there_stay(self) -> None:
        shutil.rmtree(self.data)
        self.copy.unlink()
        self.filled("hola")
        self.back_up()
        self.register("Ana")

        done = self.again()

        self.assertEqual(self.registered(), ["Ana"])
        self.assertEqual((done.has_accounts, done.kept_accounts), (False, True))

    def test_one_who_uses_the_accounts_is_in_the_way_and_nothing_changes(self) -> None:
        store = self.store()
        before = self.names(self.data)

        self.assertRaises(ExchangeError, self.again)

        self.assertEqual(store.find(parse_name("Juan")) is None, False)
        self.assertEqual(self.names(self.data), before | {"lock"})

    def test_damaged_accounts_are_put_aside_as_they_are(self) -> None:
        (self.data / "accounts.db").write_bytes(b"rubbish" * 1000)

        done = self.again()

        assert done.former_accounts is not None
        self.assertEqual(done.former_accounts.read_bytes(), b"rubbish" * 1000)
        self.assertEqual(self.registered(), ["Juan"])

    def test_accounts_of_a_newer_version_in_a_copy_are_refused_by_its_name(self) -> None:
        store = self.store()
        store.close()
        newer = apsw.Connection(str(self.data / "accounts.db"))
        newer.pragma("user_version", 99)
        newer.close()
        copy = apsw.Connection(str(self.copy))
        content = (self.data / "accounts.db").read_bytes()
        copy.execute("UPDATE accounts_copy SET content = ?", (content,))
        copy.close()

        error = self.assertRaises(HistoryError, self.again)

        self.assertIn(f"{self.copy} was written by a newer version", str(error))
        self.assertEqual(self.texts(), ["hola"])

    def test_a_backup_of_what_was_restored_has_the_accounts_of_then(self) -> None:
        self.again()
        self.register("Ana")
        self.copy.unlink()

        self.back_up()

        shutil.rmtree(self.data)
        self.again()
        self.assertEqual(self.registered(), ["Ana", "Juan"])

    def test_after_a_failure_at_any_step_both_are_the_old_ones(self) -> None:
        found = []
        for number in range(1, MOST_STEPS):
            shutil.rmtree(self.data)
            history = open_history(self.data)
            say(history, AT, "old")
            history.close()
            self.register("Ana")
            before = self.names(self.data) | {"lock"}
            failing = Interfering(number, fail)
            with failing.patched():
                try:
                    self.again()
                except ExchangeError:
                    found.append((self.registered(), self.texts(), self.names(self.data) == before))
            if not failing.came_to_it:
                break

        self.assertEqual(found, [(["Ana"], ["old"], True)] * len(found))
        self.assertGreater(len(found), 8)
        self.assertEqual((self.registered(), self.texts()), (["Juan"], ["hola"]))

    def test_the_file_s_mode_is_kept_whatever_the_umask(self) -> None:
        self.addCleanup(os.umask, os.umask(0))

        self.again()

        modes = {file.name: file.stat().st_mode & 0o777 for file in self.data.iterdir()}
        self.assertEqual(set(modes.values()), {0o600}, modes)
