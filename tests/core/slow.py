"""Tests about somebody who does not read."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import Log
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import Chat, Visitor

HELD = "[Yes, the chat is here.]"


class SlowTestCase(SynchronousTestCase):
    """Ana reads nothing from when she `falls_behind`; Juan and Beto talk."""

    def setUp(self) -> None:
        self.chats_with(MemoryHistory(kept=10_000))

    def chats_with(self, log: Log) -> None:
        """Begin a conversation that ``log`` keeps."""
        self.chat = Chat(log=log)
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def falls_behind(self, who: Visitor | None = None) -> None:
        """Let somebody, Ana unless told, stop reading, with as much held for them as may be."""
        who = who or self.ana
        who.stops_reading()
        who.session.are_you_there()
        self.chat.end_turn()

    def reads_on(self, who: Visitor | None = None) -> list[str]:
        """Let somebody, Ana unless told, read on; returns what they missed."""
        who = who or self.ana
        who.reads_on()
        first, *lines = who.reads()
        self.assertEqual(first, HELD)
        return lines
