"""A log's name: another one whenever its numbers may have been given to other messages before."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
from twisted.trial.unittest import SynchronousTestCase

from chatservice.exchange import copying
from chatservice.history.files import DATABASE, INDEX, open_history
from chatservice.history.fulltext import make
from chatservice.history.memory import MemoryHistory
from tests.history.folders import FolderTestCase, keep, put_in_order, said, texts


class InMemory(SynchronousTestCase):
    def test_it_stays_while_the_log_lives(self) -> None:
        log = MemoryHistory()
        name = log.name()
        log.append([])

        self.assertEqual(log.name(), name)
        self.assertRegex(name, "^[0-9a-f]{32}$")

    def test_each_run_has_another(self) -> None:
        self.assertNotEqual(MemoryHistory().name(), MemoryHistory().name())


class OnDisk(FolderTestCase):
    def named(self, directory: Path | None = None) -> str:
        """Return the name that the history in a folder has when it is opened."""
        history = self.opened(directory)
        name = history.name()
        history.close()
        return name

    def filled(self) -> str:
        """Make a history, wholly indexed; returns its name."""
        history = self.opened()
        keep(history, said("one"), said("two"))
        put_in_order(history)
        name = history.name()
        history.close()
        return name

    def copied(self) -> Path:
        """Return a copy of the history's file as it is now, which nobody has open."""
        copy = self.directory.parent / "copy"
        shutil.copy(self.directory / DATABASE, copy)
        return copy

    def back_up(self) -> Path:
        file = self.directory.parent / "backup"
        copying.back_up(self.directory, file, lambda _done, _of: None)
        return file

    def restore(self, file: Path) -> None:
        copying.restore(self.directory, file, lambda _done, _of: None)

    def test_it_stays_over_restarts(self) -> None:
        name = self.filled()

        self.assertRegex(name, "^[0-9a-f]{32}$")
        self.assertEqual([self.named(), self.named()], [name, name])

    def test_it_stays_where_something_is_imported_or_deleted(self) -> None:
        name = self.filled()
        history = self.opened()
        history.forget(11)
        put_in_order(history)
        history.close()

        self.assertEqual(self.named(), name)

    def test_it_stays_where_the_index_is_gone_damaged_or_new(self) -> None:
        name = self.filled()
        index = self.directory / INDEX
        index.unlink()
        self.assertEqual(self.named(), name)

        index.write_bytes(b"no database at all" * 1000)
        self.assertEqual(self.named(), name)

        make(self.directory)
        self.assertEqual(self.named(), name)

    def test_each_history_has_another(self) -> None:
        self.assertNotEqual(self.named(), self.named(self.directory.parent / "other"))

    def test_it_is_another_one_after_a_restore(self) -> None:
        name = self.filled()
        backup = self.back_up()

        self.restore(backup)
        first = self.named()
        self.restore(backup)
        second = self.named()

        self.assertEqual(len({name, first, second}), 3)

    def test_a_backup_that_is_put_in_place_by_hand_has_another(self) -> None:
        name = self.filled()
        backup = self.back_up()
        (self.directory / INDEX).unlink()

        shutil.copy(backup, self.directory / DATABASE)

        self.assertNotEqual(self.named(), name)

    def test_an_older_file_that_is_put_back_by_hand_has_another(self) -> None:
        name = self.filled()
        copy = self.copied()
        history = self.opened()
        keep(history, said("three"))
        put_in_order(history)
        history.close()

        shutil.copy(copy, self.directory / DATABASE)

        history = self.opened()
        self.assertEqual(texts(history), ["one", "two"])
        self.assertNotEqual(history.name(), name)
        history.close()
        self.assertNotEqual(self.named(), name)

    def test_another_file_that_is_put_in_place_by_hand_keeps_its_own(self) -> None:
        self.filled()
        other = open_history(self.directory.parent / "other")
        theirs = other.execute("SELECT name FROM history").get
        other.close()
        (self.directory / INDEX).unlink()

        shutil.copy(self.directory.parent / "other" / DATABASE, self.directory / DATABASE)

        self.assertEqual(self.named(), theirs)

    def test_a_file_of_an_older_version_gets_one(self) -> None:
        versions = Path(__file__).parent / "versions"
        for version in (1, 2):
            directory = self.directory.parent / f"of version {version}"
            directory.mkdir()
            shutil.copy(versions / f"{version}.sqlite", directory / DATABASE)

            name = self.named(directory)

            self.assertRegex(name, "^[0-9a-f]{32}$")
            self.assertEqual(self.named(directory), name)

    def test_a_file_without_one_is_not_opened(self) -> None:
        self.filled()
        connection = apsw.Connection(str(self.directory / DATABASE))
        connection.execute("DELETE FROM history")
        connection.close()

        with self.assertRaisesRegex(Exception, "is damaged"):
            self.opened()
