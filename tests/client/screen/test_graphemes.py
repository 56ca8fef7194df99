from __future__ import annotations

from prompt_toolkit.document import Document
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.graphemes import (
    GraphemeBuffer,
    GraphemeDocument,
    after,
    before,
    boundaries,
    word_after,
    word_before,
)

FAMILY = "👩‍👩‍👧"
FLAG = "🇪🇸"
ACCENTED = "e\u0301"
THUMB = "👍🏽"
ONES = (FAMILY, FLAG, ACCENTED, THUMB, "❤️", "각", "ñ", "日", "a")
"""What people take for one character each."""


class PlacesInAText(SynchronousTestCase):
    def test_what_is_one_character_to_people_has_no_place_within(self) -> None:
        for one in ONES:
            with self.subTest(one):
                text = f"x{one}y"
                end = 1 + len(one)
                self.assertEqual((after(text, 1), before(text, end)), (end, 1))

    def test_from_within_a_character_one_gets_to_its_borders(self) -> None:
        text = f"x{FAMILY}y"
        self.assertEqual((before(text, 3), after(text, 3)), (1, 1 + len(FAMILY)))

    def test_there_is_nothing_before_the_beginning_and_behind_the_end(self) -> None:
        self.assertEqual((before("ab", 0), after("ab", 2)), (0, 2))

    def test_two_flags_are_told_apart(self) -> None:
        text = FLAG * 2
        self.assertEqual(boundaries(text), [0, len(FLAG), 2 * len(FLAG)])

    def test_the_end_of_a_line_is_a_character(self) -> None:
        self.assertEqual((before("a\nb", 2), after("a\nb", 1)), (1, 2))

    def test_a_mark_at_the_beginning_of_a_line_does_not_join_the_line_before(self) -> None:
        text = "a\n\u0301b"
        self.assertEqual((before(text, 3), after(text, 1)), (2, 2))


class Words(SynchronousTestCase):
    def test_a_word_has_letters_of_any_script(self) -> None:
        for word in ("mañana", f"caf{ACCENTED}", "שלום", "日本語", "x1"):
            with self.subTest(word):
                text = f"a {word} b"
                end = 2 + len(word)
                self.assertEqual((word_before(text, end), word_after(text, 1)), (2, end))

    def test_signs_part_words(self) -> None:
        text = "one_two, three"
        self.assertEqual(word_before(text, 7), 4)
        self.assertEqual(word_after(text, 7), len(text))

    def test_emoji_are_no_words(self) -> None:
        text = f"one {FAMILY} "
        self.assertEqual(word_before(text, len(text)), 0)

    def test_words_go_on_in_the_next_line(self) -> None:
        self.assertEqual((word_after("one\ntwo", 3), word_before("one\ntwo", 4)), (7, 0))


class ADocument(SynchronousTestCase):
    """Offsets from the cursor, as prompt_toolkit asks for them."""

    def test_left_and_right_by_several(self) -> None:
        document = GraphemeDocument(f"{FAMILY}{FLAG}a{FLAG}", len(FAMILY + FLAG))
        self.assertEqual(document.get_cursor_left_position(2), -len(FAMILY + FLAG))
        self.assertEqual(document.get_cursor_right_position(2), 1 + len(FLAG))

    def test_the_opposite_of_left_is_right(self) -> None:
        document = GraphemeDocument(f"{FLAG}a", len(FLAG))
        self.assertEqual(document.get_cursor_left_position(-1), 1)
        self.assertEqual(document.get_cursor_right_position(-1), -len(FLAG))

    def test_left_goes_on_in_the_line_before(self) -> None:
        self.assertEqual(GraphemeDocument("a\nb", 2).get_cursor_left_position(), -1)

    def test_up_does_not_get_into_a_character(self) -> None:
        document = GraphemeDocument(f"{FAMILY}z\nabc", len(FAMILY) + 4)
        up = document.get_cursor_up_position()
        self.assertEqual(document.cursor_position + up, 0)

    def test_down_does_not_get_into_a_character(self) -> None:
        text = f"abc\n{FAMILY}z"
        down = GraphemeDocument(text, 2).get_cursor_down_position()
        self.assertEqual(2 + down, 4)

    def test_down_gets_to_the_end_of_a_shorter_line(self) -> None:
        self.assertEqual(3 + GraphemeDocument("abc\na\nb", 3).get_cursor_down_position(), 5)

    def test_there_may_be_no_word(self) -> None:
        document = GraphemeDocument("", 0)
        self.assertIsNone(document.find_next_word_ending())
        self.assertIsNone(document.find_next_word_beginning())
        self.assertIsNone(document.find_previous_word_beginning())
        self.assertIsNone(document.find_start_of_previous_word())

    def test_where_the_next_word_begins(self) -> None:
        self.assertEqual(GraphemeDocument("uno, dós", 1).find_next_word_beginning(), 4)

    def test_words_that_spaces_part_are_left_to_prompt_toolkit(self) -> None:
        text, at = "one two,three", 13
        ours, theirs = GraphemeDocument(text, at), Document(text, at)
        self.assertEqual(
            ours.find_start_of_previous_word(WORD=True),
            theirs.find_start_of_previous_word(WORD=True),
        )
        self.assertEqual(
            ours.find_previous_word_beginning(WORD=True),
            theirs.find_previous_word_beginning(WORD=True),
        )
        ours, theirs = GraphemeDocument(text, 0), Document(text, 0)
        self.assertEqual(
            ours.find_next_word_ending(WORD=True), theirs.find_next_word_ending(WORD=True)
        )
        self.assertEqual(
            ours.find_next_word_beginning(WORD=True), theirs.find_next_word_beginning(WORD=True)
        )


class ABuffer(SynchronousTestCase):
    def test_its_documents_count_in_characters(self) -> None:
        buffer = GraphemeBuffer()
        buffer.document = Document(f"a{FAMILY}")
        buffer.cursor_left()
        self.assertEqual(buffer.cursor_position, 1)
