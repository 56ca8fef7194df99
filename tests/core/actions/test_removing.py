from __future__ import annotations

from tests.core.actions.kitchen import InTheKitchen


class Removing(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.sam.types("one", "two", "three")
        self.rita.types("four")
        self.all_read()

    def history(self) -> list[str]:
        return [line[8:] for line in self.told(self.owen, "/history")[1:]]

    def test_without_a_number_the_last_message_is_removed(self) -> None:
        self.told(self.mona, "/delete Sam")

        self.assertEqual(self.history(), ["Sam: one", "Sam: two", "Rita: four"])

    def test_with_a_number_as_many_are(self) -> None:
        self.told(self.mona, "/delete Sam 2")

        self.assertEqual(self.history(), ["Sam: one", "Rita: four"])

    def test_more_than_there_are_is_all_of_them(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/delete Sam 100"), ["* Mona removed 3 messages of Sam"]
        )
        self.assertEqual(self.history(), ["Rita: four"])

    def test_the_room_is_told_in_both_languages(self) -> None:
        self.owen.types("/lang es")
        self.all_read()

        self.told(self.mona, "/delete Sam 2")
        self.told(self.mona, "/borrar Sam")

        self.assertEqual(
            self.sam.reads(),
            ["* Mona removed 2 messages of Sam", "* Mona removed 1 message of Sam"],
        )
        self.assertEqual(
            self.owen.reads(),
            ["* Mona ha borrado 2 mensajes de Sam", "* Mona ha borrado 1 mensaje de Sam"],
        )

    def test_no_search_finds_them_any_more(self) -> None:
        self.told(self.mona, "/delete Sam 3")

        self.assertEqual(self.told(self.owen, "/search two"), ["Nothing was found."])

    def test_what_they_said_in_another_room_stays(self) -> None:
        self.sam.types("/join lobby", "five")

        self.told(self.mona, "/delete Sam 3")

        self.assertIn("five", self.told(self.owen, "/search from:Sam")[1])

    def test_who_said_them_can_not_change_them_any_more(self) -> None:
        self.told(self.mona, "/delete Sam 2")

        self.assertEqual(self.told(self.sam, "/edit 1"), ["* Sam corrected: 1"])
        self.assertEqual(self.history(), ["Sam: 1 (edited)", "Rita: four"])

    def test_what_is_said_in_the_same_turn_is_removed_too(self) -> None:
        with self.chat.one_turn():
            self.sam.types("now")
            self.mona.types("/delete Sam")
        self.chat.settles()

        self.assertNotIn("Sam: now", self.history())

    def test_they_need_not_be_here_any_more(self) -> None:
        self.sam.types("/quit")

        self.assertEqual(
            self.told(self.mona, "/delete sam 3")[-1], "* Mona removed 3 messages of sam"
        )
        self.assertEqual(self.history(), ["Rita: four"])

    def test_of_somebody_here_only_their_own_are_removed_whatever_they_were_called(self) -> None:
        self.sam.types("/rename Tom")
        self.chat.join("Sam").types("/join kitchen", "I am another one")

        self.told(self.mona, "/delete Tom 100")

        self.assertEqual(self.history(), ["Rita: four", "Sam: I am another one"])

    def test_one_may_remove_ones_own(self) -> None:
        self.mona.types("five", "six")

        self.assertEqual(
            self.told(self.mona, "/delete Mona 2"), ["* Mona removed 2 messages of Mona"]
        )

    def test_who_said_nothing_here_is_told_of_in_both_languages(self) -> None:
        for language, sentence in {
            "en": "Ada has said nothing lately in this room.",
            "es": "Ada no ha dicho nada últimamente en esta sala.",
        }.items():
            self.ada.types(f"/lang {language}")
            self.assertEqual(self.told(self.ada, "/delete Ada"), [sentence])

    def test_what_is_no_number_of_them_is_refused_in_both_languages(self) -> None:
        for typed in ("0", "101", "-1", "two", "1.5"):
            for language, sentence in {
                "en": "{} can't be used here: a whole number from 1 to 100 can.",
                "es": "{} no vale aquí: vale un número entero de 1 a 100.",
            }.items():
                self.mona.types(f"/lang {language}")
                self.assertEqual(
                    self.told(self.mona, f"/delete Sam {typed}"), [sentence.format(typed)]
                )

    def test_100_are_removed_at_once(self) -> None:
        self.sam.types(*(f"line {number}" for number in range(100)))

        self.told(self.mona, "/delete Sam 100")

        self.assertEqual(self.history(), ["Sam: one", "Sam: two", "Sam: three", "Rita: four"])
