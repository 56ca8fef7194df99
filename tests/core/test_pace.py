from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.pace import Attempts, Bucket, Different, Rate, Window, Windows

START = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
AN_HOUR = timedelta(hours=1)

PAUSES = st.lists(st.floats(0, 20), max_size=60)
"""How many seconds pass before each of several things happens."""


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def moments(pauses: list[float]) -> list[datetime]:
    found = [START]
    for pause in pauses:
        found.append(found[-1] + timedelta(seconds=pause))
    return found


class ABucket(SynchronousTestCase):
    def setUp(self) -> None:
        self.bucket = Bucket(5, 2.0)

    def test_it_gives_as_many_as_it_holds_and_then_asks_to_wait(self) -> None:
        pauses = [self.bucket.take(START) for _ in range(5)]

        self.assertEqual(pauses, [0.0, 0.0, 0.0, 0.0, 0.5])

    def test_it_gives_one_after_each_wait(self) -> None:
        for _ in range(5):
            self.bucket.take(START)

        self.assertEqual([self.bucket.take(after(n / 2)) for n in (1, 2, 3)], [0.5, 0.5, 0.5])

    def test_it_is_full_again_after_a_while_and_never_more_than_full(self) -> None:
        for _ in range(5):
            self.bucket.take(START)

        pauses = [self.bucket.take(after(3600)) for _ in range(5)]

        self.assertEqual(pauses, [0.0, 0.0, 0.0, 0.0, 0.5])

    def test_who_does_not_wait_has_the_longer_to_wait(self) -> None:
        pauses = [self.bucket.take(START) for _ in range(7)]

        self.assertEqual(pauses[-3:], [0.5, 1.0, 1.5])

    def test_who_never_waits_does_not_wait_for_ever(self) -> None:
        for _ in range(1000):
            pause = self.bucket.take(START)

        self.assertLessEqual(pause, 5.0)

    def test_one_with_a_single_place_gives_one_at_a_time(self) -> None:
        bucket = Bucket(1, 4.0)

        self.assertEqual([bucket.take(START), bucket.take(after(10))], [0.25, 0.25])

    def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(self) -> None:
        for _ in range(5):
            self.bucket.take(START)

        pause = self.bucket.take(START - AN_HOUR)

        self.assertLess(pause, 5.0)
        self.assertEqual(self.bucket.take(START - AN_HOUR + timedelta(seconds=10)), 0.0)

    @given(st.integers(1, 20), st.floats(0.1, 50), PAUSES)
    def test_no_time_has_more_of_them_than_are_allowed(
        self, burst: int, per_second: float, pauses: list[float]
    ) -> None:
        bucket, now, taken = Bucket(burst, per_second), START, []
        for pause in pauses:
            now += timedelta(seconds=pause)
            taken.append(now)
            # Who waits does so to the next millionth of a second, which is what a time knows.
            now += timedelta(seconds=bucket.take(now), microseconds=1)
        for first, begin in enumerate(taken):
            for last, end in enumerate(taken[first:], first):
                seconds = (end - begin).total_seconds()
                self.assertLessEqual(last - first + 1, burst + per_second * seconds + 1e-6)


class AWindow(SynchronousTestCase):
    def setUp(self) -> None:
        self.window = Window(Rate(3, 60))

    def test_so_many_are_allowed_and_not_one_more(self) -> None:
        self.assertEqual(
            [self.window.allows(after(n)) for n in range(4)], [True, True, True, False]
        )

    def test_another_is_allowed_when_the_first_is_old_and_not_a_moment_earlier(self) -> None:
        for n in range(3):
            self.window.allows(after(n))

        self.assertFalse(self.window.allows(after(59.999)))
        self.assertTrue(self.window.allows(after(60)))
        self.assertFalse(self.window.allows(after(60.999)))

    def test_it_says_how_long_that_is(self) -> None:
        for n in range(3):
            self.assertEqual(self.window.wait(after(n)), 0)
            self.window.allows(after(n))

        self.assertEqual([self.window.wait(after(n)) for n in (2, 59.5, 60)], [58, 1, 0])

    def test_one_that_was_not_allowed_does_not_count(self) -> None:
        for n in range(3):
            self.window.allows(after(n))
        for _ in range(100):
            self.window.allows(after(30))

        self.assertTrue(self.window.allows(after(60)))

    def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(self) -> None:
        for n in range(3):
            self.window.allows(after(n))

        self.assertTrue(self.window.allows(START - AN_HOUR))

    @given(st.integers(1, 5), st.floats(1, 60), PAUSES)
    def test_no_stretch_has_more_than_are_allowed(
        self, count: int, seconds: float, pauses: list[float]
    ) -> None:
        window = Window(Rate(count, seconds))
        allowed = [now for now in moments(pauses) if window.allows(now)]
        for first, later in zip(allowed, allowed[count:], strict=False):
            self.assertGreaterEqual(later - first, timedelta(seconds=seconds))

    @given(st.integers(1, 5), st.floats(1, 60), PAUSES)
    def test_nothing_more_is_remembered_than_what_was_allowed(
        self, count: int, seconds: float, pauses: list[float]
    ) -> None:
        window = Window(Rate(count, seconds))
        for now in moments(pauses):
            window.allows(now)
            self.assertLessEqual(len(window._times), count)


