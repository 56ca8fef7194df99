from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth
from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcwidth

from chatservice.client.screen.clusters import (
    MOST_CELLS,
    Part,
    cells,
    generation,
    is_rest,
    part_of,
    positions,
    reach,
    show,
)

FAMILY = "👨\u200d👩\u200d👧"
HEART = "\u2764\ufe0f"
KEYCAP = "1\ufe0f\u20e3"
CLUSTERS = (
    *(FAMILY, "👍🏽", HEART, KEYCAP, "🇪🇸", "\u1100\u1161\u11a8", "हि", "न्दी", "ကြော်"),
    *("ก็", "שָׁ", "e\u0301", "ی\u200c"),
)

texts = st.lists(
    st.sampled_from([*"ab \x01\xa0漢é", *CLUSTERS, "\u0301", "\u200e", "\ue000", "\U0003a000"])
    | st.characters()
).map("".join)


def width(shown: str) -> int:
    return sum(map(get_cwidth, shown))


class WhatIsGivenToPromptToolkit(SynchronousTestCase):
    """Each cluster has one width, which prompt_toolkit counts as well."""

    def test_letters_and_ideographs_stay(self) -> None:
        self.assertEqual(cells("¡Señor! 漢字 שלום"), "¡Señor! 漢字 שלום")

    def test_an_emoji_of_several_code_points_is_one_character_of_two_cells(self) -> None:
        for cluster in (FAMILY, "👍🏽", HEART, KEYCAP, "🇪🇸", "🫩"):
            with self.subTest(cluster):
                shown = cells(cluster)
                self.assertEqual((len(shown), width(shown)), (1, 2))

    def test_a_letter_and_its_marks_are_one_character(self) -> None:
        for cluster in ("ก็", "שָׁ", "e\u0301", "ی\u200c"):
            with self.subTest(cluster):
                shown = cells(cluster)
                self.assertEqual((len(shown), width(shown)), (1, 1))

    def test_spacing_marks_get_a_cell_of_their_own(self) -> None:
        self.assertEqual(width(cells("हि")), wcwidth("ह") + 1)

    def test_the_cluster_is_known_by_its_mark(self) -> None:
        self.assertEqual(part_of(cells(FAMILY)), Part(FAMILY, 2, 0))

    def test_a_character_that_is_no_mark_stands_for_nothing(self) -> None:
        for character in "a漢\ue000\U0002ffff":
            self.assertIsNone(part_of(character))

    def test_a_code_point_that_marks_use_is_shown_by_a_mark_itself(self) -> None:
        for character in ("\U0003a000", "\U000f0000", "\U00100000"):
            with self.subTest(repr(character)):
                part = part_of(cells(character)[0])
                assert part is not None
                self.assertEqual(part.cluster, character)

    def test_a_mark_without_a_letter_stands_on_a_space(self) -> None:
        part = part_of(cells("\u0301a")[0])

        self.assertEqual(part, Part(" \u0301", 1, 0))

    def test_a_direction_mark_belongs_to_what_stands_before_it(self) -> None:
        part = part_of(cells("a\u200eb")[0])

        self.assertEqual(part, Part("a\u200e", 1, 0))

    def test_a_direction_mark_at_the_beginning_is_left_out(self) -> None:
        self.assertEqual(cells("\u200eab"), "ab")

    def test_a_space_that_does_not_break_is_a_space(self) -> None:
        self.assertEqual(cells("10\xa0km"), "10 km")

    def test_half_a_surrogate_pair_can_be_written(self) -> None:
        part = part_of(cells("\ud83d"))

        assert part is not None
        self.assertEqual(part.cluster.encode(), b"?")

    @given(texts)
    def test_no_cluster_is_wider_than_the_most(self, text: str) -> None:
        for shown in cells(text):
            part = part_of(shown)
            if part is not None:
                self.assertLessEqual(part.width, MOST_CELLS)

    @given(texts)
    def test_the_characters_of_a_cluster_are_as_wide_as_it_is(self, text: str) -> None:
        shown = cells(text)
        firsts = [part for part in map(part_of, shown) if part is not None and not part.cell]
        plain = [each for each in shown if part_of(each) is None]

        self.assertEqual(
            width(shown), sum(part.width for part in firsts) + sum(map(get_cwidth, plain))
        )

    @given(texts)
    def test_nothing_is_lost(self, text: str) -> None:
        shown = "".join(
            character if (part := part_of(character)) is None else "" if part.cell else part.cluster
            for character in cells(text)
        )

        def seen(each: str) -> str:
            return each.replace("\xa0", " ").encode("utf-8", "replace").decode()

        left = iter(seen(text))
        self.assertTrue(
            all(each in left for each in seen(shown) if each != " "), "in another order, or more"
        )

    def test_more_clusters_than_are_remembered_leave_the_last_ones(self) -> None:
        before = generation()
        shown = [
            (cluster, cells(cluster))
            for number in range(20_000)
            for cluster in [f"{chr(0x4E00 + number)}\u0301"]
        ]

        self.assertGreater(generation(), before)
        for cluster, mark in shown[-5_000:]:
            part = part_of(mark)
            assert part is not None
            self.assertEqual(part.cluster, cluster)


class WhereThingsAre(SynchronousTestCase):
    """Places in a text, and in what is shown of it."""

    def test_a_place_inside_a_cluster_is_at_its_beginning(self) -> None:
        there, back = positions(f"a{FAMILY}b")

        self.assertEqual(there, [0, 1, 1, 1, 1, 1, 2, 3])
        self.assertEqual(back, [0, 1, 6, 7])

    @given(texts)
    def test_each_place_that_is_shown_is_found_again(self, text: str) -> None:
        there, back = positions(text)
        shown = cells(text)

        self.assertEqual((len(there), len(back)), (len(text) + 1, len(shown) + 1))
        for place, at in enumerate(back):
            if not (place < len(shown) and is_rest(shown[place])):
                self.assertEqual(there[at], place)

    @given(texts)
    def test_places_are_in_their_order(self, text: str) -> None:
        for places in positions(text):
            self.assertEqual(places, sorted(places))


class FragmentsForAnEditor(SynchronousTestCase):
    def test_a_cluster_has_the_style_of_its_first_character(self) -> None:
        shown = show([("one", "a\u2764"), ("two", "\ufe0fb")])

        self.assertEqual([style for style, *_ in shown.fragments], ["one", "one", "two"])

    def test_plain_text_is_left_alone(self) -> None:
        fragments = [("one", "ab"), ("two", "c")]

        self.assertIs(show([*fragments]).fragments[0], fragments[0])

    def test_places_behind_the_end_are_at_the_end(self) -> None:
        shown = show([("", HEART)])

        self.assertEqual((shown.to_display(9), shown.to_source(9)), (1, 2))


class Apart(SynchronousTestCase):
    """Where a terminal draws each code point in cells of its own."""

    def test_a_family_takes_the_cells_of_all_its_people(self) -> None:
        self.assertEqual(reach(cells(FAMILY)), 6)

    def test_what_is_no_cluster_is_drawn_as_it_is(self) -> None:
        self.assertEqual(reach("a"), 0)
