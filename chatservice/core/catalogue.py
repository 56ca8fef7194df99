"""Reads the commands' declarations: what was typed becomes a command, a command its usage.

Everything that needs to know about commands in general (parser, help, "did you mean",
completion, documentation) asks here, so that nobody lists the commands a second time.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, get_args, get_type_hints

from chatservice.core.commands import COMMANDS, Say
from chatservice.core.declaring import Argument, Command, Kind, Who
from chatservice.core.periods import parse_period
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import is_blank, sanitise

LONGEST_NAME = 32
"""Characters of a command's name that are looked at: looking for the nearest name is quadratic."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a command as the parser needs it."""

    field: str
    label: str
    kind: Kind
    optional: bool
    who: Who


@dataclass(frozen=True, slots=True)
class Declaration:
    """A command's declaration, read: what there is to know without running it."""

    command: type[Command]
    parameters: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """The name that the documentation uses, without its slash."""
        return self.command.names[0]

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names, without their slashes."""
        return self.command.names[1:]

    @property
    def who(self) -> Who:
        """Who may use it."""
        return self.command.who

    def parameters_for(self, who: Who) -> tuple[Parameter, ...]:
        """Return the arguments that somebody may give who may do what ``who`` may."""
        return tuple(parameter for parameter in self.parameters if parameter.who <= who)

    def needs(self, command: Command) -> Who:
        """Return who may give a command of this type with the arguments that it has."""
        given = (p.who for p in self.parameters if getattr(command, p.field) is not None)
        return max((self.who, *given))


def _read(command: type[Command]) -> Declaration:
    hints = get_type_hints(command, include_extras=True)
    return Declaration(
        command,
        tuple(
            _parameter(field.name, hints[field.name], optional=field.default is None)
            for field in fields(command)  # type: ignore[arg-type]  # each one is a dataclass
        ),
    )


def _parameter(name: str, hint: object, *, optional: bool) -> Parameter:
    for part in (hint, *get_args(hint)):
        for extra in getattr(part, "__metadata__", ()):
            if isinstance(extra, Argument):
                return Parameter(name, extra.label, extra.kind, optional, extra.who)
    raise TypeError(f"{name}: an argument of a command needs one of the types in commands.py")


class Catalogue:
    """The commands that a server knows.

    Raises `TypeError` when two commands share a name or one has an argument of no known type.
    """

    def __init__(self, *commands: type[Command]) -> None:
        self._by_type = {command: _read(command) for command in commands}
        self._saying = _read(Say)
        self._by_name: dict[str, Declaration] = {}
        for declaration in self:
            for name in declaration.command.names:
                if name in self._by_name:
                    raise TypeError(f"two commands are called /{name}")
                self._by_name[name] = declaration

    def __iter__(self) -> Iterator[Declaration]:
        return iter(self._by_type.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name and alias, without its slash."""
        return tuple(self._by_name)

    def find(self, name: str) -> Declaration:
        """Return the command of that name or alias, in any case, with or without its slash.

        Raises `Refused` with the nearest known name when there is none.
        """
        plain = name.removeprefix("/").lower()[:LONGEST_NAME]
        try:
            return self._by_name[plain]
        except KeyError:
            # A cutoff of nothing: the person always gets the nearest one there is.
            nearest = difflib.get_close_matches(plain, self._by_name, n=1, cutoff=0.0)
            raise Refused(
                Code.UNKNOWN_COMMAND, command=f"/{sanitise(plain)}", nearest=f"/{nearest[0]}"
            ) from None

    def parse(self, line: str) -> Command:
        """Return the command that a sanitised line asks for.

        A line without a slash, or with two, is something to say. Raises `Refused` when the
        command is unknown or its arguments are missing, too many, or not of their kind.
        """
        line = line.rstrip()
        typed = line.lstrip()
        if typed[:1] != "/":
            return Say(line)
        if typed.startswith("//"):
            return Say(typed[1:])
        name, _, rest = typed.partition(" ")
        return self._build(self.find(name), rest.strip())

    def checked(self, command: Command, clean: Callable[[str], str]) -> Command:
        """Return ``command``, whose arguments a program gave one by one, as `parse` makes one.

        Each argument becomes what ``clean`` makes of it, and one that is blank is none. Raises
        `Refused` as `parse` does.
        """
        declaration = self._by_type.get(type(command), self._saying)
        values: dict[str, Any] = {}
        for parameter in declaration.parameters:
            given = getattr(command, parameter.field)
            text = "" if given is None else clean(given).rstrip()
            if not is_blank(text):
                word = text if parameter.kind is Kind.TEXT else text.strip()
                if parameter.kind is Kind.TIME and parse_period(word) is None:
                    raise Refused(Code.BAD_PERIOD, value=word)
                values[parameter.field] = _value(parameter, word)
            elif not parameter.optional:
                if not declaration.command.names:
                    raise Refused(Code.NOTHING_LEFT)
                raise Refused(Code.MISSING_ARGUMENT, command=f"/{declaration.name}")
        return declaration.command(**values)

    def _build(self, declaration: Declaration, rest: str) -> Command:
        values: dict[str, Any] = {}
        last = len(declaration.parameters) - 1
        for index, parameter in enumerate(declaration.parameters):
            is_skipped = parameter.kind is Kind.TIME and parameter.optional and index < last
            if is_skipped and _is_no_time(rest.partition(" ")[0]):
                continue
            if index == last:
                word, rest = rest, ""
            else:
                word, _, rest = rest.partition(" ")
                rest = rest.lstrip()
            if is_blank(word):
                if parameter.optional:
                    continue
                raise Refused(Code.MISSING_ARGUMENT, command=f"/{declaration.name}")
            values[parameter.field] = _value(parameter, word)
        if rest:
            raise Refused(Code.TOO_MANY_ARGUMENTS, command=f"/{declaration.name}")
        return declaration.command(**values)


def _is_no_time(word: str) -> bool:
    """Return whether ``word`` belongs to the next argument.

    Raises `Refused` (BAD_PERIOD) for what was surely meant to be a length of time, like "2 days".
    """
    if parse_period(word) is not None:
        return False
    if word[:1].isdigit():
        raise Refused(Code.BAD_PERIOD, value=word)
    return True


def _value(parameter: Parameter, word: str) -> str:
    if parameter.kind in (Kind.PERSON, Kind.TARGET):
        return word.removeprefix("@")
    if parameter.kind is Kind.ROOM:
        return word.removeprefix("#")
    return word


CATALOGUE = Catalogue(*COMMANDS)
"""The catalogue of this version's commands."""
