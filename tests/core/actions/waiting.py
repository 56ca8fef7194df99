"""Somebody who is registered and not here, for the tests about messages that wait."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat, Visitor


def waited(visitor: Visitor) -> list[str]:
    """Return the lines about messages that waited among those that somebody reads."""
    lines = visitor.reads()
    heads = [n for n, line in enumerate(lines) if "while you were away:" in line]
    return lines[heads[0] :] if heads else []


class WaitingTestCase(SynchronousTestCase):
    """Ana is registered and not here; Juan and Berta are."""

    def setUp(self) -> None:
        self.chats(Chat())

    def chats(self, chat: Chat) -> None:
        self.chat = chat
        self.juan, self.berta = chat.people("Juan", "Berta")
        self.ana = chat.member("Ana")
        self.ana.types("/quit")
        for visitor in (self.juan, self.berta):
            visitor.reads()

    def says(self, *texts: str) -> None:
        """Let Juan leave private messages for Ana."""
        for text in texts:
            self.juan.types(f"/msg Ana {text}")

    def comes(self) -> Visitor:
        """Let Ana come; nothing is read yet."""
        self.ana = self.chat.logs_in("Ana")
        return self.ana
