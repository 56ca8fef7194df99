"""`/edit` and `/delete`: who changes what, and who reads of it."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotKeptError
from chatservice.core.people import MOST_REMEMBERED
from tests.core.conversation import Chat, Visitor
from tests.core.unwilling import NOT_KEPT, Unwilling

NOTHING_SAID = "You have said nothing (more) that could be changed or taken back."


class ChangingTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def history(self, reader: Visitor) -> list[str]:
        """Return the lines of the current room's history, without their times."""
        reader.reads()
        reader.types("/history")
        return [line.rpartition("] ")[2] for line in reader.reads()[1:]]


class Editing(ChangingTestCase):
    def test_everyone_in_the_room_reads_the_correction_and_so_does_who_made_it(self) -> None:
        self.juan.types("helo", "/edit hello")

        self.assertEqual(self.juan.reads(), ["* Juan corrected: hello"])
        self.assertEqual(self.ana.reads(), ["[14:35] Juan: helo", "* Juan corrected: hello"])

    def test_the_history_has_it_corrected_and_marked_in_its_place(self) -> None:
        self.juan.types("helo")
        self.ana.types("hi")
        self.juan.types("/edit hello")

        self.assertEqual(self.history(self.ana), ["Juan: hello (edited)", "Ana: hi"])

    def test_the_mark_is_in_the_readers_language(self) -> None:
        self.juan.types("helo", "/edit hello", "/lang es")

        self.assertEqual(self.history(self.juan), ["Juan: hello (editado)"])

    def test_what_was_corrected_can_be_corrected_again(self) -> None:
        self.juan.types("helo", "/edit hallo", "/edit hello")

        self.assertEqual(self.history(self.ana), ["Juan: hello (edited)"])

    def test_an_action_stays_one(self) -> None:
        self.juan.types("/me wavs", "/edit waves")

        self.assertEqual(self.history(self.ana), ["* Juan waves (edited)"])

    def test_ones_own_last_message_is_changed_whatever_others_said_since(self) -> None:
        self.juan.types("one")
        self.ana.types("two")
        self.juan.types("/corregir three")

        self.assertEqual(self.history(self.ana), ["Juan: three (edited)", "Ana: two"])

    def test_what_was_said_in_the_same_turn_is_changed(self) -> None:
        with self.chat.one_turn():
            self.juan.types("helo", "/edit hello", "/edit hello!", "more")

        self.assertEqual(
            self.ana.reads(),
            [
                *("[14:35] Juan: helo", "* Juan corrected: hello", "* Juan corrected: hello!"),
                "[14:35] Juan: more",
            ],
        )
        self.assertEqual(self.history(self.ana), ["Juan: hello! (edited)", "Juan: more"])

    def test_under_another_name_one_changes_what_one_said_before(self) -> None:
        self.juan.types("helo", "/rename Pedro", "/edit hello")

        self.assertEqual(self.ana.reads()[-1], "* Pedro corrected: hello")
        self.assertEqual(self.history(self.ana), ["Juan: hello (edited)"])

    def test_who_takes_a_name_does_not_change_what_its_bearer_before_said(self) -> None:
        self.juan.types("helo", "/quit")
        (other,) = self.chat.people("Juan")

        other.types("/edit hello")

        self.assertEqual(other.reads(), [NOTHING_SAID])

    def test_without_anything_said_there_is_nothing_to_change(self) -> None:
        self.juan.types("/topic Tea", "/edit hello")

        self.assertEqual(self.juan.reads()[-1], NOTHING_SAID)

    def test_whoever_ignores_its_author_does_not_read_it(self) -> None:
        self.juan.types("helo")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.juan.types("/edit hello", "/delete")

        self.assertEqual(self.ana.reads(), [])

    def test_nothing_rings(self) -> None:
        self.ana.types("/set bell on")
        self.juan.types("hola", "/msg Ana psst")
        self.chat.passes(10)
        self.ana.reads()

        self.juan.types("/edit Ana!", "/delete", "/edit Ana!", "/delete")

        self.assertNotIn(b"\a", self.ana.reads_bytes())


