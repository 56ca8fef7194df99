"""Importing while others use the history: nobody is held up, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import apsw

from chatservice.exchange.importing import Imported, Importer
from chatservice.exchange.shapes import Entry
from chatservice.history.files import connect
from tests.exchange.folders import AT, FolderTestCase, add, exported, messages, say

HOLA = Entry(AT, "lobby", "Juan", "hola")


class BesideTheServer(FolderTestCase):
    def second(self) -> apsw.Connection:
        """Open the history once more, as another program does."""
        connection = connect(self.folder / "data" / "history.db", patience=0)
        self.addCleanup(connection.close)
        return connection

    def interrupted(
        self, importer: Importer, entries: list[Entry], act: Callable[[], None]
    ) -> None:
        """Import, while `act` is called between looking up places and writing there, once."""
        pending = [act]
        importer._wait = lambda _: pending.pop()() if pending else None
        importer._idle_until = perf_counter() + 1000
        importer.add(entries)
        assert not pending

    def test_a_place_that_was_taken_meanwhile_is_passed_over(self) -> None:
        history = self.history()
        server = self.second()

        self.interrupted(Importer(history), [HOLA], lambda: say(server, AT, "said"))

        self.assertEqual([e.text for e in exported(history)], ["said", "hola"])

    def test_another_import_of_the_same_file_meanwhile_adds_nothing_twice(self) -> None:
        history = self.history()
        server = self.second()
        entries = list(messages(50))
        importer = Importer(history)

        self.interrupted(importer, entries, lambda: Importer(server).add(entries))

        self.assertEqual(exported(history), entries)
        self.assertEqual(importer.imported, Imported(known=50))

    def test_rooms_that_were_undone_are_made_again(self) -> None:
        history = self.history()
        server = self.second()
        entries = [HOLA._replace(at=AT + number, room="nueva") for number in range(3)]

        self.interrupted(Importer(history), entries, lambda: say(server, AT + 2, "said"))

        self.assertEqual([e.room for e in exported(history)], ["nueva", "nueva", "lobby", "nueva"])

    def test_the_server_can_write_between_any_two_steps(self) -> None:
        history = self.history()
        server = self.second()
        steps: list[bool] = []

        def commit() -> None:
            server.execute("BEGIN IMMEDIATE; COMMIT")  # raises `BusyError` if it is held
            steps.append(True)

        Importer(history).add(messages(5000), commit)

        self.assertGreater(len(steps), 3)

    def test_it_waits_for_whoever_holds_the_history(self) -> None:
        history = self.history()
        server = self.second()
        server.execute("BEGIN IMMEDIATE")

        def wait(_times: int) -> bool:
            server.execute("COMMIT")
            return True

        # In the place of SQLite's own, which lets time pass.
        history.set_busy_handler(wait)

        self.assertEqual(add(history, HOLA).added, 1)

    def test_what_can_never_be_written_is_an_error_and_no_endless_loop(self) -> None:
        history = self.history()
        history.execute(
            "CREATE TRIGGER no BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END"
        )

        with self.assertRaises(apsw.ConstraintError):
            add(history, HOLA)
