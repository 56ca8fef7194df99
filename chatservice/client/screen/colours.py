"""Colours: one for each person, and those of everything else in a talk."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from prompt_toolkit.output import ColorDepth

from chatservice.client.talk.words import folded

PALETTE = (
    *("#0087ff", "#d75f00", "#008700", "#af5fff", "#af8700", "#ff00af"),
    *("#008787", "#d75f5f", "#5f87d7", "#af5f87", "#5f8700", "#d700d7"),
)
"""Of the 256 colours' cube: those that have a contrast of 3:1 and more, as large text needs
(WCAG 2.2, 1.4.11), to black, white, and both backgrounds of Solarized; neighbours differ most."""

FEW = ("ansigreen", "ansimagenta", "ansicyan", "ansired", "ansiyellow")
"""For terminals with 8 colours, which choose them to suit their background. Blue on black is
too dark on all of them."""

GREY = "#878787"
"""What is told aside; legible as those above."""

LOUD = "#ff005f"
"""What one should see first; legible as those above."""

MOST_PEOPLE = 4_096
"""People whose colours are remembered."""


class Colours:
    """Who has which colour: in the order in which they appear, so that the first ones differ.

    Without colours (`NO_COLOR`), everybody's is an empty style.
    """

    def __init__(self, *, enabled: bool, depth: ColorDepth = ColorDepth.DEPTH_8_BIT) -> None:
        self._palette = FEW if depth is ColorDepth.DEPTH_4_BIT else PALETTE
        self.enabled = enabled and depth is not ColorDepth.DEPTH_1_BIT
        self.looks = looks(colours=self.enabled)
        self._places: OrderedDict[str, int] = OrderedDict()
        self._next = 0

    def of(self, name: str) -> str:
        """Return the style of a person's name."""
        if not self.enabled:
            return ""
        key = folded(name)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = self._next
            self._next = (self._next + 1) % len(self._palette)
            if len(self._places) > MOST_PEOPLE:
                self._places.popitem(last=False)
        else:
            self._places.move_to_end(key)
        return self._palette[place]


@dataclass(frozen=True, slots=True)
class Looks:
    """The style of each part of a talk, as prompt_toolkit reads it."""

    aside: str = ""
    name: str = "bold"
    private: str = "italic"
    mention: str = "bold"
    me: str = "bold reverse"
    problem: str = "bold"
    gone: str = "italic"
    mark: str = "bold"
    target: str = "reverse"


def looks(*, colours: bool) -> Looks:
    """Return how a talk looks, with colours or without."""
    if not colours:
        return Looks()
    return Looks(
        aside=GREY,
        mention=f"bold {LOUD}",
        me=f"bold reverse {LOUD}",
        problem=LOUD,
        gone=f"italic {GREY}",
        mark=f"bold {LOUD}",
    )