class Elsewhere(ChangingTestCase):
    """A message is changed where it was said, wherever its author talks now."""

    def setUp(self) -> None:
        super().setUp()
        self.juan.types("/join cocina", "helo", "/join lobby")
        self.juan.reads()
        self.ana.reads()

    def test_who_is_where_it_was_said_reads_it(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        self.juan.types("/edit hello")

        self.assertEqual(self.ana.reads(), ["* Juan corrected: hello"])
        self.assertEqual(self.juan.reads()[-1], "#cocina * Juan corrected: hello")

    def test_who_is_not_where_it_was_said_does_not(self) -> None:
        self.juan.types("/edit hello", "/delete")

        self.assertEqual(self.ana.reads(), [])

    def test_who_left_changes_nothing_there_any_more(self) -> None:
        self.ana.types("/join cocina")
        self.juan.types("/leave cocina")
        for visitor in (self.ana, self.juan):
            visitor.reads()

        self.juan.types("/edit hello")

        self.assertEqual(self.juan.reads(), ["You are not in #cocina."])
        self.assertEqual(self.ana.reads(), [])

    def test_who_left_takes_it_back_all_the_same(self) -> None:
        self.ana.types("/join cocina")
        self.juan.types("/leave cocina")
        self.ana.reads()

        self.juan.types("/delete")

        self.assertEqual(self.ana.reads(), ["* Juan took back a message"])

    def test_the_room_may_have_been_made_anew_since(self) -> None:
        self.juan.types("/leave cocina")
        self.ana.types("/join cocina")
        self.juan.types("/join cocina")
        self.ana.reads()

        self.juan.types("/edit hello", "/delete")

        self.assertEqual(
            self.ana.reads(), ["* Juan corrected: hello", "* Juan took back a message"]
        )


class Private(ChangingTestCase):
    def setUp(self) -> None:
        super().setUp()
        (self.beto,) = self.chat.people("Beto")
        self.juan.types("/msg Ana helo")
        for visitor in (self.juan, self.ana, self.beto):
            visitor.reads()

    def test_only_the_two_read_the_correction(self) -> None:
        self.juan.types("/edit hello")

        self.assertEqual(self.juan.reads(), ["* Juan corrected (private): hello"])
        self.assertEqual(self.ana.reads(), ["* Juan corrected (private): hello"])
        self.assertEqual(self.beto.reads(), [])

    def test_only_the_two_read_that_it_was_taken_back(self) -> None:
        self.juan.types("/delete")

        self.assertEqual(self.juan.reads(), ["* Juan took back a private message"])
        self.assertEqual(self.ana.reads(), ["* Juan took back a private message"])
        self.assertEqual(self.beto.reads(), [])

    def test_who_got_it_may_have_another_name_by_now(self) -> None:
        self.ana.types("/rename Eva")
        self.ana.reads()

        self.juan.types("/edit hello")

        self.assertEqual(self.ana.reads(), ["* Juan corrected (private): hello"])

    def test_who_got_it_may_be_gone_and_nobody_else_reads_it(self) -> None:
        self.ana.types("/quit")
        (other,) = self.chat.people("Ana")
        self.juan.reads()

        self.juan.types("/edit hello", "/delete")

        self.assertEqual(
            self.juan.reads(),
            ["* Juan corrected (private): hello", "* Juan took back a private message"],
        )
        self.assertEqual(other.reads(), [])

    def test_who_goes_in_the_same_turn_reads_nothing_behind_goodbye(self) -> None:
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.juan.types("/edit hello", "/delete")

        self.assertEqual(self.ana.reads(), ["See you soon!"])

    def test_who_ignores_its_author_reads_nothing_of_it(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.juan.types("/edit hello", "/delete")

        self.assertEqual(self.ana.reads(), [])


class Deleting(ChangingTestCase):
    def test_everyone_in_the_room_reads_that_it_was_taken_back(self) -> None:
        self.juan.types("hola", "/delete")

        self.assertEqual(self.juan.reads(), ["* Juan took back a message"])
        self.assertEqual(self.ana.reads()[-1], "* Juan took back a message")

    def test_the_history_has_it_no_more(self) -> None:
        self.juan.types("one")
        self.ana.types("two")
        self.juan.types("/borrar")

        self.assertEqual(self.history(self.ana), ["Ana: two"])

    def test_several_are_taken_back_one_by_one_the_last_one_first(self) -> None:
        self.juan.types(
            "one", "/me waves", "/msg Ana psst", "four", "/delete", "/delete", "/delete"
        )
        self.assertEqual(self.history(self.ana), ["Juan: one"])

        self.juan.types("/edit two")

        self.assertEqual(self.history(self.ana), ["Juan: two (edited)"])

    def test_what_was_said_in_the_same_turn_is_taken_back(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "two", "/delete", "three", "/delete", "/delete", "/delete")

        self.assertEqual(self.juan.reads()[-1], NOTHING_SAID)
        self.ana.reads()
        self.ana.types("/history")
        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_as_many_as_are_remembered_can_be(self) -> None:
        self.juan.types(*(f"number {n}" for n in range(MOST_REMEMBERED + 1)))
        self.juan.types(*["/delete"] * (MOST_REMEMBERED + 1))

        self.assertEqual(self.juan.reads()[-1], NOTHING_SAID)
        self.assertEqual(self.history(self.ana), ["Juan: number 0"])

    def test_nobody_elses_is(self) -> None:
        self.juan.types("one")

        self.ana.types("/delete")

        self.assertEqual(self.ana.reads()[-1], NOTHING_SAID)
        self.assertEqual(self.history(self.ana), ["Juan: one"])

    def test_what_the_history_has_lost_already_can_be(self) -> None:
        self.juan.types("one")
        self.ana.types(*["x"] * 200)  # as many as a room keeps in memory
        self.juan.reads()

        self.juan.types("/delete")

        self.assertEqual(self.juan.reads(), ["* Juan took back a message"])
        self.assertEqual(self.chat.reports, [])


class NotKept(ChangingTestCase):
    """Where the log can't keep a change, there is none."""

    def setUp(self) -> None:
        super().setUp()
        self.juan.types("one", "two")
        self.ana.reads()

    def fails(self) -> None:
        self.log.not_kept = NotKeptError("full")

    def works_again(self) -> None:
        self.log.not_kept = None
        self.juan.reads()

    def test_nobody_reads_a_correction(self) -> None:
        self.fails()

        self.juan.types("/edit three")

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([NOT_KEPT], []))

    def test_a_deletion_that_failed_can_be_tried_again(self) -> None:
        self.fails()
        self.juan.types("/delete")
        self.assertEqual(self.juan.reads(), [NOT_KEPT])
        self.works_again()

        self.juan.types("/delete")

        self.assertEqual(self.history(self.ana), ["Juan: one"])

    def test_several_deletions_that_failed_in_one_turn_can_be_tried_again(self) -> None:
        self.fails()
        with self.chat.one_turn():
            self.juan.types("/delete", "/delete")
        self.works_again()

        self.juan.types("/delete")

        self.assertEqual(self.history(self.ana), ["Juan: one"])

    def test_of_a_message_that_was_not_kept_in_the_same_turn_none_before_it_is_changed(
        self,
    ) -> None:
        for change in ("/edit three", "/delete"):
            self.fails()
            with self.chat.one_turn():
                self.juan.types("lost")
                # As soon as it is refused, the log works again.
                self.patch(self.juan, "send", self.sent)
                self.juan.types(change)

            self.assertEqual(self.history(self.ana), ["Juan: one", "Juan: two"])

    def sent(self, data: bytes) -> None:
        self.log.not_kept = None
