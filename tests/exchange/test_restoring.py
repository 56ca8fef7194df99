"""Backups, put in the place of a history in any state."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from chatservice.exchange import copying
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.shapes import Entry
from chatservice.history import schema
from chatservice.history.files import HistoryError, Lock, open_history
from tests.exchange.copies import CopyingTestCase, nothing_told
from tests.exchange.folders import AT, add, exported, say

HOLA = Entry(AT, "lobby", "Juan", "hola")


class Restoring(CopyingTestCase):
    def test_the_history_is_the_one_of_the_copy(self) -> None:
        self.filled("uno", "dos")
        self.back_up()
        history = self.history()
        say(history, AT + 10**6, "tres")
        history.close()

        self.restore()

        self.assertEqual(self.texts(), ["uno", "dos"])

    def test_a_history_is_made_where_there_was_none(self) -> None:
        self.filled("uno")
        self.back_up()
        elsewhere = self.folder / "new"

        restored = copying.restore(elsewhere, self.copy, nothing_told)

        self.assertIsNone(restored.former)
        self.assertEqual((elsewhere / "history.db").stat().st_mode & 0o777, 0o600)
        self.assertEqual(elsewhere.stat().st_mode & 0o777, 0o700)

    def test_what_was_there_is_kept_with_what_stood_in_its_log(self) -> None:
        self.filled("uno")
        self.back_up()
        crashed = open_history(self.data)
        say(crashed, AT + 10**6, "in the log")
        wal = (self.data / "history.db-wal").read_bytes()
        main = (self.data / "history.db").read_bytes()
        crashed.close()
        (self.data / "history.db").write_bytes(main)
        (self.data / "history.db-wal").write_bytes(wal)

        former = self.restore()

        assert former is not None
        kept = apsw.Connection(str(former))
        self.addCleanup(kept.close)
        self.assertEqual([e.text for e in exported(kept)], ["uno", "in the log"])

    def test_a_damaged_history_is_put_aside_as_it_is(self) -> None:
        self.filled("uno")
        self.back_up()
        for rubbish in (b"rubbish" * 1000, b"", b"SQLite format 3\0" + b"\xff" * 4000):
            (self.data / "history.db").write_bytes(rubbish)

            former = self.restore()

            assert former is not None
            self.assertEqual(former.read_bytes(), rubbish)
            self.assertEqual(self.texts(), ["uno"])

    def test_the_log_of_a_damaged_history_is_put_aside_with_it(self) -> None:
        self.filled("uno")
        self.back_up()
        (self.data / "history.db").write_bytes(b"rubbish" * 1000)
        (self.data / "history.db-wal").write_bytes(b"log")

        former = self.restore()

        self.assertEqual(Path(f"{former}-wal").read_bytes(), b"log")
        self.assertEqual(self.texts(), ["uno"])

    def test_a_log_without_a_history_is_not_taken_for_the_new_ones(self) -> None:
        self.filled("uno")
        self.back_up()
        (self.data / "history.db").unlink()
        (self.data / "history.db-wal").write_bytes(b"log")

        self.restore()

        self.assertEqual(self.texts(), ["uno"])

    def test_the_index_goes_as_it_is_of_another_history(self) -> None:
        self.filled("uno")
        self.back_up()
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (self.data / name).write_text("words")

        self.restore()

        self.assertFalse({name for name in self.names(self.data) if name.startswith("index")})

    def test_a_running_server_is_in_the_way(self) -> None:
        self.filled("uno")
        self.back_up()
        lock = Lock(self.data)
        lock.acquire()
        self.addCleanup(lock.release)

        with self.assertRaises(HistoryError):
            self.restore()

        self.assertEqual(self.texts(), ["uno"])

    def test_an_import_that_runs_is_in_the_way(self) -> None:
        history = self.history()
        self.back_up()
        add(history, HOLA)

        with self.assertRaises(ExchangeError):
            self.restore()

        self.assertEqual(exported(history), [HOLA])
        self.assertFalse([name for name in self.names(self.data) if "restore" in name])

    def test_what_is_no_history_is_refused_and_nothing_changes(self) -> None:
        self.filled("uno")
        foreign = apsw.Connection(str(self.folder / "foreign"))
        foreign.execute("CREATE TABLE t (x)")
        foreign.close()
        (self.folder / "text").write_text("hello" * 1000)
        (self.folder / "empty").write_text("")
        before = self.names(self.data)

        for name in ("foreign", "text", "empty", "nothing", "."):
            with self.assertRaises(ExchangeError, msg=name):
                copying.restore(self.data, self.folder / name, nothing_told)

        self.assertEqual(self.names(self.data), before)
        self.assertEqual(self.texts(), ["uno"])

    def test_a_copy_of_a_newer_version_is_refused(self) -> None:
        self.filled("uno")
        self.back_up()
        copy = apsw.Connection(str(self.copy))
        copy.pragma("user_version", schema.VERSION + 1)
        copy.close()

        with self.assertRaises(ExchangeError) as caught:
            self.restore()

        self.assertEqual(caught.exception.details["found"], schema.VERSION + 1)

    def test_a_damaged_copy_is_refused(self) -> None:
        self.filled(*("x" * 1000 for _ in range(100)))
        self.back_up()
        data = bytearray(self.copy.read_bytes())
        data[40_000:44_000] = b"\xff" * 4000
        self.copy.write_bytes(data)

        with self.assertRaises(ExchangeError):
            self.restore()

        self.assertEqual(len(self.texts()), 100)

    def test_the_copy_stays_as_it_was(self) -> None:
        self.filled("uno")
        self.back_up()
        before = self.copy.read_bytes()

        self.restore()

        self.assertEqual(self.copy.read_bytes(), before)
        self.assertEqual(self.names(self.folder), {"data", "copy"})

    def test_a_history_that_was_copied_with_its_log_can_be_restored(self) -> None:
        history = self.history()
        add(history, HOLA)
        for suffix in ("", "-wal"):
            (self.folder / f"copy{suffix}").write_bytes(
                (self.data / f"history.db{suffix}").read_bytes()
            )
        history.close()

        self.restore()

        self.assertEqual(self.texts(), ["hola"])

    def test_a_file_of_any_name_can_be_restored(self) -> None:
        self.filled("uno")
        self.copy = self.folder / "what? 100% #1 ñ.db"
        self.back_up()

        self.restore()

        self.assertEqual(self.texts(), ["uno"])
        self.assertTrue(os.path.lexists(self.copy))
