"""What Tab completes: commands, and the arguments whose values are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.commands import Language
from chatservice.core.declaring import Kind
from chatservice.core.refusals import Refused
from chatservice.core.settings import SETTINGS, find_setting
from chatservice.render.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on: ``text`` takes the place of the last ``typed`` characters.

    ``meaning`` is an English catalogue phrase, or empty.
    """

    text: str
    typed: int
    meaning: str = ""


def suggestions(before: str) -> list[Suggestion]:
    """Return how the text ``before`` the cursor may go on, best first."""
    line = before.lstrip()
    if not line.startswith("/") or line.startswith("//"):
        return []
    name, space, rest = line.partition(" ")
    if not space:
        return [
            Suggestion(f"/{command}", len(name), declaration.command.summary)
            for command, declaration in _commands(name[1:])
        ]
    try:
        declaration = CATALOGUE.find(name)
    except Refused:
        return []
    # The last word is being typed; it may be empty still.
    *given, typed = rest.split(" ")
    given = [word for word in given if word]
    if len(given) >= len(declaration.parameters):
        return []
    values = _ARGUMENTS.get(declaration.parameters[len(given)].kind)
    if values is None:
        return []
    return [
        Suggestion(value, len(typed), meaning)
        for value, meaning in values(declaration, given, typed)
        if value.lower().startswith(typed.lower())
    ]


def _commands(beginning: str) -> Iterator[tuple[str, Declaration]]:
    """Yield each command whose name begins so, or by the first of its aliases that does.

    With all of them Tab would stop where they part: `/versi`, of `/version` and `/versión`.
    """
    for declaration in CATALOGUE:
        names = (name for name in declaration.command.names if name.startswith(beginning.lower()))
        for name in islice(names, 1):
            yield name, declaration


_Values = Iterable[tuple[str, str]]


def _command_names(declaration: Declaration, given: Sequence[str], typed: str) -> _Values:
    slash = "/" if typed.startswith("/") else ""
    for name, found in _commands(typed.removeprefix("/")):
        yield f"{slash}{name}", found.command.summary


def _setting_names(declaration: Declaration, given: Sequence[str], typed: str) -> _Values:
    for setting in SETTINGS:
        names = (setting.name, *setting.aliases)
        for name in islice((name for name in names if name.startswith(typed.lower())), 1):
            yield name, setting.summary


def _setting_values(declaration: Declaration, given: Sequence[str], typed: str) -> _Values:
    try:
        setting = find_setting("language" if declaration.command is Language else given[0])
    except Refused:
        return
    for value in setting.allowed:
        yield value, ""


_ARGUMENTS: dict[Kind, Callable[[Declaration, Sequence[str], str], _Values]] = {
    Kind.COMMAND: _command_names,
    Kind.SETTING: _setting_names,
    Kind.VALUE: _setting_values,
}


class CommandCompleter(Completer):
    """Shows the suggestions in prompt_toolkit's menu, explained in the person's language."""

    def __init__(self, book: Phrasebook) -> None:
        self._book = book

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Return what the menu offers."""
        for each in suggestions(document.text_before_cursor):
            meaning = self._book.say(each.meaning) if each.meaning else ""
            yield Completion(each.text, start_position=-each.typed, display_meta=meaning)
