"""What the history on disk keeps, and reads again: in the process that wrote it or a later one."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

from chatservice.core.events import Acted, Corrected, Deleted, TopicChanged
from chatservice.core.log import Kept, Last
from chatservice.core.people import FOR_EVER
from chatservice.history.disk import MOST_LEFT_OUT
from tests.history.folders import (
    ANA,
    JUAN,
    NOW,
    OTHER_ANA,
    FolderTestCase,
    found,
    keep,
    said,
    texts,
    whispered,
)


class Keeping(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()

    def last(self, wanted: Last) -> list[str]:
        return [kept.message.text for kept in self.history.last(wanted)]

    def test_messages_come_back_as_they_were_oldest_first(self) -> None:
        hello, waved = said("¡hola! 日本"), Acted(NOW, "lobby", "Ana", "waves")

        numbers = keep(self.history, hello, waved)

        self.assertEqual(
            self.history.last(Last("lobby", 9)),
            [Kept(numbers[0], hello), Kept(numbers[1], waved)],
        )

    def test_a_time_comes_back_to_the_microsecond(self) -> None:
        at = NOW + timedelta(microseconds=123_457)

        keep(self.history, said("hola", at=at))

        self.assertEqual(self.history.last(Last("lobby", 1))[0].message.at, at)

    def test_the_last_ones_come_back(self) -> None:
        keep(self.history, *(said(str(number)) for number in range(5)))

        self.assertEqual(texts(self.history, count=2), ["3", "4"])
        self.assertEqual(texts(self.history, count=0), [])

    def test_each_room_has_its_own_whatever_the_case_of_its_name(self) -> None:
        keep(self.history, said("one", "Cocina"), said("two"), said("three", "COCINA"))

        self.assertEqual(texts(self.history, "cocina"), ["one", "three"])
        self.assertEqual(texts(self.history, "taller"), [])

    def test_those_before_a_time_come_back(self) -> None:
        times = [NOW + timedelta(hours=hour) for hour in range(3)]
        keep(self.history, *(said(f"{at:%H}", at=at) for at in times))

        self.assertEqual(self.last(Last("lobby", 9, before=times[1])), ["14"])

    def test_what_came_later_in_the_turn_is_left_out_by_its_number(self) -> None:
        numbers = keep(self.history, said("one"), said("two"), said("three"))

        self.assertEqual(self.last(Last("lobby", 9, upto=numbers[1])), ["one", "two"])

    def test_somebody_is_left_out_up_to_a_time(self) -> None:
        later = NOW + timedelta(seconds=1)
        keep(self.history, said("one"), said("two", who="JUAN", at=later), said("three", who="Ana"))

        self.assertEqual(self.last(Last("lobby", 9, {"juan": NOW})), ["two", "three"])
        self.assertEqual(self.last(Last("lobby", 9, {"juan": FOR_EVER})), ["three"])

    def test_as_many_as_are_wanted_come_back_beside_those_left_out(self) -> None:
        keep(self.history, said("one", who="Ana"), *(said(str(n)) for n in range(100)))

        self.assertEqual(self.last(Last("lobby", 1, {"juan": FOR_EVER})), ["one"])

    def test_behind_very_many_that_are_left_out_nothing_is_looked_for(self) -> None:
        # Reading a whole history would hold everybody up.
        keep(self.history, said("one", who="Ana"), *[said("x")] * (MOST_LEFT_OUT + 1))

        self.assertEqual(self.last(Last("lobby", 1, {"juan": FOR_EVER})), [])

    def test_what_is_private_is_no_part_of_a_room(self) -> None:
        keep(self.history, whispered("psst"))

        self.assertEqual(texts(self.history), [])

    def test_numbers_rise_by_one_over_turns_and_rooms(self) -> None:
        first = keep(self.history, said("one"), whispered("two"))
        second = keep(self.history, said("three", "cocina"))

        self.assertEqual(first + second, list(range(first[0], first[0] + 3)))

    def test_a_correction_changes_its_message_and_nothing_else(self) -> None:
        one, two = keep(self.history, said("one"), said("two"))

        keep(self.history, Corrected(NOW, "lobby", "Juan", "uno", one))

        self.assertEqual(
            self.history.last(Last("lobby", 9)),
            [Kept(one, said("uno"), edited=True), Kept(two, said("two"))],
        )

    def test_a_deletion_takes_its_message_away_and_nothing_else(self) -> None:
        _, two = keep(self.history, said("one"), said("two"), said("three"))[:2]

        keep(self.history, Deleted(NOW, "lobby", "Juan", two))

        self.assertEqual(texts(self.history), ["one", "three"])

    def test_changing_what_is_not_there_any_more_changes_nothing(self) -> None:
        (one,) = keep(self.history, said("one"))
        gone = Deleted(NOW, "lobby", "Juan", one)

        keep(self.history, gone, gone, Corrected(NOW, "lobby", "Juan", "uno", one))

        self.assertEqual(texts(self.history), [])

    def test_topics_are_those_set_last(self) -> None:
        keep(
            self.history,
            *(TopicChanged(NOW, "lobby", "Juan", topic) for topic in ("Tea", "Coffee")),
            TopicChanged(NOW, "Cocina", "Juan", "Lunch"),
            TopicChanged(NOW, "taller", "Juan", "Work"),
            TopicChanged(NOW, "taller", "Juan", ""),
        )

        self.assertEqual(self.history.topics(9), {"lobby": "Coffee", "Cocina": "Lunch"})

    def test_what_was_kept_just_now_is_found(self) -> None:
        keep(self.history, said("Lunch at two"), said("later"))

        self.assertEqual(found(self.history, "lunch"), ["Lunch at two"])

    def test_what_was_corrected_is_found_by_what_it_says_now(self) -> None:
        (one,) = keep(self.history, said("lnch"))
        found(self.history, "lnch")

        keep(self.history, Corrected(NOW, "lobby", "Juan", "lunch", one))

        self.assertEqual(
            (found(self.history, "lnch"), found(self.history, "lunch")), ([], ["lunch"])
        )

    def test_what_was_deleted_is_not_found(self) -> None:
        (one,) = keep(self.history, said("lunch"))
        found(self.history, "lunch")

        keep(self.history, Deleted(NOW, "lobby", "Juan", one))

        self.assertEqual(found(self.history, "lunch"), [])


class PrivateMessages(FolderTestCase):
    """Who reads them again is decided by identities: a name passes on."""

    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()
        keep(self.history, whispered("secret one"))
        keep(self.history, whispered("secret two", "Ana", "Juan"), author=ANA, receiver=JUAN)

    def test_the_two_find_what_they_wrote_and_got(self) -> None:
        for reader in (JUAN, ANA):
            self.assertEqual(found(self.history, "secret", reader), ["secret two", "secret one"])

    def test_who_has_one_of_the_names_later_finds_nothing(self) -> None:
        for typed in ("secret", "from:Ana", "from:Juan"):
            self.assertEqual(found(self.history, typed, OTHER_ANA), [])
        self.assertEqual(found(self.history, "in:lobby", OTHER_ANA, partner="juan"), [])

    def test_somebody_of_no_known_identity_finds_nothing(self) -> None:
        self.assertEqual(found(self.history, "secret", 0), [])

    def test_with_one_partner_the_messages_between_the_two_are_shown(self) -> None:
        keep(self.history, said("aloud"), said("elsewhere", "cocina"))
        keep(self.history, whispered("another"), receiver=OTHER_ANA)

        self.assertEqual(
            found(self.history, "in:lobby", ANA, partner="juan"),
            ["aloud", "secret two", "secret one"],
        )

    def test_it_stays_so_in_a_later_process(self) -> None:
        self.history.close()

        history = self.opened()

        self.assertEqual(found(history, "secret", ANA), ["secret two", "secret one"])
        self.assertEqual(found(history, "secret", OTHER_ANA), [])


class Reopening(FolderTestCase):
    """A later process reads what an earlier one kept, whether that was closed or killed."""

    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()
        one, two, self.last_message = keep(self.history, said("one"), said("two"), said("three"))
        keep(
            self.history,
            Corrected(NOW, "lobby", "Juan", "uno", one),
            Deleted(NOW, "lobby", "Juan", two),
            TopicChanged(NOW, "cocina", "Juan", "Tea"),
        )

    def killed(self) -> Path:
        """Return a copy of the folder as it is while the history is open."""
        copy = self.directory.with_name("copy")
        shutil.copytree(self.directory, copy)
        return copy

    def closed(self) -> Path:
        self.history.close()
        return self.directory

    def test_it_reads_what_was_kept(self) -> None:
        for directory in (self.killed(), self.closed()):
            history = self.opened(directory)

            self.assertEqual(texts(history), ["uno", "three"])
            self.assertEqual([k.edited for k in history.last(Last("lobby", 9))], [True, False])
            self.assertEqual(history.topics(9), {"cocina": "Tea"})
            self.assertEqual(found(history, "uno"), ["uno"])

    def test_its_messages_come_behind_those(self) -> None:
        for directory in (self.killed(), self.closed()):
            history = self.opened(directory)
            keep(history, said("four"))

            self.assertEqual(texts(history), ["uno", "three", "four"])

    def test_no_number_is_given_twice_though_the_last_message_was_deleted(self) -> None:
        (number,) = keep(self.history, Deleted(NOW, "lobby", "Juan", self.last_message))

        for directory in (self.killed(), self.closed()):
            history = self.opened(directory)

            self.assertEqual(keep(history, said("four")), [number + 1])

    def test_it_tells_what_was_changed(self) -> None:
        for directory in (self.killed(), self.closed()):
            told = self.opened(directory).changes(("lobby",), self.last_message, 0, 9)

            self.assertEqual(
                [change.event for change in told],
                [
                    Corrected(NOW, "lobby", "Juan", "uno", self.last_message - 2),
                    Deleted(NOW, "lobby", "Juan", self.last_message - 1),
                ],
            )

    def test_no_number_is_given_twice_though_all_were_deleted_one_by_one(self) -> None:
        numbers = keep(self.history, said("four"), said("five"))
        for number in reversed(range(1, numbers[-1] + 1)):
            (last,) = keep(self.history, Deleted(NOW, "lobby", "Juan", number))

        self.assertEqual(keep(self.opened(self.killed()), said("six")), [last + 1])

    def test_no_number_is_given_twice_though_all_were_too_old(self) -> None:
        self.history.close()
        history = self.opened(retain=timedelta(days=1))
        (number,) = keep(history, said("four"))
        while history.keep_up(NOW + timedelta(days=2)):
            pass
        self.assertEqual(texts(history), [])
        history.close()

        self.assertEqual(keep(self.opened(), said("five")), [number + 1])


class TheClock(FolderTestCase):
    """The order of the history is that in which things were said, whatever the clock says."""

    def test_what_is_said_after_the_clock_went_back_comes_last(self) -> None:
        history = self.opened()
        keep(history, said("one"))
        earlier = NOW - timedelta(hours=1)

        keep(history, said("two", at=earlier), said("three", at=earlier))

        self.assertEqual(
            [(kept.message.text, kept.message.at) for kept in history.last(Last("lobby", 9))],
            [("one", NOW), ("two", earlier), ("three", earlier)],
        )

    def test_so_it_does_in_a_later_process(self) -> None:
        history = self.opened()
        keep(history, said("one"))
        history.close()

        history = self.opened()
        keep(history, said("two", at=NOW - timedelta(hours=1)))

        self.assertEqual(texts(history), ["one", "two"])

    def test_many_things_may_be_said_in_one_microsecond(self) -> None:
        history = self.opened()
        words = [str(number) for number in range(50)]

        keep(history, *map(said, words))

        self.assertEqual(texts(history), words)


class TheFolder(FolderTestCase):
    """Only the user whom the server runs as reads what was said."""

    def test_its_files_are_for_nobody_else_whatever_the_umask(self) -> None:
        self.addCleanup(os.umask, os.umask(0))
        history = self.opened()
        keep(history, said("one"))
        history.keep_up(NOW)

        modes = {file.name: file.stat().st_mode & 0o777 for file in self.directory.iterdir()}

        self.assertEqual(self.directory.stat().st_mode & 0o777, 0o700)
        self.assertGreaterEqual(set(modes), {"history.db", "history.db-wal", "index.db", "lock"})
        self.assertEqual(set(modes.values()), {0o600}, modes)

    def test_one_that_is_there_keeps_its_mode(self) -> None:
        self.directory.mkdir(mode=0o750)

        self.opened()

        self.assertEqual(self.directory.stat().st_mode & 0o777, 0o750)
