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


class JoiningAndLeaving(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def rooms(self) -> list[str]:
        self.ana.reads()
        self.ana.types("/rooms")
        return [line.strip("* ").partition(" ")[0] for line in self.ana.reads()[1:]]

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


class Histories(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_the_last_50_messages_are_shown_on_arriving(self) -> None:
        self.juan.types(*(str(number) for number in range(60)))
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Beto")

        self.assertEqual(
            visitor.reads()[2:],
            ["History:", *(f"[14:35] Juan: {number}" for number in range(10, 60))],
        )

    def test_without_messages_nothing_is_shown_on_arriving(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        visitor.types("Beto")

        self.assertEqual(len(visitor.reads()), 2)

    def test_as_many_messages_as_asked_for_are_shown_again(self) -> None:
        self.juan.types("one", "two", "three")
        self.ana.reads()

        self.ana.types("/history 2")

        self.assertEqual(self.ana.reads(), ["History:", "[14:35] Juan: two", "[14:35] Juan: three"])

    def test_without_a_number_50_are_shown_again(self) -> None:
        self.juan.types(*(str(number) for number in range(60)))
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(len(self.ana.reads()), 51)

    def test_a_room_without_messages_says_so_when_asked(self) -> None:
        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_a_number_that_is_none_is_refused(self) -> None:
        for typed in ("many", "0", "-1", "1.5", "٣", "1234567"):
            self.ana.types(f"/history {typed}")
            self.assertEqual(
                self.ana.reads(),
                [f"{typed} is not a number: a whole number from 1 to 999999 is wanted."],
            )

    def test_ones_own_messages_are_shown_too(self) -> None:
        self.juan.types("hola", "/history")

        self.assertEqual(self.juan.reads(), ["History:", "[14:35] Juan: hola"])

    def test_actions_are_kept_and_comings_and_goings_are_not(self) -> None:
        self.juan.types("/me waves", "/topic Tea", "/rename Pedro", "/msg Ana psst")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["History:", "* Juan waves"])

    def test_the_messages_of_another_room_are_not_shown(self) -> None:
        self.juan.types("/join cocina", "secret")

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_what_was_said_in_another_room_in_the_same_turn_is_not_shown(self) -> None:
        self.juan.types("/join cocina")

        with self.chat.one_turn():
            self.juan.types("secret")
            self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_what_was_said_earlier_in_the_turn_is_shown_before_what_comes_later(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/history")
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "History:", "[14:35] Juan: one", "[14:35] Juan: two"],
        )

    def test_the_lines_of_somebody_ignored_are_not_shown(self) -> None:
        self.juan.types("hola", "/me waves")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])

    def test_the_lines_of_somebody_ignored_are_not_shown_on_joining(self) -> None:
        self.juan.types("/join cocina", "hola")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/join cocina")

        self.assertEqual(self.ana.reads(), ["You are in #cocina now."])

    def test_as_many_lines_as_asked_for_are_shown_beside_those_of_somebody_ignored(self) -> None:
        (beto,) = self.chat.people("Beto")
        beto.types("one", "two")
        self.juan.types("three")
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.ana.types("/history 2")

        self.assertEqual(self.ana.reads(), ["History:", "[14:35] Beto: one", "[14:35] Beto: two"])

    def test_the_lines_of_somebody_ignored_stay_away_after_another_name(self) -> None:
        self.juan.types("hola")
        self.ana.types("/ignore Juan")
        self.juan.types("/rename Pedro", "hola again")
        self.ana.reads()

        self.ana.types("/history")

        self.assertEqual(self.ana.reads(), ["Nothing has been said in #lobby yet."])


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
