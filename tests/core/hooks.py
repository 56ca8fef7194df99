"""What the tests of what bots say without being here share."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.bots import Hook, make_bot
from tests.core.conversation import Chat, Visitor

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


class HooksTestCase(SynchronousTestCase):
    """Ana, who has a bot called Deploy, and Juan are here, and the bot is not."""

    def setUp(self) -> None:
        self.begins(Chat())

    def begins(self, chat: Chat) -> None:
        """Begin with a chat, in which Ana makes her bot."""
        self.chat = chat
        self.ana = chat.member("Ana", HOME)
        self.juan = chat.join("Juan")
        self.token = make_bot(self.ana, "Deploy")
        self.hook = Hook(chat, self.token, ELSEWHERE)
        self.ana.reads()

    def read(self, visitor: Visitor | None = None) -> list[str]:
        """Return what somebody, or else Juan, has read since that was asked last."""
        return (visitor or self.juan).reads()
