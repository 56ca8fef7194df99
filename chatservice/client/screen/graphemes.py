"""The line being typed as people see it: in grapheme clusters, and in words of any language.

prompt_toolkit moves by code points, and its words are made of ASCII letters alone: Left would stop
within 👩‍👩‍👧, and Alt+B within "mañana". Where its parts ask a document or a buffer for places,
these ones answer in clusters (Unicode Standard Annex 29, by wcwidth).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.cache import FastDictCache
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.selection import SelectionState
from wcwidth import iter_graphemes


def boundaries(text: str) -> list[int]:
    """Return where the clusters of a text begin, and its end."""
    if text.isascii():
        # CR LF is one cluster, and never in a line that is typed.
        return list(range(len(text) + 1))
    at = 0
    places = [0]
    for cluster in iter_graphemes(text):
        at += len(cluster)
        places.append(at)
    return places


def before(text: str, position: int) -> int:
    """Return where the cluster before a position begins; 0 if there is none."""
    if position <= 0:
        return 0
    if text[position - 1] == "\n":
        return position - 1
    start, row = _row(text, position)
    return start + max(at for at in boundaries(row) if at < position - start)


def after(text: str, position: int) -> int:
    """Return where the cluster at a position ends; the end of the text if there is none."""
    if position >= len(text):
        return len(text)
    if text[position] == "\n":
        return position + 1
    start, row = _row(text, position)
    return start + min(at for at in boundaries(row) if at > position - start)


def word_before(text: str, position: int) -> int:
    """Return where the word before a position begins: of letters and digits, as readline's."""
    at = position
    while at and not _is_of_word(text, before(text, at)):
        at = before(text, at)
    while at and _is_of_word(text, before(text, at)):
        at = before(text, at)
    return at


def word_after(text: str, position: int) -> int:
    """Return where the word at a position, or the next one, ends."""
    at = position
    while at < len(text) and not _is_of_word(text, at):
        at = after(text, at)
    while at < len(text) and _is_of_word(text, at):
        at = after(text, at)
    return at


def _next_word(text: str, position: int) -> int:
    """Return where the next word begins."""
    at = position
    while at < len(text) and _is_of_word(text, at):
        at = after(text, at)
    while at < len(text) and not _is_of_word(text, at):
        at = after(text, at)
    return at


def _row(text: str, position: int) -> tuple[int, str]:
    """Return where the row of a place begins, and the row: clusters never reach over its end."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return start, text[start : len(text) if end < 0 else end]


def _is_of_word(text: str, start: int) -> bool:
    """Return whether the cluster that starts there is a letter or a digit, marks and all."""
    return text[start].isalnum()


class GraphemeDocument(Document):
    """A document whose places are those of clusters and of words in any script.

    Left and Right go from row to row. Offsets are relative to the cursor, as in `Document`.
    """

    def get_cursor_left_position(self, count: int = 1) -> int:
        """Return the offset to ``count`` clusters before the cursor."""
        return self._offset(before, after, count) or 0

    def get_cursor_right_position(self, count: int = 1) -> int:
        """Return the offset to ``count`` clusters behind the cursor."""
        return self._offset(after, before, count) or 0

    def get_cursor_up_position(self, count: int = 1, preferred_column: int | None = None) -> int:
        """Return the offset to the same column of a row above, at a cluster's beginning."""
        return self._snapped(super().get_cursor_up_position(count, preferred_column))

    def get_cursor_down_position(self, count: int = 1, preferred_column: int | None = None) -> int:
        """Return the offset to the same column of a row below, at a cluster's beginning."""
        return self._snapped(super().get_cursor_down_position(count, preferred_column))

    def find_previous_word_beginning(
        self,
        count: int = 1,
        WORD: bool = False,  # noqa: N803  # prompt_toolkit's name
    ) -> int | None:
        """Return the offset to where a word before the cursor begins; `None` if there is none."""
        if WORD:
            return super().find_previous_word_beginning(count, WORD)
        return self._offset(word_before, word_after, count)

    def find_start_of_previous_word(
        self,
        count: int = 1,
        WORD: bool = False,  # noqa: N803
        pattern: Any = None,
    ) -> int | None:
        """Return the same; with ``WORD`` words are what spaces part."""
        if WORD or pattern:
            return super().find_start_of_previous_word(count, WORD, pattern)
        return self._offset(word_before, word_after, count)

    def find_next_word_ending(
        self,
        include_current_position: bool = False,
        count: int = 1,
        WORD: bool = False,  # noqa: N803
    ) -> int | None:
        """Return the offset to where a word behind the cursor ends; `None` if there is none."""
        if WORD:
            return super().find_next_word_ending(include_current_position, count, WORD)
        return self._offset(word_after, word_before, count)

    def find_next_word_beginning(
        self,
        count: int = 1,
        WORD: bool = False,  # noqa: N803
    ) -> int | None:
        """Return the offset to where a word behind the cursor begins; `None` if there is none."""
        if WORD:
            return super().find_next_word_beginning(count, WORD)
        return self._offset(_next_word, word_before, count)

    def _offset(
        self, step: Callable[[str, int], int], back: Callable[[str, int], int], count: int
    ) -> int | None:
        at = self.cursor_position
        for _ in range(abs(count)):
            at = (step if count > 0 else back)(self.text, at)
        return at - self.cursor_position or None

    def _snapped(self, offset: int) -> int:
        at = self.cursor_position + offset
        if 0 < at < len(self.text) and self.text[at - 1] != "\n":
            at = before(self.text, after(self.text, at)) if self.text[at] != "\n" else at
        return at - self.cursor_position


class GraphemeBuffer(Buffer):
    """A buffer that is edited by clusters."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._documents: FastDictCache[tuple[str, int, SelectionState | None], Document]
        self._documents = FastDictCache(GraphemeDocument, size=10)
        super().__init__(*arguments, **named)

    @property
    def document(self) -> Document:
        """The text, the cursor and what is selected."""
        return self._documents[self.text, self.cursor_position, self.selection_state]

    @document.setter
    def document(self, value: Document) -> None:
        self.set_document(value)


def erase_before(event: KeyPressEvent) -> None:
    """Erase the cluster before the cursor."""
    buffer = event.current_buffer
    buffer.delete_before_cursor(-buffer.document.get_cursor_left_position())


def erase_after(event: KeyPressEvent) -> None:
    """Erase the cluster at the cursor."""
    buffer = event.current_buffer
    buffer.delete(buffer.document.get_cursor_right_position())


def transpose_words(event: KeyPressEvent) -> None:
    """Exchange the words at both sides of the cursor, or at the end the last two.

    As in GNU Readline ("Commands For Changing Text", `transpose-words`).
    """
    buffer = event.current_buffer
    text = buffer.text
    end = word_after(text, buffer.cursor_position)
    start = word_before(text, end)
    first = word_before(text, start)
    first_end = word_after(text, first)
    end = word_after(text, start)
    if first_end <= start:
        swapped = text[start:end] + text[first_end:start] + text[first:first_end]
        buffer.document = Document(text[:first] + swapped + text[end:], end)


def transpose(event: KeyPressEvent) -> None:
    """Exchange the clusters at both sides of the cursor, or at the end the two before it."""
    buffer = event.current_buffer
    text, position = buffer.text, buffer.cursor_position
    start, row = _row(text, position)
    middle = position - start
    if middle == len(row):
        middle = before(row, middle)
    if not middle:
        return
    first, last = before(row, middle), after(row, middle)
    changed = row[:first] + row[middle:last] + row[first:middle] + row[last:]
    buffer.document = Document(text[:start] + changed + text[start + len(row) :], start + last)
