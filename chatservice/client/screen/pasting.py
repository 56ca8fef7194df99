"""Long texts, which were pasted, perhaps by mistake: it is asked how they are to be sent."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent

from chatservice.render.phrasebook import Phrasebook

MOST_LINES = 5
"""Lines that are sent as one message without asking."""

MOST_PASTED = 20_000
"""Characters that are taken at once: to draw more would be felt with each key."""


def pasted(data: str) -> str:
    """Return what a terminal pastes, with line feeds between its lines."""
    return data.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """Return a text as the answer to a question: a password is often pasted with its line's end."""
    return " ".join(text.strip("\n").split("\n"))


def too_long(book: Phrasebook, text: str) -> str:
    """Return why a text was not taken."""
    return book.say(
        "What you pasted has {number} characters, and {allowed} at once are allowed: paste it in "
        "parts.",
        number=len(text),
        allowed=MOST_PASTED,
    )


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


def is_long(text: str) -> bool:
    """Return whether it is asked about before it is sent."""
    return len(lines_of(text)) > MOST_LINES


def question(book: Phrasebook, text: str) -> str:
    """Return what is asked about a text of many lines."""
    return book.say(
        "{number} lines: Enter sends them as one message, L each line as a message, "
        "Esc goes back to the text.",
        number=len(lines_of(text)),
    )


def answers(
    *, together: Callable[[], None], one_by_one: Callable[[], None], back: Callable[[], None]
) -> KeyBindings:
    """Return the keys that answer; what is asked names them."""
    bindings = KeyBindings()

    @bindings.add("enter")
    @bindings.add("c-j")
    def _(event: KeyPressEvent) -> None:
        together()

    @bindings.add("l")
    @bindings.add("L")
    def _(event: KeyPressEvent) -> None:
        one_by_one()

    @bindings.add("escape")
    @bindings.add("c-c")
    @bindings.add("c-d")
    @bindings.add("c-g")
    def _(event: KeyPressEvent) -> None:
        back()

    return bindings
