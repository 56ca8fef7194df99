"""The history's folder when it is opened: made, looked through, refused, migrated."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw

from chatservice.history import schema
from chatservice.history.files import HistoryError, check, open_history
from tests.history.folders import FolderTestCase, keep, said, texts


class Refused(FolderTestCase):
    """A file that can't be used is left as it is."""

    def setUp(self) -> None:
        super().setUp()
        self.directory.mkdir()
        self.file = self.directory / "history.db"

    def write_history(self) -> None:
        """Write a history of some hundred pages."""
        history = self.opened()
        for _ in range(100):
            keep(history, *[said("hello " * 50)] * 10)
        history.close()

    def assert_refused(self, reason: str, *, at_once: bool = True) -> None:
        """Assert that opening is refused, and, with ``at_once``, looking at the header as well."""
        before = self.file.read_bytes()

        for look in (check, open_history) if at_once else (open_history,):
            error = self.assertRaises(HistoryError, look, self.directory)
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

        self.assert_refused("is not a history of this program")

    def test_a_database_of_another_program_that_does_not_say_whose_it_is(self) -> None:
        with sqlite3.connect(self.file) as other:
            other.execute("CREATE TABLE songs (title TEXT)")
        other.close()

        self.assert_refused("is not a history of this program", at_once=False)

    def test_a_history_of_a_newer_version(self) -> None:
        self.write_history()
        with sqlite3.connect(self.file) as newer:
            newer.execute("PRAGMA user_version = 99")
            newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        newer.close()

        self.assert_refused(f"its tables are of version 99, this program knows {schema.VERSION}")

    def test_a_history_with_a_damaged_page(self) -> None:
        self.write_history()
        content = bytearray(self.file.read_bytes())
        for page in range(20, 40):
            content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
        self.file.write_bytes(content)

        self.assert_refused("is damaged and was left as it is", at_once=False)

    def test_a_history_that_was_cut_off(self) -> None:
        self.write_history()
        content = self.file.read_bytes()
        self.file.write_bytes(content[: len(content) // 2])

        self.assert_refused("is damaged and was left as it is", at_once=False)

    def test_what_there_is_to_do_is_told(self) -> None:
        self.file.write_text("Dear diary" * 1000)

        error = self.assertRaises(HistoryError, check, self.directory)

        self.assertIn("`chatservice restore FILE`", str(error))

    def test_a_folder_in_the_place_of_the_file(self) -> None:
        self.file.mkdir()

        for look in (check, open_history):
            error = self.assertRaises(HistoryError, look, self.directory)
            self.assertIn("Is a directory", str(error))

    def test_a_file_in_the_place_of_the_folder(self) -> None:
        self.directory.rmdir()
        self.directory.write_text("mine")

        self.assertIn("(File exists)", str(self.assertRaises(HistoryError, self.opened)))
        self.assertEqual(self.directory.read_text(), "mine")

    def test_a_folder_in_a_folder_that_is_not_there(self) -> None:
        self.directory = self.directory / "no" / "such"

        self.assertIn("No such file", str(self.assertRaises(HistoryError, self.opened)))

    def test_no_history_for_who_only_reads(self) -> None:
        error = self.assertRaises(HistoryError, open_history, self.directory, writable=False)

        self.assertIn("there is no history in", str(error))
        self.assertEqual(list(self.directory.iterdir()), [])


class Usable(FolderTestCase):
    def test_a_folder_that_is_not_there_is_no_reason_not_to_start(self) -> None:
        check(self.directory)

        self.assertFalse(self.directory.exists())

    def test_an_empty_file_becomes_a_history(self) -> None:
        # A start that was cut short leaves one.
        self.directory.mkdir()
        (self.directory / "history.db").touch()
        check(self.directory)

        keep(self.opened(), said("one"))

        check(self.directory)

    def test_looking_changes_nothing(self) -> None:
        keep(self.opened(), said("one"))
        before = {file.name: file.read_bytes() for file in self.directory.iterdir()}

        check(self.directory)

        self.assertTrue(
            before == {file.name: file.read_bytes() for file in self.directory.iterdir()}
        )

    def test_who_only_reads_may_do_so_beside_a_server(self) -> None:
        history = self.opened()
        keep(history, said("one"))

        reader = open_history(self.directory, writable=False)
        self.addCleanup(reader.close)

        self.assertEqual(reader.execute("SELECT text FROM messages").get, "one")
        self.assertRaises(apsw.ReadOnlyError, reader.execute, "DELETE FROM messages")


class Together(FolderTestCase):
    def test_several_programs_may_begin_a_history_at_once(self) -> None:
        self.directory.mkdir()

        with ThreadPoolExecutor(8) as threads:
            connections = list(threads.map(open_history, [self.directory] * 8))
        for connection in connections:
            connection.close()

        keep(self.opened(), said("one"))


TODAY = schema.VERSION
"""Of the tables; the tests have versions to come."""


class Migrating(FolderTestCase):
    """What an older version of the program wrote is made today's."""

    def setUp(self) -> None:
        super().setUp()
        history = self.opened()
        keep(history, said("one"))
        history.close()
        self.copy = self.directory / f"history.db.version-{TODAY}"
        self.patch(schema, "VERSION", TODAY + 1)

    def migrates(self, migration: str) -> None:
        """Let the next version's tables be made by some statements of SQL."""
        self.patch(schema, "MIGRATIONS", {TODAY: lambda connection: connection.execute(migration)})

    def versions(self) -> dict[str, int]:
        """Return the version of each database in the folder, by the file's name."""
        found = {}
        for file in self.directory.glob("history.db*"):
            with sqlite3.connect(file) as database:
                (found[file.name],) = database.execute("PRAGMA user_version").fetchone()
            database.close()
        return found

    def test_the_tables_are_changed_and_the_messages_stay(self) -> None:
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT")

        history = self.opened()

        self.assertEqual(texts(history), ["one"])
        self.assertIs(history._connection.execute("SELECT mood FROM messages").get, None)

    def test_the_file_as_it_was_stays_beside_it_for_nobody_else_to_read(self) -> None:
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT")

        self.opened().close()

        self.assertEqual(self.versions(), {"history.db": TODAY + 1, self.copy.name: TODAY})
        self.assertEqual(self.copy.stat().st_mode & 0o777, 0o600)
        with sqlite3.connect(self.copy) as copy:
            self.assertEqual(copy.execute("SELECT text FROM messages").fetchall(), [("one",)])
        copy.close()

    def test_it_is_done_once(self) -> None:
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT")
        self.opened().close()
        self.copy.unlink()

        self.opened().close()

        self.assertFalse(self.copy.exists())

    def test_one_that_fails_in_the_middle_changes_nothing(self) -> None:
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT; DROP TABLE no_such_table")

        self.assertRaises(HistoryError, self.opened)

        self.assertEqual(self.versions()["history.db"], TODAY)
        self.patch(schema, "VERSION", TODAY)
        self.assertEqual(texts(self.opened()), ["one"])

    def test_one_that_failed_can_be_tried_again(self) -> None:
        self.migrates("DROP TABLE no_such_table")
        self.assertRaises(HistoryError, self.opened)
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT")

        self.assertEqual(texts(self.opened()), ["one"])

    def test_a_copy_that_was_cut_short_is_made_anew(self) -> None:
        part = Path(f"{self.copy}.part")
        part.write_bytes(b"half a file")
        self.migrates("ALTER TABLE messages ADD COLUMN mood TEXT")

        self.opened().close()

        self.assertFalse(part.exists())
        self.assertEqual(self.versions(), {"history.db": TODAY + 1, self.copy.name: TODAY})

    def test_several_versions_are_gone_through_one_by_one(self) -> None:
        self.patch(schema, "VERSION", TODAY + 2)
        self.patch(
            schema,
            "MIGRATIONS",
            {
                TODAY: lambda connection: connection.execute("CREATE TABLE moods (name TEXT)"),
                TODAY + 1: lambda connection: connection.execute(
                    "INSERT INTO moods VALUES ('merry')"
                ),
            },
        )

        history = self.opened()

        self.assertEqual(history._connection.execute("SELECT name FROM moods").get, "merry")
