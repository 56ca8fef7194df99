from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chatservice.core.log import Kept, Log
from chatservice.history.disk import DiskHistory
from tests.core.actions.kitchen import ADDRESSES, InTheKitchen
from tests.core.conversation import Visitor


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

    def test_what_others_said_is_not_looked_at(self) -> None:
        before = self.rita.person.said

        self.told(self.mona, "/delete Sam 2")

        self.assertIs(self.rita.person.said, before)

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


class ByAFormerName(InTheKitchen):
    """Each of them has said something as Joe, and nobody is called that any more."""

    def says_as_joe(self, visitor: Visitor, text: str) -> None:
        """Let somebody say something by another name than theirs."""
        name = visitor.person.name.text
        visitor.types("/rename Joe", text, f"/rename {name}")
        self.all_read()

    def removed(self, by: Visitor) -> bool:
        """Return whether somebody removes what was said as Joe."""
        name = by.person.name.text
        return self.told(by, "/delete Joe 9") == [f"* {name} removed 1 message of Joe"]

    def test_what_a_stranger_said_by_it_is_removed(self) -> None:
        self.says_as_joe(self.sam, "one")

        self.assertTrue(self.removed(by=self.mona))

    def test_who_said_it_can_not_change_it_any_more(self) -> None:
        self.sam.types("before")
        self.says_as_joe(self.sam, "one")
        self.removed(by=self.mona)

        self.assertEqual(self.told(self.sam, "/edit after"), ["* Sam corrected: after"])
        self.assertEqual(self.told(self.owen, "/history")[1:], ["[14:35] Sam: after (edited)"])

    def test_what_somebody_registered_said_by_it_is_removed(self) -> None:
        self.says_as_joe(self.rita, "one")

        self.assertTrue(self.removed(by=self.mona))

    def test_what_the_owner_said_by_it_stays(self) -> None:
        self.says_as_joe(self.owen, "one")

        self.assertFalse(self.removed(by=self.mona))

    def test_what_the_owner_said_who_is_gone_stays(self) -> None:
        self.says_as_joe(self.owen, "one")
        self.owen.types("/quit")

        self.assertFalse(self.removed(by=self.mona))

    def test_what_an_administrator_said_by_it_stays(self) -> None:
        self.says_as_joe(self.ada, "one")

        self.assertFalse(self.removed(by=self.owen))

    def test_what_a_moderator_said_by_it_is_removed_by_the_owner(self) -> None:
        self.says_as_joe(self.mona, "one")

        self.assertTrue(self.removed(by=self.owen))

    def test_what_the_owner_said_by_it_is_removed_by_an_administrator(self) -> None:
        self.says_as_joe(self.owen, "one")

        self.assertTrue(self.removed(by=self.ada))

    def test_what_one_said_by_it_oneself_is_removed(self) -> None:
        self.says_as_joe(self.mona, "one")

        self.assertTrue(self.removed(by=self.mona))

    def test_of_several_who_had_it_those_are_spared_over_whom_one_has_no_power(self) -> None:
        self.says_as_joe(self.owen, "one")
        self.says_as_joe(self.sam, "two")
        self.says_as_joe(self.ada, "three")

        self.assertTrue(self.removed(by=self.mona))
        self.assertEqual(
            self.told(self.owen, "/history")[1:], ["[14:35] Joe: one", "[14:35] Joe: three"]
        )


class ByAFormerNameOnDisk(ByAFormerName):
    def make_log(self) -> Log:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        history = DiskHistory(Path(folder.name) / "data")
        history.open()
        self.addCleanup(history.close)
        return history


class Meanwhile(InTheKitchen):
    """What was said is looked for in a thread, which may take a moment."""

    def setUp(self) -> None:
        super().setUp()
        self.rita.types("one")
        self.all_read()
        self._looks: list[Callable[[], None]] = []

        def aside(look: Callable[[], Any], done: Callable[[Any], None]) -> None:
            found = look()
            self._looks.append(lambda: done(found))

        self.patch(self.chat.hub, "aside", aside)
        self.mona.types("/delete Rita")

    def is_found(self) -> None:
        """Let the messages be found."""
        (look,) = self._looks
        look()
        self.chat.settles()

    def history(self) -> Sequence[Kept]:
        return self.chat.hub.log.of_person("kitchen", frozenset(), self.rita.person.identity, 9)

    def test_who_is_a_moderator_no_more_removes_nothing(self) -> None:
        self.owen.types("/deop Mona")
        self.mona.reads()

        self.is_found()

        self.assertEqual(
            self.mona.reads(),
            ["/delete … is for the moderators of a room. /help shows what you can do."],
        )
        self.assertEqual(len(self.history()), 1)

    def test_who_was_thrown_out_removes_nothing(self) -> None:
        self.owen.types("/kick Mona")
        self.mona.reads()

        self.is_found()

        self.assertEqual(self.mona.reads(), ["You are not in #kitchen."])
        self.assertEqual(len(self.history()), 1)

    def test_of_who_has_become_a_moderator_nothing_is_removed(self) -> None:
        self.owen.types("/op Rita")
        self.mona.reads()

        self.is_found()

        self.assertEqual(self.mona.reads(), ["That can't be done to the moderators of a room."])
        self.assertEqual(len(self.history()), 1)

    def test_who_talks_elsewhere_now_removes_it_where_they_talked(self) -> None:
        phone = self.chat.logs_in("Mona", ADDRESSES["Mona"])
        phone.types("/join kitchen", "/leave", "/join kitchen")
        self.assertIs(self.mona.session.room, self.chat.hub.lobby)
        self.owen.reads()

        self.is_found()

        self.assertEqual(self.owen.reads(), ["* Mona removed 1 message of Rita"])
        self.assertEqual(self.history(), [])
