from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.filters import Condition
from prompt_toolkit.layout import Float, FloatContainer, Window
from prompt_toolkit.layout.containers import ConditionalContainer
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.clusters import cells
from chatservice.client.screen.repainting import WholeRows
from tests.client.screen.drawing import Drawing, Fixed
from tests.client.screen.test_clusters import CLUSTERS, FAMILY
from tests.client.screen.test_output import COLUMNS, drawn


class WholeRowsOfTheScreen(SynchronousTestCase):
    """Whatever a terminal draws for a cluster, nothing else is drawn over or left behind."""

    def test_what_a_cluster_left_behind_a_row_goes_with_it(self) -> None:
        drawing = drawn(f"a{FAMILY}", "abc")

        self.assertEqual("".join(drawing.parting.rows).rstrip(), "abc")

    def test_what_did_not_change_behind_a_cluster_is_not_drawn_over(self) -> None:
        drawing = drawn("aaaaaaaaaaaa", f"a{FAMILY}aaaaaaaaa")

        self.assertEqual("".join(drawing.parting.rows)[3:], "aaaaaaaaa".ljust(COLUMNS - 3))

    texts = st.lists(st.sampled_from([*"ab |", "漢", *CLUSTERS]), max_size=16).map("".join)

    @settings(deadline=None, max_examples=30)
    @given(st.lists(texts, min_size=2, max_size=4))
    def test_what_is_drawn_bit_by_bit_is_what_is_drawn_at_once(self, texts: list[str]) -> None:
        by_bits, at_once = drawn(*texts), drawn(texts[-1])

        self.assertEqual(by_bits.joining.rows, at_once.joining.rows)
        self.assertEqual(by_bits.parting.rows, at_once.parting.rows)

    def test_what_a_menu_covered_is_drawn_again(self) -> None:
        is_open = [False]
        control, menu = Fixed(), Fixed()
        float_ = ConditionalContainer(
            Window(menu, width=6, height=1), Condition(lambda: is_open[-1])
        )
        container = FloatContainer(
            WholeRows(Window(control)), [Float(float_, left=0, top=0, z_index=1)]
        )
        drawing = Drawing(container, COLUMNS, lines=1)
        control.rows, menu.rows = [[("", cells(f"a 1 {FAMILY}bcdef"))]], [[("", "menu")]]
        drawing.draw()
        before = [*drawing.joining.rows], [*drawing.parting.rows]
        for each in (True, False):
            is_open.append(each)
            drawing.draw()

        self.assertEqual((drawing.joining.rows, drawing.parting.rows), before)
