from __future__ import annotations

import resource
from typing import Any

from twisted.internet.selectreactor import SelectReactor
from twisted.internet.testing import MemoryReactorClock
from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import READERS
from chatservice.limits import (
    OWN_FILES,
    UNLIMITED_TRIES,
    WITH_SELECT,
    LimitService,
    needed,
    open_files,
    places,
    raise_open_files,
    readers,
    usable,
)

INFINITE = resource.RLIM_INFINITY


class System:
    """A system's limit, soft and hard, and the ``most`` that it takes for the soft one."""

    def __init__(self, soft: int, hard: int, most: int | None = None) -> None:
        self.limits = (soft, hard)
        self._most = most

    def getrlimit(self, which: int) -> tuple[int, int]:
        return self.limits

    def setrlimit(self, which: int, limits: tuple[int, int]) -> None:
        soft, hard = limits
        if self._most is not None and (soft == INFINITE or soft > self._most):
            raise ValueError("current limit exceeds maximum limit")
        self.limits = (soft, hard)


class Raising(SynchronousTestCase):
    def raised(self, system: System) -> int | None:
        """Raise the limit of a system; return what it is then."""
        self.patch(resource, "getrlimit", system.getrlimit)
        self.patch(resource, "setrlimit", system.setrlimit)
        return raise_open_files()

    def test_the_limit_becomes_the_hard_one(self) -> None:
        system = System(1024, 20_000)

        self.assertEqual(self.raised(system), 20_000)
        self.assertEqual(system.limits, (20_000, 20_000))

    def test_one_that_may_not_be_raised_stays(self) -> None:
        self.assertEqual(self.raised(System(1024, 20_000, most=1024)), 1024)

    def test_no_limit_stays_none(self) -> None:
        self.assertIsNone(self.raised(System(INFINITE, INFINITE)))

    def test_below_an_unlimited_hard_one_the_most_that_is_taken_is_had(self) -> None:
        for most, had in zip((2**20, 2**17, 12_288), UNLIMITED_TRIES, strict=True):
            self.assertEqual(self.raised(System(256, INFINITE, most)), had)

    def test_a_limit_is_never_lowered(self) -> None:
        self.assertEqual(self.raised(System(200_000, INFINITE, most=200_000)), 200_000)

    def test_this_systems_own_can_be_read(self) -> None:
        self.assertEqual(open_files(), raise_open_files())


class Places(SynchronousTestCase):
    def test_as_many_as_are_wanted_if_they_fit(self) -> None:
        self.assertEqual(places(1000, 1000 + OWN_FILES + 250), 1000)

    def test_as_many_as_fit_beside_the_servers_own_files_and_the_readers(self) -> None:
        self.assertEqual(places(1000, 999 + OWN_FILES + 249), 999)

    def test_0_is_for_as_many_as_fit(self) -> None:
        self.assertEqual(places(0, 5000 + OWN_FILES + READERS), 5000)

    def test_a_fifth_of_the_files_is_for_readers_and_never_more_than_may_read(self) -> None:
        self.assertEqual(readers(1000 + OWN_FILES), 200)
        for limit in (1_000_000, None):
            self.assertEqual(readers(limit), READERS)

    def test_all_of_them_together_fit_beside_the_servers_own_files(self) -> None:
        for limit in (16, 64, 300, 512, 1024, 1256, 4096, 20_256, 1_048_576):
            fit = places(0, limit)
            assert fit is not None
            own = min(OWN_FILES, limit // 2)

            self.assertEqual(fit + readers(limit) + own, limit)

    def test_so_many_files_as_are_needed_are_enough(self) -> None:
        for wanted in (256, 999, 1000, 1001, 1003, 4000, 4001, 10_000):
            self.assertEqual(places(wanted, needed(wanted)), wanted)
            self.assertLess(places(wanted, needed(wanted) - 2) or 0, wanted)

    def test_without_a_limit_as_many_as_are_wanted(self) -> None:
        self.assertEqual(places(1000, None), 1000)
        self.assertIsNone(places(0, None))

    def test_under_a_very_low_limit_half_of_the_files(self) -> None:
        self.assertEqual((places(1000, 64), readers(64)), (26, 6))

    def test_select_knows_no_more_than_1024_files(self) -> None:
        for limit in (20_000, None):
            self.assertEqual(usable(limit, SelectReactor()), WITH_SELECT)
            self.assertEqual(usable(limit, MemoryReactorClock()), limit)


class TheLog(SynchronousTestCase):
    def logged(
        self, wanted: int, before: int | None, limit: int | None, reactor: Any = None
    ) -> list[str]:
        """Return what the operator reads when the service starts."""
        with capturedLogs() as log:
            LimitService(wanted, before, limit, reactor).startService()
        return [f"{event['log_level'].name}: {formatEvent(event)}" for event in log]

    def test_it_has_the_limit_and_how_many_connections_there_is_room_for(self) -> None:
        (line,) = self.logged(500, 1024, 20_000)

        self.assertIn("info: [SERVER] 20000 files may be open at once (it was 1024)", line)
        self.assertIn("room for 500 connections", line)

    def test_a_limit_that_was_the_highest_already_is_not_said_to_be_raised(self) -> None:
        self.assertEqual(
            self.logged(0, 1506, 1506),
            ["info: [SERVER] 1506 files may be open at once: room for 1000 connections"],
        )

    def test_one_that_is_too_low_is_a_warning_that_says_what_fits_and_what_to_do(self) -> None:
        _, warning = self.logged(10_000, 1024, 1506)

        self.assertTrue(warning.startswith("warn: [SERVER] Too few for --max-connections 10000: "))
        for part in (
            "1000 will fit",
            "ulimit -n 11256",
            "LimitNOFILE=11256",
            "--ulimit nofile=11256",
        ):
            self.assertIn(part, warning)

    def test_with_a_reactor_that_looks_after_few_the_warning_names_others(self) -> None:
        line, warning = self.logged(10_000, 256, 20_000, SelectReactor())

        self.assertIn(f"room for {places(0, WITH_SELECT)} connections", line)
        self.assertIn("--reactor kqueue", warning)
        self.assertNotIn("ulimit", warning)

    def test_nothing_is_said_where_there_is_no_limit(self) -> None:
        self.assertEqual(self.logged(10_000, None, None), [])
