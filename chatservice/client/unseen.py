"""What prompt_toolkit needs so that a password leaves no trace, on the screen or in memory."""

from __future__ import annotations

from prompt_toolkit.filters import Filter
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput


class Unseen(Processor):
    """Shows nothing of the line being typed, not even how long it is."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return nothing, with the cursor before it."""
        return Transformation([], lambda position: 0, lambda position: 0)


class Said(InMemoryHistory):
    """The lines that the keys Up and Down bring back: those that were typed ``while_seen``."""

    def __init__(self, while_seen: Filter) -> None:
        super().__init__()
        self._while_seen = while_seen

    def append_string(self, string: str) -> None:
        """Remember a line, if it may be."""
        if self._while_seen():
            super().append_string(string)
