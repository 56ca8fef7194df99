"""`/register` and `/password`: a new password, asked for twice and seen by nobody."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from chatservice.core.names import parse_name
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code
from tests.core.conversation import PASSWORD, Chat, Visitor

NEW = "New password for Ana: "
AGAIN = "The same password again: "
OWN = "Your password, Ana: "
OTHER = "staple correct battery"


class Registering(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = self.chat.join("Ana")

    def answers(self, *lines: str) -> list[str]:
        """Let Ana type lines; returns what she reads."""
        self.ana.types(*lines)
        return self.ana.reads()

    def is_registered(self) -> bool:
        return self.chat.accounts.find(parse_name("Ana")) is not None

    def test_a_password_is_asked_for_twice(self) -> None:
        self.assertEqual(self.answers("/register"), [NEW])
        self.assertEqual(self.answers(PASSWORD), [AGAIN])
        self.assertEqual(
            self.answers(PASSWORD),
            ["Ana is registered: from now on your password is asked for."],
        )

    def test_it_is_asked_for_in_spanish(self) -> None:
        self.answers("/lang es")

        self.assertEqual(
            self.answers("/registrarme", PASSWORD, PASSWORD),
            [
                (
                    "Contraseña nueva para Ana: La misma contraseña otra vez: "
                    "El nombre Ana queda registrado: desde ahora se pide tu contraseña."
                )
            ],
        )

    def test_with_the_second_one_the_name_is_kept(self) -> None:
        self.answers("/register", PASSWORD)
        self.assertFalse(self.is_registered())

        self.answers(PASSWORD)

        self.assertTrue(self.is_registered())

    def test_what_is_typed_is_hidden_until_all_is_answered(self) -> None:
        hidden = []
        for line in ("/register", PASSWORD, PASSWORD):
            self.ana.types(line)
            hidden.append(self.ana.hidden)

        self.assertEqual(hidden, [True, True, False])

    def test_who_sees_what_they_type_is_told_so_before_they_do(self) -> None:
        self.ana.can_hide = False

        self.assertEqual(
            self.answers("/register"),
            ["Careful: here the password will be seen on your screen while you type it.", NEW],
        )

    def test_who_sees_what_they_type_is_told_so_once(self) -> None:
        self.ana.can_hide = False
        self.answers("/register")

        self.assertEqual(self.answers(PASSWORD), [AGAIN])

    def test_who_turns_out_to_see_it_is_told_so_and_asked_again(self) -> None:
        self.answers("/register")

        self.ana.session.typing_is_seen()
        self.chat.end_turn()

        self.assertEqual(
            self.ana.reads(),
            ["Careful: here the password will be seen on your screen while you type it.", NEW],
        )

    def test_who_turns_out_to_see_it_too_late_is_told_nothing(self) -> None:
        self.answers("/register", "")

        self.ana.session.typing_is_seen()
        self.chat.end_turn()

        self.assertEqual(self.ana.reads(), [])

    def test_two_that_differ_are_asked_for_anew(self) -> None:
        self.answers("/register", PASSWORD)

        self.assertEqual(self.answers(OTHER), ["The two passwords differ: begin again.", NEW])
        self.assertFalse(self.is_registered())

    def test_after_two_that_differ_it_can_be_done_right(self) -> None:
        self.answers("/register", PASSWORD, OTHER, OTHER, OTHER)

        self.assertTrue(self.is_registered())

    def test_an_empty_line_gives_up_and_shows_again_what_is_typed(self) -> None:
        self.answers("/register")

        self.assertEqual(self.answers(""), ["No password was given, and nothing was changed."])
        self.assertFalse(self.ana.hidden)

    def test_an_empty_line_instead_of_the_second_one_gives_up_too(self) -> None:
        self.answers("/register", PASSWORD, "")

        self.assertFalse(self.is_registered())

    def test_an_interrupt_gives_up(self) -> None:
        self.answers("/register")

        self.ana.session.interrupted()
        self.chat.end_turn()

        self.assertEqual(self.ana.reads(), ["No password was given, and nothing was changed."])

    def test_what_is_typed_then_is_no_command(self) -> None:
        self.answers("/register")

        self.assertEqual(self.answers("/quit now please"), [AGAIN])

    def test_what_is_typed_then_is_said_to_nobody(self) -> None:
        (juan,) = self.chat.people("Juan")

        self.answers("/register", PASSWORD, PASSWORD)

        self.assertEqual(juan.reads(), [])

    def test_others_are_read_meanwhile(self) -> None:
        (juan,) = self.chat.people("Juan")
        self.answers("/register")

        juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_a_short_one_is_refused_and_asked_for_again(self) -> None:
        self.answers("/register")

        self.assertEqual(
            self.answers("seven77"),
            ["That password is too short: at least 8 characters are needed.", NEW],
        )

    def test_the_name_is_no_password(self) -> None:
        chat = Chat()
        visitor = chat.join("Maximilian")
        visitor.types("/register", "MAXIMILIAN")

        self.assertIn("Your password can't be your name: choose another one.", visitor.reads()[0])

    def test_erasing_works_in_a_password_as_anywhere(self) -> None:
        self.answers("/register", f"oops\x15{PASSWORD}!\x7f", PASSWORD, "/quit")
        ana = self.chat.connect()
        ana.types("Ana", PASSWORD)

        self.assertIn("Welcome, Ana!", ana.reads()[0])

    def test_who_is_registered_already_is_told_so(self) -> None:
        self.answers("/register", PASSWORD, PASSWORD, "/rename Lola")

        self.assertEqual(self.answers("/register"), ["You are registered as Ana already."])

    def test_before_one_has_a_nickname_there_is_nothing_to_keep(self) -> None:
        visitor = self.chat.connect()
        visitor.types("/register")

        self.assertIn("First choose a nickname", visitor.reads()[0])

    def test_a_password_behind_the_command_is_not_taken(self) -> None:
        self.assertEqual(
            self.answers(f"/register {PASSWORD}"),
            ["/register takes nothing more. Usage: /register"],
        )

    def test_a_name_that_looks_like_a_registered_one_is_not_registered(self) -> None:
        visitor = self.chat.join("paypal")
        visitor.types("/register", PASSWORD)
        other = self.chat.accounts
        other.add(parse_name("paypa1"), 7, "proof", self.chat.now)  # another program was faster
        visitor.reads()

        visitor.types(PASSWORD)

        self.assertEqual(
            visitor.reads(),
            ["The name paypal looks too much like paypa1, which is in use: choose another one."],
        )
        self.assertFalse(visitor.hidden)

    def test_it_is_noted_for_the_operator(self) -> None:
        self.answers("/register", PASSWORD, PASSWORD)

        (noted,) = self.chat.audited
        self.assertEqual(
            (noted.act, noted.outcome, noted.who, noted.account),
            ("register", "done", "Ana", "Ana"),
        )

    def test_who_registers_may_write_as_fast_as_registered_people(self) -> None:
        chat = Chat(limits=Limits(repeats=None, renames=None))
        ana, juan = chat.people("Ana", "Juan")
        chat.passes(10)
        ana.types("/register", PASSWORD, PASSWORD)

        ana.types(*(f"line {number}" for number in range(10)))

        self.assertEqual(len(juan.reads()), 10)  # a stranger writes five at once

    def test_so_many_passwords_are_made_for_one_address_and_no_more(self) -> None:
        chat = Chat(limits=Limits(logins=Rate(2, 60), flood=None, flood_registered=None))
        for name in ("Ana", "Berta"):
            chat.member(name, "192.0.2.7")
        carla = chat.join("Carla", "192.0.2.7")
        carla.types("/register", PASSWORD, PASSWORD)

        self.assertIn(
            "Too many passwords were typed from your address: try again in 1 minute.",
            carla.reads()[0],
        )


class ChangingThePassword(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = self.chat.member("Ana")

    def answers(self, *lines: str) -> list[str]:
        self.ana.types(*lines)
        return self.ana.reads()

    def comes_back(self, password: str) -> Visitor:
        """Let Ana go, and come back by a password."""
        self.ana.types("/quit")
        ana = self.chat.connect()
        ana.types("Ana", password)
        return ana

    def test_the_old_one_is_asked_for_and_then_the_new_one_twice(self) -> None:
        self.assertEqual(
            [self.answers(line) for line in ("/password", PASSWORD, OTHER, OTHER)],
            [[OWN], [NEW], [AGAIN], ["Your password is changed."]],
        )

    def test_it_is_asked_for_in_spanish(self) -> None:
        self.answers("/lang es")

        self.assertEqual(
            self.answers("/contraseña", PASSWORD, OTHER, OTHER),
            [
                (
                    "Tu contraseña, Ana: Contraseña nueva para Ana: La misma contraseña otra vez: "
                    "Tu contraseña está cambiada."
                )
            ],
        )

    def test_the_new_one_lets_them_in(self) -> None:
        self.answers("/password", PASSWORD, OTHER, OTHER)

        self.assertIn("Welcome, Ana!", self.comes_back(OTHER).reads()[0])

    def test_the_old_one_lets_nobody_in(self) -> None:
        self.answers("/password", PASSWORD, OTHER, OTHER)

        self.assertIn("Name or password are wrong.", self.comes_back(PASSWORD).reads()[0])

    def test_what_is_typed_is_hidden_from_the_first_question_to_the_last_answer(self) -> None:
        hidden = []
        for line in ("/password", PASSWORD, OTHER, OTHER):
            self.ana.types(line)
            hidden.append(self.ana.hidden)

        self.assertEqual(hidden, [True, True, True, False])

    def test_a_wrong_one_is_refused_and_asked_for_again(self) -> None:
        self.answers("/password")

        self.assertEqual(
            self.answers("wrong"), ["Name or password are wrong. An empty line goes back.", OWN]
        )

    def test_however_many_are_wrong_the_next_one_is_not_said_aloud(self) -> None:
        (juan,) = self.chat.people("Juan")
        self.answers("/password")
        for _ in range(5):
            self.ana.types("wrong")
            self.chat.passes(60)

        self.assertEqual(juan.reads(), [])
        self.assertTrue(self.ana.hidden)

    def test_a_wrong_one_is_noted_for_the_operator(self) -> None:
        self.answers("/password", "wrong")

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.account),
            ("refusal", Code.WRONG_PASSWORD.value, "Ana"),
        )

    def test_a_change_is_noted_for_the_operator(self) -> None:
        self.answers("/password", PASSWORD, OTHER, OTHER)

        self.assertEqual(
            (self.chat.audited[-1].act, self.chat.audited[-1].account), ("password", "Ana")
        )

    def test_who_is_not_registered_has_none_to_change(self) -> None:
        juan = self.chat.join("Juan")
        juan.types("/password")

        self.assertEqual(
            juan.reads(),
            ["/password is for registered people. /help shows what you can do."],
        )

    def test_an_old_and_a_new_one_behind_the_command_are_not_taken(self) -> None:
        self.assertEqual(
            self.answers(f"/password {PASSWORD} {OTHER}"),
            ["/password takes nothing more. Usage: /password"],
        )

    def test_who_was_asked_and_is_removed_meanwhile_is_refused(self) -> None:
        self.answers("/password")
        self.chat.accounts.remove(self.ana.person.identity)

        self.assertIn("Name or password are wrong.", self.answers(PASSWORD)[0])
