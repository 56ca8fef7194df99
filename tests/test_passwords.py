"""Passwords are looked at in threads: how many at once, how many wait, and what is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Queue
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import capturedLogs
from twisted.python.threadpool import ThreadPool
from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts import proofs
from chatservice.core.accounts import Passwords
from chatservice.core.refusals import Code, Refused
from chatservice.passwords import MOST_AT_ONCE, MOST_WAITING, ArgonPasswords

SECONDS = 30
"""How long a thread may take; a test that passes never waits for it."""


class Reactor(Clock):
    """A reactor that takes what threads tell it when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Queue[Callable[[], object]] = Queue()
        self.pool = ThreadPool(minthreads=0, maxthreads=1)

    def callFromThread(self, call: Callable[..., object], *arguments: Any) -> None:
        self._told.put(lambda: call(*arguments))

    def getThreadPool(self) -> ThreadPool:
        return self.pool

    def hears(self, times: int = 1) -> None:
        """Wait for threads to tell something, so many times."""
        for _ in range(times):
            self._told.get(timeout=SECONDS)()

    @property
    def has_heard_all(self) -> bool:
        """Whether no thread has told anything more."""
        return self._told.empty()


class PasswordsTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()
        self.reactor.pool.start()
        self.passwords = ArgonPasswords(self.reactor)
        self.passwords.startService()
        self.addCleanup(self.stop)
        self.answers: list[Any] = []

    def stop(self) -> None:
        if self.passwords.running:
            stopping = self.passwords.stopService()
            while not stopping.called:
                self.reactor.hears()
        self.reactor.pool.stop()


class Answers(PasswordsTestCase):
    def test_it_is_what_the_core_knows_as_passwords(self) -> None:
        passwords: Passwords = self.passwords

        passwords.make("swordfish", self.answers.append)
        self.reactor.hears()

        self.assertTrue(proofs.check(self.answers[0], "swordfish"))

    def test_the_right_password_is_told_from_a_wrong_one(self) -> None:
        proof = proofs.make("swordfish")

        for password in ("swordfish", "Swordfish"):
            self.passwords.check(proof, password, self.answers.append)
            self.reactor.hears()

        self.assertEqual(self.answers, [True, False])

    def test_without_a_proof_the_answer_is_no(self) -> None:
        self.passwords.check(None, "swordfish", self.answers.append)
        self.reactor.hears()

        self.assertEqual(self.answers, [False])

    def test_it_is_answered_in_the_reactor(self) -> None:
        threads = []
        self.passwords.check(
            None, "swordfish", lambda answer: threads.append(threading.get_ident())
        )
        self.assertEqual(threads, [])

        self.reactor.hears()

        self.assertEqual(threads, [threading.get_ident()])

    def test_a_damaged_proof_is_logged_without_the_password(self) -> None:
        self.passwords.check("rubbish", "swordfish", self.answers.append)
        with capturedLogs() as log:
            self.reactor.hears()

        self.assertEqual([answer.code for answer in self.answers], [Code.INTERNAL])
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        (event,) = log
        self.assertNotIn("swordfish", event["log_failure"].getTraceback() + repr(event))

    def test_a_fault_in_whoever_is_told_is_logged(self) -> None:
        self.passwords.check(None, "swordfish", lambda answer: 1 // 0)
        self.reactor.hears()

        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)


class Held(PasswordsTestCase):
    """Threads that stay at their work until the test lets go of them."""

    def setUp(self) -> None:
        super().setUp()
        self.go_on = threading.Event()
        self.addCleanup(self.go_on.set)
        self.busy: Queue[int] = Queue()
        self.greatest = 0
        self._working = 0
        self._lock = threading.Lock()
        self.patch(proofs, "check", self.work)

    def work(self, proof: str | None, password: str) -> bool:
        with self._lock:
            self._working += 1
            self.greatest = max(self.greatest, self._working)
        self.busy.put(1)
        self.go_on.wait(SECONDS)
        with self._lock:
            self._working -= 1
        return True

    def ask(self, times: int) -> None:
        for _ in range(times):
            self.passwords.check("proof", "swordfish", self.answers.append)

    def refusals(self) -> list[Code]:
        return [answer.code for answer in self.answers if isinstance(answer, Refused)]

    def test_four_are_looked_at_at_once(self) -> None:
        self.ask(MOST_AT_ONCE + 5)
        for _ in range(MOST_AT_ONCE):
            self.busy.get(timeout=SECONDS)
        self.go_on.set()

        self.reactor.hears(MOST_AT_ONCE + 5)

        self.assertEqual((self.greatest, self.answers), (4, [True] * 9))

    def test_32_more_wait(self) -> None:
        self.ask(4 + 32)
        self.reactor.advance(0)
        self.assertEqual(self.answers, [])
        self.go_on.set()

        self.reactor.hears(4 + 32)

        self.assertEqual(self.answers, [True] * 36)

    def test_one_more_is_refused_later(self) -> None:
        self.ask(MOST_AT_ONCE + MOST_WAITING + 1)
        self.assertEqual(self.answers, [])

        self.reactor.advance(0)

        self.assertEqual(self.refusals(), [Code.TOO_MANY_LOGINS])

    def test_each_one_that_is_done_makes_room_for_another(self) -> None:
        self.ask(MOST_AT_ONCE + MOST_WAITING)
        self.go_on.set()
        self.reactor.hears()
        self.ask(2)
        self.reactor.advance(0)

        self.assertEqual(self.refusals(), [Code.TOO_MANY_LOGINS])
        self.reactor.hears(MOST_AT_ONCE + MOST_WAITING)

    def test_what_waits_is_given_up_when_the_server_stops(self) -> None:
        self.ask(MOST_AT_ONCE + MOST_WAITING)
        for _ in range(MOST_AT_ONCE):
            self.busy.get(timeout=SECONDS)

        stopping = self.passwords.stopService()
        self.assertNoResult(stopping)
        self.go_on.set()
        while not stopping.called:
            self.reactor.hears()

        self.assertEqual((self.busy.qsize(), self.answers), (0, []))

    def test_nothing_is_begun_any_more_when_the_server_has_stopped(self) -> None:
        stopping = self.passwords.stopService()
        while not stopping.called:
            self.reactor.hears()

        self.ask(1)

        self.assertTrue(self.reactor.has_heard_all)
        self.assertEqual(self.reactor.getDelayedCalls(), [])
