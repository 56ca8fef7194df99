"""A disk that does not take what concerns accounts: a sentence, and nothing done by halves."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import BusyError, NotKeptError, NotReadError
from chatservice.core.names import parse_name
from tests.core.conversation import PASSWORD, Chat
from tests.core.unwilling import NOT_KEPT

OTHER = "staple correct battery"


class AccountsTestCase(SynchronousTestCase):
    """Ana is registered and here, and so is Juan, who is not registered."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan = self.chat.join("Juan")
        self.ana = self.chat.member("Ana")
        self.juan.reads()

    def fails(self, *what: str, error: Exception | None = None) -> None:
        """Let calls of those names fail."""

        def fail(*_: object, **__: object) -> None:
            raise error or NotKeptError("database or disk is full")

        for each in what:
            self.patch(self.chat.accounts, each, fail)

    def answers(self, *lines: str) -> list[str]:
        """Let Ana type lines; returns what she reads."""
        self.ana.types(*lines)
        return self.ana.reads()


class Registering(AccountsTestCase):
    def registers(self) -> list[str]:
        self.juan.types("/register", PASSWORD, PASSWORD)
        return self.juan.reads()[-1:]

    def test_who_cannot_be_registered_is_told_so(self) -> None:
        self.fails("add")

        self.assertEqual(
            self.registers(),
            [f"New password for Juan: The same password again: {NOT_KEPT}"],
        )
        self.assertFalse(self.juan.hidden)

    def test_who_cannot_be_registered_is_not(self) -> None:
        self.fails("add")
        self.registers()

        self.juan.types("/password")

        self.assertIn("is for registered people", self.juan.reads()[0])

    def test_another_program_in_the_way_is_told_as_well(self) -> None:
        self.fails("add", error=BusyError("database is locked"))

        self.assertIn(NOT_KEPT, self.registers()[0])

    def test_what_is_kept_besides_may_fail(self) -> None:
        self.juan.types("/join cocina")
        self.fails("came", "remember", "save_room")

        self.assertIn("Juan is registered", self.registers()[0])

    def test_the_operator_is_told(self) -> None:
        self.fails("add")
        self.registers()

        self.assertTrue(self.chat.reports[0].startswith("keeping accounts: "))


class Settings(AccountsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.fails("remember")

    def test_a_setting_stays_as_it_was(self) -> None:
        self.assertEqual(self.answers("/set style bracket", "/set style")[1:], ["style is clock."])

    def test_who_sets_it_is_told(self) -> None:
        self.assertEqual(self.answers("/set style bracket"), [NOT_KEPT])

    def test_the_language_stays_as_it_was(self) -> None:
        self.assertEqual(self.answers("/lang es", "/lang"), [NOT_KEPT, "language is en."])

    def test_who_is_not_away_is_not_away(self) -> None:
        self.assertEqual(self.answers("/away lunch"), [NOT_KEPT])

        self.juan.types("/msg Ana psst")
        self.assertEqual(self.juan.reads(), ["Message sent to Ana"])

    def test_who_is_not_ignored_is_read(self) -> None:
        self.assertEqual(self.answers("/ignore Juan"), [NOT_KEPT])

        self.juan.types("hola")
        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_who_is_not_ignored_can_be_answered(self) -> None:
        self.juan.types("/msg Ana psst")

        self.assertEqual(
            self.answers("/ignore Juan", "/reply what?")[-1:], ["Message sent to Juan"]
        )

    def test_who_is_not_registered_needs_no_disk(self) -> None:
        self.juan.types("/set style bracket", "/away lunch", "/ignore Ana")

        self.assertNotIn(NOT_KEPT, self.juan.reads())

    def test_who_renames_themselves_is_ignored_all_the_same(self) -> None:
        self.patch(self.chat.accounts, "remember", lambda *_, **__: None)
        self.answers("/ignore Juan")
        self.fails("remember")

        self.juan.types("/rename Pedro", "hola")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro"])


class Undone(AccountsTestCase):
    def test_who_is_away_stays_so(self) -> None:
        self.answers("/away lunch")
        self.fails("remember")

        self.assertEqual(self.answers("/back"), [NOT_KEPT])
        self.juan.types("/msg Ana psst")
        self.assertEqual(self.juan.reads()[-1], "Ana (away: lunch)")

    def test_who_is_ignored_stays_so(self) -> None:
        self.answers("/ignore Juan")
        self.fails("remember")

        self.assertEqual(self.answers("/unignore Juan"), [NOT_KEPT])
        self.juan.types("hola")
        self.assertEqual(self.ana.reads(), [])

    def test_the_password_stays_as_it_was(self) -> None:
        self.fails("set_proof")
        self.assertIn(NOT_KEPT, self.answers("/password", PASSWORD, OTHER, OTHER)[0])
        self.assertFalse(self.ana.hidden)

        self.answers("/quit")

        self.assertIn("Welcome, Ana!", self.chat.logs_in("Ana").reads()[0])

    def test_a_room_that_cannot_be_given_to_its_maker_is_not_made(self) -> None:
        self.fails("save_room")

        self.assertEqual(self.answers("/join cocina"), [NOT_KEPT])
        self.juan.types("/rooms")
        self.assertEqual(self.juan.reads()[1:], ["* #lobby (2 people)"])


class LoggingIn(AccountsTestCase):
    def test_settings_that_were_chosen_just_now_hold_though_they_are_not_kept(self) -> None:
        self.answers("/quit")
        self.fails("remember")
        visitor = self.chat.connect()
        visitor.types("/set style bracket", "Ana", PASSWORD)
        visitor.reads()

        self.juan.types("hola")

        self.assertEqual(visitor.reads(), ["[Juan] hola"])

    def test_accounts_that_cannot_be_read_let_nobody_in_and_are_asked_again(self) -> None:
        self.fails("find", error=NotReadError("disk I/O error"))
        visitor = self.chat.connect()
        visitor.reads()
        visitor.types("Berta")

        self.assertEqual(visitor.reads(), [NOT_KEPT, "Enter your nickname: "])

    def test_accounts_that_cannot_be_read_leave_the_sweep_going(self) -> None:
        visitor = self.chat.connect()
        self.fails("has_changed", error=NotReadError("disk I/O error"))

        self.chat.passes(30)
        self.chat.passes(30)

        self.assertTrue(visitor.closed)

    def test_who_leaves_is_gone_whatever_the_disk_does(self) -> None:
        self.fails("went")

        self.answers("/quit")

        self.assertEqual(self.juan.reads(), ["* Ana left"])

    def test_the_end_of_the_server_comes_whatever_the_disk_does(self) -> None:
        self.fails("all_went", "went")

        self.chat.closes()

        self.assertTrue(self.ana.closed)

    def test_a_guest_makes_way_before_anything_is_kept(self) -> None:
        guest = self.chat.join("Berta")
        account = self.chat.accounts.find(parse_name("Ana"))
        assert account is not None
        self.chat.accounts.add(parse_name("Berta"), 7, account.proof, self.chat.now)
        self.chat.logs_in("Berta").reads()

        self.assertEqual(guest.person.name.text, "Berta-2")
