from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.clusters import cells, is_rest
from chatservice.client.screen.wrapping import fitting, width_of, wrap
from tests.client.screen.test_clusters import CLUSTERS, FAMILY


def rows(text: str, width: int, indent: int = 0, link: str = "") -> list[str]:
    """Return the rows of a text, with spaces for what is left free on the left."""
    whole = [(at, at + len(link))] if link and (at := text.index(link)) >= 0 else []
    return [
        " " * row.indent + text[row.start : row.end] for row in wrap(text, width, indent, whole)
    ]


class WhereRowsEnd(SynchronousTestCase):
    def test_a_text_that_fits_is_one_row(self) -> None:
        self.assertEqual(rows("as it is", 8), ["as it is"])

    def test_rows_break_at_spaces(self) -> None:
        self.assertEqual(rows("one two three", 8), ["one two", "three"])

    def test_rows_after_the_first_are_indented(self) -> None:
        self.assertEqual(rows("one two three", 8, 2), ["one two", "  three"])

    def test_a_word_that_is_too_long_is_cut(self) -> None:
        self.assertEqual(rows("a abcdefghij", 5), ["a abc", "defgh", "ij"])

    def test_a_line_end_ends_a_row(self) -> None:
        self.assertEqual(rows("one\n\ntwo", 20, 1), ["one", " ", " two"])

    def test_spaces_at_the_beginning_of_a_line_stay(self) -> None:
        self.assertEqual(rows("one\n  two", 20), ["one", "  two"])

    def test_ideographs_break_anywhere(self) -> None:
        self.assertEqual(rows("a漢字かな", 6), ["a漢字", "かな"])

    def test_what_closes_stays_with_the_ideograph_before(self) -> None:
        self.assertEqual(rows("漢字漢。", 6), ["漢字", "漢。"])

    def test_korean_breaks_at_spaces(self) -> None:
        self.assertEqual(rows("가나 다라마", 8), ["가나", "다라마"])

    def test_an_empty_text_is_one_row(self) -> None:
        self.assertEqual(rows("", 10), [""])


class LinksInRows(SynchronousTestCase):
    """A terminal finds one in a row; broken it does not."""

    def test_one_that_fits_a_row_is_not_broken(self) -> None:
        link = "http://a.b/cdef"

        self.assertEqual(rows(f"see {link} now", 16, 0, link), ["see", link, "now"])

    def test_what_touches_it_may_be_parted_from_it(self) -> None:
        link = "http://a.b/cdef"

        self.assertEqual(rows(f"see:({link})", 15, 0, link), ["see:(", link, ")"])

    def test_one_that_needs_the_room_has_less_indentation(self) -> None:
        link = "http://a.b/cdef"

        self.assertEqual(rows(f"see {link} now", 16, 4, link), ["see", f" {link}", "    now"])

    def test_one_that_fits_nowhere_is_cut_where_a_row_is_full(self) -> None:
        link = "http://a.b/cdef"

        self.assertEqual(rows(f"see {link}", 10, 0, link), ["see http:/", "/a.b/cdef"])


texts = st.lists(
    st.sampled_from([*"abc  \n", "漢", "。", "https://example.org/x", *CLUSTERS]), max_size=40
).map("".join)


class AtAnyWidth(SynchronousTestCase):
    @given(texts, st.integers(1, 30), st.integers(0, 12))
    def test_no_row_is_too_wide(self, text: str, width: int, indent: int) -> None:
        indent = min(indent, width - 1)
        shown = fitting(cells(text.replace("\n", "")), width - indent)

        for row in wrap(shown, width, indent):
            self.assertLessEqual(row.indent + width_of(shown[row.start : row.end]), width)

    @given(texts, st.integers(8, 30), st.integers(0, 12))
    def test_nothing_but_spaces_is_left_out(self, text: str, width: int, indent: int) -> None:
        shown = cells(text)
        parts = wrap(shown, width, min(indent, width - 8))

        self.assertEqual(
            "".join(shown[row.start : row.end] for row in parts).replace(" ", ""),
            shown.replace(" ", "").replace("\n", ""),
        )

    @given(texts, st.integers(8, 30))
    def test_no_row_begins_inside_a_cluster(self, text: str, width: int) -> None:
        shown = cells(text)

        for row in wrap(shown, width, 0):
            self.assertFalse(row.start < row.end and is_rest(shown[row.start]))

    def test_a_cluster_that_no_row_has_room_for_is_told_of(self) -> None:
        self.assertEqual(fitting(cells(f"a{FAMILY}b漢"), 1), "a\ufffdb\ufffd")
