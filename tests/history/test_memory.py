from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Event,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Found, Kept, Last, Record, Search
from chatservice.core.people import FOR_EVER
from chatservice.core.query import parse_query
from chatservice.history.memory import OVERHEAD, MemoryHistory

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)


def said(text: str, room: str = "lobby") -> Said:
    return Said(NOW, room, "Juan", text)


def keep(history: MemoryHistory, *events: Event) -> list[int]:
    """Let events be kept in one turn; returns their numbers."""
    return history.append([Record(event, author=1, receiver=2) for event in events])


def counted_as(*messages: Said) -> int:
    """Return the bytes that messages count for."""
    return sum(sys.getsizeof(message.text) + OVERHEAD for message in messages)


class Keeping(SynchronousTestCase):
    def setUp(self) -> None:
        self.history = MemoryHistory(kept=3)

    def texts(
        self, room: str = "lobby", count: int = 100, without: Mapping[str, datetime] | None = None
    ) -> list[str]:
        found = self.history.last(Last(room, count, without or {}))
        return [kept.message.text for kept in found]

    def test_messages_come_back_oldest_first(self) -> None:
        keep(self.history, said("one"), said("two"))
        keep(self.history, said("three"))

        self.assertEqual(self.texts(), ["one", "two", "three"])

    def test_the_last_ones_come_back(self) -> None:
        keep(self.history, said("one"), said("two"), said("three"))

        self.assertEqual(self.texts(count=2), ["two", "three"])

    def test_none_come_back_when_none_are_wanted(self) -> None:
        keep(self.history, said("one"))

        self.assertEqual(self.texts(count=0), [])

    def test_the_oldest_go_when_there_are_too_many(self) -> None:
        keep(self.history, *(said(str(number)) for number in range(5)))

        self.assertEqual(self.texts(), ["2", "3", "4"])

    def test_what_was_done_is_kept_like_what_was_said(self) -> None:
        waved = Acted(NOW, "lobby", "Juan", "waves")

        keep(self.history, waved)

        self.assertEqual(self.history.last(Last("lobby", 1)), [Kept(1, waved)])

    def test_nothing_private_is_kept_and_no_topic_is_older_than_the_process(self) -> None:
        keep(
            self.history,
            Whispered(NOW, "Juan", "Ana", "psst"),
            TopicChanged(NOW, "lobby", "Juan", "Tea"),
        )

        self.assertEqual((self.texts(), self.history.topics(9)), ([], {}))

    def test_each_room_has_its_own(self) -> None:
        keep(self.history, said("one"), said("two", "cocina"))

        self.assertEqual((self.texts(), self.texts("cocina")), (["one"], ["two"]))

    def test_a_room_is_the_same_in_any_case(self) -> None:
        keep(self.history, said("one", "Cocina"), said("two", "COCINA"))

        self.assertEqual(self.texts("cocina"), ["one", "two"])

    def test_a_room_nobody_spoke_in_has_none(self) -> None:
        self.assertEqual(self.texts("cocina"), [])

    def test_the_room_that_was_silent_longest_loses_its_oldest_when_there_is_too_much(self) -> None:
        self.history = MemoryHistory(size=5 * 10_000)
        long = "x" * 9_000
        keep(self.history, said(long, "cocina"), said(long, "cocina"))
        keep(self.history, said(long), said(long), said(long))

        keep(self.history, said("y" * 9_000, "taller"))

        self.assertEqual(self.texts("cocina"), [long])
        self.assertEqual(self.texts("lobby"), [long, long, long])
        self.assertEqual(self.texts("taller"), ["y" * 9_000])

    def test_a_room_without_messages_left_takes_no_place(self) -> None:
        self.history = MemoryHistory(size=10_000)
        for number in range(100):
            keep(self.history, said("x" * 9_000, f"room{number}"))

        self.assertEqual(len(self.history._rooms), 1)

    def test_somebody_left_out_up_to_a_time_is_heard_from_then_on(self) -> None:
        later = NOW + timedelta(seconds=1)
        keep(self.history, said("before"), Said(later, "lobby", "Juan", "after"))

        self.assertEqual(self.texts(without={"juan": NOW}), ["after"])

    def test_the_last_ones_without_somebody_are_as_many_as_are_wanted(self) -> None:
        keep(self.history, said("one"), said("two"), Said(NOW, "lobby", "María", "three"))

        self.assertEqual(self.texts(count=2, without={"maría": FOR_EVER}), ["one", "two"])

    def test_who_is_left_out_is_so_in_any_case_of_letters(self) -> None:
        keep(self.history, Said(NOW, "lobby", "MARÍA", "hola"))

        self.assertEqual(self.texts(without={"maría": FOR_EVER}), [])

    def test_what_comes_back_is_no_part_of_the_history(self) -> None:
        keep(self.history, said("one"))
        found = self.history.last(Last("lobby", 1))

        keep(self.history, said("two"))

        self.assertEqual([kept.message.text for kept in found], ["one"])

    @given(st.lists(st.text("ab", max_size=3), max_size=12), st.integers(0, 12))
    def test_the_last_ones_are_the_end_of_all(self, texts: list[str], count: int) -> None:
        history = MemoryHistory()
        keep(history, *map(said, texts))

        last = [kept.message.text for kept in history.last(Last("lobby", count))]

        self.assertEqual(last, texts[len(texts) - min(count, len(texts)) :])


