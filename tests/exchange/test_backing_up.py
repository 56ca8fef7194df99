"""Backups, made while the server writes."""

from __future__ import annotations

import shutil

import apsw

from chatservice.core.events import Corrected
from chatservice.exchange import copying
from chatservice.exchange.failures import ExchangeError
from chatservice.history import changes, forgetting, schema
from chatservice.history.files import HistoryError, connect
from chatservice.history.rows import at_of
from tests.exchange.copies import CopyingTestCase, nothing_told
from tests.exchange.folders import AT, say, whisper
from tests.history.test_versions import VERSIONS


class BackingUp(CopyingTestCase):
    def test_the_copy_has_all_that_was_said_in_private_too(self) -> None:
        history = self.history()
        say(history, AT, "open")
        whisper(history, AT + 1, "secret")

        self.back_up()

        copy = apsw.Connection(str(self.copy), flags=apsw.SQLITE_OPEN_READONLY)
        self.addCleanup(copy.close)
        self.assertEqual(
            copy.execute("SELECT text FROM messages ORDER BY place").fetchall(),
            [("open",), ("secret",)],
        )

    def test_the_copy_is_one_file_for_its_owner_alone(self) -> None:
        self.filled("hola")

        self.back_up()

        self.assertEqual(self.copy.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.names(self.folder), {"data", "copy"})

    def test_the_copy_can_be_read_where_nothing_can_be_written(self) -> None:
        self.filled("hola")

        self.back_up()

        self.assertEqual(self.copy.read_bytes()[18:20], b"\x01\x01")  # no write-ahead log

    def test_a_server_that_goes_on_writing_does_not_make_it_begin_again(self) -> None:
        self.filled(*("x" * 1000 for _ in range(2000)))
        server = connect(self.data / "history.db", patience=0)
        self.addCleanup(server.close)
        steps: list[int] = []

        def write(done: int, _of: int) -> None:
            say(server, AT + 10**9 + done, "later")
            steps.append(done)

        copying.back_up(self.data, self.copy, write)

        self.assertEqual(steps, sorted(set(steps)))
        self.assertGreater(len(steps), 1)

    def test_the_copy_is_of_the_moment_when_it_was_begun(self) -> None:
        self.filled("before")
        server = connect(self.data / "history.db", patience=0)
        self.addCleanup(server.close)

        copying.back_up(self.data, self.copy, lambda *_: say(server, AT + 9, "after"))

        server.close()
        self.restore()
        self.assertEqual(self.texts(), ["before"])

    def test_a_file_that_is_there_is_not_overwritten(self) -> None:
        self.filled("hola")
        self.copy.write_text("precious")

        with self.assertRaises(ExchangeError):
            self.back_up()

        self.assertEqual(self.copy.read_text(), "precious")

    def test_a_file_that_came_meanwhile_is_not_overwritten(self) -> None:
        self.filled("hola")

        with self.assertRaises(ExchangeError):
            copying.back_up(self.data, self.copy, lambda *_: self.copy.write_text("precious"))

        self.assertEqual(self.copy.read_text(), "precious")
        self.assertEqual(self.names(self.folder), {"data", "copy"})

    def test_where_there_is_no_history_nothing_is_made(self) -> None:
        with self.assertRaises(HistoryError):
            self.back_up()

        self.assertEqual(self.names(self.folder), set())

    def test_a_folder_that_is_not_there_is_refused(self) -> None:
        self.filled("hola")

        with self.assertRaises(ExchangeError):
            copying.back_up(self.data, self.folder / "no" / "copy", nothing_told)

    def test_one_that_is_given_up_leaves_nothing(self) -> None:
        self.filled("hola")

        def interrupt(_done: int, _of: int) -> None:
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            copying.back_up(self.data, self.copy, interrupt)

        self.assertEqual(self.names(self.folder), {"data"})

    def test_of_who_wants_to_be_forgotten_nothing_is_in_any_byte(self) -> None:
        history = self.history()
        say(history, AT, "Vertraulich")
        with history:
            forgetting.begin(history, 1)

        self.back_up()

        self.assertNotIn(b"vertraulich", self.copy.read_bytes().lower())
        history.close()
        self.restore()
        self.assertEqual(self.texts(), [])

    def test_what_became_of_their_messages_is_not_in_it(self) -> None:
        history = self.history()
        say(history, AT, "Vertraulich")
        with history:
            changes.note(history, 2, Corrected(at_of(AT), "lobby", "Ana", "no", 1))
            forgetting.begin(history, 1)

        self.back_up()

        history.close()
        self.restore()
        self.assertIsNone(self.history().execute("SELECT seq FROM changes").get)

    def test_no_number_is_given_twice_in_what_is_restored_then(self) -> None:
        history = self.history()
        say(history, AT, "one")
        with history:
            forgetting.begin(history, 1)
        self.back_up()
        history.close()

        self.restore()

        say(self.history(), AT + 1, "two")
        self.assertEqual(self.history().execute("SELECT seq FROM messages").get, 2)

    def test_the_history_of_a_server_of_an_older_version_is_copied_as_it_is(self) -> None:
        for version in range(1, schema.VERSION + 1):
            self.data = self.folder / f"data-{version}"
            self.copy = self.folder / f"copy-{version}"
            self.data.mkdir()
            shutil.copy(VERSIONS / f"{version}.sqlite", self.data / "history.db")

            self.back_up()

            copy = apsw.Connection(str(self.copy), flags=apsw.SQLITE_OPEN_READONLY)
            self.addCleanup(copy.close)
            self.assertEqual(copy.pragma("user_version"), version)
            self.restore()
            self.assertEqual(self.texts(), ["¿cómo estás?", "waves", "tea"])
