"""Histories of every version of the tables that was ever committed, opened by this program.

`tools/keep_history_version.py` wrote them, each with the program of its time.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Corrected, Deleted, Removed, Said, Whispered
from chatservice.core.log import Changed, Kept, Last, Record, Search, Since
from chatservice.core.query import Query
from chatservice.history import schema
from chatservice.history.disk import DiskHistory
from chatservice.history.files import DATABASE, open_history

VERSIONS = Path(__file__).parent / "versions"
BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN, ANA = 11, 12


def second(number: int) -> datetime:
    return BEGINNING + timedelta(seconds=number)


class EveryVersion(SynchronousTestCase):
    def folder(self, version: int) -> Path:
        """Return a folder of its own with the history of that version."""
        temporary = TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        directory = Path(temporary.name)
        shutil.copy(VERSIONS / f"{version}.sqlite", directory / DATABASE)
        return directory

    def opened(self, version: int) -> DiskHistory:
        """Return the history of that version, in a folder of its own."""
        history = DiskHistory(self.folder(version))
        history.open()
        self.addCleanup(history.close)
        return history

    def test_there_is_a_file_of_each(self) -> None:
        self.assertEqual(
            sorted(int(file.stem) for file in VERSIONS.iterdir()),
            list(range(1, schema.VERSION + 1)),
        )

    def test_what_was_said_is_there_again(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)

            self.assertEqual(
                [*history.last(Last("lobby", 9)), *history.last(Last("cocina", 9))],
                [
                    Kept(1, Said(second(0), "lobby", "Juan", "¿cómo estás?")),
                    Kept(2, Acted(second(1), "lobby", "Ana", "waves")),
                    Kept(4, Said(second(4), "Cocina", "Ana", "tea"), edited=True),
                ],
            )

    def test_rooms_have_their_topics(self) -> None:
        for version in range(1, schema.VERSION + 1):
            self.assertEqual(self.opened(version).topics(9), {"Cocina": "Tea at five"})

    def test_private_messages_are_found_by_their_people(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)

            found = history.search(Search(Query(phrases=(("between",),)), JUAN, 9))

            self.assertEqual(
                found.messages, (Kept(3, Whispered(second(3), "Juan", "Ana", "between us")),)
            )

    def test_private_messages_wait_for_whom_they_are_for(self) -> None:
        for version in range(1, schema.VERSION + 1):
            found = self.opened(version).waiting(ANA, 0, 9)

            self.assertEqual([kept.message.text for kept in found.messages], ["between us"])

    def test_what_somebody_said_can_be_forgotten(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)

            history.forget(ANA)

            self.assertEqual([kept.seq for kept in history.last(Last("lobby", 9))], [1])
            self.assertEqual(history.last(Last("cocina", 9)), [])

    def test_what_was_changed_is_told_as_far_as_the_version_kept_that(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)

            told = [
                change.event
                for after in (4, 7)
                for change in history.changes(("lobby", "cocina"), after, ANA, 9)
            ]

            self.assertEqual(
                told,
                [
                    Corrected(second(5), "Cocina", "Ana", "tea", 4),
                    Deleted(second(8), "", "Ana", 6),
                    Removed(second(9), "lobby", "Ana", "Juan", (7,)),
                ]
                if version > 2
                else [],
            )

    def test_what_is_changed_now_is_told(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)
            last = history.last_number()
            gone = Deleted(second(20), "lobby", "Juan", 1)

            (number,) = history.append([Record(gone, JUAN)])

            self.assertEqual(number, last + 1)
            self.assertEqual(history.changes(("lobby",), last, 0, 9), [Changed(number, gone)])

    def test_who_goes_on_after_a_number_reads_what_was_said_later(self) -> None:
        for version in range(1, schema.VERSION + 1):
            history = self.opened(version)

            found = history.since(Since(("lobby", "cocina"), history.place_of(1), 9))

            self.assertEqual([kept.seq for kept in found.messages], [2, 4])

    def test_who_only_reads_sees_today_s_tables_and_changes_nothing(self) -> None:
        for version in range(1, schema.VERSION + 1):
            directory = self.folder(version)

            reader = open_history(directory, writable=False)
            names = reader.execute("SELECT name FROM authors WHERE forgotten = 0 ORDER BY name")
            self.assertEqual(names.fetchall(), [("Ana",), ("Juan",)])
            changed = reader.execute("SELECT count(*) FROM changes WHERE message > 0").get
            self.assertEqual(changed > 0, version > 2)
            self.assertEqual(reader.execute("SELECT first, last FROM imports").fetchall(), [])
            reader.close()

            before = (VERSIONS / f"{version}.sqlite").read_bytes()
            self.assertTrue((directory / DATABASE).read_bytes() == before, version)

    def test_what_was_imported_into_one_is_told_from_what_was_said(self) -> None:
        directory = self.folder(2)
        imported = apsw.Connection(str(directory / DATABASE))
        imported.execute("INSERT INTO authors VALUES (9, 'x', 'X', 0, 0)")
        said = imported.execute("SELECT max(place) FROM messages").get
        for seq in (5, 6, 8, 10):  # 7 is gone
            row = (said - 1_000_000 + seq, seq, 1, 9)
            imported.execute("INSERT INTO messages VALUES (?, ?, 0, ?, 1, ?, NULL, 0, '')", row)
        imported.execute("INSERT INTO messages VALUES (?, 9, 0, 1, 1, 1, NULL, 0, '')", (said + 1,))
        imported.close()
        history = DiskHistory(directory)
        history.open()
        self.addCleanup(history.close)

        ranges = history._connection.execute("SELECT first, last FROM imports").fetchall()

        self.assertEqual(ranges, [(5, 8), (10, 10)])
        self.assertEqual(history.place_of(8), said)
        self.assertEqual(history.place_of(10), said + 1)