class Changing(SynchronousTestCase):
    def setUp(self) -> None:
        self.history = MemoryHistory(size=counted_as(said("x" * 9_000), said("x" * 9_000)))

    def kept(self, room: str = "lobby") -> list[Kept]:
        return self.history.last(Last(room, 100))

    def test_a_correction_changes_its_message_and_marks_it(self) -> None:
        one, two = keep(self.history, said("one"), said("two"))

        keep(self.history, Corrected(NOW, "lobby", "Juan", "uno", one))

        self.assertEqual(self.kept(), [Kept(one, said("uno"), edited=True), Kept(two, said("two"))])

    def test_a_deletion_takes_its_message_away(self) -> None:
        one, two = keep(self.history, said("one"), said("two"))

        keep(self.history, Deleted(NOW, "lobby", "Juan", one))

        self.assertEqual(self.kept(), [Kept(two, said("two"))])

    def test_changing_what_is_not_there_changes_nothing(self) -> None:
        (one,) = keep(self.history, said("one"))

        keep(
            self.history,
            *(Deleted(NOW, "lobby", "Juan", 99), Corrected(NOW, "lobby", "Juan", "x", 99)),
            *(Deleted(NOW, "cocina", "Juan", one), Deleted(NOW, "", "Juan", one)),
        )

        self.assertEqual(self.kept(), [Kept(one, said("one"))])

    def test_a_room_of_which_all_was_deleted_takes_no_place(self) -> None:
        (one,) = keep(self.history, said("one"))

        keep(self.history, Deleted(NOW, "lobby", "Juan", one))

        self.assertEqual(len(self.history._rooms), 0)

    def test_a_room_of_which_all_was_deleted_harms_nothing_when_there_is_too_much(self) -> None:
        (one,) = keep(self.history, said("one", "cocina"))
        keep(self.history, Deleted(NOW, "cocina", "Juan", one))

        keep(self.history, *[said("x" * 9_000)] * 3)

        self.assertEqual(len(self.kept()), 2)

    def test_a_correction_that_is_longer_makes_room_for_itself(self) -> None:
        one, _ = keep(self.history, said("one"), said("x" * 9_000, "cocina"))

        keep(self.history, Corrected(NOW, "lobby", "Juan", "y" * 18_000, one))

        self.assertEqual((self.kept(), len(self.kept("cocina"))), ([], 1))

    def test_numbers_rise_by_one_and_are_not_given_twice(self) -> None:
        numbers = keep(self.history, said("one"), Whispered(NOW, "Juan", "Ana", "psst"))
        numbers += keep(self.history, Deleted(NOW, "", "Juan", numbers[-1]))

        self.assertEqual(numbers + keep(self.history, said("two")), [1, 2, 3, 4])


class Finding(SynchronousTestCase):
    def setUp(self) -> None:
        self.history = MemoryHistory()
        keep(
            self.history,
            *(said("one"), said("two", "cocina"), Said(NOW, "lobby", "Ana", "one two")),
        )

    def page(self, typed: str, count: int = 9, below: int | None = None, **more: Any) -> Found:
        query = parse_query(typed, "UTC", NOW)
        return self.history.search(Search(query, 1, count, below=below, **more))

    def found(self, typed: str, **more: Any) -> list[str]:
        return [kept.message.text for kept in self.page(typed, **more).messages]

    def test_what_has_the_words_is_found_the_newest_first(self) -> None:
        self.assertEqual(self.found("two"), ["one two", "two"])

    def test_somebody_is_left_out(self) -> None:
        self.assertEqual(self.found("one", without={"ana": FOR_EVER}), ["one"])

    def test_of_a_partner_what_they_said_in_the_room_is_found(self) -> None:
        self.assertEqual(self.found("in:lobby", partner="ana"), ["one two"])

    def test_page_by_page_all_is_found_once(self) -> None:
        first = self.page("in:lobby", 1)
        second = self.page("in:lobby", 1, first.next)

        self.assertEqual(
            [kept.message.text for page in (first, second) for kept in page.messages],
            ["one two", "one"],
        )
        self.assertIs(second.next, None)
