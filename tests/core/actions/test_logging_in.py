"""A registered name and its password: at the nickname prompt, and by `/login`."""

from __future__ import annotations

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Rank
from chatservice.core.limits import Limits
from chatservice.core.names import parse_name
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code, Refused
from chatservice.core.settings import Settings
from tests.core.accounts import QuickPasswords
from tests.core.conversation import PASSWORD, Chat, Visitor

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
ASKED = "Password for Ana: "
WRONG = "Name or password are wrong. An empty line goes back."
NICKNAME = "Enter your nickname: "


class Watched(QuickPasswords):
    """Notes what is checked; while ``is_slow``, it answers when told to (`answer`)."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[tuple[str | None, str]] = []
        self.is_slow = False
        self._waiting: list[Callable[[], None]] = []

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        self.checked.append((proof, password))
        if self.is_slow:
            check = super().check
            self._waiting.append(lambda: check(proof, password, done))
        else:
            super().check(proof, password, done)

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()


class Overloaded(QuickPasswords):
    """So many are logging in that nobody's password is looked at."""

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        done(Refused(Code.TOO_MANY_LOGINS))


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


class TheNameOfNobody(SynchronousTestCase):
    """By `/login` nobody finds out who is registered: Ana is, Berta is not."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.passwords = self.chat.hub.passwords = Watched()
        self.chat.member("Ana").types("/quit")

    def tried(self, name: str, *lines: str) -> list[str]:
        """Return what somebody reads who logs in by that name, the name itself left out."""
        visitor = self.chat.connect()
        visitor.types(f"/login {name}", *lines)
        for _ in range(5):
            self.chat.passes(30)
        return [line.replace(name, "NAME") for line in visitor.reads()]

    def test_the_answers_are_the_same(self) -> None:
        for lines in ([], ["wrong"], ["wrong"] * 2, ["wrong"] * 3, [""], ["x" * 129]):
            self.assertEqual(self.tried("Ana", *lines), self.tried("Berta", *lines))

    def test_the_work_is_the_same_with_no_proof_to_check_against(self) -> None:
        self.tried("Ana", "wrong")
        self.tried("Berta", "wrong")

        self.assertEqual(
            [(proof is None, password) for proof, password in self.passwords.checked],
            [(False, "wrong"), (True, "wrong")],
        )

    def test_the_wait_after_a_wrong_one_is_the_same(self) -> None:
        for name in ("Ana", "Berta"):
            first, second = self.chat.connect(), self.chat.connect()
            first.types(f"/login {name}", "wrong")
            second.types(f"/login {name}", "wrong")
            self.passwords.checked.clear()

            self.chat.passes(0.9)
            self.assertEqual(self.passwords.checked, [], name)
            self.chat.passes(0.1)
            self.assertEqual(len(self.passwords.checked), 1, name)
            for visitor in (first, second):
                visitor.vanishes()

    def test_no_password_is_right(self) -> None:
        self.assertIn(WRONG, self.tried("Berta", PASSWORD)[0])


class Delays(SynchronousTestCase):
    """Each wrong password makes the next one wait longer."""

    def setUp(self) -> None:
        self.chat = Chat(limits=Limits(logins=None, flood=None))
        self.passwords = self.chat.hub.passwords = Watched()
        for name in ("Ana", "Berta"):
            self.chat.member(name).types("/quit")

    def asked(self, name: str, address: str) -> Visitor:
        """Return somebody who is asked for the password of a name."""
        visitor = self.chat.connect(address)
        visitor.types(name)
        visitor.reads()
        return visitor

    def fails(self, name: str, address: str, times: int = 1) -> None:
        """Let wrong passwords be tried, each in a connection of its own, as fast as they go."""
        for _ in range(times):
            visitor = self.asked(name, address)
            visitor.types("wrong")
            while not visitor.reads():
                self.chat.passes(0.5)
            visitor.vanishes()

    def seconds_for(self, visitor: Visitor, password: str = PASSWORD) -> float:
        """Return how long it takes until a password is looked at, to half a second."""
        before, checked = self.chat.now, len(self.passwords.checked)
        visitor.types(password)
        while len(self.passwords.checked) == checked:
            self.chat.passes(0.5)
        return (self.chat.now - before).total_seconds()

    def test_the_first_one_is_looked_at_at_once(self) -> None:
        self.assertEqual(self.seconds_for(self.asked("Ana", HOME)), 0)

    def test_each_wrong_one_doubles_the_wait_for_the_next(self) -> None:
        waits = []
        for _ in range(5):
            visitor = self.asked("Ana", HOME)
            waits.append(self.seconds_for(visitor, "wrong"))
            visitor.vanishes()

        self.assertEqual(waits, [0, 1, 2, 4, 8])

    def test_the_account_waits_whatever_address_it_is_tried_from(self) -> None:
        self.fails("Ana", HOME, 2)

        self.assertEqual(self.seconds_for(self.asked("Ana", ELSEWHERE)), 2)

    def test_the_account_waits_in_whatever_case_it_is_typed(self) -> None:
        self.fails("Ana", HOME)

        self.assertEqual(self.seconds_for(self.asked("ANA", ELSEWHERE)), 1)

    def test_the_address_waits_whatever_account_it_tries(self) -> None:
        self.fails("Ana", HOME, 2)

        self.assertEqual(self.seconds_for(self.asked("Berta", HOME)), 2)

    def test_another_account_from_another_address_does_not_wait(self) -> None:
        self.fails("Ana", HOME, 3)

        self.assertEqual(self.seconds_for(self.asked("Berta", ELSEWHERE)), 0)

    def test_a_trusted_address_does_not_wait(self) -> None:
        self.fails("Ana", "127.0.0.1", 3)

        self.assertEqual(self.seconds_for(self.asked("Berta", "127.0.0.1")), 0)

    def test_one_network_of_ipv6_is_one_address(self) -> None:
        self.fails("Ana", "2001:db8::1")

        self.assertEqual(self.seconds_for(self.asked("Berta", "2001:db8::2")), 1)

    def test_after_the_right_one_the_account_does_not_wait(self) -> None:
        self.fails("Ana", HOME)
        self.seconds_for(self.asked("Ana", ELSEWHERE))

        self.assertEqual(self.seconds_for(self.asked("Ana", "203.0.113.5")), 0)

    def test_after_the_right_one_the_address_waits_all_the_same(self) -> None:
        self.fails("Ana", HOME, 2)
        self.seconds_for(self.asked("Ana", HOME))
        self.fails("Berta", HOME)

        self.assertEqual(self.seconds_for(self.asked("Ana", HOME)), 4)

    def test_several_at_once_wait_one_for_the_other(self) -> None:
        guessers = [self.asked("Ana", f"192.0.2.{n}") for n in range(3)]
        for guesser in guessers:
            guesser.types("wrong")

        self.assertEqual(len(self.passwords.checked), 1)

    def test_when_too_many_log_in_their_address_waits_no_longer(self) -> None:
        self.chat.hub.passwords = Overloaded()
        visitor = self.asked("Ana", HOME)
        visitor.types("whatever")
        self.chat.hub.passwords = self.passwords

        self.assertEqual(self.seconds_for(self.asked("Berta", HOME)), 0)

    def test_wrong_ones_of_their_own_count_when_the_password_is_changed(self) -> None:
        ana = self.chat.logs_in("Ana", HOME)
        ana.types("/password", "wrong")
        ana.reads()

        self.assertEqual(self.seconds_for(ana), 1)


class HowOften(SynchronousTestCase):
    """`Limits.logins`, here two in a minute."""

    def setUp(self) -> None:
        self.chat = Chat(limits=Limits(logins=Rate(2, 60), flood=None, flood_registered=None))
        self.chat.member("Ana").types("/quit")

    def tries(self, address: str) -> str:
        """Return what somebody reads who tries a password from that address."""
        visitor = self.chat.connect(address)
        visitor.types("Ana")
        visitor.reads()
        visitor.types(PASSWORD)
        return visitor.reads()[0]

    def test_one_more_than_allowed_is_refused(self) -> None:
        self.assertEqual(
            [self.tries(HOME) for _ in range(3)],
            [
                "Welcome, Ana!",
                "Welcome, Ana!",
                "Too many passwords were typed from your address: try again in 1 minute.",
            ],
        )

    def test_when_the_time_is_over_another_one_is_allowed(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        self.chat.passes(60)

        self.assertEqual(self.tries(HOME), "Welcome, Ana!")

    def test_another_address_is_not_concerned(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        self.assertEqual(self.tries(ELSEWHERE), "Welcome, Ana!")

    def test_a_trusted_address_may_try_as_often_as_it_likes(self) -> None:
        self.assertEqual({self.tries("127.0.0.1") for _ in range(5)}, {"Welcome, Ana!"})

    def test_it_is_noted_for_the_operator(self) -> None:
        for _ in range(3):
            self.tries(HOME)

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.address),
            ("refusal", Code.TOO_MANY_ATTEMPTS.value, HOME),
        )


class WhatIsKept(SynchronousTestCase):
    """What somebody has set for themselves is so again at the next login."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan = self.chat.join("Juan")
        self.ana = self.chat.member("Ana")

    def comes_back(self) -> list[str]:
        """Let Ana go and come back; returns what she reads then."""
        self.ana.types("/quit")
        self.ana = self.chat.logs_in("Ana")
        lines = self.ana.reads()
        return [lines[0].removeprefix(NICKNAME + ASKED), *lines[1:]]

    def test_settings(self) -> None:
        self.ana.types("/set style bracket", "/set bell on")

        self.comes_back()
        self.juan.types("hola Ana")

        self.assertEqual(self.ana.reads(), ["\x07[Juan] hola Ana"])

    def test_the_language(self) -> None:
        self.ana.types("/lang es")

        self.assertEqual(self.comes_back()[0], "¡Bienvenido, Ana!")

    def test_settings_that_were_made_before_registering(self) -> None:
        berta = self.chat.connect()
        berta.types("/lang es", "Berta", "/register", PASSWORD, PASSWORD, "/salir")

        self.assertIn("¡Bienvenido, Berta!", self.chat.logs_in("Berta").reads()[0])

    def test_settings_that_are_made_before_the_log_in_win_and_are_kept(self) -> None:
        self.ana.types("/set style bracket", "/quit")
        visitor = self.chat.connect()
        visitor.types("/set style clock", "Ana", PASSWORD, "/quit")

        self.comes_back()
        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_what_is_not_set_is_as_the_operator_has_it(self) -> None:
        chat = Chat(settings=Settings("es", zone="UTC"))
        chat.member("Ana").types("/salir")

        self.assertIn("¡Bienvenido, Ana!", chat.logs_in("Ana").reads()[0])

    def test_whom_they_ignore(self) -> None:
        self.ana.types("/ignore Juan")

        self.comes_back()
        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), [])

    def test_whom_they_ignore_no_longer(self) -> None:
        self.ana.types("/ignore Juan", "/unignore Juan")

        self.comes_back()
        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_whom_they_ignore_by_the_name_that_they_have_now(self) -> None:
        self.ana.types("/ignore Juan")
        self.juan.types("/rename Pedro")

        self.comes_back()
        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), [])

    def test_that_they_are_away_of_which_they_are_reminded(self) -> None:
        self.ana.types("/away in Soria")

        self.assertEqual(
            self.comes_back(),
            [
                "Welcome, Ana!",
                "You are still away: in Soria; /back ends that.",
                "Type /help for commands.",
            ],
        )

    def test_that_they_are_away_which_others_read(self) -> None:
        self.ana.types("/away in Soria")
        self.comes_back()
        self.juan.reads()

        self.juan.types("/users")

        self.assertEqual(self.juan.reads()[1], "  Ana (away: in Soria)")

    def test_that_they_are_back(self) -> None:
        self.ana.types("/away in Soria", "/back")

        self.assertEqual(self.comes_back(), ["Welcome, Ana!", "Type /help for commands."])

    def test_a_setting_that_is_damaged_keeps_nobody_out(self) -> None:
        self.chat.accounts.remember(
            self.ana.person.identity, settings={"style": "?", "echo": "on"}, ignored={}, away=None
        )

        self.comes_back()
        self.ana.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Ana: hola"])


