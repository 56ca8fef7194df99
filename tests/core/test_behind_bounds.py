"""How much somebody who does not read is kept, and for how long."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from chatservice.core.behind import MOST, MOST_NOTED, PATIENCE, STEP, STEP_CHARACTERS
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import HALF_PAST_TWO, Visitor
from tests.core.slow import HELD, SlowTestCase


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
            "7 more lines were said meanwhile. In #lobby, /history before 14:35:00.000007 shows "
            "the last of them.",
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

        lines = self.reads_on()

        renamings = [f"* {a} is now {b}" for a, b in pairwise(("Juan", *names))]
        self.assertLess(len(lines), len(renamings))
        self.assertEqual(lines, renamings[-len(lines) :])

    def test_comings_and_goings_are_not_among_the_lines_that_are_left_out(self) -> None:
        self.falls_behind()
        self.juan.types(*["a"] * (MOST + 7))
        self.juan.types(*(f"/rename Juan{number}" for number in range(MOST_NOTED // 100)))

        self.assertTrue(self.reads_on()[0].startswith("7 more lines were said meanwhile."))

    def test_it_comes_in_steps_each_in_a_turn_of_its_own(self) -> None:
        self.falls_behind()
        self.juan.types(*["a"] * (STEP + 7))

        self.assertEqual(self.steps_of(self.ana), [STEP, 7])

    def test_long_messages_come_in_steps_of_fewer(self) -> None:
        self.falls_behind()
        a_step = STEP_CHARACTERS // 4000 + 1  # it ends with the one that makes it full
        self.juan.types(*["a" * 4000] * 2 * a_step)

        self.assertEqual(self.steps_of(self.ana)[:2], [a_step, a_step])

    def test_who_comes_and_goes_stands_in_the_step_where_it_belongs(self) -> None:
        self.falls_behind()
        numbers = [str(number) for number in range(MOST)]
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

    def steps_of(self, who: Visitor) -> list[int]:
        """Let somebody read on; returns how many lines they get in each turn."""
        who._room = None
        who.reads_held()
        who.reads()
        steps = []
        while who.session.behind is not None:
            self.chat.goes_on()
            steps.append(len(who.reads()))
        return steps

    def test_who_stops_reading_again_gets_the_rest_when_they_read_on(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(MOST - 1)))
        self.ana.reads_held()
        self.chat.settles()  # there is no room for more than one step
        self.juan.types("last")

        self.ana.reads_on()

        numbers = [line.rpartition(" ")[2] for line in self.ana.reads()[1:]]
        self.assertEqual(numbers, [*(str(number) for number in range(MOST - 1)), "last"])


class Patience(SlowTestCase):
    def passes(self, time: timedelta) -> None:
        self.chat.passes(time.total_seconds())

    def test_who_is_behind_for_too_long_is_cut(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.passes(PATIENCE)
        self.assertIsNone(self.ana.cut_after)

        self.passes(timedelta(seconds=1))

        self.assertEqual(self.ana.cut_after, PATIENCE.total_seconds() + 1)
        self.assertEqual(self.beto.reads()[-1], "* Ana left")

    def test_the_time_runs_from_when_they_fell_behind_whatever_they_read_since(self) -> None:
        self.falls_behind()
        while self.ana.cut_after is None and self.chat.now - HALF_PAST_TWO < 2 * PATIENCE:
            self.juan.types(*["a"] * (STEP + 1))
            self.passes(PATIENCE / 4)
            self.ana.reads_held()
            self.chat.settles()  # there is no room for more than one step

        self.assertEqual(self.ana.cut_after, PATIENCE.total_seconds() * 5 / 4)

    def test_who_catches_up_and_falls_behind_again_has_as_long_again(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.passes(PATIENCE)
        self.reads_on()
        self.falls_behind()
        self.juan.types("two")

        self.passes(PATIENCE)

        self.assertIsNone(self.ana.cut_after)

    def test_who_has_read_less_than_there_is_room_for_is_not_cut(self) -> None:
        self.falls_behind()  # and nobody says anything that there is no room for

        self.passes(2 * PATIENCE)

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
