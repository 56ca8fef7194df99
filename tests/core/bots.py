"""Bots for chats without a server: made by `/token`, let in by what it shows."""

from __future__ import annotations

import re
from typing import TypeVar

from chatservice.core.hello import Hello
from chatservice.core.refusals import Refused
from chatservice.core.tokens import PREFIX
from tests.core.conversation import Chat, Visitor

T = TypeVar("T")

TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]+")


def make_bot(owner: Visitor, name: str) -> str:
    """Let ``owner`` make a bot, or another token for it; return the token as it is shown."""
    owner.reads()
    owner.types(f"/token {name}")
    found = TOKEN.search("\n".join(owner.reads()))
    assert found is not None, f"no token for {name}"
    return found.group()


def comes_in(chat: Chat, token: str, address: str = "") -> Visitor:
    """Return a bot that comes in by its token, and has read what there is to read on arriving."""
    visitor = chat.connect(address)
    visitor.session.hello(Hello(token=token))
    chat.settles()
    visitor.reads()
    return visitor


class Hook:
    """What is said by a token from an address; ``answers`` are what came back."""

    def __init__(self, chat: Chat, token: str, address: str = "") -> None:
        self.chat = chat
        self.token = token
        self.visit = chat.hub.visit(address)
        self.answers: list[int | Refused] = []
        self.is_there = True
        """Whether somebody waits for them."""

    def says(self, text: str, room: str = "") -> None:
        """Say something; the turn ends, unless it is kept open."""
        with self.chat._step():
            self.chat.hub.hooks.say(
                self.token, room, text, self.visit, self.answers.append, lambda: self.is_there
            )

    def told(self, text: str, room: str = "") -> int:
        """Return the number that comes back at once."""
        return self._answer(text, room, int)

    def refused(self, text: str, room: str = "") -> Refused:
        """Return the refusal that comes back at once."""
        return self._answer(text, room, Refused)

    def _answer(self, text: str, room: str, kind: type[T]) -> T:
        before = len(self.answers)
        self.says(text, room)
        (answer,) = self.answers[before:]
        assert isinstance(answer, kind), answer
        return answer
