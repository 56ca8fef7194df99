"""What is typed and may be seen by nobody: no trace on the screen, in memory or on disk."""

from __future__ import annotations

from prompt_toolkit.clipboard import ClipboardData, InMemoryClipboard
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from chatservice.client.screen.graphemes import GraphemeBuffer


class Unseen(Processor):
    """Shows nothing of the line being typed, not even how long it is."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return nothing, with the cursor before it."""
        return Transformation([], lambda position: 0, lambda position: 0)


class AnswerBuffer(GraphemeBuffer):
    """Where the answer to a question is typed: it is never remembered.

    While it ``is_hidden``, what is erased or cut is not kept for Ctrl+Y either.
    """

    def __init__(self) -> None:
        self.is_hidden = False
        super().__init__(history=DummyHistory())

    def delete_before_cursor(self, count: int = 1) -> str:
        """Delete, and return what was deleted, if it may be kept."""
        deleted = super().delete_before_cursor(count)
        return "" if self.is_hidden else deleted

    def delete(self, count: int = 1) -> str:
        """Delete, and return what was deleted, if it may be kept."""
        deleted = super().delete(count)
        return "" if self.is_hidden else deleted

    def copy_selection(self, _cut: bool = False) -> ClipboardData:
        """Copy or cut what is selected, and return it, if it may be kept."""
        copied = super().copy_selection(_cut)
        return ClipboardData("") if self.is_hidden else copied


class Kept(InMemoryClipboard):
    """What was cut with Ctrl+U, K and W, for Ctrl+Y and Alt+Y.

    Nothing is no cut: Ctrl+U at an empty line would take the place of what was cut before.
    """

    def set_data(self, data: ClipboardData) -> None:
        """Keep what was cut."""
        if data.text:
            super().set_data(data)
