from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.streams.input import LONGEST_LINE, InputLines


class LinesOfAnInput(SynchronousTestCase):
    """Bytes become lines, whatever their size."""

    def setUp(self) -> None:
        self.wrong: list[str] = []
        self.lines = InputLines(lambda: self.wrong.append("no UTF-8"))

    def test_lf_and_cr_lf_end_a_line(self) -> None:
        self.assertEqual(self.lines.feed(b"a\nb\r\n\nc"), ["a", "b", ""])

    def test_a_last_line_needs_no_end(self) -> None:
        self.lines.feed(b"a\nb")
        self.assertEqual(self.lines.end(), ["b"])

    def test_behind_a_line_end_there_is_no_last_line(self) -> None:
        self.lines.feed(b"a\n")
        self.assertEqual(self.lines.end(), [])

    def test_a_line_without_end_takes_no_more_memory(self) -> None:
        for _ in range(100):
            self.assertEqual(self.lines.feed(b"x" * 65_536), [])
        self.assertEqual(len(self.lines._unfinished), LONGEST_LINE)

    def test_a_line_that_was_cut_ends_where_it_ended(self) -> None:
        self.lines.feed(b"x" * (LONGEST_LINE + 1))
        self.assertEqual(self.lines.feed(b"x\nnext\n"), ["x" * LONGEST_LINE, "next"])

    def test_bytes_that_are_no_text_are_told_of_once(self) -> None:
        self.assertEqual(self.lines.feed(b"\xff\n\xc3\xb1\n\xff\n"), ["\ufffd", "ñ", "\ufffd"])
        self.assertEqual(len(self.wrong), 1)

    @given(st.lists(st.text(st.sampled_from("ab\r\n")).map(str.encode)))
    def test_how_it_is_cut_into_pieces_makes_no_difference(self, pieces: list[bytes]) -> None:
        whole, cut = InputLines(self.fail), InputLines(self.fail)
        lines = [line for piece in pieces for line in cut.feed(piece)]
        self.assertEqual(lines + cut.end(), whole.feed(b"".join(pieces)) + whole.end())
