"""Accounts that an older version of the program wrote (`tools/keep_accounts_version.py`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts import schema
from chatservice.accounts.store import Store
from chatservice.core.accounts import Account, Kind, Mode, Rank, RoomRecord
from chatservice.core.names import parse_name

VERSIONS = Path(__file__).with_name("versions")
BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN, ANA = 11, 12


def shape(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Yield what tables and columns there are, and what indexes, in whatever order they stand."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for _, name, kind, is_needed, default, key in connection.execute(
            f"PRAGMA table_info({table})"
        ):
            yield table, name, kind, is_needed, default, key
        for _, name, is_unique, _, is_partial in connection.execute(f"PRAGMA index_list({table})"):
            columns = connection.execute(f"PRAGMA index_info({name})").fetchall()
            yield table, name, is_unique, is_partial, tuple(column for _, _, column in columns)


class Versions(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name)
        self.files = sorted(VERSIONS.glob("*.sqlite"))

    def opened(self, file: Path) -> Store:
        """Return the accounts of a file, migrated in a folder of their own."""
        folder = self.directory / file.stem
        folder.mkdir()
        copyfile(file, folder / "accounts.db")
        store = Store(folder, lambda: BEGINNING)
        store.open()
        self.addCleanup(store.close)
        return store

    def test_there_is_one_of_each_version(self) -> None:
        versions = range(1, schema.VERSION + 1)

        self.assertEqual([file.name for file in self.files], [f"{v}.sqlite" for v in versions])

    def test_everyone_is_there_as_they_were(self) -> None:
        for file in self.files:
            self.assertEqual(
                [account for account in self.opened(file).all_accounts() if not account.is_bot],
                [
                    Account(
                        ANA,
                        parse_name("Ana"),
                        Rank.MEMBER,
                        "proof of Ana",
                        BEGINNING + timedelta(hours=1),
                        {"language": "es"},
                        {"Peña": {"pena": BEGINNING}},
                        "café",
                        7,
                    ),
                    Account(JUAN, parse_name("Juan"), Rank.ADMIN, "proof of Juan", BEGINNING),
                ],
                file.name,
            )

    def test_rooms_and_bans_are_there_as_they_were(self) -> None:
        kitchen = RoomRecord(
            parse_name("Cocina"), ANA, frozenset({JUAN}), modes=frozenset({Mode.MODERATED}), slow=10
        )
        for file in self.files:
            store = self.opened(file)
            (ban,) = store.sanctions()

            self.assertEqual(store.room("cocina"), kitchen)
            self.assertEqual((ban.kind, ban.keys), (Kind.BAN, frozenset({"luis"})), file.name)

    def test_whoever_was_there_can_have_bots_then(self) -> None:
        for file in self.files:
            store = self.opened(file)

            bot = store.add_bot(parse_name("new"), 99, ANA, "f" * 64, BEGINNING)

            self.assertIn(bot, store.bots_of(ANA), file.name)

    def test_the_tables_are_those_of_a_new_file(self) -> None:
        new = Store(self.directory / "new", lambda: BEGINNING)
        new.open()
        new.close()
        with closing(sqlite3.connect(self.directory / "new" / "accounts.db")) as connection:
            expected = set(shape(connection))
        for file in self.files:
            self.opened(file).close()

            migrated = self.directory / file.stem / "accounts.db"
            with closing(sqlite3.connect(migrated)) as connection:
                self.assertEqual(set(shape(connection)), expected, file.name)

    def test_the_bots_of_those_versions_that_have_any_are_there(self) -> None:
        for file in self.files[1:]:
            (bot,) = self.opened(file).bots_of(ANA)

            self.assertEqual((str(bot.name), bot.token), ("robot", "0" * 64), file.name)
