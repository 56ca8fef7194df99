from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.heartbeat import PING_SECONDS, SILENT_SECONDS
from tests.protocols.chat import Chat
from tests.protocols.web.frames import PING, PONG, frame
from tests.protocols.web.visiting import Browser


class Beating(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = Browser(self.chat)
        self.ana.enters_as("ana")

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass, and the sweep come that comes each second."""
        for _ in range(seconds):
            self.chat.clock.advance(1)
            self.chat.factory.sweep()

    def test_a_browser_that_says_nothing_is_asked_whether_it_is_there(self) -> None:
        self.pass_seconds(PING_SECONDS)

        self.assertEqual([each.opcode for each in self.ana.frames()], [PING])

    def test_one_that_answers_stays(self) -> None:
        for _ in range(5):
            self.pass_seconds(PING_SECONDS)
            self.ana.sends(frame(PONG))

        self.assertFalse(self.ana.is_cut)

    def test_one_that_does_not_is_cut(self) -> None:
        self.pass_seconds(SILENT_SECONDS - 1)
        self.assertFalse(self.ana.is_cut)

        self.pass_seconds(1)

        self.assertTrue(self.ana.is_cut)

    def test_one_that_has_not_read_what_it_was_sent_is_left_to_who_counts_that(self) -> None:
        self.ana.protocol._outbox.pauseProducing()

        self.pass_seconds(2 * SILENT_SECONDS)

        self.assertFalse(self.ana.is_cut)

    def test_one_that_is_gone_is_asked_nothing(self) -> None:
        self.ana.is_disconnected()
        self.ana.frames()

        self.pass_seconds(2 * SILENT_SECONDS)

        self.assertEqual(self.ana.frames(), [])
