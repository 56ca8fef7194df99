"""Long texts, which were pasted, perhaps by mistake: it is asked how they are to be sent."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent

from chatservice.client.screen.escaping import is_alone
from chatservice.render.phrasebook import Phrasebook

MOST_LINES = 5
"""Lines that are sent as one message without asking."""

MOST_SINGLY = 20
"""Lines that are sent one by one without asking again: it takes half a second each."""

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


def question_again(book: Phrasebook, text: str) -> str:
    """Return what is asked where that makes many messages."""
    return book.say(
        "That makes {number} messages, one after the other: L again sends them, Esc goes back to "
        "the text.",
        number=len(lines_of(text)),
    )


class Question:
    """What is asked about a long text, and the keys that answer; what is asked names them.

    ``text`` returns the text, ``send`` takes what is to be sent, ``back`` goes back to the text.
    """

    def __init__(
        self, text: Callable[[], str], send: Callable[[list[str]], None], back: Callable[[], None]
    ) -> None:
        self.is_open = False
        self._is_second = False
        self._text = text
        self._send = send
        self._back = back

    def open(self) -> None:
        """Ask."""
        self.is_open = True

    def close(self) -> None:
        """Ask no more."""
        self.is_open = self._is_second = False

    def words(self, book: Phrasebook) -> str:
        """Return what is asked."""
        return (question_again if self._is_second else question)(book, self._text())

    def bindings(self) -> KeyBindings:
        """Return the keys that answer."""
        bindings = KeyBindings()
        is_first = Condition(lambda: not self._is_second)

        @bindings.add("enter", filter=is_first)
        @bindings.add("c-j", filter=is_first)
        def _together(event: KeyPressEvent) -> None:
            self._send([self._text()])

        @bindings.add("l")
        @bindings.add("L")
        def _one_by_one(event: KeyPressEvent) -> None:
            lines = lines_of(self._text())
            if len(lines) > MOST_SINGLY and not self._is_second:
                self._is_second = True
            else:
                self._send(lines)

        @bindings.add("escape", eager=is_alone)
        @bindings.add("c-c")
        @bindings.add("c-d")
        @bindings.add("c-g")
        def _go_back(event: KeyPressEvent) -> None:
            self._back()

        return bindings
