"""Lines that are begun and not ended (slow-loris)."""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal
from tests.protocols.chat import HERE, Chat, Guest

SECONDS = 120
TOO_SLOW = {
    language: refusal(phrasebook(language), Refused(Code.LINE_TOO_SLOW, seconds=SECONDS))
    for language in ("en", "es")
}


class HalfLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(limits=replace(HERE, line_seconds=SECONDS))
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass, and the sweep come that comes each second."""
        self.chat.clock.advance(seconds)
        self.chat.factory.sweep()

    def sends_slowly(self, guest: Guest, data: bytes, seconds: float) -> None:
        """Let bytes arrive one by one, with so many seconds before each."""
        for byte in data:
            self.pass_seconds(seconds)
            guest.sends(bytes([byte]))

    def test_a_line_may_take_as_long_as_is_allowed(self) -> None:
        self.ana.sends(b"hel")
        self.pass_seconds(SECONDS - 1)

        self.ana.sends(b"lo\r\n")

        self.assertEqual((self.ana.reads(), self.bob.reads()), ([], ["ana: hello"]))

    def test_a_line_that_takes_longer_is_refused(self) -> None:
        self.ana.sends(b"hel")

        self.pass_seconds(SECONDS)

        self.assertEqual(self.ana.reads(), [TOO_SLOW["en"]])

    def test_the_refusal_is_told_in_the_persons_language(self) -> None:
        self.ana.types("/lang es")
        self.ana.reads()
        self.ana.sends(b"hel")

        self.pass_seconds(SECONDS)

        self.assertEqual(self.ana.reads(), [TOO_SLOW["es"]])

    def test_the_rest_of_a_refused_line_is_not_said(self) -> None:
        self.ana.sends(b"hel")
        self.pass_seconds(SECONDS)

        self.ana.sends(b"lo\r\nnext\r\n")

        self.assertEqual(self.bob.reads(), ["ana: next"])

    def test_a_byte_now_and_then_gains_no_time(self) -> None:
        self.sends_slowly(self.ana, b"x" * 24, 5)

        self.pass_seconds(5)

        self.assertEqual(self.ana.reads(), [TOO_SLOW["en"]])

    def test_a_refused_line_that_goes_on_is_refused_once(self) -> None:
        self.sends_slowly(self.ana, b"x" * 100, 5)

        self.assertEqual(self.ana.reads(), [TOO_SLOW["en"]])

    def test_the_time_of_a_line_begins_with_it(self) -> None:
        self.ana.sends(b"one")
        self.pass_seconds(SECONDS - 1)
        self.ana.sends(b"\r\ntwo")

        self.pass_seconds(SECONDS - 1)

        self.assertEqual((self.ana.reads(), self.bob.reads()), ([], ["ana: one"]))

    def test_a_line_half_there_in_the_packet_of_a_whole_one_has_its_time(self) -> None:
        self.ana.sends(b"one\r\ntw")

        self.pass_seconds(SECONDS)

        self.assertEqual((self.ana.reads(), self.bob.reads()), ([TOO_SLOW["en"]], ["ana: one"]))

    def test_who_says_nothing_is_not_hurried(self) -> None:
        self.ana.types("hello")
        self.bob.reads()

        self.pass_seconds(10 * SECONDS)

        self.assertEqual(self.ana.reads(), [])

    def test_lines_that_wait_are_not_half_lines(self) -> None:
        session = self.ana.protocol.session
        session.busy = True
        self.ana.sends(b"one\r\ntw")
        self.pass_seconds(SECONDS)

        session.busy = False
        session.outlet.go_on()
        self.ana.sends(b"o\r\n")
        self.chat.turn()

        self.assertEqual((self.ana.reads(), self.bob.reads()), ([], ["ana: one", "ana: two"]))

    def test_nothing_is_refused_where_no_time_is_set(self) -> None:
        self.chat = Chat(limits=replace(HERE, line_seconds=None))
        ana = self.chat.guest_called("ana")
        ana.sends(b"hel")

        self.pass_seconds(100 * SECONDS)

        self.assertEqual(ana.reads(), [])

    def test_nothing_is_known_of_a_connection_that_is_closed(self) -> None:
        self.ana.sends(b"hel")

        self.ana.vanishes()

        self.assertEqual(self.chat.factory.half_lines, {})