class DifferentOnes(SynchronousTestCase):
    def setUp(self) -> None:
        self.different = Different(Rate(2, 60))

    def test_so_many_are_allowed_and_not_one_more(self) -> None:
        self.assertEqual([self.different.allows(n, START) for n in (1, 2, 3)], [True, True, False])

    def test_the_same_ones_are_allowed_again_and_again(self) -> None:
        for n in (1, 2, 1, 2, 2, 1):
            self.assertTrue(self.different.allows(n, START))

    def test_another_is_allowed_when_one_is_old_and_not_a_moment_earlier(self) -> None:
        self.different.allows(1, START)
        self.different.allows(2, after(10))

        self.assertFalse(self.different.allows(3, after(59.999)))
        self.assertTrue(self.different.allows(3, after(60)))

    def test_one_counts_from_the_last_time_on(self) -> None:
        self.different.allows(1, START)
        self.different.allows(2, START)
        self.different.allows(1, after(30))

        self.assertTrue(self.different.allows(3, after(60)))
        self.assertFalse(self.different.allows(4, after(60)))

    def test_it_says_how_long_to_wait_for_another(self) -> None:
        for n in (1, 2):
            self.assertEqual(self.different.wait(START), 0)
            self.different.allows(n, START)

        self.assertEqual(self.different.wait(after(20)), 40)

    def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(self) -> None:
        for n in (1, 2):
            self.different.allows(n, START)

        self.assertTrue(self.different.allows(3, START - AN_HOUR))

    def test_nothing_more_is_remembered_than_what_was_allowed(self) -> None:
        for n in range(1000):
            self.different.allows(n, after(n))
            self.assertLessEqual(len(self.different._times), 2)


class AWindowForEach(SynchronousTestCase):
    def test_each_has_their_own(self) -> None:
        windows = Windows(Rate(1, 60))

        self.assertTrue(windows.allows("192.0.2.1", START))
        self.assertFalse(windows.allows("192.0.2.1", START))
        self.assertTrue(windows.allows("192.0.2.2", START))

    def test_each_is_told_how_long_to_wait(self) -> None:
        windows = Windows(Rate(1, 60))
        windows.allows("192.0.2.1", START)

        self.assertEqual(windows.wait("192.0.2.1", after(20)), 40)
        self.assertEqual(windows.wait("192.0.2.2", after(20)), 0)

    def test_so_many_are_remembered_and_of_more_the_one_seen_longest_ago_is_not(self) -> None:
        windows = Windows(Rate(1, 60), most=2)
        for key in ("a", "b", "a", "c"):
            windows.allows(key, START)

        self.assertFalse(windows.allows("a", START))
        self.assertFalse(windows.allows("c", START))
        self.assertTrue(windows.allows("b", START))


class WrongPasswords(SynchronousTestCase):
    def setUp(self) -> None:
        self.attempts = Attempts()

    def fails(self, times: int, key: str = "ana", now: datetime = START) -> None:
        for _ in range(times):
            self.attempts.failed(key, now)

    def test_the_first_attempt_may_come_at_once(self) -> None:
        self.assertEqual(self.attempts.delay("ana", START), 0.0)

    def test_each_one_costs_twice_as_long_as_the_one_before_up_to_a_minute(self) -> None:
        delays = []
        for _ in range(9):
            self.fails(1)
            delays.append(self.attempts.delay("ana", START))

        self.assertEqual(delays, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0])

    def test_ever_so_many_cost_no_more_than_that(self) -> None:
        self.fails(5000)

        self.assertEqual(self.attempts.delay("ana", START), 60.0)

    def test_the_wait_is_over_when_it_is_over(self) -> None:
        self.fails(3)

        self.assertEqual(
            [self.attempts.delay("ana", after(n)) for n in (1, 3.5, 4, 5)], [3.0, 0.5, 0.0, 0.0]
        )

    def test_the_right_one_takes_them_all_back(self) -> None:
        self.fails(6)

        self.attempts.succeeded("ana")
        self.fails(1)

        self.assertEqual(self.attempts.delay("ana", START), 1.0)

    def test_they_are_forgotten_ten_minutes_after_the_last_and_not_a_moment_earlier(self) -> None:
        for seconds, delay in {599.9: 8.0, 600: 1.0}.items():
            self.attempts = Attempts()
            self.fails(3)
            self.fails(1, now=after(seconds))

            self.assertEqual(self.attempts.delay("ana", after(seconds)), delay)

    def test_nobody_pays_for_others(self) -> None:
        self.fails(6)

        self.assertEqual(self.attempts.delay("bea", START), 0.0)

    def test_so_many_are_remembered_and_of_more_the_one_who_failed_longest_ago_is_not(self) -> None:
        self.attempts = Attempts(most=2)
        for key in ("ana", "bea", "ana", "carla"):
            self.fails(1, key)

        delays = [self.attempts.delay(key, START) for key in ("ana", "bea", "carla")]

        self.assertEqual(delays, [2.0, 0.0, 1.0])

    def test_a_clock_that_is_set_back_makes_nobody_wait_for_it(self) -> None:
        self.fails(3)

        self.assertEqual(self.attempts.delay("ana", START - AN_HOUR), 4.0)
        self.assertEqual(self.attempts.delay("ana", START - AN_HOUR + timedelta(seconds=4)), 0.0)
