from __future__ import annotations

from itertools import pairwise

from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import _256ColorCache
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.colours import (
    FEW,
    GREY,
    LOUD,
    MOST_PEOPLE,
    PALETTE,
    Colours,
    looks,
)

Rgb = tuple[int, int, int]

BACKGROUNDS = {
    "black": (0x00, 0x00, 0x00),
    "white": (0xFF, 0xFF, 0xFF),
    "Solarized dark": (0x00, 0x2B, 0x36),
    "Solarized light": (0xFD, 0xF6, 0xE3),
}


def rgb(colour: str) -> Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [each / 255 for each in colour]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Legible(SynchronousTestCase):
    """On light and dark."""

    def test_every_colour_has_enough_contrast(self) -> None:
        for colour in (*PALETTE, GREY, LOUD):
            for name, background in BACKGROUNDS.items():
                with self.subTest(f"{colour} on {name}"):
                    self.assertGreaterEqual(contrast(rgb(colour), background), 3)

    def test_a_terminal_of_256_colours_has_them_exactly(self) -> None:
        terminal = _256ColorCache()
        for colour in (*PALETTE, GREY, LOUD):
            with self.subTest(colour):
                self.assertEqual(terminal.colors[terminal[rgb(colour)]], rgb(colour))

    def test_neighbours_are_told_apart(self) -> None:
        for one, other in pairwise(PALETTE):
            with self.subTest(f"{one} {other}"):
                distance = (
                    sum((a - b) ** 2 for a, b in zip(rgb(one), rgb(other), strict=True)) ** 0.5
                )
                self.assertGreater(distance, 100)


class WhoHasWhich(SynchronousTestCase):
    def test_the_first_ones_differ(self) -> None:
        colours = Colours(enabled=True)

        self.assertEqual(len({colours.of(f"user{number}") for number in range(12)}), 12)

    def test_everybody_keeps_theirs(self) -> None:
        colours = Colours(enabled=True)
        first = colours.of("Ana")
        colours.of("eva")

        self.assertEqual(colours.of("ana"), first)

    def test_there_are_enough_for_a_terminal_of_eight(self) -> None:
        colours = Colours(enabled=True, depth=ColorDepth.DEPTH_4_BIT)

        self.assertEqual([colours.of(f"user{number}") for number in range(len(FEW))], [*FEW])

    def test_without_colours_nobody_has_one(self) -> None:
        for colours in (
            Colours(enabled=False),
            Colours(enabled=True, depth=ColorDepth.DEPTH_1_BIT),
        ):
            self.assertEqual(colours.of("ana"), "")

    def test_no_more_people_are_remembered_than_have_to(self) -> None:
        colours = Colours(enabled=True)
        first = [colours.of(f"user{number}") for number in range(MOST_PEOPLE)]
        colours.of("one more")

        self.assertEqual(colours.of(f"user{MOST_PEOPLE - 1}"), first[-1])
        self.assertNotEqual((colours.of("user0"), colours.of("user1")), tuple(first[:2]))


class TheRest(SynchronousTestCase):
    def test_without_colours_there_is_none(self) -> None:
        plain = looks(colours=False)

        for part in plain.__slots__:
            self.assertNotIn("#", getattr(plain, part))

    def test_without_colours_what_matters_is_still_told_apart(self) -> None:
        plain = looks(colours=False)

        for part in (plain.mention, plain.me, plain.problem, plain.mark, plain.target):
            self.assertNotEqual(part, "")
