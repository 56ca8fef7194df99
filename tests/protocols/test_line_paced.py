"""Who writes faster than they may: the connection is left unread, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.flood import FloodLimit
from chatservice.protocols.receiving import MOST_UNREAD
from tests.protocols.chat import HERE, Chat

BURST, PER_SECOND = 5, 2.0


class Paced(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(limits=replace(HERE, flood=FloodLimit(BURST, PER_SECOND)))
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()
        self.chat.clock.advance(60)

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass, in which the reactor turns."""
        for _ in range(4 * seconds):
            self.chat.clock.advance(0.25)

    def test_a_burst_is_heard_at_once(self) -> None:
        self.ana.types(*map(str, range(BURST)))

        self.assertEqual(self.bob.reads(), [f"ana: {number}" for number in range(BURST)])

    def test_what_is_more_is_heard_little_by_little_in_its_order(self) -> None:
        said = [str(number) for number in range(BURST + 10)]

        self.ana.types(*said)
        at_once = self.bob.reads()
        self.pass_seconds(5)

        heard = at_once + self.bob.reads()
        self.assertLess(len(at_once), BURST + 2)
        self.assertEqual(heard, [f"ana: {text}" for text in said])
        self.assertEqual(self.ana.reads(), [])

    def test_the_transport_is_read_no_further_while_much_waits(self) -> None:
        line = "x" * 4000
        count = MOST_UNREAD // len(line) + BURST + 5
        # The packets of a client that is not paused.
        self.ana.types(*[line] * count)

        self.ana.types("behind")
        paused = self.ana.transport.producerState
        self.pass_seconds(count)

        self.assertEqual((paused, self.ana.transport.producerState), ("paused", "producing"))

    def test_nothing_is_lost_by_a_pause(self) -> None:
        session = self.ana.protocol.session
        session.busy = True
        lines = [f"{number} " + "x" * 2000 for number in range(60)]
        self.ana.types(*lines[:40])
        self.ana.types(*lines[40:])
        paused = self.ana.transport.producerState

        session.busy = False
        session.pace.begin(None)
        session.outlet.go_on()
        self.chat.turns(3)

        self.assertEqual(paused, "paused")
        self.assertEqual(self.bob.reads(), [f"ana: {line}" for line in lines])

    def test_others_are_not_held_up(self) -> None:
        self.ana.types(*["x"] * 50)
        self.ana.reads()

        self.bob.types("hello")

        self.assertIn("bob: hello", self.ana.reads())
