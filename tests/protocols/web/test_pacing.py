from __future__ import annotations

import json
from itertools import count

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.web.pacing import AT_ONCE, PER_SECOND, SMALL, TOO_MANY
from tests.protocols.chat import Chat
from tests.protocols.web.frames import CLOSE, CONTINUATION, PING, PONG, TEXT, frame
from tests.protocols.web.visiting import Browser

SAY = json.dumps({"type": "say", "text": "hola"}).encode()


def begun(payload: bytes = b"") -> bytes:
    return frame(TEXT, payload, is_last=False)


def continued(payload: bytes = b"", *, is_last: bool = False) -> bytes:
    return frame(CONTINUATION, payload, is_last=is_last)


class PacingTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = Browser(self.chat)
        self.ana.enters_as("ana")


class Too(PacingTestCase):
    def is_refused(self, *frames: bytes) -> bool:
        """Let frames arrive, and return whether they were too many."""
        self.ana.sends(*frames)
        self.chat.turns(4)
        return self.ana.code() == TOO_MANY.code

    def test_many_pings_end_the_connection(self) -> None:
        self.assertTrue(self.is_refused(frame(PING) * (AT_ONCE + 1)))

    def test_many_pongs_do(self) -> None:
        self.assertTrue(self.is_refused(frame(PONG, b"x") * (AT_ONCE + 1)))

    def test_many_empty_fragments_do(self) -> None:
        self.assertTrue(self.is_refused(begun(b"{"), continued() * AT_ONCE))

    def test_many_small_fragments_do(self) -> None:
        small = continued(b" " * (SMALL - 1))

        self.assertTrue(self.is_refused(begun() + small * AT_ONCE))

    def test_many_messages_in_small_fragments_do(self) -> None:
        both = begun() + continued(is_last=True)

        self.assertTrue(self.is_refused(both * (AT_ONCE // 2 + 1)))

    def test_it_makes_no_difference_how_they_are_spread_over_packets(self) -> None:
        self.assertTrue(self.is_refused(*[frame(PING)] * (AT_ONCE + 1)))

    def test_as_many_as_are_allowed_do_not(self) -> None:
        self.assertFalse(self.is_refused(frame(PING) * AT_ONCE))

    def test_a_second_later_some_more_are(self) -> None:
        self.ana.sends(frame(PING) * AT_ONCE)
        self.chat.clock.advance(1)

        self.assertFalse(self.is_refused(frame(PING) * PER_SECOND))
        self.assertTrue(self.is_refused(frame(PING)))

    def test_fragments_that_bring_something_do_not(self) -> None:
        many = continued(b" " * SMALL) * (AT_ONCE + 1)

        self.assertFalse(self.is_refused(begun(SAY), many, continued(is_last=True)))

    def test_short_messages_that_are_whole_do_not(self) -> None:
        self.assertFalse(self.is_refused(frame(PING) + frame(TEXT, b" ") * 2 * AT_ONCE))


class TheEnd(PacingTestCase):
    def test_the_reason_is_told(self) -> None:
        self.ana.sends(frame(PING) * (AT_ONCE + 1))

        (last,) = [each for each in self.ana.frames() if each.opcode == CLOSE]
        self.assertEqual(last.payload[2:].decode(), TOO_MANY.reason)

    def test_what_was_said_before_is_said(self) -> None:
        bob = Browser(self.chat)
        bob.enters_as("bob")

        self.ana.sends(frame(PING) + frame(TEXT, SAY) + frame(PING) * (AT_ONCE + 1))

        self.assertIn("said", [each["type"] for each in bob.reads()])

    def test_what_comes_after_it_is_nothing(self) -> None:
        bob = Browser(self.chat)
        bob.enters_as("bob")

        self.ana.sends(frame(PING) * (AT_ONCE + 1) + frame(TEXT, SAY))

        self.assertNotIn("said", [each["type"] for each in bob.reads()])

    def test_who_says_goodbye_to_nobody_and_goes_on_is_not_waited_for(self) -> None:
        self.ana.says(type="quit")
        self.assertFalse(self.ana.is_leaving)

        self.ana.sends(frame(TEXT, SAY) * (AT_ONCE + 1))

        self.assertTrue(self.ana.is_leaving)


class Time(PacingTestCase):
    def test_frames_that_take_long_wait_for_a_turn_to_come(self) -> None:
        moments = count(self.chat.clock.rightNow, 0.001)
        self.chat.clock.seconds = lambda: next(moments)  # type: ignore[method-assign]

        self.ana.protocol.dataReceived(frame(PING, b"x") * 9)

        self.assertLess(len(self.ana.transport.value()), 9 * len(b"\x8a\x01x"))
        self.assertEqual(self.ana.transport.producerState, "paused")
