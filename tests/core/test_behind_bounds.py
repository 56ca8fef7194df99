"""How much somebody who does not read is kept, and for how long."""

from __future__ import annotations

from datetime import timedelta

from chatservice.core.behind import MOST, MOST_NOTED, PATIENCE, STEP
from chatservice.core.log import NotReadError, Since, Stretch
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import Visitor
from tests.core.slow import HELD, SlowTestCase
from tests.core.unwilling import NOT_READ


class HowMuch(SlowTestCase):
    def test_all_of_it_comes_up_to_the_most(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(MOST)))

        self.assertEqual(self.reads_on(), [f"[14:35] Juan: {number}" for number in range(MOST)])

    def test_of_more_the_last_come_after_a_line_that_tells_how_many_are_left_out(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(MOST + 7)))

        first, *lines = self.reads_on()

        self.assertEqual(
            first,
            "7 more lines were said meanwhile: /history before 2026-11-21 14:35:01 shows the last.",
        )
        self.assertEqual(lines, [f"[14:35] Juan: {number}" for number in range(7, MOST + 7)])

    def test_the_last_come_even_of_what_a_log_no_longer_has_all(self) -> None:
        self.chats_with(MemoryHistory(kept=MOST))
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(MOST + 7)))

        first, *lines = self.reads_on()

        self.assertIn("7 more lines were said meanwhile", first)
        self.assertEqual(len(lines), MOST)

    def test_nothing_is_left_out_because_somebody_ignored_talks_much(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()
        self.falls_behind()
        self.beto.types("one")
        self.juan.types(*["a"] * (MOST + 7))
        self.beto.types("two")

        self.assertEqual(self.reads_on(), ["[14:35] Beto: one", "[14:35] Beto: two"])

    def test_whom_they_ignore_is_not_among_those_who_are_left_out(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()
        self.falls_behind()
        for number in range(MOST + 7):
            self.beto.types(str(number))
            if number % 3 == 0:
                self.juan.types("not for Ana")

        first, *lines = self.reads_on()

        self.assertTrue(first.startswith("7 more lines were said meanwhile"), first)
        self.assertEqual(lines, [f"[14:35] Beto: {number}" for number in range(7, MOST + 7)])

    def test_of_what_is_not_in_the_log_the_last_comes(self) -> None:
        self.falls_behind()
        names = [f"Juan{number}" for number in range(MOST_NOTED // 100)]
        self.juan.types(*(f"/rename {name}" for name in names))

        first, *lines = self.reads_on()

        self.assertIn("more lines were said meanwhile", first)
        self.assertEqual(lines[-1], f"* {names[-2]} is now {names[-1]}")
        self.assertEqual(int(first.split()[0]) + len(lines), len(names))

    def test_it_comes_in_steps_each_in_a_turn_of_its_own(self) -> None:
        self.falls_behind()
        self.juan.types(*["a"] * (4 * STEP))
        self.assertEqual(self.steps_of(self.ana)[:4], [STEP] * 4)

    def test_several_take_their_steps_one_after_the_other(self) -> None:
        slow = [self.chat.join(f"slow-{number}") for number in range(5)]
        for visitor in slow:
            self.falls_behind(visitor)
        self.juan.types(*["a"] * (3 * STEP))

        self.assertEqual(self.steps_of(*slow)[:15], [STEP] * 15)

    def test_who_comes_and_goes_stands_in_the_step_where_it_belongs(self) -> None:
        self.falls_behind()
        numbers = [str(number) for number in range(2 * STEP + 50)]
        self.juan.types(*numbers[: STEP + 50], "/rename Pedro", *numbers[STEP + 50 :])

        self.assertEqual(
            self.reads_on(),
            [
                *(f"[14:35] Juan: {number}" for number in numbers[: STEP + 50]),
                "* Juan is now Pedro",
                *(f"[14:35] Pedro: {number}" for number in numbers[STEP + 50 :]),
            ],
        )

    def test_a_step_waits_until_what_was_sent_meanwhile_is_read(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.ana.reads_held()
        self.ana.send(b"telnet\r\n")  # as a protocol answers, without a turn
        self.chat.settles()

        self.ana.reads_on()

        self.assertEqual(self.ana.reads(), [HELD, "telnet", "[14:35] Juan: one"])

    def steps_of(self, *people: Visitor) -> list[int]:
        """Let some read on; returns how many lines they get in each turn, all together."""
        for visitor in people:
            visitor._room = None
            visitor.reads_held()
            visitor.reads()
        steps = []
        while any(visitor.session.behind is not None for visitor in people):
            self.chat.goes_on()
            steps.append(sum(len(visitor.reads()) for visitor in people))
        return steps

    def test_who_stops_reading_again_gets_the_rest_when_they_read_on(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(3 * STEP)))
        self.ana.reads_held()
        self.chat.settles()  # there is no room for more than one step
        self.juan.types("last")

        self.ana.reads_on()

        numbers = [line.rpartition(" ")[2] for line in self.ana.reads()[1:]]
        self.assertEqual(numbers, [*(str(number) for number in range(3 * STEP)), "last"])


class Patience(SlowTestCase):
    def passes(self, time: timedelta) -> None:
        self.chat.passes(time.total_seconds())

    def test_who_reads_nothing_for_too_long_is_cut(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.passes(PATIENCE)
        self.assertIsNone(self.ana.cut_after)

        self.passes(timedelta(seconds=1))

        self.assertEqual(self.ana.cut_after, PATIENCE.total_seconds() + 1)
        self.assertEqual(self.beto.reads()[-1], "* Ana left")

    def test_the_time_runs_from_when_they_last_read_what_they_had(self) -> None:
        self.falls_behind()
        self.juan.types(*["a"] * 3 * STEP)
        self.passes(PATIENCE)
        self.ana.reads_held()
        self.chat.settles()  # there is no room for more than one step

        self.passes(PATIENCE)

        self.assertIsNone(self.ana.cut_after)

    def test_who_was_behind_and_reads_again_is_not_cut(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.reads_on()

        self.passes(2 * PATIENCE)

        self.assertIsNone(self.ana.cut_after)

    def test_who_is_behind_and_vanishes_is_forgotten(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.ana.reads_held()

        self.ana.vanishes()
        self.chat.settles()
        self.passes(2 * PATIENCE)

        self.assertIsNone(self.ana.cut_after)
        catching_up = self.chat.hub.catching_up
        self.assertEqual((len(catching_up._behind), len(catching_up._ready)), (0, 0))

    def test_who_is_behind_reads_the_last_words(self) -> None:
        self.falls_behind()
        self.juan.types("one")

        self.chat.closes()
        self.ana.reads_on()

        self.assertEqual(self.ana.reads()[-1], "The server is closing. Try again in a moment.")
        self.assertEqual(self.chat.reports, [])


class _Broken(MemoryHistory):
    """A log that can't be read on for a while, or is asked for what it skips."""

    broken = False
    skipped = 0

    def since(self, wanted: Since) -> Stretch:
        if self.broken:
            raise NotReadError("disk I/O error")
        if self.skipped:  # as a log on disk does that finds nothing but what is left out
            self.skipped -= 1
            return Stretch((), wanted.after, True)
        return super().since(wanted)


class Faults(SlowTestCase):
    def setUp(self) -> None:
        self.broken = _Broken()
        self.chats_with(self.broken)

    def test_a_log_that_cannot_be_read_is_told_and_the_talk_goes_on(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/rename Pedro")
        self.broken.broken = True

        self.assertEqual(self.reads_on(), [NOT_READ, "* Juan is now Pedro"])
        self.juan.types("two")
        self.assertEqual(self.ana.reads(), ["[14:35] Pedro: two"])

    def test_a_stretch_with_nothing_to_show_is_passed_over(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/rename Pedro")
        self.broken.skipped = 2

        self.assertEqual(self.reads_on(), ["[14:35] Juan: one", "* Juan is now Pedro"])
