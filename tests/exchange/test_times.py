"""Times in files: written in one way, read in many."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.times import EXAMPLE, read_time, written_time
from chatservice.history.rows import micro

SECOND = 1_000_000
AT = micro(datetime(2026, 11, 21, 14, 35, 2, tzinfo=timezone.utc))


class Times(SynchronousTestCase):
    @given(st.datetimes(datetime(1970, 1, 1), timezones=st.just(timezone.utc)))  # noqa: DTZ001
    def test_what_is_written_is_read_again(self, moment: datetime) -> None:
        self.assertEqual(read_time(written_time(micro(moment))), micro(moment))

    def test_one_is_written_like_the_example(self) -> None:
        self.assertEqual(written_time(AT + 123_456), EXAMPLE)

    def test_one_without_a_fraction_is_written_with_it(self) -> None:
        self.assertEqual(written_time(AT), "2026-11-21T14:35:02.000000Z")

    def test_the_same_moment_is_read_in_each_notation(self) -> None:
        for text in (
            "2026-11-21T14:35:02Z",
            "2026-11-21 14:35:02Z",
            "2026-11-21t14:35:02z",
            "2026-11-21T14:35:02.000Z",
            "2026-11-21T14:35:02,0Z",
            "2026-11-21T14:35:02+00:00",
            "2026-11-21T14:35:02 +0000",
            "2026-11-21T15:35:02+01",
            "2026-11-21T20:05:02+05:30",
            "2026-11-21T09:35:02.000000-05:00",
        ):
            self.assertEqual(read_time(text), AT, text)

    def test_a_minute_alone_is_its_beginning(self) -> None:
        self.assertEqual(read_time("2026-11-21T14:35Z"), AT - 2 * SECOND)

    def test_a_fraction_finer_than_a_microsecond_is_cut_off(self) -> None:
        self.assertEqual(read_time("2026-11-21T14:35:02.123456789Z"), AT + 123_456)

    def test_a_fraction_is_of_a_second_however_short(self) -> None:
        self.assertEqual(read_time("2026-11-21T14:35:02.5Z"), AT + SECOND // 2)

    def test_a_number_counts_seconds(self) -> None:
        self.assertEqual(read_time(AT // SECOND), AT)

    def test_a_number_with_a_fraction_counts_seconds(self) -> None:
        self.assertEqual(read_time(AT / SECOND + 0.25), AT + SECOND // 4)

    def test_a_large_number_counts_milliseconds(self) -> None:
        self.assertEqual(read_time(AT // 1000), AT)

    def test_one_before_1970_is_read(self) -> None:
        self.assertEqual(read_time("1969-12-31T23:59:59Z"), -SECOND)

    def test_anything_else_is_none(self) -> None:
        for value in (
            *("", "yesterday", "2026-11-21", "14:35", "2026-13-01T00:00Z", "2026-02-30T00:00Z"),
            *("2026-11-21T25:00Z", "2026-11-21T14:35:61Z", "2026-11-21T14:35+99:00"),
            *("２０２６-11-21T14:35Z", "0000-01-01T00:00Z", "2026-11-21T14:35:02.123456xZ"),
            *("2026-11-21T14:35:0x.123456Z", "9" * 27, "2026-11-21T14:35:02Z\n"),
            *(None, True, [], {}, float("nan"), float("inf"), 10**400, -(10**400), 1e300),
        ):
            with self.assertRaises(ExchangeError, msg=repr(value)):
                read_time(value)


class WithoutAZone(SynchronousTestCase):
    def setUp(self) -> None:
        before = os.environ.get("TZ")
        os.environ["TZ"] = "Europe/Madrid"
        time.tzset()
        self.addCleanup(self.put_back, before)

    def put_back(self, zone: str | None) -> None:
        if zone is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = zone
        time.tzset()

    def test_it_is_a_time_of_this_machine(self) -> None:
        hour = int(timedelta(hours=1).total_seconds()) * SECOND
        self.assertEqual(read_time("2026-11-21T14:35:02"), AT - hour)
