"""Why something can't be carried out or in, as data: the sentence is made where it is shown."""

from __future__ import annotations

from chatservice.core.refusals import Refused
from chatservice.core.text import sanitise

MOST_SHOWN = 60
"""Characters of a file's value that a sentence shows."""


class ExchangeError(Exception):
    """Something can't be done. ``message`` (an English catalogue phrase) says why."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message.format(**details))
        self.message = message
        self.details = details


class WrongEntryError(Exception):
    """A file to be imported has something in it that is not allowed.

    ``problem`` is what is wrong and what is allowed; for a name it is why the name is refused.
    ``field`` is its name as the file has it, empty where it is no field that is wrong; ``line`` is
    counted from 1, and is 0 until whoever reads the file has set it.
    """

    def __init__(self, problem: ExchangeError | Refused, field: str = "", line: int = 0) -> None:
        super().__init__(line, field, problem)
        self.problem = problem
        self.field = field
        self.line = line
        self.number = 0
        """Which message of a list it is, from 1 on; 0 where there is no list."""


def wrong(message: str, field: str = "", line: int = 0, **details: object) -> WrongEntryError:
    """Return the error for what ``message`` (an English catalogue phrase) says."""
    return WrongEntryError(ExchangeError(message, **details), field, line)


def shown(value: object) -> str:
    """Return a value from a file as a sentence may show it: on one line, and not at any length."""
    text = sanitise(repr(value))
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
