from __future__ import annotations

from io import StringIO

from prompt_toolkit.data_structures import Size
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.output.vt100 import Vt100_Output
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.focus import FOCUS_IN, FOCUS_OUT, IDLE_SECONDS, Focus
from tests.client.screen.talking import Waiting, a_chat, said

ON = "\x1b[?1004h"
OFF = "\x1b[?1004l"


class WhetherSomebodyLooks(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = a_chat("lobby")
        self.written = StringIO()
        self.timing = Waiting()
        output = Vt100_Output(self.written, lambda: Size(24, 80), term="xterm")
        self.focus = Focus(self.chat, output, self.timing)
        self.focus.pressed()

    def waits(self, seconds: float) -> None:
        self.timing.clock.pump([seconds])

    def test_the_terminal_is_asked_once(self) -> None:
        self.focus.ask()
        self.focus.ask()

        self.assertEqual(self.written.getvalue(), ON)

    def test_the_terminal_tells_nothing_more_afterwards(self) -> None:
        self.focus.ask()
        self.focus.stop()

        self.assertEqual(self.written.getvalue(), ON + OFF)

    def test_what_was_never_asked_for_is_not_stopped(self) -> None:
        self.focus.stop()

        self.assertEqual(self.written.getvalue(), "")

    def test_nobody_looks_when_the_window_has_lost_the_focus(self) -> None:
        self.focus.told(FOCUS_OUT)

        self.assertFalse(self.chat.is_seen)

    def test_somebody_looks_when_the_window_has_it_again(self) -> None:
        self.focus.told(FOCUS_OUT)
        self.focus.told(FOCUS_IN)

        self.assertTrue(self.chat.is_seen)

    def test_with_the_focus_what_came_is_read(self) -> None:
        self.focus.told(FOCUS_OUT)
        self.chat.add(self.chat.current, said("hello"))
        self.focus.told(FOCUS_IN)

        self.assertEqual(self.chat.current.unread, 0)

    def test_with_the_focus_the_mark_stays(self) -> None:
        self.focus.told(FOCUS_OUT)
        entry = self.chat.add(self.chat.current, said("hello"))
        self.focus.told(FOCUS_IN)

        self.assertIs(self.chat.current.mark, entry)

    def test_the_report_of_a_lost_focus_is_no_key(self) -> None:
        self.focus.told(FOCUS_OUT)
        self.focus.key_came()

        self.assertFalse(self.chat.is_seen)

    def test_a_key_is_pressed_by_somebody_who_looks(self) -> None:
        self.focus.told(FOCUS_OUT)
        self.focus.key_came()
        self.focus.key_came()

        self.assertTrue(self.chat.is_seen)

    def test_without_reports_nobody_looks_after_three_minutes_without_a_key(self) -> None:
        self.waits(IDLE_SECONDS)

        self.assertFalse(self.chat.is_seen)

    def test_each_key_is_good_for_three_minutes(self) -> None:
        self.waits(IDLE_SECONDS - 1)
        self.focus.key_came()
        self.waits(IDLE_SECONDS - 1)

        self.assertTrue(self.chat.is_seen)

    def test_after_the_last_key_the_three_minutes_end(self) -> None:
        self.waits(IDLE_SECONDS - 1)
        self.focus.key_came()
        self.waits(1)
        self.waits(IDLE_SECONDS - 1)

        self.assertFalse(self.chat.is_seen)

    def test_where_the_terminal_tells_no_time_counts(self) -> None:
        self.focus.told(FOCUS_IN)
        self.waits(IDLE_SECONDS)

        self.assertTrue(self.chat.is_seen)

    def test_nobody_looks_at_a_screen_that_was_left(self) -> None:
        self.focus.left()

        self.assertFalse(self.chat.is_seen)

    def test_nothing_is_waited_for_after_the_end(self) -> None:
        self.focus.stop()

        self.assertEqual(self.timing.clock.getDelayedCalls(), [])


class Reports(SynchronousTestCase):
    def keys(self, *pieces: str) -> list[str]:
        pressed: list[KeyPress] = []
        parser = Vt100Parser(pressed.append)
        for piece in pieces:
            parser.feed(piece)
        return [press.data for press in pressed]

    def test_a_report_is_one_key(self) -> None:
        self.assertEqual(self.keys(f"a{FOCUS_IN}{FOCUS_OUT}b"), ["a", FOCUS_IN, FOCUS_OUT, "b"])

    def test_a_report_that_comes_in_pieces_is_one_key(self) -> None:
        self.assertEqual(self.keys("\x1b", "[", "O"), [FOCUS_OUT])
