"""`/search` over what is kept in memory: pages, marks, what is left out, what goes wrong."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotReadError
from tests.core.conversation import Chat
from tests.core.unwilling import NOT_READ, Unwilling

FOUND = "Found, the newest first:"
MORE = "/search more shows older ones."
NO_MORE = "There is no more to show: /search WORDS begins a new search."


class Searching(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def search(self, typed: str) -> list[str]:
        """Return what Ana reads of it, without times and rooms."""
        self.ana.reads()
        self.ana.types(f"/search {typed}")
        return [line.rpartition("#lobby ")[2] for line in self.ana.reads()]

    def test_a_message_is_shown_with_its_date_room_and_author_and_the_words_are_marked(
        self,
    ) -> None:
        self.juan.types("/join cocina", "Lunch at two?", "/me has lunch, then LUNCH")
        self.ana.reads()

        self.ana.types("/search lunch")

        self.assertEqual(
            self.ana.reads(),
            [
                FOUND,
                "[2026-11-21 14:35] #cocina * Juan has *lunch*, then *LUNCH*",
                "[2026-11-21 14:35] #cocina Juan: *Lunch* at two?",
            ],
        )

    def test_with_colours_what_was_looked_for_is_reversed(self) -> None:
        self.juan.types("Lunch at two?")
        self.ana.types("/set colour on")
        self.ana.reads()

        self.ana.types("/search lunch")

        self.assertTrue(self.ana.reads()[1].endswith(": \x1b[7mLunch\x1b[27m at two?"))

    def test_a_corrected_message_is_found_by_what_it_says_now_and_marked(self) -> None:
        self.juan.types("Lnch at two", "/edit Lunch at two")

        self.assertEqual(self.search("lunch"), [FOUND, "Juan: *Lunch* at two (edited)"])
        self.assertEqual(self.search("lnch"), ["Nothing was found."])

    def test_the_filters_find_what_somebody_said_somewhere(self) -> None:
        self.juan.types("one", "/join cocina", "two")
        self.ana.types("three")

        self.assertEqual(self.search("from:juan in:lobby"), [FOUND, "Juan: one"])

    def test_the_time_is_the_readers(self) -> None:
        self.juan.types("hola")
        self.ana.types("/set zone Europe/Madrid")
        self.ana.reads()

        self.ana.types("/search hola")

        self.assertIn("[2026-11-21 15:35]", self.ana.reads()[1])

    def test_ten_are_shown_and_the_older_ones_page_by_page(self) -> None:
        self.juan.types(*(f"hola {number}" for number in range(25)))

        pages = [self.search("hola"), self.search("more"), self.search("MÁS"), self.search("more")]

        def page(first: int, last: int) -> list[str]:
            return [f"Juan: *hola* {number}" for number in range(first, last, -1)]

        self.assertEqual(
            pages,
            [[FOUND, *page(24, 14), MORE], [*page(14, 4), MORE], page(4, -1), [NO_MORE]],
        )

    def test_ten_exactly_are_all(self) -> None:
        self.juan.types(*["hola"] * 10)

        self.assertEqual(len(self.search("hola")), 11)
        self.assertEqual(self.search("more"), [NO_MORE])

    def test_what_is_said_meanwhile_does_not_move_the_next_page(self) -> None:
        self.juan.types(*(f"hola {number}" for number in range(11)))
        self.search("hola")
        self.juan.types("hola 11")

        self.assertEqual(self.search("more"), ["Juan: *hola* 0"])

    def test_each_has_their_own_next_page(self) -> None:
        self.juan.types(*["hola"] * 11)
        self.search("hola")

        self.juan.types("/search more")

        self.assertEqual(self.juan.reads(), [NO_MORE])

    def test_without_a_search_there_is_no_next_page(self) -> None:
        self.assertEqual(self.search("more"), [NO_MORE])

    def test_a_search_that_finds_nothing_ends_the_pages_of_the_one_before(self) -> None:
        self.juan.types(*["hola"] * 11)
        self.search("hola")

        self.assertEqual(self.search("adiós"), ["Nothing was found."])
        self.assertEqual(self.search("more"), [NO_MORE])

    def test_the_lines_of_somebody_ignored_are_left_out(self) -> None:
        self.juan.types("hola")
        self.ana.types("hola", "/ignore Juan")

        self.assertEqual(self.search("hola"), [FOUND, "Ana: *hola*"])

    def test_as_many_as_a_page_has_are_shown_beside_those_of_somebody_ignored(self) -> None:
        self.ana.types(*["hola"] * 11)
        self.juan.types(*["hola"] * 50)
        self.ana.types("/ignore Juan")

        self.assertEqual(self.search("hola"), [FOUND, *["Ana: *hola*"] * 10, MORE])

    def test_ones_private_messages_are_found_in_memory_too(self) -> None:
        self.juan.types("/msg Ana hola")

        self.assertEqual(
            self.search("hola"), [FOUND, "[2026-11-21 14:35] Juan (private to Ana): *hola*"]
        )

    def test_private_messages_of_others_are_not_found(self) -> None:
        beto, _ = self.chat.people("Beto", "Eva")
        beto.types("/msg Eva hola")

        self.assertEqual(self.search("hola"), ["Nothing was found."])

    def test_a_date_that_is_none_is_explained_where_nothing_is_found(self) -> None:
        self.juan.types("hola")

        self.assertEqual(
            self.search("hola before:tomorrow"),
            ["Nothing was found.", "before: and after: want a date, such as 2026-11-20."],
        )

    def test_what_has_neither_word_nor_filter_is_refused(self) -> None:
        for typed in ("!", '""', "…", "¿?"):
            (line,) = self.search(typed)
            self.assertTrue(line.startswith("There is nothing to look for in that: "), line)

    def test_a_search_that_fails_is_told_and_can_be_tried_again(self) -> None:
        self.juan.types("hola")
        for error in (NotReadError("disk I/O error"), ZeroDivisionError("a bug")):
            self.log.not_read = error
            self.assertEqual(self.search("hola"), [NOT_READ])
            self.log.not_read = None

            self.assertEqual(self.search("hola"), [FOUND, "Juan: *hola*"])

    def test_a_next_page_that_fails_is_there_still(self) -> None:
        self.juan.types(*["hola"] * 11)
        self.search("hola")
        self.log.not_read = NotReadError("disk I/O error")
        self.assertEqual(self.search("more"), [NOT_READ])
        self.log.not_read = None

        self.assertEqual(self.search("more"), ["Juan: *hola*"])
