from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.colours import displayable, without_colours
from chatservice.core.text import sanitise


class WhatReachesTheTerminal(SynchronousTestCase):
    """A server may colour its words, and do nothing else to the terminal."""

    def test_plain_text_stays(self) -> None:
        self.assertEqual(displayable("¡Hola! 漢字"), "¡Hola! 漢字")

    def test_colours_stay_and_end_with_the_line(self) -> None:
        self.assertEqual(displayable("\x1b[31mAna: hola"), "\x1b[31mAna: hola\x1b[0m")

    def test_what_steers_the_terminal_goes(self) -> None:
        for sequence in (
            "\x1b[2J",
            "\x1b[1;1H",
            "\x1b]0;title\x07",
            "\x1bc",
            "\x9b31m",
            "\r",
            "\x08",
        ):
            with self.subTest(repr(sequence)):
                shown = displayable(f"\x1b[31ma{sequence}b")
                self.assertEqual(without_colours(shown).replace(" ", ""), "ab")

    def test_a_colour_inside_a_title_sets_no_title(self) -> None:
        self.assertNotIn("\x1b]", displayable("\x1b]0;ti\x1b[31mtle\x07"))

    def test_a_colour_of_endless_parameters_is_none(self) -> None:
        self.assertEqual(displayable("a\x1b[" + "1;" * 50 + "mb"), "ab")

    @given(st.text(st.sampled_from("a\x1b[]0;31m\x07\x9b\r\n\u202e"), max_size=60))
    def test_nothing_but_colours_is_left(self, text: str) -> None:
        plain = without_colours(displayable(text))
        self.assertEqual(plain, sanitise(plain))
