from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.heartbeat import PING_SECONDS, SILENT_SECONDS, Heartbeat


class Somebody:
    """Somebody who notes what is asked of them."""

    def __init__(self) -> None:
        self.is_held_up = False
        self.pings = 0
        self.silent_for: float | None = None

    def ping(self) -> None:
        self.pings += 1

    def is_silent(self, seconds: float) -> None:
        self.silent_for = seconds


class Beats(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.heartbeat = Heartbeat(self.clock)
        self.ana, self.bob = Somebody(), Somebody()
        self.heartbeat.heard(self.ana)
        self.heartbeat.heard(self.bob)

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass, and look each second."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.heartbeat.sweep()

    def test_who_was_heard_just_now_is_not_asked(self) -> None:
        self.pass_seconds(PING_SECONDS - 1)

        self.assertEqual(self.ana.pings, 0)

    def test_who_is_silent_is_asked(self) -> None:
        self.pass_seconds(PING_SECONDS)

        self.assertEqual((self.ana.pings, self.bob.pings), (1, 1))

    def test_who_does_not_answer_is_asked_again_after_as_long(self) -> None:
        self.pass_seconds(2 * PING_SECONDS - 1)
        self.assertEqual(self.ana.pings, 1)

        self.pass_seconds(1)

        self.assertEqual(self.ana.pings, 2)

    def test_who_goes_on_being_silent_is_cut_once(self) -> None:
        self.pass_seconds(2 * SILENT_SECONDS)

        self.assertEqual((self.ana.silent_for, self.ana.pings), (SILENT_SECONDS, 2))

    def test_who_answers_is_not_cut(self) -> None:
        for _ in range(10):
            self.pass_seconds(PING_SECONDS)
            self.heartbeat.heard(self.ana)

        self.assertEqual((self.ana.silent_for, self.ana.pings), (None, 10))
        self.assertEqual(self.bob.silent_for, SILENT_SECONDS)

    def test_who_is_gone_is_not_asked(self) -> None:
        self.heartbeat.forget(self.ana)

        self.pass_seconds(SILENT_SECONDS)

        self.assertEqual((self.ana.pings, self.ana.silent_for), (0, None))

    def test_the_silence_of_who_can_not_be_heard_counts_from_when_they_can(self) -> None:
        self.ana.is_held_up = True
        self.pass_seconds(2 * SILENT_SECONDS)
        self.assertEqual((self.ana.pings, self.ana.silent_for), (0, None))
        self.ana.is_held_up = False

        self.pass_seconds(SILENT_SECONDS + PING_SECONDS)

        self.assertEqual(self.ana.silent_for, SILENT_SECONDS)
