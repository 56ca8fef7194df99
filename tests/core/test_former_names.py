"""Whom somebody ignores, and the names that those had before."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.arrivals import FORMER_NAMES
from tests.core.conversation import Chat, Visitor

NOTHING = ["Nothing has been said in #lobby yet."]


class _Ignoring(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.ana.types("/ignore Juan")
        self.ana.reads()

    def renames(self, *names: str) -> None:
        """Let Juan say something under each name, a second apart."""
        for name in names:
            self.juan.types(f"/rename {name}", f"as {name}")
            self.chat.passes(1)

    def history(self) -> list[str]:
        """Return what Ana sees of the history, without its times."""
        self.ana.reads()
        self.ana.types("/history 200")
        return [line.removeprefix("[14:35] ") for line in self.ana.reads() if line != "History:"]


class OneTurn(_Ignoring):
    def test_a_line_before_another_name_does_not_arrive(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "/rename Pedro")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro"])

    def test_a_line_before_another_name_is_not_in_the_history_of_the_same_turn(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "/rename Pedro")
            self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro", *NOTHING])


class SomebodyNewUnderTheOldName(_Ignoring):
    def setUp(self) -> None:
        super().setUp()
        self.juan.types("from the ignored one", "/rename Pedro")
        self.chat.passes(1)
        (self.other,) = self.chat.people("Juan")

    def test_is_in_the_history_and_the_ignored_one_is_not(self) -> None:
        self.other.types("from another")
        self.juan.types("from Pedro")

        self.assertEqual(self.history(), ["Juan: from another"])

    def test_is_in_the_history_of_the_same_turn(self) -> None:
        self.ana.reads()
        with self.chat.one_turn():
            self.other.types("from another")
            self.ana.types("/history")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: from another", "History:", "[14:35] Juan: from another"],
        )

    def test_can_be_answered_after_whispering(self) -> None:
        self.other.types("/msg Ana psst")
        self.ana.reads()
        self.other.reads()

        self.ana.types("/reply yes?")

        self.assertIn("yes?", self.other.reads()[-1])

    def test_stays_ignored_when_ignored_too_and_the_first_is_no_longer(self) -> None:
        self.ana.types("/ignore Juan", "/unignore Pedro")

        self.other.types("from another")
        self.juan.types("from Pedro")

        self.assertEqual(self.history()[-1:], ["Pedro: from Pedro"])


class ManyNames(_Ignoring):
    def test_all_up_to_ten_stay_ignored_in_the_history(self) -> None:
        self.juan.types("as Juan")
        self.chat.passes(1)

        self.renames(*(f"Pedro{number}" for number in range(FORMER_NAMES)))

        self.assertEqual(self.history(), NOTHING)

    def test_the_oldest_is_forgotten_first(self) -> None:
        self.juan.types("as Juan")
        self.chat.passes(1)

        self.renames(*(f"Pedro{number}" for number in range(FORMER_NAMES + 1)))

        self.assertEqual(self.history(), ["Juan: as Juan"])

    def test_a_name_taken_again_is_as_new_as_its_last_use(self) -> None:
        self.chat.passes(1)

        # Juan is the first of all, and used again after Pedro0: that one is the oldest then.
        self.renames("Pedro0", "Juan", *(f"Pedro{number}" for number in range(1, FORMER_NAMES + 1)))

        self.assertEqual(self.history(), ["Pedro0: as Pedro0"])

    def test_who_goes_back_to_the_first_name_is_ignored_in_all(self) -> None:
        self.renames("Pedro", "Juan")

        self.assertEqual(self.history(), NOTHING)

    def test_another_case_of_the_same_name_changes_nothing(self) -> None:
        self.renames("JUAN", "juan")

        self.assertEqual(self.history(), NOTHING)

    def test_nobody_is_heard_live_after_many_names(self) -> None:
        self.renames(*(f"Pedro{number}" for number in range(3 * FORMER_NAMES)))

        self.assertEqual([line for line in self.ana.reads() if "as " in line], [])

    def test_reading_them_again_shows_what_they_said_under_each_name(self) -> None:
        self.juan.types("as Juan")
        self.renames("Pedro")

        self.ana.types("/unignore Pedro")

        self.assertEqual(self.history(), ["Juan: as Juan", "Pedro: as Pedro"])


class ThoseWhoIgnoreTheSamePerson(_Ignoring):
    def test_each_decide_for_themselves(self) -> None:
        beto: Visitor = self.chat.join("Beto")
        beto.types("/ignore Juan")
        self.juan.types("/rename Pedro")
        self.ana.types("/unignore Pedro")
        self.ana.reads()
        beto.reads()

        self.juan.types("hola")

        self.assertEqual((self.ana.reads(), beto.reads()), (["[14:35] Pedro: hola"], []))
