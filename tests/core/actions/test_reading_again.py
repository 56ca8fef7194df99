"""`/history` with everything that may stand behind it, and where it can't be read."""

from __future__ import annotations

from datetime import timedelta

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.settings import Settings
from tests.core.conversation import HALF_PAST_TWO, Chat
from tests.core.unwilling import NOT_KEPT, NOT_READ, Unwilling


class Arguments(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        for number in range(3):
            self.juan.types(f"juan {number}")
            self.ana.types(f"ana {number}")
            self.chat.passes(3600)
        self.juan.reads()

    def history(self, typed: str) -> list[str]:
        """Return what Juan reads of it, without the times."""
        self.juan.types(f"/history {typed}")
        return [line.rpartition("] ")[2] for line in self.juan.reads()]

    def test_a_date_alone_is_answered_with_how_it_is_asked_for(self) -> None:
        self.assertEqual(
            self.history("yesterday"),
            [
                (
                    "yesterday alone can't be used here: /history before yesterday shows what was "
                    "said before it."
                )
            ],
        )

    def test_before_is_taken_as_in_a_search_and_as_it_is_said_in_spanish(self) -> None:
        for typed in ("before:2026-11-20", "antes:2026-11-20", "antes de 2026-11-20"):
            self.assertEqual(self.history(typed), ["Nothing was said in #lobby before that."])

    def test_somebodys_messages_are_shown(self) -> None:
        for typed in ("Ana", "ana", "@Ana", "ANA"):
            self.assertEqual(
                self.history(typed), ["History:", "Ana: ana 0", "Ana: ana 1", "Ana: ana 2"]
            )

    def test_ones_own_messages_are_shown(self) -> None:
        self.assertEqual(self.history("juan 1"), ["History:", "Juan: juan 2"])

    def test_the_messages_of_somebody_who_is_gone_are_shown(self) -> None:
        self.ana.types("/quit")
        self.juan.reads()

        self.assertEqual(self.history("ana 1"), ["History:", "Ana: ana 2"])

    def test_those_before_a_time_are_shown(self) -> None:
        for typed in ("before 15:35", "BEFORE 15:35", "antes 2026-11-21 15:35"):
            self.assertEqual(self.history(typed), ["History:", "Juan: juan 0", "Ana: ana 0"])

    def test_those_before_a_message_are_shown_by_its_number(self) -> None:
        for typed in ("before #3", "before:#3", "antes de #3", "ANTES #3", "antes:#3"):
            self.assertEqual(self.history(typed), ["History:", "Juan: juan 0", "Ana: ana 0"], typed)

    def test_so_are_as_many_as_asked_for(self) -> None:
        for typed in ("2 before #5", "before #5 2"):
            self.assertEqual(self.history(typed), ["History:", "Juan: juan 1", "Ana: ana 1"], typed)

    def test_before_the_first_message_nothing_was_said(self) -> None:
        for typed in ("before #1", "before #0"):
            self.assertEqual(self.history(typed), ["Nothing was said in #lobby before that."])

    def test_before_a_number_that_is_no_messages_come_the_last(self) -> None:
        self.assertEqual(self.history(f"1 before #{'9' * 3000}"), ["History:", "Ana: ana 2"])

    def test_before_what_was_taken_back_come_those_before_it(self) -> None:
        self.ana.types("/delete")
        self.juan.reads()

        self.assertEqual(self.history("1 before #6"), ["History:", "Juan: juan 2"])

    def test_each_of_one_turn_reads_what_is_before_the_message_they_name(self) -> None:
        self.ana.reads()
        with self.chat.one_turn():
            self.juan.types("/history 1 before #2")
            self.ana.types("/history 1 before #5")

        self.assertEqual(self.juan.reads()[1:], ["[14:35] Juan: juan 0"])
        self.assertEqual(self.ana.reads()[1:], ["[15:35] Ana: ana 1"])

    def test_a_number_alone_is_answered_with_how_it_is_asked_for(self) -> None:
        self.assertEqual(
            self.history("#3"),
            [
                "#3 alone can't be used here: /history before #3 shows what was said before it.",
            ],
        )

    def test_what_is_no_number_is_no_date_either(self) -> None:
        for typed in ("#", "#x", "#-1", "#1.5", "#٣"):
            self.assertIn(f"{typed} is no date", self.history(f"before {typed}")[0])

    def test_somebodys_messages_before_another_one_are_shown_by_its_number(self) -> None:
        for typed in ("1 ana before #6", "before #5 ana 1", "@ana antes de #5 1"):
            self.assertEqual(self.history(typed), ["History:", "Ana: ana 1"], typed)

    def test_what_is_private_with_somebody_is_shown_beside_what_they_said(self) -> None:
        self.juan.types("/msg ana psst")
        self.juan.reads()

        self.assertEqual(
            self.history("ana 2"), ["History:", "Ana: ana 2", "Juan (private to Ana): psst"]
        )

    def test_what_is_private_with_somebody_is_shown_alone_when_asked_for(self) -> None:
        self.juan.types("/msg ana psst")
        self.ana.types("/msg juan psst yourself", "in the room")
        self.juan.reads()

        for typed in ("private ana", "ana PRIVATE", "privados @ana 9", "9 ana privado before #99"):
            self.assertEqual(
                self.history(typed),
                [
                    *("History:", "Juan (private to Ana): psst"),
                    "Ana (private to Juan): psst yourself",
                ],
                typed,
            )

    def test_where_nothing_is_private_with_somebody_that_is_told(self) -> None:
        self.assertEqual(self.history("private ana"), ["Nothing of ana was found here."])

    def test_somebody_may_be_called_private(self) -> None:
        (private,) = self.chat.people("private")
        private.types("hola", "/msg juan psst")
        self.juan.reads()
        both = ["History:", "private: hola", "private (private to Juan): psst"]

        self.assertEqual(self.history("private"), both)
        self.assertEqual(self.history("private @private"), [both[0], both[2]])

    def test_somebody_may_be_called_like_a_word_that_is_understood(self) -> None:
        before, privado = self.chat.people("before", "privado")
        before.types("/msg juan psst")
        privado.types("/msg juan psst")
        self.juan.reads()

        for name in ("before", "privado"):
            self.assertEqual(
                self.history(f"private @{name} 50 before #99"),
                ["History:", f"{name} (private to Juan): psst"],
            )

    def test_of_two_people_nothing_is_private(self) -> None:
        (line,) = self.history("private ana juan")

        self.assertTrue(line.startswith("/history takes nothing more."), line)

    def test_what_was_said_at_that_moment_is_not_before_it(self) -> None:
        self.assertEqual(self.history("before 14:35"), ["Nothing was said in #lobby before that."])

    def test_number_date_and_person_may_stand_in_any_order(self) -> None:
        for typed in (
            "2 before 2026-11-21 16:00 ana",
            "ana before 2026-11-21 16:00 2",
            "before 16:00 2 ana",
            "2 @ana antes today 16:00",
            "before 21/11/2026 16:00 ana 2",
        ):
            self.assertEqual(self.history(typed), ["History:", "Ana: ana 0", "Ana: ana 1"], typed)

    def test_a_date_without_a_time_may_stand_before_a_person(self) -> None:
        self.assertEqual(self.history("before 2026-11-22 ana 1"), ["History:", "Ana: ana 2"])

    def test_of_nobodys_messages_none_are_shown(self) -> None:
        self.assertEqual(self.history("Beto"), ["Nothing of Beto was found here."])

    def test_somebodys_messages_of_another_room_are_not_shown(self) -> None:
        self.ana.types("/join cocina", "ana 3")

        self.assertEqual(self.history("ana 1"), ["History:", "Ana: ana 2"])

    def test_the_messages_of_somebody_ignored_are_not_shown(self) -> None:
        self.juan.types("/ignore Ana")
        self.juan.reads()

        self.assertEqual(self.history("ana"), ["Nothing of ana was found here."])

    def test_as_many_of_somebodys_messages_as_on_joining_are_shown_without_a_number(self) -> None:
        chat = Chat(history=2)
        (juan,) = chat.people("Juan")
        juan.types("one", "two", "three", "/history juan")

        self.assertEqual(juan.reads(), ["History:", "[14:35] Juan: two", "[14:35] Juan: three"])

    def test_as_many_as_500_may_be_asked_for(self) -> None:
        self.assertEqual(len(self.history("500")), 7)

    def test_no_date_behind_before_is_refused_with_the_usage(self) -> None:
        self.assertEqual(
            self.history("before"),
            [
                "/history needs more than that. Usage: /history [N | before DATE | USER]",
            ],
        )

    def test_what_is_no_date_is_refused_with_examples(self) -> None:
        (line,) = self.history("before soon")

        self.assertTrue(line.startswith("soon is no date: one like 2026-11-20,"), line)

    def test_two_people_are_one_too_many(self) -> None:
        (line,) = self.history("juan ana")

        self.assertTrue(line.startswith("/history takes nothing more."), line)

    def test_an_impossible_name_is_refused(self) -> None:
        (line,) = self.history("an!a")

        self.assertIn("A name can't contain !", line)


class Days(SynchronousTestCase):
    """Times alone would not tell yesterday's messages from today's."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.chat.now = HALF_PAST_TWO - timedelta(days=1)
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.juan.types("yesterday")
        self.chat.now = HALF_PAST_TWO
        self.juan.types("today")
        self.ana.reads()

    def test_a_line_stands_where_another_day_begins(self) -> None:
        self.ana.types("/history")

        self.assertEqual(
            self.ana.reads(),
            [
                "History:",
                "--- 2026-11-20 ---",
                "[14:35] Juan: yesterday",
                "--- 2026-11-21 ---",
                "[14:35] Juan: today",
            ],
        )

    def test_on_joining_it_stands_there_too(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Beto")

        self.assertEqual(visitor.reads()[3], "--- 2026-11-20 ---")

    def test_of_today_alone_no_day_is_shown(self) -> None:
        self.ana.types("/history 1")

        self.assertEqual(self.ana.reads(), ["History:", "[14:35] Juan: today"])

    def test_the_days_are_the_readers(self) -> None:
        self.chat.now = HALF_PAST_TWO.replace(hour=23)
        self.juan.types("late")
        # Madrid is one hour ahead in winter: it is the next day there.
        self.ana.types("/set zone Europe/Madrid")
        self.ana.reads()

        self.ana.types("/history 2")

        self.assertEqual(
            self.ana.reads(),
            [
                "History:",
                "--- 2026-11-21 ---",
                "[15:35] Juan: today",
                "--- 2026-11-22 ---",
                "[00:35] Juan: late",
            ],
        )

    def test_a_date_that_is_typed_is_the_readers(self) -> None:
        self.ana.types("/set zone Europe/Madrid")
        self.ana.reads()

        self.ana.types("/history before 15:35 1", "/history before 15:36 1")

        self.assertEqual(
            self.ana.reads(),
            [
                *("History:", "--- 2026-11-20 ---", "[15:35] Juan: yesterday"),
                *("History:", "[15:35] Juan: today"),
            ],
        )


class NoneOnJoining(SynchronousTestCase):
    """The operator wants none shown: `--history 0`."""

    def setUp(self) -> None:
        self.chat = Chat(history=0)
        (self.juan,) = self.chat.people("Juan")
        self.juan.types(*(str(number) for number in range(20)))

    def test_nothing_is_shown_on_joining(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(len(visitor.reads()), 2)

    def test_ten_are_shown_to_whoever_asks(self) -> None:
        self.juan.types("/history")

        self.assertEqual(len(self.juan.reads()), 11)


class NotRead(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log, settings=Settings(zone="UTC"))
        (self.juan,) = self.chat.people("Juan")
        self.juan.types("hola")

    def test_who_asks_is_told_that_it_cannot_be_read(self) -> None:
        self.log.not_read = NotReadError("disk I/O error")

        self.juan.types("/history", "/history juan")

        self.assertEqual(self.juan.reads(), [NOT_READ, NOT_READ])

    def test_who_comes_is_told_so_and_is_there(self) -> None:
        self.log.not_read = ZeroDivisionError("a bug")

        ana = self.chat.connect()
        ana.types("Ana", "hello")

        self.assertEqual(ana.reads()[-1], NOT_READ)
        self.assertEqual(self.juan.reads(), ["* Ana joined", "[14:35] Ana: hello"])

    def test_when_it_can_be_read_again_it_is(self) -> None:
        self.log.not_read = NotReadError("disk I/O error")
        self.juan.types("/history")
        self.log.not_read = None
        self.juan.reads()

        self.juan.types("/history")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: hola"])

    def test_what_cannot_be_kept_keeps_nobody_from_reading_what_was(self) -> None:
        self.log.not_kept = NotKeptError("full")

        with self.chat.one_turn():
            self.juan.types("one", "/history", "two")

        self.assertEqual(self.juan.reads(), [NOT_KEPT, "History:", "[14:35] Juan: hola", NOT_KEPT])
