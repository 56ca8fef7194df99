"""A registered name and its password: at the nickname prompt, and by `/login`."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from tests.core.actions.slow_passwords import Overloaded, Watched
from tests.core.conversation import PASSWORD, Chat

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
ASKED = "Password for Ana: "
WRONG = "Name or password are wrong. An empty line goes back."
NICKNAME = "Enter your nickname: "


class LoggingIn(SynchronousTestCase):
    """Ana is registered, and not here."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.passwords = self.chat.hub.passwords = Watched()
        self.juan = self.chat.join("Juan")
        self.chat.member("Ana").types("/quit")
        self.juan.reads()
        self.visitor = self.chat.connect(HOME)
        self.visitor.reads()

    def answers(self, *lines: str) -> list[str]:
        """Let the visitor type lines; returns what they read."""
        self.visitor.types(*lines)
        return self.visitor.reads()

    def tries(self, password: str) -> list[str]:
        """Let the visitor try a password, however long that takes; returns what they read."""
        found = self.answers(password)
        self.chat.passes(59)
        return found + self.visitor.reads()

    def test_the_nickname_prompt_asks_for_the_password_of_a_registered_name(self) -> None:
        self.assertEqual(self.answers("Ana"), [ASKED])

    def test_capitals_in_the_name_do_not_count(self) -> None:
        self.assertEqual(self.answers("ANA"), ["Password for ANA: "])

    def test_the_right_one_lets_them_in(self) -> None:
        self.assertEqual(
            self.answers("ana", PASSWORD),
            ["Password for ana: Welcome, Ana!", "Type /help for commands."],
        )

    def test_the_others_are_told_that_they_came(self) -> None:
        self.answers("Ana", PASSWORD)

        self.assertEqual(self.juan.reads(), ["* Ana joined"])

    def test_the_others_are_told_nothing_of_who_does_not_know_it(self) -> None:
        self.answers("Ana", "wrong")

        self.assertEqual(self.juan.reads(), [])

    def test_it_is_asked_for_in_spanish(self) -> None:
        self.answers("/lang es")

        self.assertEqual(
            self.answers("Ana", "wrong"),
            [
                (
                    "Contraseña de Ana: El nombre o la contraseña no son correctos. "
                    "Una línea vacía vuelve atrás."
                ),
                "Contraseña de Ana: ",
            ],
        )

    def test_what_is_typed_is_hidden_until_they_are_in(self) -> None:
        self.answers("Ana")
        self.assertTrue(self.visitor.hidden)

        self.answers("wrong")
        self.assertTrue(self.visitor.hidden)

        self.tries(PASSWORD)
        self.assertFalse(self.visitor.hidden)

    def test_who_sees_what_they_type_is_told_so(self) -> None:
        self.visitor.can_hide = False

        self.assertEqual(
            self.answers("Ana"),
            ["Careful: here the password will be seen on your screen while you type it.", ASKED],
        )

    def test_an_empty_line_goes_back_to_the_nickname(self) -> None:
        self.answers("Ana")

        self.assertEqual(
            self.answers(""), ["No password was given, and nothing was changed.", NICKNAME]
        )
        self.assertFalse(self.visitor.hidden)

    def test_who_went_back_comes_in_by_another_name(self) -> None:
        self.answers("Ana", "")

        self.assertEqual(self.answers("Berta")[0], "Welcome, Berta!")

    def test_a_wrong_one_is_refused_and_asked_for_again(self) -> None:
        self.answers("Ana")

        self.assertEqual(self.answers("wrong"), [WRONG, ASKED])

    def test_the_third_wrong_one_ends_the_connection(self) -> None:
        self.answers("Ana")
        self.tries("wrong")
        self.tries("wrong")
        self.assertFalse(self.visitor.closed)

        self.assertEqual(
            self.tries("wrong"), ["Too many wrong passwords: connect again to go on trying."]
        )
        self.assertTrue(self.visitor.closed)

    def test_wrong_ones_for_several_names_count_together(self) -> None:
        for name in ("Ana", "Berta", "Carla"):
            self.answers(f"/login {name}")
            self.tries("wrong")
            self.answers("")

        self.assertTrue(self.visitor.closed)

    def test_one_that_can_be_nobodys_is_refused_with_what_is_allowed(self) -> None:
        self.answers("Ana")

        self.assertEqual(
            self.answers("x" * 129),
            ["That password is too long: at most 128 characters are allowed.", ASKED],
        )

    def test_a_nickname_that_looks_like_a_registered_one_is_refused(self) -> None:
        self.chat.member("paypal").types("/quit")

        self.assertIn("looks too much like paypal", self.answers("paypa1")[0])

    def test_nobody_takes_a_registered_name_by_renaming(self) -> None:
        self.juan.types("/rename ana")

        self.assertEqual(self.juan.reads(), ["The name Ana is registered: choose another one."])

    def test_nobody_takes_one_that_looks_like_it_by_renaming(self) -> None:
        self.chat.member("paypal").types("/quit")
        self.juan.reads()

        self.juan.types("/rename paypa1")

        self.assertIn("looks too much like paypal", self.juan.reads()[0])

    def test_whose_name_it_is_takes_it_again_after_another_one(self) -> None:
        self.answers("Ana", PASSWORD, "/rename Lola")

        self.assertEqual(self.answers("/rename Ana"), ["* Lola is now Ana"])

    def test_by_the_registered_name_they_come_in_while_here_under_another_one(self) -> None:
        self.answers("Ana", PASSWORD, "/rename Lola")

        self.assertIn("Welcome, Lola!", self.chat.logs_in("Ana").reads()[0])

    def test_login_asks_for_the_password_too(self) -> None:
        self.assertEqual(self.answers("/login Ana"), [ASKED])

    def test_login_is_not_for_who_has_a_nickname(self) -> None:
        self.juan.types("/login Ana")

        self.assertEqual(
            self.juan.reads(),
            ["You have a nickname already: /quit, and log in when you come back."],
        )

    def test_a_password_behind_the_name_is_not_taken_for_one_nor_shown(self) -> None:
        self.assertEqual(
            self.answers(f"/login Ana {PASSWORD}"),
            ["A name can't contain a space: letters, digits, _, - and . are allowed.", NICKNAME],
        )

    def test_a_log_in_is_noted_for_the_operator(self) -> None:
        self.answers("Ana", PASSWORD)

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.account, noted.address),
            ("log-in", "done", "Ana", HOME),
        )

    def test_a_wrong_one_is_noted_for_the_operator(self) -> None:
        self.answers("Ana", "wrong")

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.who, noted.address),
            ("log-in", Code.WRONG_PASSWORD.value, "Ana", HOME),
        )

    def test_silence_ends_the_connection_after_a_minute(self) -> None:
        self.answers("Ana")
        self.chat.passes(59)
        self.assertFalse(self.visitor.closed)

        self.chat.passes(1)

        self.assertTrue(self.visitor.closed)

    def test_silence_of_the_servers_does_not(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", PASSWORD)
        self.chat.passes(600)
        self.passwords.answer()
        self.chat.passes(1)

        self.assertEqual(self.visitor.reads()[0], "Welcome, Ana!")

    def test_after_the_servers_silence_they_have_a_minute_again(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", "wrong")
        self.chat.passes(600)
        self.passwords.answer()
        self.chat.passes(59)

        self.assertFalse(self.visitor.closed)

    def test_nothing_more_is_taken_while_it_is_looked_at(self) -> None:
        self.passwords.is_slow = True
        self.assertEqual(self.answers("Ana", PASSWORD, "hola"), [ASKED])

        self.passwords.answer()
        self.chat.settles()

        self.assertEqual(self.juan.reads(), ["* Ana joined", "[14:35] Ana: hola"])

    def test_an_interrupt_while_it_is_looked_at_changes_nothing(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", PASSWORD)
        self.visitor.session.interrupted()
        self.passwords.answer()
        self.chat.settles()

        self.assertEqual(self.visitor.reads()[0], "Welcome, Ana!")

    def test_who_is_gone_before_it_is_known_does_not_come(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", PASSWORD)
        self.visitor.vanishes()
        self.passwords.answer()
        self.chat.settles()

        self.assertEqual(self.juan.reads(), [])

    def test_who_is_gone_the_moment_it_is_known_does_not_come(self) -> None:
        with self.chat.one_turn():
            self.visitor.types("Ana", PASSWORD)
            self.visitor.vanishes()

        self.assertEqual(self.juan.reads(), [])

    def test_an_old_password_that_was_changed_meanwhile_is_wrong(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", PASSWORD)
        account = self.chat.accounts.find(parse_name("Ana"))
        assert account is not None
        self.passwords.make(
            "another password", lambda proof: self.set_proof(account.identity, proof)
        )
        self.passwords.answer()
        self.chat.settles()

        self.assertEqual(self.visitor.reads(), [WRONG, ASKED])

    def set_proof(self, identity: int, proof: str | Refused) -> None:
        assert isinstance(proof, str)
        self.chat.accounts.set_proof(identity, proof)

    def test_the_password_of_an_account_that_was_removed_meanwhile_is_wrong(self) -> None:
        self.passwords.is_slow = True
        self.answers("Ana", PASSWORD)
        account = self.chat.accounts.find(parse_name("Ana"))
        assert account is not None
        self.chat.accounts.remove(account.identity)
        self.passwords.answer()
        self.chat.settles()

        self.assertEqual(self.visitor.reads(), [WRONG, ASKED])

    def test_when_too_many_log_in_they_are_told_to_try_again_and_asked_again(self) -> None:
        self.chat.hub.passwords = Overloaded()

        self.assertEqual(
            self.answers("Ana", PASSWORD),
            [f"{ASKED}Too many people are logging in: try again in a moment.", ASKED],
        )
        self.assertFalse(self.visitor.session.wrong_passwords)
