"""A chat whose history is on disk: what people read again, and what nobody else does."""

from __future__ import annotations

from chatservice.history.disk import DiskHistory
from tests.core.conversation import Chat
from tests.history.folders import FolderTestCase, put_in_order


class TheChat(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()
        self.chat = Chat(log=self.history)
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def restarted(self) -> Chat:
        """Return the chat of a server that was started again."""
        self.history.close()
        self.history = DiskHistory(self.directory)
        self.history.open()
        self.addCleanup(self.history.close)
        chat = Chat(log=self.history)
        chat.hub.open()
        return chat

    def private_and_aloud(self) -> None:
        self.juan.types("/msg Ana one")
        self.ana.types("/reply two")
        self.juan.types("three")
        self.beto.types("/msg Ana four", "five")
        for visitor in (self.juan, self.ana, self.beto):
            visitor.reads()

    def test_what_was_said_with_somebody_is_shown_with_what_they_said_aloud(self) -> None:
        self.private_and_aloud()

        self.ana.types("/history juan")

        self.assertEqual(
            self.ana.reads(),
            [
                "History:",
                "[14:35] Juan (private to Ana): one",
                "[14:35] Ana (private to Juan): two",
                "[14:35] Juan: three",
            ],
        )

    def test_the_other_one_reads_the_private_messages_too(self) -> None:
        self.private_and_aloud()

        self.juan.types("/history ana")

        self.assertEqual(
            self.juan.reads(),
            [
                "History:",
                "[14:35] Juan (private to Ana): one",
                "[14:35] Ana (private to Juan): two",
            ],
        )

    def test_a_third_person_reads_none_of_them(self) -> None:
        self.private_and_aloud()

        self.beto.types("/history juan", "/search one", "/search two")

        self.assertEqual(
            self.beto.reads(),
            ["History:", "[14:35] Juan: three", "Nothing was found.", "Nothing was found."],
        )

    def test_under_another_name_one_finds_what_one_wrote_before(self) -> None:
        self.private_and_aloud()
        self.juan.types("/rename Pedro")
        self.juan.reads()

        self.juan.types("/search two")

        self.assertEqual(self.juan.reads()[1], "[2026-11-21 14:35] Ana (private to Juan): *two*")

    def test_who_takes_the_name_reads_none_of_them(self) -> None:
        self.private_and_aloud()
        self.juan.types("/quit")
        (other,) = self.chat.people("Juan")

        other.types("/history ana", "/search one", "/search two")

        self.assertEqual(
            other.reads(),
            ["Nothing of ana was found here.", "Nothing was found.", "Nothing was found."],
        )

    def test_who_comes_after_a_restart_reads_what_was_said_before_it(self) -> None:
        self.juan.types("one", "/edit uno", "two", "/delete")
        visitor = self.restarted().connect()
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[2:], ["History:", "[14:35] Juan: uno (edited)"])

    def test_rooms_with_a_topic_are_there_after_a_restart(self) -> None:
        self.juan.types("/topic Hello", "/join Cocina", "/topic Tea", "/join taller", "/topic x")
        self.juan.types("/topic -")

        (visitor,) = self.restarted().people("Ana")
        visitor.types("/rooms")

        self.assertEqual(
            visitor.reads()[1:], ["  #Cocina (0 people) Tea", "* #lobby (1 person) Hello"]
        )

    def test_nobody_changes_what_was_said_before_a_restart(self) -> None:
        self.juan.types("one")
        (juan,) = self.restarted().people("Juan")

        juan.types("/delete")

        self.assertEqual(
            juan.reads(), ["You have said nothing (more) that could be changed or taken back."]
        )

    def test_a_room_that_looks_like_the_lobby_of_today_keeps_no_server_from_starting(self) -> None:
        self.juan.types("/join paypa1", "/topic Tea")
        self.history.close()
        history = self.opened()

        chat = Chat(log=history, room="paypal")
        chat.hub.open()

        self.assertEqual([room.name.text for room in chat.hub.rooms.owners()], ["paypal"])

    def test_what_is_taken_back_is_in_no_file_any_more(self) -> None:
        self.juan.types("zanahoria", "/msg Ana berenjena", "/delete", "/delete")

        put_in_order(self.history)

        self.assertEqual(self.files_with("zanahoria") + self.files_with("berenjena"), [])
