"""The history of a server that runs, as a service: opened, kept in order, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twisted.internet.testing import MemoryReactorClock
from twisted.logger import capturedLogs
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotKeptError
from chatservice.history.disk import DiskHistory
from chatservice.keeping import (
    COMPLAINT_SECONDS,
    LONG_PAUSE,
    SHORT_PAUSE,
    CannotServeError,
    HistoryService,
    aside_in,
    check_history,
    report,
)
from tests.history.folders import keep, said


class Threads:
    """A pool whose work is done when the test says so."""

    def __init__(self) -> None:
        self._due: list[Callable[[], None]] = []

    def callInThreadWithCallback(  # the name is Twisted's
        self, done: Callable[[bool, Any], None], work: Callable[..., Any], *arguments: Any
    ) -> None:
        def run() -> None:
            try:
                result = work(*arguments)
            except Exception:
                done(False, Failure())
            else:
                done(True, result)

        self._due.append(run)

    def work(self) -> None:
        """Do what there is to do."""
        due, self._due = self._due, []
        for run in due:
            run()


class Reactor(MemoryReactorClock):
    """A reactor whose threads work when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.threads = Threads()

    def getThreadPool(self) -> Any:  # the name is Twisted's
        return self.threads

    def callFromThread(self, call: Any, *arguments: Any, **named: Any) -> None:
        call(*arguments, **named)

    def passes(self, seconds: float) -> None:
        """Let time pass, and then the threads work."""
        self.advance(seconds)
        self.threads.work()


class Watched(DiskHistory):
    """A history that tells when it was kept in order, and can fail at it."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.steps: list[datetime] = []
        self.fails = False
        self.has_more = False

    def keep_up(self, now: datetime) -> bool:
        self.steps.append(now)
        if self.fails:
            raise OSError("disk I/O error")
        return super().keep_up(now) or self.has_more


class FolderTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"


class Service(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.reactor = Reactor()
        self.history = Watched(self.directory)
        self.service = HistoryService(self.history, self.reactor)

    def start(self) -> None:
        self.service.startService()
        self.addCleanup(self.history.close)

    def test_nothing_is_opened_before_it_starts(self) -> None:
        self.assertFalse(self.directory.exists())

    def test_it_opens_the_history_and_closes_it(self) -> None:
        self.start()
        keep(self.history, said("one"))

        closing = self.service.stopService()
        self.assertNoResult(closing)
        self.reactor.threads.work()

        self.successResultOf(closing)
        self.assertRaises(NotKeptError, keep, self.history, said("two"))
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_what_cannot_be_opened_is_told_in_a_sentence(self) -> None:
        self.directory.mkdir()
        (self.directory / "history.db").write_text("Dear diary" * 100)

        error = self.assertRaises(CannotServeError, self.service.startService)

        self.assertRegex(str(error.code), r"^chat: .*history\.db is damaged and was left as it is")
        self.assertFalse(self.service.running)

    def test_it_is_kept_in_order_every_second(self) -> None:
        self.start()

        for _ in range(3):
            self.reactor.passes(LONG_PAUSE)

        first, second, third = self.history.steps
        self.assertEqual(second - first, timedelta(seconds=LONG_PAUSE))
        self.assertEqual(third - second, timedelta(seconds=LONG_PAUSE))

    def test_with_more_to_do_it_goes_on_after_a_short_pause(self) -> None:
        self.start()
        self.history.has_more = True
        self.reactor.passes(LONG_PAUSE)

        self.reactor.passes(SHORT_PAUSE)

        self.assertEqual(len(self.history.steps), 2)

    def test_a_step_that_takes_long_is_the_only_one(self) -> None:
        self.start()
        self.reactor.advance(LONG_PAUSE)

        self.reactor.advance(10 * LONG_PAUSE)
        self.reactor.threads.work()

        self.assertEqual(len(self.history.steps), 1)

    def test_one_that_fails_is_tried_again_and_told_once_a_minute(self) -> None:
        self.start()
        self.history.fails = True
        with capturedLogs() as log:
            for _ in range(int(COMPLAINT_SECONDS / LONG_PAUSE)):
                self.reactor.passes(LONG_PAUSE)
            self.assertEqual(len(log), 1)
            self.assertIn("disk I/O error", str(log[0]["reason"]))

            self.reactor.passes(LONG_PAUSE)

        self.assertEqual(len(log), 2)

    def test_a_step_that_meets_the_end_is_not_complained_about(self) -> None:
        self.start()
        self.reactor.advance(LONG_PAUSE)
        self.service.stopService()

        with capturedLogs() as log:
            self.reactor.threads.work()

        self.assertEqual((list(log), self.reactor.getDelayedCalls()), ([], []))


class Before(FolderTestCase):
    """`check_history`: before a daemon leaves its terminal."""

    def test_a_history_that_can_be_used_is_no_reason_not_to_start(self) -> None:
        for data in (str(self.directory), ":memory:"):
            check_history(data, ".")

        self.assertFalse(self.directory.exists())

    def test_one_that_cannot_be_used_ends_the_program_with_a_sentence(self) -> None:
        self.directory.mkdir()
        (self.directory / "history.db").write_text("Dear diary" * 100)

        ended = self.assertRaises(
            SystemExit, check_history, self.directory.name, str(self.directory.parent)
        )

        self.assertRegex(str(ended.code), r"^chat: .*history\.db is damaged and was left as it is")


class Reports(SynchronousTestCase):
    def test_what_the_disk_is_to_blame_for_is_a_sentence(self) -> None:
        with capturedLogs() as log:
            report("keeping what is said", NotKeptError("database or disk is full"))

        (event,) = log
        self.assertNotIn("log_failure", event)
        self.assertEqual(
            event["log_format"].format(**event),
            "[SERVER] Failed: keeping what is said: database or disk is full",
        )

    def test_a_fault_of_the_programs_comes_with_its_traceback(self) -> None:
        with capturedLogs() as log:
            report("rendering", ValueError("no words"))

        self.assertIn("log_failure", log[0])
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)


class Aside(SynchronousTestCase):
    def test_what_is_found_in_a_thread_is_told_in_the_reactor(self) -> None:
        reactor = Reactor()
        told: list[int] = []

        aside_in(reactor)(lambda: 7, told.append)
        self.assertEqual(told, [])
        reactor.threads.work()

        self.assertEqual(told, [7])

    def test_a_fault_in_telling_is_logged(self) -> None:
        reactor = Reactor()

        aside_in(reactor)(lambda: 0, lambda found: 1 // found)
        reactor.threads.work()

        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
