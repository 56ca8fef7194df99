from __future__ import annotations

from chatservice.core.accounts import RoomRecord
from chatservice.core.log import NotKeptError
from tests.core.actions.kitchen import InTheKitchen
from tests.core.conversation import Visitor

CLOSED = "#kitchen is invite-only: one of its moderators has to invite you."
LEFT_TO_THEM = "You are in #lobby now."


class Kicking(InTheKitchen):
    def test_the_room_is_told_who_did_it_and_why(self) -> None:
        self.mona.types("/kick Sam too loud")

        for visitor in (self.mona, self.owen, self.ada):
            self.assertEqual(visitor.reads(), ["* Mona threw Sam out (too loud)"])

    def test_without_a_reason_none_is_told(self) -> None:
        self.mona.types("/kick Sam")

        self.assertEqual(self.owen.reads(), ["* Mona threw Sam out"])

    def test_who_is_thrown_out_is_told_so_and_lands_in_the_lobby(self) -> None:
        self.mona.types("/kick Sam too loud")

        self.assertEqual(
            self.sam.reads(), ["Mona threw you out of #kitchen. (too loud)", LEFT_TO_THEM]
        )

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.owen, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.mona.types("/expulsar Sam por ruidoso")

        self.assertEqual(self.owen.reads(), ["* Mona ha echado a Sam (por ruidoso)"])
        self.assertEqual(
            self.sam.reads(),
            ["Mona te ha echado de #kitchen. (por ruidoso)", "Ahora estás en #lobby."],
        )

    def test_what_they_type_then_goes_to_the_lobby(self) -> None:
        self.mona.types("/kick Sam", "/join lobby")
        self.mona.reads()

        self.sam.types("hello")

        self.assertEqual(self.mona.reads(), ["[14:35] Sam: hello"])

    def test_who_is_nowhere_else_lands_in_the_lobby(self) -> None:
        self.sam.types("/leave lobby")
        self.all_read()

        self.mona.types("/kick Sam")

        self.assertEqual(self.sam.reads(), ["Mona threw you out of #kitchen.", LEFT_TO_THEM])
        self.assertIn("  Sam", self.told(self.owen, "/users lobby"))

    def test_in_every_session_of_theirs_they_are_out(self) -> None:
        phone = self.chat.logs_in("Rita", "192.0.2.44")
        phone.types("/join kitchen")
        phone.reads()

        self.mona.types("/kick Rita")

        self.assertEqual(phone.reads(), ["Mona threw you out of #kitchen.", LEFT_TO_THEM])

    def test_they_may_come_back(self) -> None:
        self.mona.types("/kick Sam")

        self.assertEqual(self.told(self.sam, "/join kitchen"), ["You are in #kitchen now."])

    def is_invited(self, visitor: Visitor) -> None:
        """Let the kitchen be invite-only, and somebody there who was invited."""
        visitor.types("/leave kitchen")
        self.owen.types("/room invite-only on", f"/invite {visitor.person.name.text}")
        visitor.types("/join kitchen")
        self.all_read()

    def test_an_invited_stranger_needs_another_invitation(self) -> None:
        self.is_invited(self.sam)

        self.owen.types("/kick Sam")

        self.assertEqual(self.told(self.sam, "/join kitchen"), [CLOSED])

    def test_so_does_somebody_registered_also_after_a_restart(self) -> None:
        self.is_invited(self.rita)

        self.owen.types("/kick Rita")

        self.assertEqual(self.told(self.rita, "/join kitchen"), [CLOSED])
        self.restart()
        self.assertEqual(self.told(self.chat.logs_in("Rita"), "/join kitchen"), [CLOSED])

    def test_they_are_thrown_out_though_the_disk_does_not_take_that(self) -> None:
        def save_room(record: RoomRecord) -> None:
            raise NotKeptError("database or disk is full")

        self.is_invited(self.rita)
        self.patch(self.chat.accounts, "save_room", save_room)

        self.assertEqual(self.told(self.owen, "/kick Rita"), ["* Owen threw Rita out"])
        self.assertIn("database or disk is full", self.chat.reports[0])

    def test_somebody_who_is_elsewhere_is_not_thrown_out(self) -> None:
        self.sam.types("/leave")

        self.assertEqual(self.told(self.mona, "/kick Sam"), ["Sam is not in #kitchen."])

    def test_that_is_told_in_spanish_too(self) -> None:
        self.sam.types("/leave")
        self.mona.types("/lang es")

        self.assertEqual(self.told(self.mona, "/kick Sam"), ["Sam no está en #kitchen."])

    def test_who_there_is_not_is_not_thrown_out(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/kick Samm"),
            ["There is nobody called Samm. Did you mean Sam? /users shows who is online."],
        )

    def test_out_of_the_lobby_is_off_the_server(self) -> None:
        self.ada.types("/join lobby", "/kick Sam too loud")

        self.assertTrue(self.sam.closed)
        self.assertEqual(self.sam.reads()[-1], "Ada threw you off the server. (too loud)")

    def test_that_is_told_in_spanish_to_who_is_thrown_off(self) -> None:
        self.sam.types("/lang es")
        self.ada.types("/join lobby", "/kick Sam")

        self.assertEqual(self.sam.reads()[-1], "Ada te ha echado del servidor.")

    def test_who_was_where_they_were_is_told_that_they_are_gone(self) -> None:
        self.ada.types("/join lobby", "/kick Sam too loud")

        self.assertEqual(self.owen.reads(), ["* Ada threw Sam out (too loud)", "* Sam left"])

    def test_who_was_thrown_off_the_server_may_connect_again(self) -> None:
        self.ada.types("/join lobby", "/kick Sam")

        self.assertEqual(self.comes("Sam", "198.51.100.7")[0], "Welcome, Sam!")
