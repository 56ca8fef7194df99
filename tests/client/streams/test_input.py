from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.streams.input import LONGEST_LINE, InputLines


class LinesOfAnInput(SynchronousTestCase):
    """Bytes become lines, whatever their size."""

    def setUp(self) -> None:
        self.lines = InputLines()

    def test_lf_and_cr_lf_end_a_line(self) -> None:
        self.assertEqual(self.lines.feed(b"a\nb\r\n\nc"), [b"a", b"b", b""])

    def test_a_last_line_needs_no_end(self) -> None:
        self.lines.feed(b"a\nb")
        self.assertEqual(self.lines.end(), [b"b"])

    def test_behind_a_line_end_there_is_no_last_line(self) -> None:
        self.lines.feed(b"a\n")
        self.assertEqual(self.lines.end(), [])

    def test_a_line_without_end_takes_no_more_memory(self) -> None:
        for _ in range(100):
            self.assertEqual(self.lines.feed(b"x" * 65_536), [])
        self.assertEqual(len(self.lines._unfinished), LONGEST_LINE)

    def test_a_line_that_was_cut_ends_where_it_ended(self) -> None:
        self.lines.feed(b"x" * (LONGEST_LINE + 1))
        self.assertEqual(self.lines.feed(b"x\nnext\n"), [b"x" * LONGEST_LINE, b"next"])

    @given(st.lists(st.text(st.sampled_from("ab\r\n")).map(str.encode)))
    def test_how_it_is_cut_into_pieces_makes_no_difference(self, pieces: list[bytes]) -> None:
        whole, cut = InputLines(), InputLines()
        lines = [line for piece in pieces for line in cut.feed(piece)]
        self.assertEqual(lines + cut.end(), whole.feed(b"".join(pieces)) + whole.end())
