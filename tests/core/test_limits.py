from __future__ import annotations

import gc

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.people import Person
from chatservice.core.settings import Settings
from tests.core.conversation import Chat


class Rooms(SynchronousTestCase):
    def test_somebody_may_be_in_50_rooms_and_not_in_51(self) -> None:
        for language, sentence in {
            "en": "You are in 50 rooms, and more are not allowed: leave one first with /leave.",
            "es": "Estás en 50 salas y no se permiten más: deja antes una con /leave.",
        }.items():
            juan = Chat(settings=Settings(language=language)).join("Juan")
            juan.types(*(f"/join room{number}" for number in range(49)))
            juan.reads()

            juan.types("/join another")

            self.assertEqual(juan.reads(), [sentence])

    def test_one_may_turn_to_a_room_where_one_is_however_many_there_are(self) -> None:
        juan = Chat().join("Juan")
        juan.types(*(f"/join room{number}" for number in range(49)))
        juan.reads()

        juan.types("/join room3")

        self.assertEqual(juan.reads(), ["You are in #room3 now."])

    def test_a_server_has_1000_rooms_and_no_more(self) -> None:
        for language, sentence in {
            "en": "There are 1000 rooms already, and more are not allowed: /rooms shows them.",
            "es": "Ya hay 1000 salas y no se permiten más: /rooms las muestra.",
        }.items():
            chat = Chat(settings=Settings(language=language))
            for number in range(21):
                sitting = chat.join(f"user{number}")
                sitting.types(*(f"/join room{number}-{each}" for each in range(49)))
            juan = chat.join("Juan")

            juan.types("/join another")

            self.assertEqual(juan.reads(), [sentence])

    def test_a_room_that_nobody_is_in_makes_place_and_has_its_topic_when_it_is_back(self) -> None:
        juan = Chat().join("Juan")
        for number in range(1005):
            juan.types(f"/join room{number}", "/topic Tea", "/leave")
        juan.reads()

        juan.types("/join room0")

        self.assertEqual(juan.reads(), ["You are in #room0 now.", "Topic: Tea"])

    def test_the_list_has_100_rooms_those_with_most_people_among_them(self) -> None:
        juan = Chat().join("Juan")
        for number in range(120):
            juan.types(f"/join room{number:03}", "/topic Tea", "/leave")
        juan.types("/join room119")
        juan.reads()

        juan.types("/rooms")

        listed = juan.reads()
        self.assertEqual(len(listed), 1 + 100 + 1)
        self.assertIn("* #room119 (1 person) Tea", listed)
        self.assertEqual(listed[-1], "and 21 more")


class FormerNames(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana, self.bea = self.chat.people("ana", "bea")
        self.bea.types("/ignore ana")
        self.ana.types("said as ana")
        self.ana.types("/rename carla")
        self.bea.reads()

    def test_somebody_new_under_the_old_name_is_heard(self) -> None:
        self.chat.passes(1)
        newcomer = self.chat.join("ana")
        self.bea.reads()

        newcomer.types("hello")

        self.assertEqual(len(self.bea.reads()), 1)

    def test_the_history_has_what_somebody_new_said_and_not_what_the_ignored_one_did(self) -> None:
        self.chat.passes(1)
        self.chat.join("ana").types("hello")
        self.bea.reads()

        self.bea.types("/history")

        history = self.bea.reads()
        self.assertEqual([line.partition("] ")[2] for line in history[1:]], ["ana: hello"])

    def test_a_hundred_renames_are_forgotten_but_the_last_ones(self) -> None:
        for number in range(100):
            self.ana.types(f"/rename carla{number}")

        (former,) = self.bea.person.ignored.values()
        self.assertLessEqual(len(former), 10)


class Ignored(SynchronousTestCase):
    def setUp(self) -> None:
        self.ana, self.bea = Chat().people("ana", "bea")
        self.bea.types("/ignore ana")
        self.bea.reads()

    def test_a_topic_is_words_of_theirs(self) -> None:
        self.ana.types("/topic insult")

        self.assertEqual(self.bea.reads(), [])

    def test_so_is_the_reason_for_leaving(self) -> None:
        self.ana.types("/quit insult")

        self.assertEqual(self.bea.reads(), [])

    def test_that_they_leave_without_a_word_is_told(self) -> None:
        self.ana.types("/quit")

        self.assertEqual(self.bea.reads(), ["* ana left"])


def people_in_memory() -> int:
    gc.collect()
    return sum(isinstance(thing, Person) for thing in gc.get_objects())


class Gone(SynchronousTestCase):
    def test_nobody_who_left_is_kept_by_those_they_whispered_to(self) -> None:
        chat = Chat()
        earlier = chat.join("visitor")
        before = people_in_memory()

        for number in range(20):
            visitor = chat.join(f"visitor{number}")
            earlier.types(f"/msg visitor{number} hi")
            earlier.types("/quit")
            earlier.vanishes()
            earlier = visitor

        # One is kept: /reply has to know that whoever wrote last is gone.
        self.assertLessEqual(people_in_memory() - before, 1)
