from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class JoiningAndLeaving(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def rooms(self) -> list[str]:
        self.ana.reads()
        self.ana.types("/rooms")
        return [line.strip("*+ ").partition(" ")[0] for line in self.ana.reads()[1:]]

    def test_a_room_is_made_when_first_joined(self) -> None:
        self.juan.types("/join cocina")

        self.assertEqual(self.rooms(), ["#cocina", "#lobby"])

    def test_a_room_is_gone_when_its_last_person_leaves_it(self) -> None:
        self.juan.types("/join cocina", "/leave")

        self.assertEqual(self.rooms(), ["#lobby"])

    def test_a_room_is_gone_when_its_last_person_leaves_the_chat(self) -> None:
        self.juan.types("/join cocina", "/quit")

        self.assertEqual(self.rooms(), ["#lobby"])

    def test_a_room_is_gone_when_its_last_person_vanishes(self) -> None:
        self.juan.types("/join cocina")
        self.juan.vanishes()

        self.assertEqual(self.rooms(), ["#lobby"])

    def test_a_room_stays_while_somebody_is_in_it(self) -> None:
        self.juan.types("/join cocina")
        self.ana.types("/join cocina")

        self.juan.types("/leave")

        self.assertEqual(self.rooms(), ["#cocina", "#lobby"])

    def test_a_room_with_a_topic_stays_when_empty(self) -> None:
        self.juan.types("/join cocina", "/topic Tea", "/leave")

        self.assertEqual(self.rooms(), ["#cocina", "#lobby"])

    def test_a_room_whose_topic_was_taken_away_is_gone_when_empty(self) -> None:
        self.juan.types("/join cocina", "/topic Tea", "/topic -", "/leave")

        self.assertEqual(self.rooms(), ["#lobby"])

    def test_the_room_where_everyone_starts_stays_when_empty(self) -> None:
        self.juan.types("/join cocina", "/leave lobby")
        self.ana.types("/join cocina", "/leave lobby")

        self.assertEqual(self.rooms(), ["#cocina", "#lobby"])

    def test_everyone_starts_in_the_room_that_the_operator_chose(self) -> None:
        chat = Chat(room="Plaza")
        juan = chat.join("Juan")

        juan.types("/rooms")

        self.assertEqual(juan.reads()[1:], ["* #Plaza (1 person)"])

    def test_joining_shows_the_rooms_topic(self) -> None:
        self.juan.types("/join cocina", "/topic Tea")

        self.ana.types("/join cocina")

        self.assertEqual(self.ana.reads(), ["You are in #cocina now.", "Topic: Tea"])

    def test_joining_shows_the_rooms_last_messages(self) -> None:
        self.juan.types("/join cocina", "hola")

        self.ana.types("/join cocina")

        self.assertEqual(
            self.ana.reads(), ["You are in #cocina now.", "History:", "[14:35] Juan: hola"]
        )

    def test_joining_a_room_again_turns_to_it_and_shows_nothing_twice(self) -> None:
        self.juan.types("hola", "/join cocina")
        self.juan.reads()
        self.ana.reads()

        self.juan.types("/join LOBBY")

        self.assertEqual(self.juan.reads(), ["You are in #lobby now."])
        self.assertEqual(self.ana.reads(), [])

    def test_a_rooms_name_follows_the_rules_of_nicknames(self) -> None:
        self.juan.types("/join co cina")

        self.assertIn("A name can't contain", self.juan.reads()[0])

    def test_a_room_that_looks_like_another_is_refused(self) -> None:
        self.juan.types("/join сосіnа")  # Cyrillic, but for the n
        self.ana.types("/join cocina")

        self.assertIn("looks too much like", self.ana.reads()[0])

    def test_leaving_leads_back_to_the_room_before(self) -> None:
        self.juan.types("/join cocina", "/join taller")
        self.juan.reads()

        self.juan.types("/leave")

        self.assertEqual(self.juan.reads(), ["You left #taller. You are in #cocina now."])

    def test_the_only_room_cannot_be_left(self) -> None:
        self.juan.types("/leave")

        self.assertEqual(
            self.juan.reads(),
            ["#lobby is your only room: enter another one first with /join, or leave with /quit."],
        )

    def test_a_room_where_one_is_not_cannot_be_left(self) -> None:
        self.ana.types("/join cocina")

        self.juan.types("/leave cocina")

        self.assertEqual(self.juan.reads()[-1], "You are not in #cocina.")

    def test_a_room_that_there_is_not_cannot_be_left(self) -> None:
        self.juan.types("/leave cocina")

        self.assertEqual(
            self.juan.reads(), ["There is no room called #cocina. /rooms shows them all."]
        )

    def test_what_is_said_after_leaving_is_not_heard(self) -> None:
        self.juan.types("/join cocina", "/leave lobby")
        self.juan.reads()

        self.ana.types("hola")

        self.assertEqual(self.juan.reads(), [])


class Topics(SynchronousTestCase):
    def setUp(self) -> None:
        (self.juan,) = Chat().people("Juan")

    def test_a_room_without_a_topic_says_how_to_set_one(self) -> None:
        self.juan.types("/topic")

        self.assertEqual(self.juan.reads(), ["#lobby has no topic. /topic TEXT sets one."])

    def test_a_topic_can_be_asked_for(self) -> None:
        self.juan.types("/topic Tea at five")
        self.juan.reads()

        self.juan.types("/topic")

        self.assertEqual(self.juan.reads(), ["Topic: Tea at five"])

    def test_taking_a_topic_away_is_told(self) -> None:
        self.juan.types("/topic Tea")
        self.juan.reads()

        self.juan.types("/topic -")

        self.assertEqual(self.juan.reads(), ["* Juan took the topic away"])

    def test_the_list_of_rooms_shows_topics(self) -> None:
        self.juan.types("/topic Tea")
        self.juan.reads()

        self.juan.types("/rooms")

        self.assertEqual(self.juan.reads()[1:], ["* #lobby (1 person) Tea"])


class UsersOfARoom(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_everyone_on_the_server_is_listed_wherever_they_are(self) -> None:
        self.ana.types("/join cocina", "/leave lobby")
        self.juan.reads()

        self.juan.types("/users")

        self.assertEqual(self.juan.reads(), ["Users online (2):", "  Ana", "  Juan"])

    def test_the_people_of_one_room_can_be_listed(self) -> None:
        self.ana.types("/join cocina", "/leave lobby")
        self.juan.reads()

        self.juan.types("/users cocina")

        self.assertEqual(self.juan.reads(), ["Users in #cocina (1):", "  Ana"])

    def test_somebody_who_left_is_not_listed(self) -> None:
        self.ana.vanishes()
        self.juan.reads()

        self.juan.types("/users")

        self.assertEqual(self.juan.reads(), ["Users online (1):", "  Juan"])

    def test_somebody_without_a_name_is_not_listed(self) -> None:
        self.chat.connect()

        self.juan.types("/users")

        self.assertEqual(self.juan.reads()[0], "Users online (2):")

    def test_names_are_sorted_without_regard_to_case(self) -> None:
        self.chat.people("beto", "Carla", "álvaro")
        self.juan.reads()

        self.juan.types("/users")

        listed = [line.strip() for line in self.juan.reads()[1:]]
        self.assertEqual([n for n in listed if n.isascii()], ["Ana", "beto", "Carla", "Juan"])

    def test_a_name_with_an_accent_stands_where_a_dictionary_has_it(self) -> None:
        self.chat.people("Álvaro", "Zoe", "Ñico", "Oscar")
        self.juan.reads()

        self.juan.types("/users")

        listed = [line.strip() for line in self.juan.reads()[1:]]
        self.assertEqual(listed, ["Álvaro", "Ana", "Juan", "Ñico", "Oscar", "Zoe"])


class LongTopics(SynchronousTestCase):
    def setUp(self) -> None:
        self.juan = Chat().join("Juan")
        self.juan.reads()

    def test_300_characters_are_a_topic(self) -> None:
        self.juan.types("/topic " + "ñ" * 300)

        self.assertEqual(self.juan.reads(), ["* Juan set the topic: " + "ñ" * 300])

    def test_301_characters_are_refused_and_change_nothing(self) -> None:
        self.juan.types("/topic Tea", "/topic " + "ñ" * 301, "/topic")

        self.assertEqual(
            self.juan.reads()[1:],
            ["That topic is too long: at most 300 characters are allowed.", "Topic: Tea"],
        )


class RoomsOfOnesOwn(SynchronousTestCase):
    def test_the_list_marks_where_one_talks_and_where_one_is_too(self) -> None:
        chat = Chat()
        juan, ana = chat.people("Juan", "Ana")
        juan.types("/join cocina")
        ana.types("/join patio")
        juan.reads()

        juan.types("/rooms")

        self.assertEqual(
            [line[:9] for line in juan.reads()[1:]], ["* #cocina", "+ #lobby ", "  #patio "]
        )
