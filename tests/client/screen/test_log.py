from __future__ import annotations

from datetime import timedelta

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.talk.entries import Entry, Kind
from tests.client.screen.readers import NOON, ROWS, Reader, texts


class TheEnd(SynchronousTestCase):
    """The last rows, and those that come."""

    def test_a_few_entries_stand_at_the_bottom(self) -> None:
        self.assertEqual(Reader(2).sees()[-2:], texts(1, 2))

    def test_the_rows_above_them_are_empty(self) -> None:
        reader = Reader(1)
        reader.talk.is_whole = True

        self.assertEqual(reader.sees()[:3], ["", "", ""])

    def test_the_last_rows_are_shown(self) -> None:
        self.assertEqual(Reader(20).sees(), texts(15, 20))

    def test_what_comes_moves_them_up(self) -> None:
        reader = Reader(20)
        reader.sees()
        reader.hears(21)

        self.assertEqual(reader.sees(), texts(16, 21))

    def test_there_is_nothing_in_an_empty_talk(self) -> None:
        self.assertEqual(Reader().sees(), [""] * ROWS)

    def test_another_talk_is_shown_at_its_end(self) -> None:
        reader = Reader(20)
        reader.sees()
        reader.log.page_up()
        other = reader.chat.talk("other", is_room=True)
        reader.chat.add(other, reader.entry(1, "elsewhere"))
        reader.chat.open(other)

        self.assertEqual(reader.sees()[-1], "elsewhere")
        self.assertTrue(reader.log.is_at_end)

    def test_an_entry_that_changes_is_shown_as_it_is_now(self) -> None:
        reader = Reader(2)
        reader.sees()
        entry = reader.talk.entries[-1]
        entry.text = "corrected"
        reader.talk.change(entry)

        self.assertEqual(reader.sees()[-1], "corrected")

    def test_a_day_begins_with_a_line(self) -> None:
        reader = Reader(1)
        reader.chat.add(reader.talk, Entry(Kind.SAID, NOON + timedelta(days=1), "later", "ana"))

        self.assertEqual(reader.sees()[-2], "── Saturday, 21 November 2026 ──")

    def test_what_came_while_nobody_looked_stands_below_a_line(self) -> None:
        reader = Reader(2)
        reader.chat.is_seen = False
        reader.hears(3)

        self.assertEqual(reader.sees()[-3:], ["text 2", "── new ──", "text 3"])


class ReadingBack(SynchronousTestCase):
    """What is read stays where it is."""

    def setUp(self) -> None:
        self.reader = Reader(40)
        self.reader.sees()

    def test_a_page_goes_back_by_all_rows_but_one(self) -> None:
        self.reader.log.page_up()

        self.assertEqual(self.reader.sees(), texts(30, 35))

    def test_a_row_goes_back_by_one(self) -> None:
        self.reader.log.line_up()

        self.assertEqual(self.reader.sees(), texts(34, 39))

    def test_nothing_moves_when_something_comes(self) -> None:
        self.reader.log.page_up()
        self.reader.hears(41)

        self.assertEqual(self.reader.sees(), texts(30, 35))

    def test_nothing_moves_when_something_older_is_put_before(self) -> None:
        for _ in range(20):
            self.reader.log.page_up()
        before = self.reader.sees()
        self.reader.talk.extend(self.reader.entry(number) for number in range(-9, 1))

        self.assertEqual(self.reader.sees()[2:], before[2:])

    def test_nothing_moves_when_what_is_above_becomes_longer(self) -> None:
        self.reader.log.page_up()
        first = self.reader.talk.entries[0]
        first.text = "very long " * 20
        self.reader.talk.change(first)

        self.assertEqual(self.reader.sees(), texts(30, 35))

    def test_a_page_forth_comes_back(self) -> None:
        for _ in range(3):
            self.reader.log.page_up()
        self.reader.log.page_down()

        self.assertEqual(self.reader.sees(), texts(25, 30))

    def test_it_is_known_that_somebody_reads_back(self) -> None:
        self.reader.log.line_up()

        self.assertTrue(self.reader.talk.is_read_back)

    def test_what_came_below_is_counted(self) -> None:
        self.reader.log.line_up()
        self.reader.hears(41)
        self.reader.hears(42)

        self.assertEqual(self.reader.log.below, 2)

    def test_at_the_end_nothing_is_below(self) -> None:
        self.reader.hears(41)

        self.assertEqual(self.reader.log.below, 0)

    def test_back_at_the_end_everything_is_read(self) -> None:
        self.reader.log.page_up()
        self.reader.hears(41)
        self.reader.log.page_down()
        self.reader.log.page_down()

        self.assertTrue(self.reader.log.is_at_end)
        self.assertEqual((self.reader.talk.is_read_back, self.reader.talk.unread), (False, 0))

    def test_the_end_is_one_key_away(self) -> None:
        for _ in range(5):
            self.reader.log.page_up()
        self.reader.log.to_end()

        self.assertEqual(self.reader.sees(), texts(35, 40))

    def test_a_screen_that_shows_the_end_by_growing_is_at_the_end(self) -> None:
        self.reader.log.line_up()
        self.reader.drawing.size = self.reader.drawing.size._replace(rows=30)
        self.reader.drawing.joining.resize(30, 40)
        self.reader.drawing.parting.resize(30, 40)
        self.reader.drawing.app.renderer.erase()

        self.assertEqual(self.reader.sees()[-1], "text 40")
        self.assertTrue(self.reader.log.is_at_end)

    def test_an_entry_that_is_taken_away_lets_its_neighbours_be_read(self) -> None:
        self.reader.log.page_up()
        self.reader.talk.remove(self.reader.talk.entries[29])

        self.assertEqual(self.reader.sees(), texts(31, 36))
