"""Going on after a lost connection, where it is easily done wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import commands
from chatservice.core.accounts import Rank
from chatservice.core.missed import MOST
from tests.core.conversation import PASSWORD
from tests.core.programs import Program, chat


class GoingOnTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = chat()
        self.ana, self.beto = self.chat.member("Ana"), self.chat.member("Beto")

    def comes(self, nick: str = "bot", **details: Any) -> Program:
        return Program(self.chat).comes(nick, **details)

    def comes_again(self, since: int = 0) -> Program:
        """Return Beto's program, which goes on after a number."""
        return self.comes("Beto", password=PASSWORD, since=since)

    def texts(self, program: Program, *kinds: str) -> list[str]:
        """Return the texts of what was read that is of these kinds."""
        return [each["text"] for each in program.reads_objects() if each["type"] in kinds]


class Welcome(GoingOnTestCase):
    def number(self, **details: Any) -> int:
        """Return the number in the welcome of who comes after two lines."""
        self.ana.types("one", "two")
        welcome = self.comes(**details).reads_objects()[0]
        return int(welcome.get("seq", 0))

    def test_who_comes_for_the_first_time_is_told_where_the_log_stands(self) -> None:
        self.assertEqual(self.number(), 2)

    def test_who_goes_on_is_told_where_that_is_since_what_was_missed_comes_behind(self) -> None:
        self.assertEqual([self.number(since=1), self.number(since=0, nick="bot2")], [1, 0])

    def test_who_goes_on_in_another_log_is_told_where_this_one_ends(self) -> None:
        self.assertEqual(self.number(since=1041), 2)


class Private(GoingOnTestCase):
    def test_what_one_wrote_comes_when_its_answer_was_lost(self) -> None:
        self.beto.types("/msg Ana psst")
        self.beto.vanishes()

        self.assertEqual(self.texts(self.comes_again(), "whispered"), ["psst"])

    def test_in_a_further_session_it_has_its_number(self) -> None:
        program = self.comes_again()
        program.reads_objects()

        self.beto.types("/msg Ana psst")

        (copied,) = program.reads_objects()
        self.assertEqual((copied["type"], copied["seq"]), ("whisper-copied", 1))

    def test_its_correction_is_told_there_too(self) -> None:
        program = self.comes_again()
        self.beto.types("/msg Ana psst", "/edit pst", "/delete")

        kinds = [e["type"] for e in program.reads_objects() if e.get("message") == 1]

        self.assertEqual(kinds, ["corrected", "deleted"])

    def test_a_correction_reaches_who_came_again_since(self) -> None:
        self.ana.types("/msg Beto psst")
        self.beto.vanishes()
        program = self.comes_again()
        program.reads_objects()

        self.ana.types("/edit pst")

        self.assertEqual(self.texts(program, "corrected"), ["pst"])

    def test_a_correction_reaches_who_was_not_there_when_it_was_said(self) -> None:
        self.beto.vanishes()
        self.ana.types("/msg Beto psst")
        program = self.comes_again()
        program.reads_objects()

        self.ana.types("/edit pst")

        self.assertEqual(self.texts(program, "corrected"), ["pst"])

    def test_who_comes_later_in_a_turn_hears_nothing_of_what_was_private_before(self) -> None:
        self.ana.types("/msg Beto psst")
        with self.chat.one_turn():
            self.ana.types("/edit pst")
            program = self.comes_again()

        told = [e for e in program.reads_objects() if e["type"] in {"whispered", "corrected"}]
        self.assertEqual([(each["type"], each["text"]) for each in told], [("whispered", "pst")])

    def test_of_very_much_one_is_told_that_there_was_more(self) -> None:
        self.beto.vanishes()
        for number in range(MOST + 1):
            self.ana.types(f"/msg Beto {number}")
            self.chat.now += timedelta(hours=1)

        program = self.comes_again()

        told = program.reads_objects()
        self.assertIn("left-out", [each["type"] for each in told])
        self.assertEqual(len([e for e in told if e["type"] == "whispered"]), MOST)


class InOneTurn(GoingOnTestCase):
    def test_what_is_said_after_takes_no_place_of_what_was_missed(self) -> None:
        self.ana.types("missed")
        with self.chat.one_turn():
            program = self.comes(since=0)
            self.ana.types(*(f"line {number}" for number in range(MOST)))

        texts = self.texts(program, "said")

        self.assertEqual((texts[0], len(texts)), ("missed", 1 + MOST))

    def test_what_a_moderator_removes_at_the_same_time_can_not_be_taken_back(self) -> None:
        self.chat.accounts.set_rank(self.beto.person.identity, Rank.ADMIN)
        self.chat.hub.arrivals.reread()
        program = self.comes()
        program.reads_objects()
        with self.chat.one_turn():
            program.asks(commands.Say("oops"), "a")
            self.beto.types("/delete bot 1")
            program.asks(commands.Delete(), "b")
        self.chat.settles()

        codes = [e["code"] for e in program.reads_objects() if e["type"] == "error"]

        self.assertEqual((codes, self.chat.reports), (["nothing-said"], []))
