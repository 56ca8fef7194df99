"""How those who were behind are brought what they missed: whose turn it is, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from chatservice.core.behind import MOST, RETRY_SECONDS, STEP
from chatservice.core.log import Kept, NotReadError, Since, Stretch
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import Visitor
from tests.core.slow import SlowTestCase


class _Log(MemoryHistory):
    """A log that counts how often it is read on, and can't be for a while.

    Of ``skipped`` stretches it finds nothing, as a log on disk does where all is left out.
    """

    def __init__(self) -> None:
        super().__init__(kept=2 * MOST)
        self.reads = 0
        self.broken = False
        self.skipped = 0

    def since(self, wanted: Since) -> Stretch:
        self._fails_if_broken()
        self.reads += 1
        if self.skipped:
            self.skipped -= 1
            return Stretch((), wanted.after, True)
        return super().since(wanted)

    def start_of(self, wanted: Since) -> tuple[int, int]:
        self._fails_if_broken()
        return super().start_of(wanted)

    def messages(self, numbers: Sequence[int]) -> list[Kept]:
        self._fails_if_broken()
        return super().messages(numbers)

    def _fails_if_broken(self) -> None:
        if self.broken:
            raise NotReadError("disk I/O error")


class CatchingUpTestCase(SlowTestCase):
    def setUp(self) -> None:
        self.log = _Log()
        self.chats_with(self.log)

    def crowd(self, size: int) -> list[Visitor]:
        """Return so many people more, who have read all there is."""
        return self.chat.people(*(f"slow-{number}" for number in range(size)))

    def fall_behind_together(self, crowd: Sequence[Visitor]) -> None:
        """Let all of a crowd fall behind in one turn, the next one that tells them anything."""
        with self.chat.one_turn():
            for visitor in crowd:
                visitor.stops_reading()
                visitor.session.are_you_there()

    def fall_behind_apart(self, crowd: Sequence[Visitor]) -> None:
        """Let each of a crowd fall behind in a turn of their own."""
        for visitor in crowd:
            self.falls_behind(visitor)
            self.juan.types(f"without {visitor.person.name.text}")

    def read_all_from_now_on(self, crowd: Sequence[Visitor]) -> None:
        """Let all of a crowd read what is held for them, and be as fast as can be."""
        for visitor in crowd:
            visitor._room = None
            visitor.reads_held()
            visitor.reads()


class TheirTurns(CatchingUpTestCase):
    def test_all_who_fell_behind_in_one_turn_are_brought_one_read_of_the_log(self) -> None:
        crowd = self.crowd(20)
        self.fall_behind_together(crowd)
        self.juan.types("one", "two")

        self.read_all_from_now_on(crowd)
        self.chat.settles()

        self.assertEqual(self.log.reads, 1)
        for visitor in crowd:
            self.assertEqual(visitor.reads(), ["[14:35] Juan: one", "[14:35] Juan: two"])

    def test_so_are_those_to_whom_it_looks_otherwise(self) -> None:
        styles = ("plain", "bracket", "plain", "bracket")
        crowd = self.crowd(len(styles))
        for visitor, style in zip(crowd, styles, strict=True):
            visitor.types(f"/set style {style}")
            visitor.reads()
        self.fall_behind_together(crowd)
        self.juan.types("one")

        self.read_all_from_now_on(crowd)
        self.chat.settles()

        self.assertEqual(self.log.reads, 1)
        looks = {"plain": ["[14:35] Juan: one"], "bracket": ["[Juan] one"]}
        self.assertEqual([visitor.reads() for visitor in crowd], [looks[style] for style in styles])

    def test_the_room_stands_before_a_line_for_those_alone_who_talk_in_another(self) -> None:
        crowd = self.crowd(2)
        for visitor in crowd:
            visitor.types("/join cocina")
        crowd[1].types("/join lobby")
        for visitor in crowd:
            visitor.reads()
        self.fall_behind_together(crowd)
        self.juan.types("one")

        self.read_all_from_now_on(crowd)
        self.chat.settles()

        self.assertEqual(crowd[0].reads(), ["[14:35] #lobby Juan: one"])
        self.assertEqual(crowd[1].reads(), ["[14:35] Juan: one"])

    def test_in_one_turn_the_log_is_read_once_however_many_wait(self) -> None:
        crowd = self.crowd(5)
        self.fall_behind_apart(crowd)
        self.read_all_from_now_on(crowd)

        reads = []
        while any(visitor.session.behind is not None for visitor in crowd):
            self.chat.goes_on()
            reads.append(self.log.reads)

        self.assertEqual(reads, [1, 2, 3, 4, 5])

    def test_who_needs_several_stretches_comes_to_the_end_before_the_next_one_begins(self) -> None:
        crowd = self.crowd(3)
        self.fall_behind_apart(crowd)
        self.juan.types(*["a"] * (STEP + 100))
        self.read_all_from_now_on(crowd)

        still_behind = []
        while any(visitor.session.behind is not None for visitor in crowd):
            self.chat.goes_on()
            still_behind.append(sum(visitor.session.behind is not None for visitor in crowd))

        self.assertEqual(still_behind, [3, 2, 2, 1, 1, 0])

    def test_whoever_reads_as_fast_as_others_talk_comes_to_live(self) -> None:
        crowd = self.crowd(61)
        self.fall_behind_apart(crowd)
        self.juan.types(*["a"] * 300)
        self.read_all_from_now_on(crowd)

        for _ in range(4 * len(crowd)):
            with self.chat.one_turn():
                self.beto.types(*["b"] * 500)
            self.chat.goes_on()

        still_behind = [each for each in crowd if each.session.behind is not None]
        self.assertEqual(still_behind, [])


class Faults(CatchingUpTestCase):
    def seconds_pass(self) -> None:
        self.chat.passes(RETRY_SECONDS)
        self.chat.settles()

    def test_while_the_log_cannot_be_read_nothing_comes_and_the_operator_is_told(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/rename Pedro")
        self.log.broken = True

        self.assertEqual(self.reads_on(), [])
        (report,) = self.chat.reports
        self.assertTrue(report.startswith("reading the history: "), report)

    def test_when_it_can_be_read_again_all_comes_in_its_order(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/rename Pedro", "two", "/msg Ana psst", "three")
        self.log.broken = True
        self.reads_on()
        self.seconds_pass()
        self.juan.types("four")
        self.log.broken = False

        self.seconds_pass()

        self.assertEqual(
            self.ana.reads(),
            [
                *("[14:35] Juan: one", "* Juan is now Pedro", "[14:35] Pedro: two"),
                *("[14:35] Pedro (private): psst", "[14:35] Pedro: three", "[14:35] Pedro: four"),
            ],
        )
        self.juan.types("live")
        self.assertEqual(self.ana.reads(), ["[14:35] Pedro: live"])

    def test_it_is_asked_once_a_second(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.log.broken = True
        self.reads_on()
        self.log.broken = False

        self.chat.settles()
        self.assertEqual(self.log.reads, 0)
        self.seconds_pass()
        self.assertEqual(self.log.reads, 1)

    def test_what_was_left_out_is_told_when_it_can_be_read_again(self) -> None:
        self.falls_behind()
        self.juan.types(*["a"] * (MOST + 7))
        self.log.broken = True
        self.reads_on()
        self.log.broken = False

        self.seconds_pass()

        first, *lines = self.ana.reads()
        self.assertTrue(first.startswith("7 more lines were said meanwhile."), first)
        self.assertEqual(len(lines), MOST)

    def test_who_vanishes_while_it_cannot_be_read_is_forgotten(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.log.broken = True
        self.reads_on()
        self.ana.vanishes()
        self.log.broken = False

        self.chat.passes(timedelta(hours=1).total_seconds())
        self.chat.settles()

        self.assertEqual((self.log.reads, self.ana.reads()), (0, []))

    def test_a_stretch_with_nothing_to_show_is_passed_over(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/rename Pedro")
        self.log.skipped = 2

        self.assertEqual(self.reads_on(), ["[14:35] Juan: one", "* Juan is now Pedro"])

    def test_private_messages_that_cannot_be_read_are_not_lost(self) -> None:
        read, broken = self.log.messages, [True]

        def messages(numbers: Sequence[int]) -> Sequence[Kept]:
            if broken:
                raise NotReadError("disk I/O error")
            return read(numbers)

        self.patch(self.log, "messages", messages)
        self.falls_behind()
        self.juan.types("one", "/msg Ana psst", "two")
        self.ana._room = None
        self.ana.reads_held()
        self.ana.reads()
        self.chat.settles()
        broken.clear()

        self.chat.passes(RETRY_SECONDS)
        self.chat.settles()

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "[14:35] Juan (private): psst", "[14:35] Juan: two"],
        )

    def test_a_fault_in_what_one_is_brought_costs_the_others_nothing(self) -> None:
        def bell(representation: object) -> bytes:
            raise ZeroDivisionError("no bell")

        self.patch(self.chat.hub.catching_up._around.render, "bell", bell)
        crowd = self.crowd(2)
        crowd[0].types("/set bell on")
        self.fall_behind_together(crowd)
        self.juan.types("one", "slow-0: two")
        self.read_all_from_now_on(crowd)
        crowd[0].reads()
        self.chat.settles()

        self.assertEqual(crowd[1].reads(), ["[14:35] Juan: one", "[14:35] Juan: slow-0: two"])
