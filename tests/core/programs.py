"""A program in a chat in memory: it asks, and reads what it is told as objects."""

from __future__ import annotations

import json
from typing import Any

from chatservice.core.declaring import Command
from chatservice.core.hello import Hello
from chatservice.render.forms import Renderer
from chatservice.render.objects import FORM
from tests.core.conversation import Chat, Visitor


def chat(**details: Any) -> Chat:
    """Return a chat that programs can read, as they will."""
    return Chat(render=Renderer(), **details)


class Program(Visitor):
    """The far end of one connection, with a program there."""

    def __init__(self, chat: Chat, address: str = "") -> None:
        with chat._step():
            super().__init__(chat, address, FORM)

    def comes(self, nick: str = "", request: str | None = "hello", **details: Any) -> Program:
        """Say hello."""
        with self.chat._step():
            self.session.hello(Hello(nick, **details), request)
        return self

    def asks(self, command: Command, request: str | None = None, room: str = "") -> None:
        """Ask for something."""
        with self.chat._step():
            self.session.perform(command, request, room)

    def types_in(self, text: str, request: str | None = None, room: str = "") -> None:
        """Hand on what its user typed."""
        with self.chat._step():
            self.session.typed(text, request, room)

    def confides(self, text: str, request: str | None = None) -> None:
        """Hand on a password."""
        with self.chat._step():
            self.session.secret(text, request)

    def reads_objects(self) -> list[dict[str, Any]]:
        """Return the objects that have arrived since they were last read."""
        return [json.loads(line) for line in self.reads_bytes().splitlines()]

    def reads_types(self) -> list[str]:
        """Return what kinds of objects those are."""
        return [each["type"] for each in self.reads_objects()]
