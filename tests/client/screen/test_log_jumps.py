from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen import log as log_module
from chatservice.client.talk.entries import Entry, Kind
from tests.client.screen.readers import NOON, ROWS, Reader, texts


class WhatIsOlder(SynchronousTestCase):
    def test_at_the_top_it_is_asked_for(self) -> None:
        reader = Reader(8)
        reader.sees()
        reader.log.page_up()

        self.assertEqual(reader.asked, [reader.talk])

    def test_further_down_it_is_not(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.page_up()

        self.assertEqual(reader.asked, [])

    def test_a_talk_that_fits_on_the_screen_is_at_its_top(self) -> None:
        reader = Reader(1)
        reader.sees()
        reader.log.page_up()

        self.assertEqual(reader.asked, [reader.talk])

    def test_it_is_not_asked_for_while_it_comes(self) -> None:
        reader = Reader(1)
        reader.sees()
        reader.talk.is_loading = True
        reader.log.page_up()

        self.assertEqual(reader.asked, [])

    def test_it_is_not_asked_for_where_there_is_none(self) -> None:
        reader = Reader(1)
        reader.sees()
        reader.talk.is_whole = True
        reader.log.page_up()

        self.assertEqual(reader.asked, [])

    def test_the_top_says_what_is_above_it(self) -> None:
        reader = Reader(1)
        said = []
        for reader.talk.is_loading, reader.talk.is_whole in (
            *((False, False), (True, False), (False, True)),
        ):
            reader.talk.version += 1
            said.append(reader.sees()[-3])

        self.assertEqual(
            said,
            [
                "Page Up shows what was said before.",
                "Fetching what was said before…",
                "Nothing was said here before this.",
            ],
        )

    def test_a_conversation_that_has_just_begun_has_nothing_older(self) -> None:
        reader = Reader()
        reader.chat.open(reader.chat.talk("ana", is_room=False))
        reader.chat.add(reader.chat.current, reader.entry(1))

        self.assertFalse(any("Page Up" in row for row in reader.sees()))

    def test_a_conversation_into_which_something_older_came_may_have_more(self) -> None:
        reader = Reader()
        reader.chat.open(reader.chat.talk("ana", is_room=False))
        reader.chat.put_before(reader.chat.current, [reader.entry(1)])
        reader.log.reads_back(reader.chat.current)

        self.assertIn("Page Up shows what was said before.", reader.sees())

    def test_a_server_without_a_log_has_nothing_older(self) -> None:
        reader = Reader()
        reader.chat.add(reader.talk, Entry(Kind.LINE, NOON, "Welcome"))

        self.assertEqual(reader.sees()[-3], "")


class Jumps(SynchronousTestCase):
    def test_an_entry_is_brought_into_the_middle(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.show(reader.talk.entries[19])

        self.assertEqual(reader.sees(), texts(18, 23))

    def test_it_is_marked(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.show(reader.talk.entries[19])
        reader.sees()

        reverse = [row for row in range(ROWS) if reader.drawing.joining.buffer[row][0].reverse]
        self.assertEqual(reverse, [2])

    def test_one_near_the_end_is_shown_at_the_end(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.show(reader.talk.entries[38])

        self.assertEqual(reader.sees(), texts(35, 40))
        self.assertTrue(reader.log.is_at_end)

    def test_the_end_takes_the_mark_away(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.show(reader.talk.entries[38])
        reader.log.to_end()
        reader.sees()

        self.assertFalse(any(reader.drawing.joining.buffer[row][0].reverse for row in range(ROWS)))

    def test_an_entry_of_another_talk_is_not_shown(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.show(reader.entry(7))

        self.assertEqual(reader.sees(), texts(35, 40))

    def test_what_is_new_is_shown_from_its_first_line_on(self) -> None:
        reader = Reader(40)
        reader.chat.is_seen = False
        for number in range(41, 61):
            reader.hears(number)
        reader.sees()
        reader.log.to_mark()

        self.assertEqual(reader.sees(), ["── new ──", *texts(41, 45)])

    def test_without_anything_new_nothing_happens(self) -> None:
        reader = Reader(40)
        reader.sees()
        reader.log.to_mark()

        self.assertEqual(reader.sees(), texts(35, 40))


class WhatItCosts(SynchronousTestCase):
    """Rows are made when they are seen."""

    def laid_out(self, reader: Reader) -> list[str]:
        return [entry.text for entry in reader.log._cache]

    def test_of_a_flood_only_what_is_seen_is_laid_out(self) -> None:
        reader = Reader(2_000)
        reader.sees()

        self.assertLessEqual(len(self.laid_out(reader)), ROWS + 1)

    def test_what_is_laid_out_is_forgotten_some_time(self) -> None:
        reader = Reader(300)
        self.patch(log_module, "MOST_LAID_OUT", 50)
        reader.sees()
        for _ in range(50):
            reader.log.page_up()
            reader.sees()

        self.assertLessEqual(len(self.laid_out(reader)), 50)
