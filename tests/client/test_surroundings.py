"""Terminals, which are real ones."""

from __future__ import annotations

import contextlib
import os
import pty
import termios

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.surroundings import echo_of, left_as_before


class ATerminal(SynchronousTestCase):
    def setUp(self) -> None:
        master, self.terminal = pty.openpty()
        for descriptor in (master, self.terminal):
            self.addCleanup(os.close, descriptor)

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def test_it_can_be_told_not_to_show_what_is_typed(self) -> None:
        echo_of(self.terminal)(False)

        self.assertFalse(self.echoes())

    def test_it_can_be_told_to_show_it_again(self) -> None:
        echo = echo_of(self.terminal)
        echo(False)
        echo(True)

        self.assertTrue(self.echoes())

    def test_it_is_left_as_it_was_whatever_happens(self) -> None:
        before = termios.tcgetattr(self.terminal)
        with contextlib.suppress(ZeroDivisionError), left_as_before(self.terminal):
            echo_of(self.terminal)(False)
            os.set_blocking(self.terminal, False)
            _ = 1 / 0

        self.assertEqual(termios.tcgetattr(self.terminal), before)
        self.assertTrue(os.get_blocking(self.terminal))

    def test_what_is_no_terminal_is_left_as_it_was_too(self) -> None:
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, writing)
        with left_as_before(reading):
            os.set_blocking(reading, False)

        self.assertTrue(os.get_blocking(reading))
