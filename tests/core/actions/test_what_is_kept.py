"""What registered people find again at the next login: their settings, their lists, their name."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Rank
from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from chatservice.core.settings import Settings
from tests.core.conversation import PASSWORD, Chat

ASKED = "Password for Ana: "
NICKNAME = "Enter your nickname: "


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
