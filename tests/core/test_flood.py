"""Who writes too fast: delayed, then muted, then disconnected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.flood import GO_ON, MOST_TEXTS, Flood, FloodLimit, Repeats, Verdict
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code

START = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
AN_HOUR = timedelta(hours=1)
STRANGER = FloodLimit(5, 2.0)


class Writer:
    """Somebody who writes, and waits as long as they are asked to."""

    def __init__(self, limit: FloodLimit = STRANGER) -> None:
        self.flood = Flood(limit)
        self.now = START

    def pauses(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def writes(self, late: float = 0.0) -> Verdict:
        """Write a line, and wait until the next may come, and perhaps a little longer."""
        verdict = self.flood.line(self.now)
        self.pauses(verdict.pause + late)
        return verdict

    def floods(self, seconds: float, late: float = 0.0) -> list[Verdict]:
        """Write one line after the other for so many seconds; return what became of each."""
        return list(self._lines(self.now + timedelta(seconds=seconds), late))

    def _lines(self, until: datetime, late: float) -> Iterator[Verdict]:
        while self.now < until:
            yield self.writes(late)


def codes(verdicts: list[Verdict]) -> list[Code]:
    return [verdict.refused.code for verdict in verdicts if verdict.refused is not None]


def muted() -> Writer:
    """Return somebody who has just been muted."""
    writer = Writer()
    writer.floods(14.9)
    while not writer.writes().refused:
        pass
    return writer


class Delayed(SynchronousTestCase):
    def setUp(self) -> None:
        self.writer = Writer()

    def test_who_writes_as_people_do_is_left_alone(self) -> None:
        for _ in range(1000):
            self.assertIs(self.writer.writes(), GO_ON)
            self.writer.pauses(0.5)

    def test_five_lines_at_once_are_taken_and_the_sixth_waits(self) -> None:
        verdicts = [self.writer.writes() for _ in range(6)]

        self.assertEqual(verdicts[:4], [GO_ON] * 4)
        self.assertEqual(verdicts[4:], [Verdict(0.5), Verdict(0.5)])

    def test_who_has_waited_long_enough_may_write_five_at_once_again(self) -> None:
        for _ in range(5):
            self.writer.writes()
        self.writer.pauses(2)

        verdicts = [self.writer.writes() for _ in range(5)]

        self.assertEqual(verdicts, [GO_ON] * 4 + [Verdict(0.5)])

    def test_registered_people_may_write_more(self) -> None:
        writer = Writer(FloodLimit(10, 5.0))

        verdicts = [writer.writes() for _ in range(10)]

        self.assertEqual(verdicts, [GO_ON] * 9 + [Verdict(0.2)])

    def test_thirty_lines_that_are_pasted_are_all_said(self) -> None:
        self.assertEqual(codes([self.writer.writes() for _ in range(30)]), [])

    def test_who_pastes_again_and_again_with_breaks_is_not_muted(self) -> None:
        for _ in range(20):
            self.assertEqual(codes([self.writer.writes() for _ in range(30)]), [])
            self.writer.pauses(1.1)

    def test_a_line_now_and_then_is_no_flood_where_one_at_a_time_is_allowed(self) -> None:
        writer = Writer(FloodLimit(1, 0.1))
        for _ in range(100):
            self.assertEqual(writer.writes(), Verdict(10.0))
            writer.pauses(1.1)

    @given(st.lists(st.floats(0, 2), max_size=100), st.integers(1, 10), st.floats(0.2, 20))
    def test_not_more_lines_are_taken_than_are_allowed(
        self, pauses: list[float], burst: int, per_second: float
    ) -> None:
        writer = Writer(FloodLimit(burst, per_second))
        for pause in pauses:
            writer.pauses(pause)
            writer.writes(late=0.000_001)
            seconds = (writer.now - START).total_seconds()
        if pauses:
            self.assertLessEqual(len(pauses), burst + per_second * seconds + 1e-6)


class Muted(SynchronousTestCase):
    def test_who_was_delayed_for_less_than_15_seconds_is_not(self) -> None:
        # The last of these lines comes after 14.5 seconds of it.
        self.assertEqual(codes(Writer().floods(15)), [])

    def test_who_was_delayed_for_15_seconds_is_and_is_told_for_how_long(self) -> None:
        writer = Writer()
        writer.floods(15)

        refused = writer.writes().refused

        assert refused is not None
        self.assertEqual((refused.code, refused.details), (Code.MUTED_FOR_FLOOD, {"seconds": 30}))

    def test_where_lines_are_slow_ten_may_be_delayed(self) -> None:
        writer = Writer(FloodLimit(5, 0.1))

        verdicts = [writer.writes() for _ in range(5 + 10)]

        self.assertEqual(codes(verdicts), [Code.MUTED_FOR_FLOOD])
        self.assertIsNotNone(verdicts[-1].refused)

    def test_a_break_of_more_than_a_second_starts_the_15_seconds_anew(self) -> None:
        for pause, expected in {1.0: [Code.MUTED_FOR_FLOOD], 1.1: []}.items():
            writer = Writer()
            writer.floods(15)
            writer.pauses(pause)

            # After a break some lines may come at once.
            found = codes([writer.writes() for _ in range(5)])[:1]

            self.assertEqual(found, expected)

    def test_a_server_that_is_late_makes_no_break(self) -> None:
        writer = Writer()

        self.assertIn(Code.MUTED_FOR_FLOOD, codes(writer.floods(20, late=0.05)))

    def test_each_line_is_refused_with_how_long_it_will_take(self) -> None:
        writer = muted()
        writer.pauses(9.5)

        refused = writer.writes().refused

        assert refused is not None
        self.assertEqual(refused.details, {"seconds": 20})

    def test_lines_are_taken_as_slowly_as_before(self) -> None:
        self.assertEqual([muted().writes().pause, muted().writes().pause], [0.5, 0.5])

    def test_it_is_over_after_30_seconds_and_not_a_moment_earlier(self) -> None:
        for seconds, is_refused in {29.4: True, 29.5: False}.items():
            writer = muted()  # and has waited for half a second since
            writer.pauses(seconds)

            self.assertIs(writer.writes().refused is not None, is_refused)

    def test_who_was_so_is_left_alone_afterwards(self) -> None:
        writer = muted()
        writer.pauses(30)

        for _ in range(100):
            self.assertEqual(writer.writes(), GO_ON)
            writer.pauses(0.5)

    def test_a_clock_that_is_set_back_ends_it(self) -> None:
        writer = muted()

        writer.now -= AN_HOUR

        self.assertIsNone(writer.writes().refused)

    def test_a_clock_that_is_set_back_mutes_nobody(self) -> None:
        writer = Writer()
        writer.floods(5)
        writer.now -= AN_HOUR

        self.assertEqual(codes(writer.floods(10)), [])


class Disconnected(SynchronousTestCase):
    def test_who_floods_on_for_the_whole_time_is_when_it_is_over(self) -> None:
        writer = muted()

        verdicts = writer.floods(31)

        last = next(verdict for verdict in verdicts if verdict.is_last)
        before = verdicts[: verdicts.index(last)]
        self.assertEqual(set(codes(before)), {Code.MUTED_FOR_FLOOD})
        self.assertEqual(codes([last]), [Code.FLOODED])

    def test_nobody_is_while_muted(self) -> None:
        self.assertFalse(any(verdict.is_last for verdict in muted().floods(29.4)))

    def test_who_makes_a_break_is_not(self) -> None:
        writer = muted()
        writer.floods(10)
        writer.pauses(1.1)

        self.assertFalse(any(verdict.is_last for verdict in writer.floods(16)))

    def test_who_floods_again_within_a_minute_is(self) -> None:
        writer = muted()
        writer.pauses(30 + 55)

        self.assertEqual(codes(writer.floods(20))[:1], [Code.FLOODED])

    def test_who_floods_again_after_a_minute_is_muted_again(self) -> None:
        writer = muted()
        writer.pauses(30 + 60)

        self.assertEqual(codes(writer.floods(20))[:1], [Code.MUTED_FOR_FLOOD])


class TheSameAgain(SynchronousTestCase):
    def setUp(self) -> None:
        self.repeats = Repeats(Rate(3, 30))

    def says(self, *texts: str, seconds: float = 0) -> list[bool]:
        """Say something after so many seconds; return whether each was allowed."""
        now = START + timedelta(seconds=seconds)
        return [self.repeats.allows(text, now) for text in texts]

    def test_it_may_be_said_three_times_and_not_a_fourth(self) -> None:
        self.assertEqual(self.says(*["hola"] * 4), [True, True, True, False])

    def test_something_else_may_be_said_meanwhile(self) -> None:
        self.says(*["hola"] * 4)

        self.assertEqual(self.says("adiós", "hola"), [True, False])

    def test_it_is_the_same_in_other_letters_and_with_other_spaces(self) -> None:
        self.says("Buy now", "BUY NOW", "buy   now")

        self.assertEqual(self.says(" Buy Now "), [False])

    def test_it_may_be_said_again_when_the_first_time_is_old_and_not_a_moment_earlier(self) -> None:
        self.says("hola")
        self.says("hola", "hola", seconds=10)

        self.assertEqual(self.says("hola", seconds=29.9), [False])
        self.assertEqual(self.says("hola", "hola", seconds=30), [True, False])

    def test_what_was_refused_does_not_count(self) -> None:
        self.says(*["hola"] * 3)
        for seconds in range(1, 30):
            self.says("hola", seconds=seconds)

        self.assertEqual(self.says("hola", seconds=30), [True])

    def test_what_was_said_among_few_others_is_known_again(self) -> None:
        others = [str(number) for number in range(MOST_TEXTS - 1)]
        for _ in range(3):
            self.says("hola", *others)

        self.assertEqual(self.says("hola"), [False])

    def test_not_more_than_so_many_are_remembered(self) -> None:
        for number in range(1000):
            self.says(str(number))

        self.assertEqual(len(self.repeats._keys), MOST_TEXTS)
        self.assertEqual(len(self.repeats._times), MOST_TEXTS)

    def test_a_clock_that_is_set_back_forbids_nothing(self) -> None:
        self.says(*["hola"] * 3, seconds=3600)

        self.assertEqual(self.says("hola"), [True])

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20)), max_size=60))
    def test_no_stretch_has_it_more_often_than_is_allowed(
        self, said: list[tuple[str, float]]
    ) -> None:
        repeats, now = Repeats(Rate(3, 30)), START
        allowed: dict[str, list[datetime]] = {"a": [], "b": [], "c": []}
        for text, pause in said:
            now += timedelta(seconds=pause)
            if repeats.allows(text, now):
                allowed[text].append(now)
        for times in allowed.values():
            for first, fourth in zip(times, times[3:], strict=False):
                self.assertGreaterEqual(fourth - first, timedelta(seconds=30))
