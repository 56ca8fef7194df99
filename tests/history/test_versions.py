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
from chatservice.history.files import DATABASE

VERSIONS = Path(__file__).parent / "versions"
BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN = 11


def second(number: int) -> datetime:
    return BEGINNING + timedelta(seconds=number)


class EveryVersion(SynchronousTestCase):
    def opened(self, version: int) -> DiskHistory:
        """Return the history of that version, in a folder of its own."""
        temporary = TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        directory = Path(temporary.name)
        shutil.copy(VERSIONS / f"{version}.sqlite", directory / DATABASE)
        history = DiskHistory(directory)
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
