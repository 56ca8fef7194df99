"""Commands of a bot: functions whose arguments are the words of a line.

A parameter is a word (`str`, or without an annotation) or a whole number (`int`); the last one, if
it is text, takes the rest of the line. One with a default may be left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chatservice.core.phrases import N_
from chatservice.render.phrasebook import Phrasebook

Function = Callable[..., Any]

_KINDS: dict[str, type[str | int]] = {"str": str, "int": int}


class WrongArguments(Exception):
    """The words of a line don't fit a command: ``message`` and ``details`` make the sentence."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message, details)
        self.message = message
        self.details = details


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command."""

    name: str
    kind: type[str | int]
    is_optional: bool

    @property
    def label(self) -> str:
        """What it is called for people: `TEXT`."""
        return self.name.replace("_", " ").upper()

    @property
    def place(self) -> str:
        """How it is shown in a usage: `TEXT`, `[TIMES]`."""
        return f"[{self.label}]" if self.is_optional else self.label


@dataclass(frozen=True, slots=True)
class Command:
    """A command: ``function`` gets the message and then the ``arguments``."""

    name: str
    function: Function
    arguments: tuple[Argument, ...]

    @property
    def summary(self) -> str:
        """The first line of the function's docstring; empty if it has none."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    def usage(self, prefix: str) -> str:
        """Return how it is typed, as in `!roll DICE [TIMES]`."""
        return " ".join([prefix + self.name, *(each.place for each in self.arguments)])

    def values(self, text: str) -> list[str | int]:
        """Return the arguments that stand in ``text``. Raises `WrongArguments`."""
        values: list[str | int] = []
        rest = text.strip()
        for argument in self.arguments:
            if not rest:
                if argument.is_optional:
                    break
                raise WrongArguments(N_("{argument} is missing."), argument=argument.label)
            if argument is self.arguments[-1] and argument.kind is str:
                word, rest = rest, ""
            else:
                word, _, rest = rest.partition(" ")
                rest = rest.lstrip()
            values.append(_value(argument, word))
        if rest:
            raise WrongArguments(N_("{rest} is too much."), rest=repr(rest))
        return values


def command(function: Function, name: str | None = None) -> Command:
    """Return the command that a function is, called ``name`` or as the function.

    Raises `TypeError` for parameters that no line could fill.
    """
    chosen = (name or function.__name__).casefold()
    if not chosen or chosen.split() != [chosen]:
        raise TypeError(f"a command is called by one word: {chosen!r} is none")
    parameters = list(inspect.signature(function).parameters.values())
    usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if not parameters or any(each.kind not in usual for each in parameters):
        raise TypeError(f"!{chosen}: (message, argument, …) is allowed for its parameters")
    return Command(chosen, function, tuple(_argument(chosen, each) for each in parameters[1:]))


def _argument(command: str, parameter: inspect.Parameter) -> Argument:
    annotation = parameter.annotation
    if annotation is inspect.Parameter.empty:
        text = "str"
    elif isinstance(annotation, str):  # from __future__ import annotations
        text = annotation
    else:
        text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    kind = _KINDS.get(text.removesuffix(" | None"))
    if kind is None:
        raise TypeError(f"!{command}: {parameter.name} is {text}: str and int are allowed")
    return Argument(parameter.name, kind, parameter.default is not inspect.Parameter.empty)


def _value(argument: Argument, word: str) -> str | int:
    if argument.kind is str:
        return word
    try:
        return int(word)
    except ValueError:
        raise WrongArguments(
            N_("{value} is not a whole number, which {argument} is."),
            value=repr(word),
            argument=argument.label,
        ) from None


class Commands:
    """The commands of one bot, which all begin with ``prefix``."""

    def __init__(self, prefix: str, book: Phrasebook) -> None:
        self.prefix = prefix
        self._book = book
        self._commands: dict[str, Command] = {}

    def add(self, added: Command) -> None:
        """Add one. Raises `ValueError` if there is one of that name."""
        if added.name in self._commands:
            raise ValueError(f"there is a command {self.prefix}{added.name} already")
        self._commands[added.name] = added

    @property
    def names(self) -> list[str]:
        """Their names, sorted."""
        return sorted(self._commands)

    def named(self, text: str) -> tuple[str, str] | None:
        """Return the name of the command in a line, and what is behind it, if it has one."""
        if not text.startswith(self.prefix):
            return None
        name, _, rest = text.removeprefix(self.prefix).partition(" ")
        return (name.casefold(), rest) if name else None

    def find(self, name: str) -> Command | None:
        """Return the command of a name, if there is one."""
        return self._commands.get(name)

    def wrong(self, found: Command, error: WrongArguments) -> str:
        """Return the sentence about wrong arguments, and how it is right."""
        told = self._book.say(error.message, **error.details)
        return f"{told} {self._book.say('Usage:')} {found.usage(self.prefix)}"

    def unknown(self, name: str) -> str:
        """Return the sentence about a command that there is not."""
        return self._book.say(
            "There is no {command}: {help} lists what there is.",
            command=self.prefix + name,
            help=f"{self.prefix}help",
        )

    def help(self, name: str = "") -> str:
        """Return one line for each command, or the lines about the one of that ``name``."""
        if not name:
            return "\n".join(self._line(self._commands[each]) for each in self.names)
        found = self.find(name.removeprefix(self.prefix).casefold())
        if found is None:
            return self.unknown(name.removeprefix(self.prefix))
        *_, rest = (inspect.getdoc(found.function) or "").partition("\n")
        return "\n".join([self._line(found), *rest.strip().splitlines()])

    def _line(self, shown: Command) -> str:
        # The sign before it: a line that begins as a command does would be one to other bots.
        usage = f"- {shown.usage(self.prefix)}"
        return f"{usage}: {shown.summary}" if shown.summary else usage
