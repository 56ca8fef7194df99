"""What a program may send to have a command done: a struct for each, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from msgspec import Meta, defstruct
from msgspec.structs import astuple

from chatservice.core.catalogue import Declaration, Parameter
from chatservice.core.declaring import Command, Kind
from chatservice.protocols.requests.messages import InRoom, Request

if TYPE_CHECKING:
    from chatservice.core.session import Session

_MEANING = {
    Kind.PERSON: "A nickname.",
    Kind.ROOM: "A room's name, without #.",
    Kind.COMMAND: "A command's name, without its slash.",
    Kind.SETTING: "A setting's name.",
    Kind.TARGET: "A nickname, or an address, or a network.",
    Kind.MODE: "A kind of room.",
    Kind.NUMBER: "A whole number.",
    Kind.TIME: "How long, such as `10m`.",
}
"""What an argument is, where its kind tells more than its name."""


class CommandRequest(Request, kw_only=True):
    """A message that asks for a command. Its fields are the command's, in their order."""

    _command: ClassVar[type[Command]]
    _count: ClassVar[int]
    """How many arguments the command has."""
    _has_number: ClassVar[bool]
    """Whether one of them may be a number."""

    def ask(self, session: Session) -> None:
        """Have the command done."""
        # The fields in their order: the id, the arguments, the room unless it is one of these. To
        # ask for each by its name takes 2 µs longer.
        name, *values = astuple(self)
        room = "" if len(values) == self._count else values.pop() or ""
        if self._has_number:
            values = [str(value) if isinstance(value, int) else value for value in values]
        session.perform(self._command(*values), name, room)


def type_of(command: type[Command]) -> str:
    """Return the `type` of the message that asks for ``command``: its name; `say` has no other."""
    return command.names[0] if command.names else command.__name__.lower()


def command_request(declaration: Declaration) -> type[CommandRequest]:
    """Return the struct of the message that asks for a command.

    Raises `TypeError` when one of its arguments is called like something that every message has.
    """
    command = declaration.command
    names = tuple(parameter.field for parameter in declaration.parameters)
    if reserved := {"type", *dir(CommandRequest)}.intersection(names):
        raise TypeError(f"/{type_of(command)}: no argument can be called {min(reserved)}")
    fields: list[Any] = [_field(parameter) for parameter in declaration.parameters]
    if "room" not in names:
        fields.append(("room", InRoom, None))
    made = defstruct(
        command.__name__,
        fields,
        bases=(CommandRequest,),
        namespace={
            "__doc__": command.summary,
            "_command": command,
            "_count": len(names),
            "_has_number": any(each.kind is Kind.NUMBER for each in declaration.parameters),
        },
        module=__name__,
        tag=type_of(command),
        kw_only=True,
    )
    return cast("type[CommandRequest]", made)


def command_requests(declarations: Iterable[Declaration]) -> list[type[CommandRequest]]:
    """Return the structs of all those commands' messages, in their order."""
    return [command_request(declaration) for declaration in declarations]


def _field(parameter: Parameter) -> tuple[str, Any] | tuple[str, Any, None]:
    given: Any = str | int if parameter.kind is Kind.NUMBER else str
    if parameter.optional:
        given = given | None
    meaning = _MEANING.get(parameter.kind)
    if meaning is None and not parameter.label.isupper():  # as `close` or `before DATE`
        meaning = f"As it is typed: `{parameter.label}`."
    if meaning is not None:
        given = Annotated[given, Meta(description=meaning)]
    return (parameter.field, given, None) if parameter.optional else (parameter.field, given)
