"""Sessions of one person: coming, going, being listed and closed."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from tests.core.actions.sessions import PHONE, SessionsTestCase
from tests.core.conversation import PASSWORD, Chat


class Coming(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan = self.chat.join("Juan")
        self.laptop = self.chat.member("Ana")
        self.juan.reads()

    def test_nobody_is_told_of_the_second_session(self) -> None:
        self.chat.logs_in("Ana")

        self.assertEqual((self.juan.reads(), self.laptop.reads()), ([], []))

    def test_the_person_is_there_once(self) -> None:
        self.chat.logs_in("Ana")
        self.juan.types("/users")

        self.assertEqual(self.juan.reads(), ["Users online (2):", "  Ana", "  Juan"])

    def test_who_comes_is_told_how_many_others_there_are(self) -> None:
        told = [self.chat.logs_in("Ana").reads()[1] for _ in range(2)]

        self.assertEqual(
            told,
            [
                "You are connected from 1 other place; /sessions shows it.",
                "You are connected from 2 other places; /sessions shows them.",
            ],
        )

    def test_who_comes_is_shown_what_was_said_in_the_lobby(self) -> None:
        self.juan.types("hola")

        self.assertEqual(self.chat.logs_in("Ana").reads()[-2:], ["History:", "[14:35] Juan: hola"])

    def test_who_comes_talks_in_the_lobby(self) -> None:
        self.laptop.types("/join cocina")

        self.chat.logs_in("Ana").types("hola")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola"])

    def test_who_had_left_the_lobby_is_in_it_again_of_which_the_first_session_is_told(self) -> None:
        self.laptop.types("/join cocina", "/leave lobby")
        self.laptop.reads()
        self.juan.reads()

        self.chat.logs_in("Ana")

        self.assertEqual(
            self.laptop.reads(),
            ["* You entered #lobby from another connection"],
        )
        self.assertEqual(self.juan.reads(), ["* Ana joined"])

    def test_who_is_in_as_many_rooms_as_may_be_comes_into_the_lobby_all_the_same(self) -> None:
        chat = Chat(limits=Limits(rooms_each=2, flood=None, flood_registered=None))
        laptop = chat.member("Ana")
        laptop.types("/join cocina", "/leave lobby", "/join taller")

        phone = chat.logs_in("Ana")
        phone.reads()
        phone.types("/topic")

        self.assertEqual(phone.reads(), ["#lobby has no topic. /topic TEXT sets one."])

    def test_a_stranger_has_one_session(self) -> None:
        other = self.chat.connect()
        other.reads()
        other.types("Juan")

        self.assertIn("The name Juan is taken", other.reads()[0])


class Going(SessionsTestCase):
    def test_nobody_is_told_that_the_first_one_goes(self) -> None:
        self.laptop.types("/quit")

        self.assertEqual((self.juan.reads(), self.phone.reads()), ([], []))

    def test_the_other_one_goes_on(self) -> None:
        self.laptop.types("/quit")
        self.phone.types("hola")
        self.juan.types("hello")

        self.assertEqual(
            (self.juan.reads(), self.phone.reads()),
            (["[14:35] Ana: hola"], ["[14:35] Juan: hello"]),
        )

    def test_the_others_are_told_when_the_last_one_goes(self) -> None:
        self.laptop.types("/quit")
        self.phone.types("/quit bye")

        self.assertEqual(self.juan.reads(), ["* Ana left (bye)"])

    def test_in_whatever_order_connections_are_lost(self) -> None:
        with self.chat.one_turn():
            self.phone.vanishes()
            self.laptop.vanishes()

        self.assertEqual(self.juan.reads(), ["* Ana left"])

    def test_the_name_is_in_use_until_then(self) -> None:
        self.laptop.types("/rename Lola", "/quit")
        self.juan.types("/rename lola")
        self.assertIn("is taken", self.juan.reads()[-1])

        self.phone.types("/quit")
        self.juan.types("/rename lola")

        self.assertEqual(self.juan.reads()[-1], "* Juan is now lola")

    def test_who_leaves_in_the_middle_of_a_turn_heard_what_was_before_that(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.laptop.types("/quit")
            self.juan.types("two")

        self.assertEqual(
            self.read(),
            (["[14:35] Juan: one", "See you soon!"], ["[14:35] Juan: one", "[14:35] Juan: two"]),
        )

    def test_the_end_of_the_server_is_told_to_both(self) -> None:
        self.chat.closes()

        closing = ["The server is closing. Try again in a moment."]
        self.assertEqual(self.read(), (closing, closing))


class Listed(SessionsTestCase):
    def test_where_from_since_when_and_how_long_idle(self) -> None:
        self.chat.passes(125)
        self.phone.types("hola", "/sessions")

        self.assertEqual(
            self.phone.reads(),
            [
                "Your connections:",
                ("  1. from 192.0.2.7, since 2026-11-21 14:35, idle for 2 minutes 5 seconds"),
                ("  2. from 198.51.100.9, since 2026-11-21 14:35, idle for 0 seconds (this one)"),
            ],
        )

    def test_in_spanish(self) -> None:
        self.phone.types("/lang es")
        self.phone.reads()

        self.phone.types("/sesiones")

        self.assertEqual(self.phone.reads()[0], "Tus conexiones:")

    def test_one_on_the_servers_machine(self) -> None:
        self.chat.logs_in("Ana")
        self.phone.types("/sessions")

        self.assertIn("3. from this machine, since", self.phone.reads()[-1])

    def test_a_stranger_has_one(self) -> None:
        self.juan.types("/sessions")

        self.assertEqual(len(self.juan.reads()), 2)


class Closed(SessionsTestCase):
    def test_the_other_one_is_told_and_ended(self) -> None:
        self.phone.types("/sessions close 1")

        self.assertEqual(
            self.read(),
            (["You closed this connection from another one."], ["Connection 1 is closed."]),
        )
        self.assertTrue(self.laptop.closed)
        self.assertFalse(self.phone.closed)

    def test_in_spanish(self) -> None:
        self.phone.types("/lang es")
        self.all_read()

        self.phone.types("/sesiones cerrar 1")

        self.assertEqual(self.phone.reads(), ["La conexión 1 está cerrada."])

    def test_nobody_else_is_told(self) -> None:
        self.phone.types("/sessions close 1")

        self.assertEqual(self.juan.reads(), [])

    def test_this_one_can_be_closed_too(self) -> None:
        self.phone.types("/sessions close 2")

        self.assertTrue(self.phone.closed)
        self.assertFalse(self.laptop.closed)

    def test_the_only_one_can_be_closed_too(self) -> None:
        self.phone.types("/sessions close 1", "/sessions close 1")

        self.assertTrue(self.phone.closed)
        self.assertEqual(self.juan.reads(), ["* Ana left"])

    def test_one_that_is_asked_for_a_password(self) -> None:
        self.laptop.types("/password")

        self.phone.types("/sessions close 1")
        self.laptop.types(PASSWORD)

        self.assertTrue(self.laptop.closed)
        self.assertEqual(self.juan.reads(), [])

    def test_one_that_is_not_there_is_told_with_those_that_are(self) -> None:
        for typed in ("3", "0", "-1", "x"):
            self.phone.types(f"/sessions close {typed}")

            self.assertEqual(
                self.phone.reads(),
                [
                    (
                        f"There is no connection {typed}: a number from 1 to 2 is allowed. "
                        "/sessions shows them."
                    )
                ],
            )

    def test_without_a_number_none_is_closed(self) -> None:
        self.phone.types("/sessions close")

        self.assertEqual(
            self.phone.reads(),
            ["/sessions needs more than that. Usage: /sessions [close [N]]"],
        )

    def test_it_is_noted_for_the_operator(self) -> None:
        self.phone.types("/sessions close 1")

        noted = self.chat.audited[-1]
        self.assertEqual((noted.act, noted.account, noted.address), ("close-session", "Ana", PHONE))
