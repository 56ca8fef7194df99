from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.dates import parse_date
from chatservice.core.refusals import Code, Refused

MADRID = "Europe/Madrid"
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=timezone.utc)  # the 22nd, half past midnight, in Madrid

typed_by_anyone = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"\A ?[0-9]{1,5}[-/][0-9]{1,3}[-/][0-9]{1,5}[T ]?[0-9:]{0,8}\Z"),
    st.from_regex(r"\A(today|hoy|ayer|YESTERDAY)?[T ]?[0-9]{1,2}:[0-9]{1,2}\Z"),
)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=timezone.utc)


class Dates(SynchronousTestCase):
    def assert_is(self, typed: str, expected: datetime, zone: str = "UTC") -> None:
        self.assertEqual(parse_date(typed, zone, NOW), expected, typed)

    def assert_refused(self, typed: str, zone: str = "UTC") -> None:
        refused = self.assertRaises(Refused, parse_date, typed, zone, NOW)
        self.assertEqual((refused.code, refused.details), (Code.BAD_DATE, {"value": typed}), typed)

    def test_a_day_is_its_beginning(self) -> None:
        self.assert_is("2026-11-20", utc(2026, 11, 20))
        self.assert_is("2026-1-2", utc(2026, 1, 2))

    def test_a_day_with_slashes_has_the_day_first(self) -> None:
        self.assert_is("20/11/2026", utc(2026, 11, 20))
        self.assert_is("1/2/2026 9:05", utc(2026, 2, 1, 9, 5))

    def test_a_day_may_have_a_time(self) -> None:
        for typed in ("2026-11-20 14:30", "2026-11-20T14:30", "2026-11-20t14:30:00"):
            self.assert_is(typed, utc(2026, 11, 20, 14, 30))

    def test_seconds_count(self) -> None:
        self.assert_is("2026-11-20 14:30:59", utc(2026, 11, 20, 14, 30).replace(second=59))

    def test_fractions_of_a_second_count_up_to_the_millionth(self) -> None:
        at = utc(2026, 11, 20, 14, 30).replace(second=59)
        self.assert_is("2026-11-20 14:30:59.000001", at.replace(microsecond=1))
        self.assert_is("2026-11-20T14:30:59.25", at.replace(microsecond=250_000))

    def test_a_fraction_stands_only_behind_seconds_and_has_up_to_six_digits(self) -> None:
        for typed in ("14:30.5", "14:30:59.", "14:30:59.1234567", "14:30:59,5", "14:30:59.x"):
            self.assert_refused(typed)

    def test_a_time_alone_is_todays(self) -> None:
        self.assert_is("14:30", utc(2026, 11, 21, 14, 30))

    def test_days_by_name_are_known_in_both_languages(self) -> None:
        for typed in ("today", "hoy", " TODAY "):
            self.assert_is(typed, utc(2026, 11, 21))
        for typed in ("yesterday", "ayer"):
            self.assert_is(typed, utc(2026, 11, 20))
        self.assert_is("ayer 14:30", utc(2026, 11, 20, 14, 30))

    def test_a_date_is_one_in_the_readers_time_zone(self) -> None:
        self.assert_is("2026-11-20 14:30", utc(2026, 11, 20, 13, 30), MADRID)

    def test_today_is_the_day_in_the_readers_time_zone(self) -> None:
        self.assert_is("hoy", utc(2026, 11, 21, 23), MADRID)

    def test_without_a_zone_it_is_the_servers_own(self) -> None:
        expected = datetime(2026, 11, 20, 14, 30).astimezone(timezone.utc)

        self.assert_is("2026-11-20 14:30", expected, "")

    def test_a_time_that_the_clock_shows_twice_is_the_first(self) -> None:
        self.assert_is("2026-10-25 02:30", utc(2026, 10, 25, 0, 30), MADRID)

    def test_a_time_that_the_clock_leaves_out_is_still_a_moment(self) -> None:
        self.assert_is("2026-03-29 02:30", utc(2026, 3, 29, 1, 30), MADRID)

    def test_what_is_in_no_calendar_is_refused(self) -> None:
        for typed in ("2026-12-32", "2026-02-29", "2026-13-01", "31/11/2026", "0000-01-01"):
            self.assert_refused(typed)

    def test_what_is_on_no_clock_is_refused(self) -> None:
        for typed in ("24:00", "12:60", "today 25:00", "2026-11-20 10:00:60"):
            self.assert_refused(typed)

    def test_what_is_no_date_is_refused(self) -> None:
        for typed in (
            *("", " ", "T", "tomorrow", "11-20", "2026-11-20T", "T14:30", "2026-11-2014:30"),
            *("2026-11-20 14", "20/11/26", "٢٠٢٦-١١-٢٠", "2026-11-20\x00", "9" * 1000),
        ):
            self.assert_refused(typed)

    def test_a_year_that_not_every_zone_can_show_is_refused(self) -> None:
        for zone in ("UTC", MADRID, "America/Bogota", ""):
            self.assert_refused("0001-01-01", zone)
            self.assert_refused("9999-12-31 23:59", zone)

    @given(typed_by_anyone, st.sampled_from(["UTC", MADRID, "Pacific/Kiritimati", ""]))
    def test_whatever_is_typed_is_a_moment_in_utc_or_refused(self, typed: str, zone: str) -> None:
        try:
            moment = parse_date(typed, zone, NOW)
        except Refused as refused:
            self.assertEqual(refused.code, Code.BAD_DATE)
        else:
            self.assertEqual(moment.tzinfo, timezone.utc)

    @given(st.datetimes(datetime(2, 1, 3), datetime(9998, 12, 29)))  # noqa: DTZ001
    def test_what_is_written_as_a_date_is_read_as_the_same(self, naive: datetime) -> None:
        expected = naive.replace(microsecond=0, tzinfo=timezone.utc)

        self.assertEqual(
            parse_date(f"{expected:%d/%m}/{expected.year:04} {expected:%H:%M:%S}", "UTC", NOW),
            expected,
        )
        self.assertEqual(parse_date(expected.isoformat()[:19], "UTC", NOW), expected)
