from __future__ import annotations

import pty
import re
import sys

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import Window
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.clusters import cells
from chatservice.client.screen.output import create_output
from chatservice.client.screen.repainting import WholeRows
from tests.client.screen.drawing import Drawing, Fixed
from tests.client.screen.test_clusters import FAMILY, HEART, KEYCAP

COLUMNS = 24


def drawn(*texts: str, columns: int = COLUMNS, term: str = "xterm-256color") -> Drawing:
    """Draw texts as rows, one after the other."""
    control = Fixed()
    drawing = Drawing(WholeRows(Window(control)), columns, lines=1, term=term)
    for text in texts:
        control.rows = [[("", cells(text))]]
        drawing.draw()
    return drawing


def cell(drawing: Drawing, column: int) -> tuple[str, str]:
    """Return what stands in a column of both terminals."""
    return drawing.joining.buffer[0][column].data, drawing.parting.buffer[0][column].data


class Columns(SynchronousTestCase):
    """Whatever a terminal makes of a cluster, what follows it stands where it should."""

    def test_what_follows_a_cluster_stands_behind_its_cells(self) -> None:
        for cluster, width in (
            *((FAMILY, 2), ("👍🏽", 2), (HEART, 2), (KEYCAP, 2), ("🇪🇸", 2)),
            *(("\u1100\u1161\u11a8", 2), ("हि", 2), ("न्दी", 3), ("ကြော်", 4)),
            *(("ก็", 1), ("שָׁ", 1), ("e\u0301", 1), ("\u200e", 0)),
        ):
            with self.subTest(cluster):
                self.assertEqual(cell(drawn(f"a{cluster}|b"), 1 + width), ("|", "|"))

    def test_a_terminal_that_joins_clusters_shows_them_whole(self) -> None:
        for cluster in (FAMILY, "👍🏽", HEART, KEYCAP, "🇪🇸", "हि", "ကြော်", "שָׁ"):
            with self.subTest(cluster):
                self.assertEqual(cell(drawn(f"a{cluster}|"), 1)[0], cluster)

    def test_a_cluster_in_the_last_columns_moves_nothing(self) -> None:
        drawing = drawn("12345678👍🏽", columns=10)

        self.assertEqual(drawing.rows(), ["12345678👍🏽"])


def link(*texts: tuple[str, str]) -> StyleAndTextTuples:
    """Return fragments of (address, text), as rows of a talk have them."""
    fragments: StyleAndTextTuples = []
    for address, text in texts:
        for character in text:
            if address:
                escape = f"\x1b]8;id={address};{address}\x1b\\"
                fragments.append(("[ZeroWidthEscape]", escape))
            fragments.append((f"[{address}]" if address else "", character))
    return fragments


_WRITTEN = re.compile(
    r"\x1b\]8;[^;]*;(?P<address>[^\x1b]*)\x1b\\"
    r"|\x1b\[[?0-9;]*[A-Za-z]|\x1b[78]|[\r\n]"
    r"|(?P<text>[^\x1b\r\n])"
)


def linked(sent: str) -> list[tuple[str, str]]:
    """Return what was written with which link open."""
    address = ""
    found = []
    for each in _WRITTEN.finditer(sent):
        if each["text"]:
            found.append((address, each["text"]))
        elif each["address"] is not None:
            address = each["address"]
    return found


class Links(SynchronousTestCase):
    """OSC 8: each cell has its own link, whichever of them have changed."""

    def sent(self, *frames: StyleAndTextTuples, term: str = "xterm-256color") -> str:
        control = Fixed()
        drawing = Drawing(Window(control), COLUMNS, lines=1, term=term)
        for frame in frames:
            control.rows = [frame]
            drawing.draw()
        return drawing.sent

    def test_a_link_is_open_for_its_text_alone(self) -> None:
        sent = self.sent(link(("", "a"), ("x", "bc"), ("", "d")))

        self.assertEqual(linked(sent), [("", "a"), ("x", "b"), ("x", "c"), ("", "d")])

    def test_a_link_is_opened_once_for_a_row(self) -> None:
        self.assertEqual(self.sent(link(("x", "abcd"))).count("\x1b]8;id=x"), 1)

    def test_a_link_at_the_end_is_closed(self) -> None:
        self.assertTrue(self.sent(link(("x", "ab"))).rpartition("]8;")[2].startswith(";\x1b\\"))

    def test_another_link_with_the_same_text_takes_its_place(self) -> None:
        sent = self.sent(link(("x", "ab")), link(("y", "ab")))

        self.assertEqual(linked(sent), [("y", "a"), ("y", "b")])

    def test_what_changes_inside_a_link_has_it_too(self) -> None:
        sent = self.sent(link(("x", "abc"), ("", "d")), link(("x", "aBc"), ("", "d")))

        self.assertEqual(linked(sent), [("x", "B")])

    def test_what_does_not_change_behind_a_link_lets_nothing_else_have_it(self) -> None:
        sent = self.sent(link(("", "ab  e")), link(("x", "a"), ("", "b  f")))

        self.assertEqual(linked(sent), [("x", "a"), ("", "f")])

    def test_a_cluster_may_stand_in_a_link(self) -> None:
        shown = cells(FAMILY)
        sent = self.sent(link(("x", f"a{shown}")))

        self.assertEqual(
            "".join(text for address, text in linked(sent) if address == "x").strip(),
            f"a  {FAMILY}",
        )

    def test_the_console_of_linux_is_sent_no_link(self) -> None:
        self.assertNotIn("\x1b]8", self.sent(link(("x", "ab")), term="linux"))


class WhatIsAsked(SynchronousTestCase):
    def test_the_terminal_is_not_asked_where_its_cursor_is(self) -> None:
        drawing = drawn("abc")

        self.assertNotIn("\x1b[6n", drawing.sent)
        self.assertEqual(drawing.joining.answers, b"")

    def test_so_a_terminal_that_would_not_answer_is_not_complained_of(self) -> None:
        _, terminal = pty.openpty()
        with open(terminal, "w") as stdout:  # noqa: PTH123  # a descriptor
            self.patch(sys, "stdout", stdout)

            self.assertFalse(create_output().responds_to_cpr)
