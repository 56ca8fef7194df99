from __future__ import annotations

from datetime import timedelta

from twisted.trial.unittest import SynchronousTestCase

from chatservice.render.durations import duration
from chatservice.render.phrasebook import phrasebook


class Durations(SynchronousTestCase):
    def assert_said(self, english: str, spanish: str, **length: float) -> None:
        for language, words in (("en", english), ("es", spanish)):
            self.assertEqual(duration(phrasebook(language), timedelta(**length)), words)

    def test_nothing_is_no_seconds(self) -> None:
        self.assert_said("0 seconds", "0 segundos")

    def test_one_of_a_unit_is_singular(self) -> None:
        self.assert_said("1 second", "1 segundo", seconds=1)
        self.assert_said("1 minute", "1 minuto", minutes=1)
        self.assert_said("1 hour", "1 hora", hours=1)
        self.assert_said("1 day", "1 día", days=1)

    def test_several_of_a_unit_are_plural(self) -> None:
        self.assert_said("2 days", "2 días", days=2)

    def test_the_two_largest_units_are_told(self) -> None:
        self.assert_said("3 hours 2 minutes", "3 horas 2 minutos", hours=3, minutes=2, seconds=9)

    def test_a_unit_of_which_there_are_none_ends_it(self) -> None:
        self.assert_said("3 days", "3 días", days=3, minutes=5)

    def test_the_largest_before_the_next_unit(self) -> None:
        self.assert_said("59 minutes 59 seconds", "59 minutos 59 segundos", seconds=3599.9)

    def test_a_clock_that_went_back_makes_no_negative_duration(self) -> None:
        self.assert_said("0 seconds", "0 segundos", seconds=-5)

    def test_days_are_the_largest_unit(self) -> None:
        self.assert_said("400 days 1 hour", "400 días 1 hora", days=400, hours=1)
