"""Histories of every version of the tables that was ever committed, opened by this program.

`tools/keep_history_version.py` wrote them, each with the program of its time.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept, Last, Search
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

    def test_who_only_reads_sees_today_s_tables_and_changes_nothing(self) -> None:
        for version in range(1, schema.VERSION + 1):
            directory = self.folder(version)

            reader = open_history(directory, writable=False)
            names = reader.execute("SELECT name FROM authors WHERE forgotten = 0 ORDER BY name")
            self.assertEqual(names.fetchall(), [("Ana",), ("Juan",)])
            reader.close()

            before = (VERSIONS / f"{version}.sqlite").read_bytes()
            self.assertTrue((directory / DATABASE).read_bytes() == before, version)
