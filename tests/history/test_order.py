"""Going on after a number, and paging back from one, whatever was imported meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Deleted
from chatservice.core.log import Kept, Last, Log, Record, Since
from chatservice.core.people import FOR_EVER
from chatservice.exchange.importing import Importer
from chatservice.exchange.shapes import Entry
from chatservice.history.disk import DiskHistory
from chatservice.history.files import open_history
from chatservice.history.memory import MemoryHistory
from chatservice.history.rows import micro
from tests.history.folders import (
    ANA,
    JUAN,
    NOW,
    FolderTestCase,
    in_a_folder,
    keep,
    put_in_order,
    said,
    steps,
    whispered,
)

ROOMS = ("lobby", "cocina")


def import_into(directory: Path, *texts: str, at: int = 0, room: str = "lobby") -> None:
    """Import messages, as another process does, of so many seconds after the beginning."""
    connection = open_history(directory)
    try:
        time = micro(NOW + timedelta(seconds=at))
        Importer(connection, wait=lambda _: None).add(
            Entry(time, room, "Somebody", text, action=False, edited=False) for text in texts
        )
    finally:
        connection.close()


def gone_on(log: Log, seq: int, rooms: tuple[str, ...] = ROOMS) -> list[int]:
    """Return the numbers of what comes after a number, read step by step."""
    found: list[int] = []
    more, place = True, log.place_of(seq)
    while more:
        stretch = log.since(Since(rooms, place, 3))
        found += [kept.seq for kept in stretch.messages]
        more, place = stretch.more, stretch.end
    return found


def paged_back(log: Log, room: str, count: int) -> list[int]:
    """Return the numbers of all in a room, read from its end, each page before the one below."""
    found: list[Kept] = []
    page = log.last(Last(room, count))
    while page:
        found = [*page, *found]
        page = log.last(Last(room, count, below=page[0].seq))
    return [kept.seq for kept in found]


class InMemory(SynchronousTestCase):
    """What holds of every log."""

    def new_log(self) -> Log:
        return MemoryHistory()

    def setUp(self) -> None:
        self.log = self.new_log()

    def keep(self, *texts: str, room: str = "lobby") -> list[int]:
        return list(self.log.append([Record(said(text, room), JUAN) for text in texts]))

    def delete(self, number: int) -> int:
        (change,) = self.log.append([Record(Deleted(NOW, "lobby", "Juan", number), JUAN)])
        return change

    # -- going on ------------------------------------------------------------------------------

    def test_after_a_number_comes_what_was_said_later(self) -> None:
        numbers = self.keep("one", "two", "three")

        self.assertEqual(gone_on(self.log, numbers[0]), numbers[1:])

    def test_after_no_number_comes_everything(self) -> None:
        numbers = self.keep("one", "two")

        self.assertEqual(gone_on(self.log, 0), numbers)

    def test_after_the_last_number_comes_nothing(self) -> None:
        (number,) = self.keep("one")

        self.assertEqual(gone_on(self.log, number), [])

    def test_after_a_number_that_was_never_given_comes_what_is_said_from_now_on(self) -> None:
        self.keep("one")
        place = self.log.place_of(10**30)
        (number,) = self.keep("two")

        found = self.log.since(Since(ROOMS, place, 9))

        self.assertEqual([kept.seq for kept in found.messages], [number])

    def test_after_the_number_of_what_is_gone_comes_what_was_said_later(self) -> None:
        _, two, three = self.keep("one", "two", "three")
        self.delete(two)

        self.assertEqual(gone_on(self.log, two), [three])

    def test_after_the_number_of_a_change_comes_what_was_said_later(self) -> None:
        one, _ = self.keep("one", "two")
        change = self.delete(one)
        later = self.keep("three")

        self.assertEqual(gone_on(self.log, change), later)

    def test_after_the_number_of_a_private_message_comes_what_was_said_later(self) -> None:
        self.keep("one")
        (private,) = self.log.append([Record(whispered("psst"), JUAN, ANA)])
        later = self.keep("two")

        self.assertEqual(gone_on(self.log, private), later)

    # -- paging back ---------------------------------------------------------------------------

    def before(self, number: int, count: int = 9) -> list[int]:
        return [kept.seq for kept in self.log.last(Last("lobby", count, below=number))]

    def test_the_last_before_a_number_come_oldest_first(self) -> None:
        numbers = self.keep(*"abcdef")

        self.assertEqual(self.before(numbers[4], 2), numbers[2:4])

    def test_before_the_number_of_what_is_gone_come_those_before_it(self) -> None:
        one, two, _ = self.keep("one", "two", "three")
        self.delete(two)

        self.assertEqual(self.before(two), [one])

    def test_before_a_number_of_another_room_come_those_said_before_it(self) -> None:
        one, two = self.keep("one", "two")
        (there,) = self.keep("there", room="cocina")
        self.keep("three")

        self.assertEqual(self.before(there), [one, two])

    def test_before_the_first_there_is_nothing(self) -> None:
        one, _ = self.keep("one", "two")

        self.assertEqual(self.before(one), [])
        self.assertEqual(self.before(0), [])

    def test_before_a_number_that_was_never_given_come_the_last(self) -> None:
        numbers = self.keep("one", "two")

        self.assertEqual(self.before(10**30), numbers)

    def test_page_by_page_everything_comes_once(self) -> None:
        numbers = self.keep(*"abcdefg")

        self.assertEqual(paged_back(self.log, "lobby", 3), numbers)

    def test_what_came_later_in_the_turn_and_who_is_ignored_are_left_out_as_well(self) -> None:
        one, two, three = self.keep("one", "two", "three")

        self.assertEqual(
            [k.seq for k in self.log.last(Last("lobby", 9, upto=one, below=three))], [one]
        )
        self.assertEqual(self.log.last(Last("lobby", 9, {"juan": FOR_EVER}, below=two)), [])


class InAFolder(InMemory):
    def new_log(self) -> Log:
        return in_a_folder(self)


class Imported(FolderTestCase):
    """What is imported stands at its own time, and is nothing that anyone missed."""

    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()

    def say(self, text: str, at: int) -> int:
        (number,) = keep(self.history, said(text, at=NOW + timedelta(seconds=at)))
        return number

    def test_what_is_imported_does_not_come_wherever_it_stands(self) -> None:
        first = self.say("one", 0)
        for at in (-10, 0, 10, 30):
            import_into(self.directory, "old", at=at)
        second = self.say("two", 20)

        self.assertEqual(gone_on(self.history, first), [second])
        self.assertEqual(gone_on(self.history, first - 1), [first, second])

    def test_after_each_number_of_an_import_comes_what_was_said_later(self) -> None:
        first = self.say("one", 0)
        import_into(self.directory, *"abc", at=-10)
        second = self.say("two", 20)

        for number in range(first, second):
            self.assertEqual(gone_on(self.history, number), [second])

    def test_page_by_page_everything_comes_once_in_the_order_of_time(self) -> None:
        first = self.say("one", 0)
        import_into(self.directory, *"abc", at=-10)
        second = self.say("two", 20)
        import_into(self.directory, "d", at=10)
        a, b, c = range(first + 1, first + 4)

        for count in (1, 2, 3):
            self.assertEqual(
                paged_back(self.history, "lobby", count), [a, b, c, first, second + 1, second]
            )

    def test_before_an_imported_message_that_is_gone_come_those_before_it(self) -> None:
        first = self.say("one", 0)
        import_into(self.directory, *"abc", at=-10)
        a, b, _ = range(first + 1, first + 4)
        keep(self.history, Deleted(NOW, "lobby", "Juan", b))

        found = self.history.last(Last("lobby", 9, below=b))

        self.assertEqual([kept.seq for kept in found], [a])

    def test_however_much_was_imported_a_place_is_found_at_once(self) -> None:
        self.say("one", 0)
        import_into(self.directory, *map(str, range(2000)), at=-10_000)
        import_into(self.directory, *map(str, range(2000)), at=-20_000)
        last = self.history.last_number()

        self.assertLess(steps(self.history, lambda: self.history.place_of(last)), 20)

    def test_however_much_was_said_since_a_page_is_found_at_once(self) -> None:
        numbers = keep(self.history, *(said(str(number)) for number in range(4000)))
        page = Last("lobby", 10, below=numbers[20])

        self.assertLess(steps(self.history, lambda: self.history.last(page)), 100)


acts = st.one_of(
    st.tuples(st.just("say"), st.sampled_from((JUAN, ANA)), st.sampled_from(ROOMS)),
    st.tuples(st.just("whisper")),
    st.tuples(st.just("import"), st.integers(-3, 12), st.integers(1, 3), st.sampled_from(ROOMS)),
    st.tuples(st.just("delete"), st.integers(1, 12)),
    st.tuples(st.just("forget")),
    st.tuples(st.just("start again")),
)


class WhateverHappens(SynchronousTestCase):
    @settings(max_examples=60)
    @given(st.lists(acts, max_size=12))
    def test_nothing_is_lost_and_nothing_comes_twice(self, script: list[tuple[Any, ...]]) -> None:
        with TemporaryDirectory() as folder:
            log = DiskHistory(Path(folder))
            log.open()
            try:
                spoken: dict[int, str] = {}
                for second, act in enumerate(script):
                    log = self.do(log, Path(folder), second, act, spoken)
                self.compare(log, spoken)
            finally:
                log.close()

    def do(
        self,
        log: DiskHistory,
        folder: Path,
        second: int,
        act: tuple[Any, ...],
        spoken: dict[int, str],
    ) -> DiskHistory:
        """Do what an act says; ``spoken`` has the rooms of what was said, by the numbers."""
        at = NOW + timedelta(seconds=second)
        match act:
            case ("say", int(author), str(room)):
                (number,) = log.append([Record(said(str(second), room, at=at), author)])
                spoken[number] = room
            case ("whisper",):
                log.append([Record(whispered("psst"), JUAN, ANA)])
            case ("import", int(when), int(count), str(room)):
                texts = (f"imported {second} {number}" for number in range(count))
                import_into(folder, *texts, at=when, room=room)
            case ("delete", int(number)):
                log.append([Record(Deleted(at, "lobby", "Juan", number), JUAN)])
                spoken.pop(number, None)
            case ("forget",):
                theirs = {
                    kept.seq for room in ROOMS for kept in log.of_person(room, frozenset(), ANA, 99)
                }
                log.forget(ANA)
                put_in_order(log)
                for number in theirs:
                    del spoken[number]
            case _:
                log.close()
                log = DiskHistory(folder)
                log.open()
        return log

    def compare(self, log: DiskHistory, spoken: dict[int, str]) -> None:
        for number in range(log.last_number() + 1):
            for rooms in (ROOMS, ROOMS[1:]):
                self.assertEqual(
                    gone_on(log, number, rooms),
                    [seq for seq, room in spoken.items() if seq > number and room in rooms],
                )
        for room in ROOMS:
            everything = [kept.seq for kept in log.last(Last(room, 1000))]
            for count in (1, 3):
                self.assertEqual(paged_back(log, room, count), everything)
