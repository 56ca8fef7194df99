from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Any
from unittest import SkipTest

from twisted.internet.base import BasePort
from twisted.internet.protocol import Protocol, ServerFactory
from twisted.internet.task import Clock
from twisted.internet.tcp import Port
from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.accepting import (
    ACCEPTED_A_TURN,
    BREATHER_SECONDS,
    COMPLAINT_SECONDS,
    Accepting,
    lengthen_queue,
)


class Reactor(Clock):
    """Knows which ports are looked after; a test lets one of them accept."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: set[object] = set()

    def addReader(self, reader: object) -> None:  # the names are Twisted's
        self.readers.add(reader)

    def removeReader(self, reader: object) -> None:
        self.readers.discard(reader)

    def removeWriter(self, writer: object) -> None:
        pass


class Counter(ServerFactory):
    """Keeps nobody, and counts who came."""

    noisy = False

    def __init__(self) -> None:
        self.came = 0

    def buildProtocol(self, addr: object) -> Protocol | None:
        self.came += 1
        return None


class Listening:
    """A listening socket that accepts, but when it is told to fail."""

    def __init__(self, real: socket.socket) -> None:
        self._real = real
        self._failures: list[int] = []

    def fails_with(self, number: int, times: int) -> None:
        """Fail so often with that error."""
        self._failures = [number] * times

    def accept(self) -> Any:
        """Return who is next, or raise `OSError`."""
        if self._failures:
            number = self._failures.pop()
            raise OSError(number, os.strerror(number))
        return self._real.accept()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class PortTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()
        self.factory = Counter()
        self.port: Any = Port(0, self.factory, interface="127.0.0.1", reactor=self.reactor)
        self.port.startListening()
        self.addCleanup(self.port.socket.close)

    def come(self, count: int) -> None:
        """Let so many connect; the system takes them until the port does."""
        for _ in range(count):
            self.addCleanup(socket.create_connection(self.port.socket.getsockname()).close)


class TheQueue(PortTestCase):
    def test_more_wait_than_twisted_lets(self) -> None:
        lengthen_queue(self.port, "tcp:0")

        self.assertGreater(self.length_of(self.port), Port.backlog)

    def length_of(self, port: Any) -> int:
        """Return how many may wait at a port, as the system has it (tcp_diag: `ss -ltn`)."""
        if not sys.platform.startswith("linux"):
            raise SkipTest("only Linux tells")
        # struct tcp_info: for a listening socket, tcpi_sacked is the length of its queue.
        return int.from_bytes(port.socket.getsockopt(socket.IPPROTO_TCP, 11, 104)[28:32], "little")

    def test_one_that_the_operator_chose_stays(self) -> None:
        lengthen_queue(self.port, "tcp:0:backlog=50")

        self.assertEqual(self.length_of(self.port), 50)

    def test_one_that_an_endpoint_chose_stays(self) -> None:
        self.port.backlog = 20
        self.port.socket.listen(20)

        lengthen_queue(self.port, "pigeon:loft")

        self.assertEqual(self.length_of(self.port), 20)

    def test_a_port_of_another_kind_is_left_alone(self) -> None:
        lengthen_queue(BasePort(self.reactor), "pigeon:loft")


class APortion(PortTestCase):
    def test_however_many_come_so_many_are_accepted_in_one_turn(self) -> None:
        lengthen_queue(self.port, "tcp:0")
        Accepting(self.port, self.reactor)
        self.come(3 * ACCEPTED_A_TURN)
        counts = []

        for _ in range(3):
            self.port.doRead()
            counts.append(self.factory.came)

        self.assertEqual(counts, [ACCEPTED_A_TURN, 2 * ACCEPTED_A_TURN, 3 * ACCEPTED_A_TURN])


class NoMoreFiles(PortTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.listening = Listening(self.port.socket)
        self.port.socket = self.listening
        self.accepting = Accepting(self.port, self.reactor)

    def lines(self, seconds: float = 0) -> list[str]:
        """Let a port try to accept, and time pass; return what is logged."""
        with capturedLogs() as log:
            if self.port in self.reactor.readers:
                self.port.doRead()
            self.reactor.advance(seconds)
        return [formatEvent(event) for event in log]

    def test_the_log_says_so_in_one_line_and_how_many_were_closed(self) -> None:
        self.come(3)
        self.listening.fails_with(errno.EMFILE, times=1)

        (line,) = self.lines()

        self.assertIn("No more files can be opened (EMFILE)", line)
        self.assertIn("closed unheard since the last such line: 3.", line)

    def test_it_says_so_once_a_minute_with_all_the_others(self) -> None:
        self.come(1)
        self.listening.fails_with(errno.EMFILE, times=1)
        self.lines()
        for _ in range(5):
            self.come(1)
            self.listening.fails_with(errno.EMFILE, times=1)
            self.assertEqual(self.lines(), [])

        (line,) = self.lines(COMPLAINT_SECONDS)

        self.assertIn("since the last such line: 5.", line)

    def test_a_port_that_can_only_fail_rests_instead_of_trying_at_once(self) -> None:
        for lacking in (errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
            self.listening.fails_with(lacking, times=1)
            self.lines()
            self.assertNotIn(self.port, self.reactor.readers)

            self.reactor.advance(BREATHER_SECONDS)

            self.assertIn(self.port, self.reactor.readers)

    def test_a_port_that_can_only_fail_is_in_the_log_once_a_minute(self) -> None:
        self.listening.fails_with(errno.ENFILE, times=1000)

        lines = [line for _ in range(300) for line in self.lines(BREATHER_SECONDS)]

        self.assertEqual(len(lines), 1)
        self.assertIn("ENFILE", lines[0])

    def test_a_connection_that_went_before_it_was_accepted_is_no_lack(self) -> None:
        self.listening.fails_with(errno.ECONNABORTED, times=1)

        (line,) = self.lines()

        self.assertIn("ECONNABORTED", line)
        self.assertIn(self.port, self.reactor.readers)

    def test_nothing_is_left_to_do_once_it_is_stopped(self) -> None:
        self.listening.fails_with(errno.ENFILE, times=1)
        self.port.doRead()

        self.accepting.stop()

        self.assertEqual(self.reactor.getDelayedCalls(), [])
