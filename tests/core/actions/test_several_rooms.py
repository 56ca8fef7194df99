from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class SeveralRooms(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def enter(self, room: str) -> None:
        """Let both enter ``room``, and read what there is to read."""
        self.juan.types(f"/join {room}")
        self.ana.types(f"/join {room}")
        self.juan.reads()
        self.ana.reads()

    def test_what_is_typed_goes_to_the_room_joined_last(self) -> None:
        self.enter("cocina")
        (beto,) = self.chat.people("Beto")
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])
        self.assertEqual(beto.reads(), [])

    def test_a_line_from_another_room_comes_with_the_rooms_name(self) -> None:
        self.enter("cocina")
        self.ana.types("/join lobby")
        self.ana.reads()

        self.juan.types("Hola", "/me waves", "/topic Tea")

        self.assertEqual(
            self.ana.reads(),
            [
                "[14:35] #cocina Juan: Hola",
                "#cocina * Juan waves",
                "#cocina * Juan set the topic: Tea",
            ],
        )

    def test_in_the_style_bracket_the_rooms_name_comes_first(self) -> None:
        self.enter("cocina")
        self.ana.types("/set style bracket", "/join lobby")
        self.ana.reads()

        self.juan.types("Hola")

        self.assertEqual(self.ana.reads(), ["#cocina [Juan] Hola"])

    def test_comings_and_goings_in_another_room_come_with_its_name(self) -> None:
        self.ana.types("/join cocina", "/join lobby")
        self.ana.reads()

        self.juan.types("/join cocina", "/leave")

        self.assertEqual(self.ana.reads(), ["#cocina * Juan joined", "#cocina * Juan left"])

    def test_somebody_who_takes_another_name_in_another_room_is_in_no_room_more_than_in_others(
        self,
    ) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        self.juan.types("/rename Pedro")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro"])

    def test_somebody_who_leaves_the_chat_from_another_room_leaves_no_room_in_particular(
        self,
    ) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        self.juan.types("/quit")

        self.assertEqual(self.ana.reads(), ["* Juan left"])

    def test_who_shares_two_rooms_is_told_once_that_somebody_leaves_the_chat(self) -> None:
        self.enter("cocina")

        self.juan.types("/quit")

        self.assertEqual(self.ana.reads(), ["* Juan left"])

    def test_who_shares_two_rooms_is_told_once_of_another_name(self) -> None:
        self.enter("cocina")

        self.juan.types("/rename Pedro")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro"])

    def test_who_is_in_neither_room_is_not_told_of_another_name(self) -> None:
        self.juan.types("/join cocina", "/leave lobby")
        self.ana.reads()

        self.juan.types("/rename Pedro")

        self.assertEqual(self.ana.reads(), [])

    def test_who_is_in_both_rooms_reads_both_in_the_order_of_happening(self) -> None:
        self.enter("cocina")
        (beto,) = self.chat.people("Beto")
        self.ana.reads()

        with self.chat.one_turn():
            beto.types("one")
            self.juan.types("two")
            beto.types("three")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] #lobby Beto: one", "[14:35] Juan: two", "[14:35] #lobby Beto: three"],
        )
