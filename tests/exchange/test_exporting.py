"""Exporting: all that was said in the rooms, and nothing that was said in private."""

from __future__ import annotations

import shutil
import tracemalloc

import apsw

from chatservice.core.names import parse_name
from chatservice.exchange import exporting
from chatservice.exchange.exporting import MOST_CHARACTERS, MOST_MESSAGES, Selection
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.shapes import Entry
from chatservice.history import forgetting, schema
from chatservice.history.files import connect, open_history
from tests.exchange.folders import AT, FolderTestCase, add, exported, say, whisper
from tests.history.test_versions import VERSIONS

LOBBY = parse_name("lobby")

HOLA = Entry(AT, "lobby", "Juan", "hola")


class Exporting(FolderTestCase):
    def fill(self, count: int) -> tuple[apsw.Connection, list[Entry]]:
        """Return a history with messages, and these."""
        history = self.history()
        entries = [
            HOLA._replace(at=AT + number, room=("lobby", "cocina")[number % 2], text=str(number))
            for number in range(count)
        ]
        add(history, *entries)
        return history, entries

    def test_an_empty_history_has_nothing(self) -> None:
        self.assertEqual(exported(self.history()), [])

    def test_as_many_messages_as_there_are_come_in_their_order(self) -> None:
        history, entries = self.fill(2 * MOST_MESSAGES + 1)

        self.assertEqual(exported(history), entries)

    def test_no_more_messages_than_are_read_at_once_come_in_a_chunk(self) -> None:
        history, _ = self.fill(2 * MOST_MESSAGES)

        lengths = [len(chunk) for chunk in exporting.chunks(history, Selection())]

        self.assertEqual(max(lengths), MOST_MESSAGES)

    def test_long_messages_come_in_small_chunks(self) -> None:
        history = self.history()
        long = "ñ" * 50_000
        add(history, *(HOLA._replace(at=AT + number, text=long) for number in range(10)))

        chunks = list(exporting.chunks(history, Selection()))

        self.assertEqual(sum(map(len, chunks)), 10)
        for chunk in chunks:
            self.assertLess(sum(len(entry.text) for entry in chunk), MOST_CHARACTERS + len(long))

    def test_what_is_private_is_left_out(self) -> None:
        history = self.history()
        whisper(history, AT, "secret")
        say(history, AT + 1, "open")
        whisper(history, AT + 2, "secret")

        self.assertEqual([entry.text for entry in exported(history)], ["open"])

    def test_what_somebody_said_who_wants_to_be_forgotten_is_left_out(self) -> None:
        history = self.history()
        add(history, Entry(AT, "lobby", "Juan", "hola"))
        say(history, AT + 1, "to be forgotten")
        with history:
            forgetting.begin(history, 1)

        for selection in (Selection(), Selection(exporting.room_called(history, LOBBY))):
            self.assertEqual([entry.text for entry in exported(history, selection)], ["hola"])

    def test_the_history_of_a_server_of_an_older_version_can_be_had(self) -> None:
        for version in range(1, schema.VERSION + 1):
            folder = self.folder / str(version)
            folder.mkdir()
            shutil.copy(VERSIONS / f"{version}.sqlite", folder / "history.db")
            history = open_history(folder, writable=False)
            self.addCleanup(history.close)

            self.assertEqual([e.text for e in exported(history)], ["¿cómo estás?", "waves", "tea"])

    def test_one_room_alone_can_be_had(self) -> None:
        history, entries = self.fill(3 * MOST_MESSAGES)

        room = exporting.room_called(history, parse_name("COCINA"))

        self.assertEqual(exported(history, Selection(room=room)), entries[1::2])

    def test_a_room_that_is_not_there_is_refused(self) -> None:
        history, _ = self.fill(1)

        with self.assertRaises(ExchangeError):
            exporting.room_called(history, parse_name("sala"))

    def test_a_time_to_begin_with_is_the_first_that_is_there(self) -> None:
        history, entries = self.fill(20)

        self.assertEqual(exported(history, Selection(since=AT + 7)), entries[7:])

    def test_a_message_counts_by_its_time_not_its_place(self) -> None:
        history = self.history()
        say(history, AT + 5, "of before", at=AT)

        self.assertEqual(exported(history, Selection(since=AT + 1)), [])
        self.assertEqual(len(exported(history, Selection(since=AT))), 1)

    def test_the_count_is_of_what_is_selected(self) -> None:
        history, _ = self.fill(10)
        whisper(history, AT + 100, "secret")
        room = exporting.room_called(history, parse_name("cocina"))

        counts = [
            exporting.count(history, selection)
            for selection in (
                Selection(),
                Selection(room=room),
                Selection(since=AT + 5),
                Selection(room=room, since=AT + 6),
            )
        ]

        self.assertEqual(counts, [10, 5, 5, 2])

    def test_the_server_may_write_and_tidy_up_between_any_two_chunks(self) -> None:
        history, entries = self.fill(3 * MOST_MESSAGES)
        server = connect(self.folder / "data" / "history.db", patience=0)
        self.addCleanup(server.close)

        found = []
        for number, chunk in enumerate(exporting.chunks(history, Selection())):
            found += chunk
            say(server, AT + 10**6 + number, "later")
            # Raises `BusyError` if anybody still reads.
            server.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

        self.assertEqual(found, entries)

    def test_a_long_history_takes_no_more_memory_than_a_short_one(self) -> None:
        history, _ = self.fill(20_000)
        taken = []
        for last in (AT + 18_000, AT):
            tracemalloc.start()
            try:
                for _ in exporting.chunks(history, Selection(since=last)):
                    pass
                taken.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        self.assertLess(taken[1], taken[0] + 256 * 1024)
