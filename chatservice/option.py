"""What an option of the server is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ENVIRONMENT_PREFIX = "CHAT_"


@dataclass(frozen=True, slots=True)
class Option:
    """One option's declaration.

    ``read`` makes its value of a text, or raises `WrongValueError` (or `Refused`, for a name).

    ``summary`` is an English catalogue phrase. An option whose default is empty may be left out;
    a ``repeatable`` option's ``read`` returns a tuple. One without a placeholder is a switch.
    """

    name: str
    placeholder: str
    default: str
    summary: str
    read: Callable[[str], Any]
    repeatable: bool = False
    absent: Any = ()
    """The value of an option that was left out and has no default."""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.field.upper()

    @property
    def field(self) -> str:
        """The field of a `Configuration` that holds it."""
        return self.name.replace("-", "_")

    @property
    def is_switch(self) -> bool:
        """Whether it is a flag that takes no value."""
        return not self.placeholder
