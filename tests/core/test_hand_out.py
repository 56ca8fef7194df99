"""Outlets that take a part, fail, or do something else while a turn is told."""

from __future__ import annotations

import errno
from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class Outlets(SynchronousTestCase):
    """Juan speaks; Beto reads after Ana, whose outlet is the odd one; Carla is served singly."""

    def setUp(self) -> None:
        self.chat = Chat()
        names = ("Juan", "Ana", "Beto", "Carla")
        self.juan, self.ana, self.beto, self.carla = self.chat.people(*names)
        self.carla.types("/ignore nobody-here", "/ignore Ana")
        self.carla.reads()

    def on_taking(self, take: Callable[[bytes], int]) -> None:
        """Let Ana's outlet take by ``take``."""
        self.patch(self.ana, "take", take)
        self.ana.session.changing()  # to be sorted anew, with the outlet as it is now

    def everyone_else_reads(self, *lines: str) -> None:
        for visitor in (self.beto, self.carla):
            self.assertEqual(visitor.reads(), list(lines))

    def test_what_an_outlet_takes_in_part_is_kept_from_there(self) -> None:
        take = self.ana.take
        self.on_taking(lambda data: take(data[:5]))

        self.juan.types("hola")
        self.ana.reads_held()

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])
        self.everyone_else_reads("[14:35] Juan: hola")

    def test_what_a_speakers_outlet_takes_in_part_is_kept_from_there(self) -> None:
        take = self.ana.take
        self.on_taking(lambda data: take(data[:5]))

        with self.chat.one_turn():
            self.ana.types("mine")
            self.juan.types("hola")
        self.ana.reads_held()

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_a_fault_leaves_all_of_it_to_be_kept_and_the_others_alone(self) -> None:
        for fault in (errno.ECONNRESET, errno.EPIPE, errno.EAGAIN, errno.ENOBUFS):

            def take(data: bytes, fault: int = fault) -> int:
                raise OSError(fault, "not now")

            self.on_taking(take)

            self.juan.types("hola")

            self.assertEqual(bytes(self.ana._held), b"[14:35] Juan: hola\r\n")
            self.everyone_else_reads("[14:35] Juan: hola")
            self.ana._held.clear()

    def test_who_is_lost_while_it_is_told_goes_after_it(self) -> None:
        def take(data: bytes) -> int:
            self.ana.closed = True
            self.ana.session.lost()
            return len(data)

        self.on_taking(take)

        with self.chat.one_turn():
            self.juan.types("one", "two")

        self.everyone_else_reads("[14:35] Juan: one", "[14:35] Juan: two", "* Ana left")

    def test_whom_another_ones_outlet_loses_while_it_is_told_costs_nobody_anything(self) -> None:
        def take(data: bytes) -> int:
            for visitor in (self.juan, self.beto):
                visitor.session.lost()
            return len(data)

        self.on_taking(take)

        self.juan.types("one")

        self.assertEqual(self.carla.reads(), ["[14:35] Juan: one", "* Juan left", "* Beto left"])

    def test_what_is_said_while_it_is_told_comes_in_the_next_turn(self) -> None:
        def take(data: bytes) -> int:
            if b"hola" in data:
                self.beto.session.line("me too")
            return len(data)

        self.on_taking(take)

        with self.chat.one_turn():
            self.juan.types("hola", "adiós")

        self.assertEqual(
            self.carla.reads(),
            ["[14:35] Juan: hola", "[14:35] Juan: adiós", "[14:35] Beto: me too"],
        )

    def test_who_leaves_in_the_same_turn_reads_what_came_before_and_the_last_words(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/quit")
            self.juan.types("two")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: one", "See you soon!"])

    def test_a_closed_outlet_is_no_reason_to_be_behind(self) -> None:
        self.ana.closed = True

        self.juan.types("one")

        self.assertIsNone(self.ana.session.behind)
