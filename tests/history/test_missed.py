"""Reading on in some rooms from a place in the history, in memory and on disk alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Corrected, Deleted, Event, TopicChanged
from chatservice.core.log import Kept, Log, NotReadError, Record, Since
from chatservice.core.people import FOR_EVER
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from chatservice.history.rows import MOST_LEFT_OUT
from tests.history.folders import NOW, FolderTestCase, in_a_folder, keep, said, whispered

ROOMS = ("lobby", "cocina", "taller")
NAMES = ("juan", "ana", "beto")


def read_on(log: Log, wanted: Since) -> list[Kept]:
    """Return all that comes after a place, read step by step."""
    found: list[Kept] = []
    more, end = True, wanted.after
    while more:
        stretch = log.since(Since(wanted.rooms, end, wanted.count, wanted.without))
        assert len(stretch.messages) <= wanted.count
        assert stretch.end > end or not stretch.more, "it would go on for ever"
        found += stretch.messages
        more, end = stretch.more, stretch.end
    return found


def texts(messages: Sequence[Kept]) -> list[str]:
    return [kept.message.text for kept in messages]


turns = st.lists(
    st.lists(st.tuples(st.sampled_from(ROOMS), st.sampled_from(NAMES)), max_size=6), max_size=6
)
ignored = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 6), max_size=2)


class AgainstTheSimplestLog(SynchronousTestCase):
    """A list of all that was said, looked at one by one."""

    def holds(
        self,
        log: Log,
        script: list[list[tuple[str, str]]],
        rooms: tuple[str, ...],
        without: Mapping[str, int],
        count: int,
        deleted: set[int],
    ) -> None:
        """Let all be said, some of it be taken back, and compare what is read at each place."""
        times = {name: NOW + timedelta(seconds=turn) for name, turn in without.items()}
        ends = [log.end()]
        everything: list[tuple[int, int, str, str, datetime]] = []
        for turn, lines in enumerate(script):
            at = NOW + timedelta(seconds=turn)
            events = [said(str(turn), room, name, at) for room, name in lines]
            numbers = log.append([Record(event, 1) for event in events])
            everything += [
                (turn, number, room, name, at)
                for number, (room, name) in zip(numbers, lines, strict=True)
            ]
            ends.append(log.end())
        for position in sorted(deleted):
            if position < len(everything):
                _, number, room, name, at = everything[position]
                log.append([Record(Deleted(at, room, name, number), 1)])
        for turn, end in enumerate(ends):
            wanted = Since(rooms, end, count, times)
            expected = [
                number
                for position, (of, number, room, name, at) in enumerate(everything)
                if of >= turn and position not in deleted
                if room in rooms and not (name in times and at <= times[name])
            ]
            self.assertEqual([kept.seq for kept in read_on(log, wanted)], expected)
            start, number = log.start_of(wanted)
            last = Since(rooms, start, count, times)
            self.assertEqual(
                [kept.seq for kept in read_on(log, last)], expected[-count:] if expected else []
            )
            self.assertEqual(number, min(count, len(expected)))
            if len(expected) <= count:
                self.assertEqual(start, end)

    arguments = (
        turns,
        st.lists(st.sampled_from(ROOMS), unique=True).map(tuple),
        ignored,
        st.integers(1, 5),
        st.sets(st.integers(0, 12)),
    )

    @given(*arguments)
    def test_the_log_in_memory_reads_on_as_it_does(
        self,
        script: list[list[tuple[str, str]]],
        rooms: tuple[str, ...],
        without: Mapping[str, int],
        count: int,
        deleted: set[int],
    ) -> None:
        self.holds(MemoryHistory(), script, rooms, without, count, deleted)

    @settings(max_examples=40)
    @given(*arguments)
    def test_the_log_on_disk_reads_on_as_it_does(
        self,
        script: list[list[tuple[str, str]]],
        rooms: tuple[str, ...],
        without: Mapping[str, int],
        count: int,
        deleted: set[int],
    ) -> None:
        with TemporaryDirectory() as folder:
            log = DiskHistory(Path(folder))
            log.open()
            try:
                self.holds(log, script, rooms, without, count, deleted)
            finally:
                log.close()


class OnDisk(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()

    def test_who_is_ignored_is_looked_past_step_by_step(self) -> None:
        start = self.history.end()
        keep(self.history, said("first", who="Ana"))
        for _ in range(4):
            keep(self.history, *(said("x") for _ in range(MOST_LEFT_OUT)))
        keep(self.history, said("last", who="Ana"))
        without = {"juan": FOR_EVER}

        found = self.history.since(Since(("lobby",), start, 100, without))

        self.assertEqual((texts(found.messages), found.more), (["first"], True))
        self.assertEqual(
            texts(read_on(self.history, Since(("lobby",), start, 100, without))), ["first", "last"]
        )

    def test_one_step_looks_past_so_many_at_most(self) -> None:
        start = self.history.end()
        keep(self.history, *(said("x") for _ in range(MOST_LEFT_OUT + 100)), said("a", who="Ana"))

        found = self.history.since(Since(("lobby",), start, 100, {"juan": FOR_EVER}))

        self.assertEqual((found.messages, found.more), ((), True))

    def test_no_start_is_looked_for_further_back_than_so_many(self) -> None:
        start = self.history.end()
        keep(self.history, said("a", who="Ana"), said("b", who="Ana"))
        there = self.history.end()
        keep(self.history, *(said("x") for _ in range(MOST_LEFT_OUT + 1)))

        found = self.history.start_of(Since(("lobby",), start, 1, {"juan": FOR_EVER}))

        self.assertEqual(found, (there, 0))

    def test_what_an_import_puts_before_does_not_come(self) -> None:
        keep(self.history, said("old"))
        start = self.history.end()
        holder = self.hold()
        holder.keeps(NOW - timedelta(hours=1), "imported", 1000)
        keep(self.history, said("new"))

        self.assertEqual(texts(read_on(self.history, Since(("lobby",), start, 9))), ["new"])

    def test_what_is_said_after_an_import_from_the_future_comes_all_the_same(self) -> None:
        keep(self.history, said("old"))
        start = self.history.end()
        self.hold().keeps(NOW + timedelta(hours=1), "imported", 1000)
        keep(self.history, said("new"))

        self.assertIn("new", texts(read_on(self.history, Since(("lobby",), start, 9))))

    def test_a_clock_that_is_set_back_changes_no_order(self) -> None:
        start = self.history.end()
        keep(self.history, said("one"))
        keep(self.history, said("two", at=NOW - timedelta(hours=1)))

        self.assertEqual(texts(read_on(self.history, Since(("lobby",), start, 1))), ["one", "two"])

    def test_reading_on_leaves_nothing_open_that_holds_the_log(self) -> None:
        start = self.history.end()
        keep(self.history, *(said(str(number), room) for number in range(50) for room in ROOMS))

        self.history.since(Since(ROOMS, start, 2))
        self.history.start_of(Since(ROOMS, start, 2))

        keep(self.history, said("and on"))
        # Nobody reads the log any more: all of it can be put into the main file.
        left, done = self.history._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        self.assertEqual((left, done), (0, 0))

    def test_a_log_that_is_broken_cannot_be_read_on(self) -> None:
        start = self.history.end()
        keep(self.history, said("one"))
        self.history._connection.execute("PRAGMA writable_schema=ON")
        self.history._connection.execute("DROP TABLE messages")

        for look in (self.history.since, self.history.start_of):
            self.assertRaises(NotReadError, look, Since(("lobby",), start, 9))

    def test_it_ends_where_the_last_message_stands_after_a_restart_too(self) -> None:
        keep(self.history, said("one"))
        end = self.history.end()
        self.history.close()

        again = DiskHistory(self.directory)
        again.open()
        try:
            self.assertEqual(again.end(), end)
        finally:
            again.close()


class InMemory(SynchronousTestCase):
    """What holds of every log, and needs no model."""

    def log(self) -> Log:
        return MemoryHistory()

    def read_after(self, *events: Event) -> list[Kept]:
        """Let events be kept; returns what is to be read of them in the lobby."""
        log = self.log()
        start = log.end()
        log.append([Record(event, 1, 2) for event in events])
        return read_on(log, Since(("lobby",), start, 9))

    def test_a_message_that_was_corrected_comes_as_it_is_now(self) -> None:
        first = said("hloa")

        found = self.read_after(first, Corrected(NOW, "lobby", "Juan", "hola", 1))

        self.assertEqual(found, [Kept(1, said("hola"), edited=True)])

    def test_what_is_done_and_what_is_said_come_and_nothing_else(self) -> None:
        waved = Acted(NOW, "lobby", "Juan", "waves")

        found = self.read_after(
            whispered("psst"), waved, TopicChanged(NOW, "lobby", "Juan", "Tea"), said("hola")
        )

        self.assertEqual([kept.message for kept in found], [waved, said("hola")])

    def test_in_no_room_there_is_nothing(self) -> None:
        log = self.log()
        log.append([Record(said("hola"), 1)])

        self.assertEqual(read_on(log, Since((), 0, 9)), [])

    def test_a_room_where_nothing_was_said_has_nothing(self) -> None:
        log = self.log()
        log.append([Record(said("hola"), 1)])

        self.assertEqual(read_on(log, Since(("nowhere",), 0, 9)), [])


class InAFolder(InMemory):
    def log(self) -> Log:
        return in_a_folder(self)
