"""When the history on disk can't keep what it is given, or not just now."""

from __future__ import annotations

from datetime import timedelta

from chatservice.core.events import Deleted
from chatservice.core.log import BusyError, Last, NotKeptError, NotReadError
from chatservice.history.files import HistoryError
from tests.history.folders import (
    NOW,
    FolderTestCase,
    found,
    keep,
    put_in_order,
    said,
    texts,
    whispered,
)

MUCH = "x" * 100_000


class Busy(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()
        keep(self.history, said("one"))
        self.other = self.hold()
        self.other.writes()

    def test_while_another_program_writes_nothing_is_kept(self) -> None:
        self.assertRaises(BusyError, keep, self.history, said("two", "cocina", "Ana"))

        self.assertEqual((texts(self.history), texts(self.history, "cocina")), (["one"], []))

    def test_when_it_has_written_the_same_can_be_kept(self) -> None:
        self.assertRaises(BusyError, keep, self.history, said("two", "cocina", "Ana"))
        self.other.lets_go()

        keep(self.history, said("two", "cocina", "Ana"))

        self.assertEqual(texts(self.history, "cocina"), ["two"])

    def test_what_was_kept_can_be_read_meanwhile(self) -> None:
        self.assertEqual((texts(self.history), self.history.topics(9)), (["one"], {}))
        self.assertEqual(found(self.history, "one"), ["one"])

    def test_while_another_program_reads_everything_is_kept(self) -> None:
        self.other.lets_go()
        self.other.reads()

        keep(self.history, said("two"))

        self.assertEqual(texts(self.history), ["one", "two"])


class Full(FolderTestCase):
    """There is no more room on the disk; made so by a limit of SQLite's own."""

    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()
        keep(self.history, said("one"))

    def is_full(self) -> None:
        connection = self.history._connection
        connection.pragma("max_page_count", connection.pragma("page_count"))

    def has_room(self) -> None:
        self.history._connection.pragma("max_page_count", 2**30)

    def test_nothing_of_the_turn_is_kept(self) -> None:
        self.is_full()

        self.assertRaises(NotKeptError, keep, self.history, said("two"), said(MUCH), said("three"))

        self.assertEqual(texts(self.history), ["one"])

    def test_it_is_not_taken_for_busy(self) -> None:
        self.is_full()

        error = self.assertRaises(NotKeptError, keep, self.history, said(MUCH))

        self.assertNotIsInstance(error, BusyError)
        self.assertIn("full", str(error))

    def test_rooms_and_people_who_came_with_it_are_kept_with_the_next(self) -> None:
        self.is_full()
        turn = (said("two", "cocina", "Ana"), whispered("psst", "Ana", "Beto"))
        self.assertRaises(NotKeptError, keep, self.history, *turn, said(MUCH))
        self.has_room()

        keep(self.history, *turn)

        self.assertEqual(texts(self.history, "cocina"), ["two"])
        self.assertEqual(found(self.history, "psst"), ["psst"])

    def test_no_number_is_left_out_or_given_twice(self) -> None:
        self.is_full()
        self.assertRaises(NotKeptError, keep, self.history, said("two"), said(MUCH))
        self.has_room()

        self.assertEqual(keep(self.history, said("two")), [2])

    def test_it_is_no_reason_not_to_read(self) -> None:
        self.is_full()
        self.assertRaises(NotKeptError, keep, self.history, said(MUCH))

        self.assertEqual(found(self.history, "one"), ["one"])

    def test_a_deletion_that_failed_has_deleted_nothing(self) -> None:
        self.is_full()
        gone = Deleted(NOW, "lobby", "Juan", 1)
        self.assertRaises(NotKeptError, keep, self.history, gone, said(MUCH))
        self.has_room()

        put_in_order(self.history)

        self.assertEqual((texts(self.history), found(self.history, "one")), (["one"], ["one"]))


class Faults(FolderTestCase):
    def test_what_cannot_be_written_at_all_leaves_nothing_and_harms_nothing(self) -> None:
        history = self.opened()
        half_a_character = said("\ud800", "cocina")
        self.assertRaises(UnicodeEncodeError, keep, history, said("one"), half_a_character)
        self.assertEqual(texts(history), [])

        keep(history, said("two"), said("three", "cocina"))

        self.assertEqual((texts(history), texts(history, "cocina")), (["two"], ["three"]))

    def test_a_closed_history_keeps_and_reads_nothing(self) -> None:
        history = self.opened()
        history.close()

        self.assertRaises(NotKeptError, keep, history, said("one"))
        self.assertRaises(NotReadError, history.last, Last("lobby", 1))
        self.assertRaises(NotReadError, history.topics, 9)
        self.assertRaises(NotReadError, found, history, "one")


class SecondServer(FolderTestCase):
    def test_it_is_refused_with_the_process_of_the_first(self) -> None:
        self.opened()

        error = self.assertRaises(HistoryError, self.opened)

        self.assertRegex(str(error), r"is in use by a server that runs \(process [0-9]+\)$")

    def test_the_first_one_goes_on(self) -> None:
        history = self.opened()
        self.assertRaises(HistoryError, self.opened)

        keep(history, said("one"))

        self.assertEqual(texts(history), ["one"])

    def test_it_may_have_the_folder_when_the_first_has_ended(self) -> None:
        self.opened().close()

        self.assertEqual(texts(self.opened()), [])

    def test_one_that_could_not_start_keeps_nobody_away(self) -> None:
        self.directory.mkdir()
        (self.directory / "history.db").write_text("mine")
        self.assertRaises(HistoryError, self.opened)
        (self.directory / "history.db").unlink()

        self.assertEqual(texts(self.opened()), [])


class Imports(FolderTestCase):
    """Another program puts messages in while the server runs."""

    def test_what_stands_where_the_next_message_would_is_stepped_over(self) -> None:
        history = self.opened()
        keep(history, said("one"))
        other = self.hold()
        other.keeps(NOW + timedelta(microseconds=1), "imported", seq=2)

        numbers = keep(history, said("two"), said("three"))

        self.assertEqual(numbers, [3, 4])
        self.assertEqual(texts(history), ["one", "imported", "two", "three"])
