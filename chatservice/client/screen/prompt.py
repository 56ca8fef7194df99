"""What stands before the line being typed, and above it where that is too long."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.search import SearchDirection, SearchState
from prompt_toolkit.widgets import SearchToolbar
from wcwidth import wrap

from chatservice.client.screen.clusters import cells, show
from chatservice.client.screen.fitting import clipped, shown, width_of
from chatservice.client.screen.graphemes import GraphemeBuffer
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook

_INDENT = 16
"""Cells by which lines behind the first are indented, at most: as far as the prompt reaches."""


class InCells(Processor):
    """Shows each cluster in the cells that it takes, with the cursor where it stands."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return what is drawn, and which places belong together."""
        there = show(transformation_input.fragments)
        return Transformation(there.fragments, there.to_display, there.to_source)


def search_toolbar(book: Phrasebook, line: Buffer) -> SearchToolbar:
    """Return where the words are typed that are looked for in what was sent before.

    ``line`` has them all, and shows the one that was found.
    """
    words = GraphemeBuffer()

    def asking(phrase: str, failing: str, direction: SearchDirection) -> Callable[[], str]:
        def prompt() -> str:
            state = SearchState(words.text, direction, ignore_case=True)
            found = line.document_for_search(state).text.lower()
            return phrase if words.text.lower() in found else failing

        return prompt

    toolbar = SearchToolbar(
        words,
        forward_search_prompt=asking(
            book.say("Search forward: "),
            book.say("Nothing found forward: "),
            SearchDirection.FORWARD,
        ),
        backward_search_prompt=asking(
            book.say("Search backward: "),
            book.say("Nothing found backward: "),
            SearchDirection.BACKWARD,
        ),
        ignore_case=True,
    )
    toolbar.control.input_processors = [*(toolbar.control.input_processors or ()), InCells()]
    return toolbar


def above(asked: str, *, always: bool = False) -> StyleAndTextTuples:
    """Return the rows above the line for what is asked: none if it fits before it.

    ``always``: it stands above in any case.
    """
    columns = get_app().output.get_size().columns
    if not always and not _is_long(asked, columns):
        return []
    # Broken at words, which prompt_toolkit does not do.
    rows = wrap(sanitise(asked), max(1, columns)) if asked else []
    return [("class:question", cells("\n".join(rows))), ("[SetCursorPosition]", " ")]


def before(asked: str, title: str, row: int, wrapped: int) -> StyleAndTextTuples:
    """Return what stands before a row of the line: the question, or the talk's title.

    ``row`` counts the lines of the text, ``wrapped`` the rows of the screen that one takes.
    """
    if wrapped:
        return []
    columns = get_app().output.get_size().columns
    style = "class:prompt"
    if asked and not _is_long(asked, columns):
        text, style = shown(asked), "class:question"
        text = text if text.endswith(" ") else f"{text} "
    elif asked:
        text = "> "
    else:
        # Most of the row is for what is typed.
        text = f"{clipped(shown(title), max(1, columns // 2 - 2))}> "
    if row:
        return [("", " " * min(width_of(text), _INDENT))]
    return [(style, text)]


def _is_long(asked: str, columns: int) -> bool:
    return width_of(shown(asked)) > columns // 2
