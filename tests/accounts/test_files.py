"""The file of the accounts when it is opened: made, looked through, refused, migrated."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts import schema
from chatservice.accounts.files import AccountsError, check
from chatservice.accounts.store import Store
from chatservice.core.names import parse_name
from chatservice.history.disk import DiskHistory
from chatservice.history.files import HistoryError, Lock
from tests.accounts.stores import ANA, NOW


class FolderTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.file = self.directory / "accounts.db"

    def opened(self, *, is_held: bool = False) -> Store:
        store = Store(self.directory, lambda: NOW, is_held=is_held)
        store.open()
        self.addCleanup(store.close)
        return store

    def write_accounts(self, count: int = 1) -> None:
        """Write so many accounts, and close the file."""
        store = self.opened()
        for number in range(1, count + 1):
            store.add(parse_name(f"ana{number}"), number, "proof" * 50, NOW)
        store.close()


class New(FolderTestCase):
    def test_the_file_is_for_its_owner_alone(self) -> None:
        self.opened()

        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in self.directory.iterdir()}
        self.assertEqual(
            modes, {"accounts.db": 0o600, "accounts.db-wal": 0o600, "accounts.db-shm": 0o600}
        )

    def test_the_folder_is_for_its_owner_alone(self) -> None:
        self.opened()

        self.assertEqual(stat.S_IMODE(self.directory.stat().st_mode), 0o700)

    def test_an_empty_file_becomes_one(self) -> None:
        # A start that was cut short leaves one.
        self.directory.mkdir()
        self.file.touch()
        check(self.directory)

        self.assertEqual(self.opened().all_accounts(), [])

    def test_it_is_of_todays_version(self) -> None:
        self.write_accounts()

        with sqlite3.connect(self.file) as connection:
            found = [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("user_version", "application_id")
            ]
        connection.close()
        self.assertEqual(found, [schema.VERSION, schema.APPLICATION])

    def test_what_root_makes_belongs_to_the_owner_of_the_folder(self) -> None:
        if os.geteuid():
            self.skipTest("only root makes files for others")
        self.directory.mkdir()
        os.chown(self.directory, 12345, 23456)

        self.opened()

        owners = {(path.stat().st_uid, path.stat().st_gid) for path in self.directory.iterdir()}
        self.assertEqual(owners, {(12345, 23456)})

    def test_a_history_is_not_needed(self) -> None:
        self.write_accounts()

        self.assertEqual([path.name for path in self.directory.iterdir()], ["accounts.db"])

    def test_a_server_that_uses_the_history_is_not_in_the_way(self) -> None:
        history = DiskHistory(self.directory)
        history.open()
        self.addCleanup(history.close)

        self.opened().add(parse_name("ana"), ANA, "proof", NOW)


class Refused(FolderTestCase):
    """A file that can't be used is left as it is."""

    def setUp(self) -> None:
        super().setUp()
        self.directory.mkdir()

    def assert_refused(self, reason: str, *, at_once: bool = True) -> None:
        """Assert that opening is refused, and, with ``at_once``, looking at the header as well."""
        before = self.file.read_bytes()

        looks = (lambda: check(self.directory), self.opened) if at_once else (self.opened,)
        for look in looks:
            error = self.assertRaises(AccountsError, look)
            self.assertIn(reason, str(error))
            self.assertIn(str(self.file), str(error))

        self.assertTrue(self.file.read_bytes() == before, "the file was changed")

    def test_a_file_that_is_no_database(self) -> None:
        self.file.write_text("Dear diary" * 1000)

        self.assert_refused("is damaged and was left as it is (not a database)")

    def test_a_file_of_a_few_bytes(self) -> None:
        self.file.write_bytes(b"SQLite format 3\0")

        self.assert_refused("is damaged and was left as it is (not a database)")

    def test_a_database_of_another_program(self) -> None:
        with sqlite3.connect(self.file) as other:
            other.execute("PRAGMA application_id = 1234")
            other.execute("CREATE TABLE songs (title TEXT)")
        other.close()

        self.assert_refused("does not hold accounts of this program")

    def test_a_database_of_another_program_that_does_not_say_whose_it_is(self) -> None:
        with sqlite3.connect(self.file) as other:
            other.execute("CREATE TABLE songs (title TEXT)")
        other.close()

        self.assert_refused("does not hold accounts of this program", at_once=False)

    def test_a_history(self) -> None:
        history = DiskHistory(self.directory)
        history.open()
        history.close()
        (self.directory / "history.db").rename(self.file)

        self.assert_refused("does not hold accounts of this program")

    def test_accounts_of_a_newer_version(self) -> None:
        self.write_accounts()
        with sqlite3.connect(self.file) as newer:
            newer.execute("PRAGMA user_version = 99")
            newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        newer.close()

        self.assert_refused(f"its tables are of version 99, this program knows {schema.VERSION}")

    def test_accounts_with_a_damaged_page(self) -> None:
        self.write_accounts(100)
        content = bytearray(self.file.read_bytes())
        content[4096 * 2 : 4096 * 4] = b"\xa5" * 8192
        self.file.write_bytes(content)

        self.assert_refused("is damaged and was left as it is", at_once=False)

    def test_accounts_that_were_cut_off(self) -> None:
        self.write_accounts(100)
        content = self.file.read_bytes()
        self.file.write_bytes(content[: len(content) // 2])

        self.assert_refused("is damaged and was left as it is", at_once=False)

    def test_a_file_that_may_only_be_read(self) -> None:
        if not os.geteuid():
            self.skipTest("root may write everywhere")
        self.write_accounts()
        self.file.chmod(0o400)

        self.assert_refused("can't be opened (Permission denied)", at_once=False)

    def test_a_folder_in_the_place_of_the_file(self) -> None:
        self.file.mkdir()

        for look in (lambda: check(self.directory), self.opened):
            error = self.assertRaises(AccountsError, look)
            self.assertIn("Is a directory", str(error))

    def test_a_file_in_the_place_of_the_folder(self) -> None:
        self.directory.rmdir()
        self.directory.write_text("mine")

        self.assertIn("(File exists)", str(self.assertRaises(HistoryError, self.opened)))


@contextmanager
def newer_program() -> Iterator[None]:
    """Let the program be one version further, in which a way to greet belongs to each account."""

    def greet(connection: apsw.Connection) -> None:
        connection.execute("ALTER TABLE accounts ADD COLUMN greeting TEXT NOT NULL DEFAULT 'hi'")

    version = schema.VERSION
    schema.MIGRATIONS[version] = greet
    schema.VERSION += 1
    try:
        yield
    finally:
        schema.VERSION = version
        del schema.MIGRATIONS[version]


class Migrated(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.write_accounts()

    def greetings(self) -> list[str]:
        with sqlite3.connect(self.file) as connection:
            rows = connection.execute("SELECT greeting FROM accounts").fetchall()
        connection.close()
        return [greeting for (greeting,) in rows]

    def test_an_older_version_becomes_todays(self) -> None:
        with newer_program():
            self.opened()

        self.assertEqual(self.greetings(), ["hi"])

    def test_it_is_migrated_once(self) -> None:
        with newer_program():
            self.opened()
            accounts = self.opened().all_accounts()

        self.assertEqual([str(account.name) for account in accounts], ["ana1"])

    def test_it_is_not_migrated_under_a_server_that_runs(self) -> None:
        with Lock(self.directory), newer_program():
            error = self.assertRaises(HistoryError, self.opened)

        self.assertIn("in use by a server", str(error))

    def test_the_server_that_holds_the_folder_migrates_it(self) -> None:
        with Lock(self.directory), newer_program():
            self.opened(is_held=True)

        self.assertEqual(self.greetings(), ["hi"])
