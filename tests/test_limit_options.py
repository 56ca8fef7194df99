"""What the texts of the options for limits may be."""

from __future__ import annotations

from chatservice.configuration import configuration
from chatservice.core.addresses import Networks
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.limit_options import LIMIT_OPTIONS
from tests.configured import ConfigurationTestCase, file, flag

COUNTS = ("address-connections", "address-arrivals", "arrivals", "line-seconds")
NUMBERS = ("rooms-each", "nickname-seconds")
FLOODS = ("flood", "flood-registered")
RATES = ("renames", "strangers", "repeats", "logins")


def limits(name: str, value: str) -> Limits:
    return configuration({name: value}, {}).limits


def value(name: str, typed: str) -> object:
    """Return the limit that a text makes."""
    return getattr(limits(name, typed), name.replace("-", "_"))


class LimitOptions(ConfigurationTestCase):
    def test_there_is_one_for_each_limit(self) -> None:
        self.assertEqual({option.field for option in LIMIT_OPTIONS}, set(Limits.__slots__))

    def test_each_is_tried_here(self) -> None:
        tried = {*COUNTS, *NUMBERS, *FLOODS, *RATES, "trusted"}

        self.assertEqual({option.name for option in LIMIT_OPTIONS}, tried)

    def test_the_defaults_are_those_of_a_server_without_options(self) -> None:
        self.assertEqual(configuration({}, {}).limits, Limits())

    def test_none_is_what_off_means_and_no_number(self) -> None:
        for name in (*COUNTS, *FLOODS, *RATES):
            self.assertIs(value(name, "off"), None)
        for name in COUNTS:
            self.assertIs(value(name, "0"), None)

    def test_a_number_is_a_number(self) -> None:
        for name in (*COUNTS, *NUMBERS):
            self.assertEqual([value(name, "1"), value(name, "007")], [1, 7])

    def test_what_is_no_number_is_refused(self) -> None:
        for name in (*COUNTS, *NUMBERS):
            for typed in ("", "-1", "1.5", "٣", "1000001", "Off", "9" * 5000):
                self.assertIn("a whole number from 1 to", self.complaint(flag(name, typed), {}))

    def test_some_cannot_be_switched_off(self) -> None:
        for name in NUMBERS:
            for typed in ("0", "off"):
                self.assertIn("a whole number from 1 to", self.complaint(flag(name, typed), {}))

    def test_a_number_in_the_file_may_stand_without_quotes(self) -> None:
        self.assertEqual(configuration(file("rooms-each = 7"), {}).limits.rooms_each, 7)

    def test_a_flood_is_lines_at_once_and_lines_a_second(self) -> None:
        for name in FLOODS:
            for typed, limit in {
                "5/2": FloodLimit(5, 2.0),
                "1/0.01": FloodLimit(1, 0.01),
                "1000/1000": FloodLimit(1000, 1000.0),
            }.items():
                self.assertEqual(value(name, typed), limit)

    def test_what_is_no_flood_is_refused(self) -> None:
        for name in FLOODS:
            for typed in (
                *("", "5", "/2", "5/", "0/2", "5/0", "5/0.001", "1001/2", "5/1001", "-5/2"),
                *("5/2/1", "5 / 2", "5/1e9", "5/nan", "٣/٢", "5/2s"),
            ):
                self.assertIn("such as 5/2", self.complaint(flag(name, typed), {}))

    def test_a_rate_is_so_many_in_so_many_seconds_minutes_or_hours(self) -> None:
        for name in RATES:
            for typed, limit in {
                "5/60s": Rate(5, 60),
                "1/1min": Rate(1, 60),
                "1000/24h": Rate(1000, 86_400),
            }.items():
                self.assertEqual(value(name, typed), limit)

    def test_what_is_no_rate_is_refused(self) -> None:
        for name in RATES:
            for typed in (
                *("", "5", "5/", "/60s", "5/60", "0/60s", "1001/60s", "5/0s", "5/25h", "5/1d"),
                *("5/1m", "5/1.5h", "-5/60s", "5/60s/2", "٣/60s", "5/99999h"),
            ):
                self.assertIn("such as 5/60s", self.complaint(flag(name, typed), {}))

    def test_who_is_trusted_stands_with_commas_between(self) -> None:
        self.assertEqual(
            value("trusted", "10.1.2.3/8, 192.0.2.7,2001:db8::/32"),
            Networks(("10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32")),
        )

    def test_nobody_need_be_trusted(self) -> None:
        self.assertEqual(value("trusted", "none"), Networks())

    def test_what_is_no_network_is_refused(self) -> None:
        for typed in ("", "off", "localhost", "127.0.0.1,", "127.0.0.1/33", "::1 ::2"):
            self.assertIn("addresses and networks", self.complaint(flag("trusted", typed), {}))