class MakingWay(SynchronousTestCase):
    """Who has a name that is registered meanwhile, by the operator, gives it to its owner."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan = self.chat.join("Juan")

    def registers(self, name: str) -> None:
        """Let the operator register a name, while people are here."""

        def add(proof: str | Refused) -> None:
            assert isinstance(proof, str)
            self.chat.accounts.add(parse_name(name), 7, proof, self.chat.now)

        self.chat.hub.passwords.make(PASSWORD, add)

    def test_the_guest_has_a_number_behind_the_name_from_then_on(self) -> None:
        guest = self.chat.join("Ana")
        self.registers("Ana")
        self.juan.reads()

        self.chat.logs_in("Ana")

        self.assertEqual(guest.reads(), ["* Ana is now Ana-2", "* Ana joined"])
        self.assertEqual(self.juan.reads(), ["* Ana is now Ana-2", "* Ana joined"])

    def test_the_guest_has_the_next_number_that_is_free(self) -> None:
        guest = self.chat.join("Ana")
        self.chat.people("Ana-2", "Ana-3")
        self.registers("Ana")

        self.chat.logs_in("Ana")

        self.assertEqual(guest.person.name.text, "Ana-4")

    def test_the_guest_has_no_registered_name_either(self) -> None:
        self.chat.member("Ana-2").types("/quit")
        guest = self.chat.join("Ana")
        self.registers("Ana")

        self.chat.logs_in("Ana")

        self.assertEqual(guest.person.name.text, "Ana-3")

    def test_who_has_a_name_that_looks_like_it_makes_way_too(self) -> None:
        guest = self.chat.join("paypa1")
        self.registers("paypal")

        self.assertIn("Welcome, paypal!", self.chat.logs_in("paypal").reads()[0])
        self.assertEqual(guest.person.name.text, "paypa1-2")

    def test_a_name_that_bears_no_number_becomes_another_one(self) -> None:
        guest = self.chat.join("علي٣")  # the digit and a European one do not go together
        self.registers("علي٣")

        self.chat.logs_in("علي٣")

        self.assertEqual(guest.person.name.text, "guest-2")

    def test_a_long_name_is_cut(self) -> None:
        guest = self.chat.join("a" * 24)
        self.registers("a" * 24)

        self.chat.logs_in("a" * 24)

        self.assertEqual(guest.person.name.text, "a" * 18 + "-2")

    def test_the_guest_goes_on_talking(self) -> None:
        guest = self.chat.join("Ana")
        self.registers("Ana")
        self.chat.logs_in("Ana")
        self.juan.reads()

        guest.types("hola")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana-2: hola"])

    def test_a_private_message_to_the_name_is_for_its_owner_from_then_on(self) -> None:
        guest = self.chat.join("Ana")
        self.registers("Ana")

        self.juan.types("/msg Ana psst")

        self.assertEqual(guest.reads(), [])
        self.assertIn("psst", self.chat.logs_in("Ana").reads()[-1])


class Administrators(SynchronousTestCase):
    def test_who_is_made_one_is_one_after_the_next_log_in(self) -> None:
        chat = Chat()
        ana = chat.member("Ana")
        chat.accounts.set_rank(ana.person.identity, Rank.ADMIN)
        ana.types("/quit")
        ana = chat.logs_in("Ana")
        ana.reads()

        ana.types("/announce hello")

        self.assertEqual(ana.reads(), ["*** Ana to everyone: hello"])
