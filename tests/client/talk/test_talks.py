"""A talk's entries: in their order, each number once, and not too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.talk import talks
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import CUT, Talk

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


def said(seq: int, *, minutes: int = 0, state: State = State.TAKEN) -> Entry:
    at = NOON + timedelta(minutes=minutes)
    return Entry(Kind.SAID, at, str(seq), "ana", seq, state=state, own=state is not State.TAKEN)


def notice(text: str = "notice", *, minutes: int = 0) -> Entry:
    return Entry(Kind.NOTICE, NOON + timedelta(minutes=minutes), text)


def came(name: str) -> Entry:
    return Entry(Kind.PRESENCE, NOON, came=[name])


def pages(*numbers: int) -> list[Entry]:
    return [said(number) for number in numbers]


class TalkTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.talk = Talk("lobby", is_room=True)

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            self.talk.add(entry)

    def shown(self) -> list[int | str]:
        """Return the numbers, or the texts of what has none."""
        return [entry.seq or entry.text or entry.kind.value for entry in self.talk.entries]


class Order(TalkTestCase):
    def test_a_late_number_stands_before_the_greater_ones(self) -> None:
        self.add(said(5), said(7), said(6))
        self.assertEqual(self.shown(), [5, 6, 7])

    def test_a_late_number_stands_before_a_greater_one_with_something_behind_it(self) -> None:
        self.add(said(6), came("juan"), said(5))
        self.assertEqual(self.shown(), [5, 6, "presence"])

    def test_what_has_no_number_stays_where_it_came(self) -> None:
        self.add(said(5), notice(), said(7), said(6))
        self.assertEqual(self.shown(), [5, "notice", 6, 7])

    def test_what_is_to_be_taken_stays_last(self) -> None:
        self.add(said(0, state=State.WAITING), said(5), notice())
        self.assertEqual([entry.state for entry in self.talk.entries][-1], State.WAITING)

    def test_a_number_is_there_once(self) -> None:
        first = self.talk.add(said(5))
        self.assertIs(self.talk.add(said(5)), first)
        self.assertEqual(self.shown(), [5])

    def test_people_come_together_though_something_waits(self) -> None:
        self.add(came("juan"), said(0, state=State.WAITING), came("eva"))
        self.assertEqual(self.talk.entries[0].came, ["juan", "eva"])


class Older(TalkTestCase):
    def test_older_ones_stand_before_all_whatever_the_clock_here_says(self) -> None:
        self.add(said(10), notice(minutes=-60), said(11))
        self.talk.extend(pages(1, 2, 3, 4, 5), before=10)
        self.assertEqual(self.shown(), [1, 2, 3, 4, 5, 10, "notice", 11])

    def test_they_do_so_though_nobody_says_before_what(self) -> None:
        self.add(notice("first"), said(10), notice(minutes=-60), said(11))
        self.talk.extend(pages(1, 2, 3))
        self.assertEqual(self.shown(), [1, 2, 3, "first", 10, "notice", 11])

    def test_the_first_number_is_that_of_the_oldest(self) -> None:
        self.add(notice(), said(10))
        self.talk.extend(pages(1, 2), before=10)
        self.assertEqual(self.talk.first, 1)

    def test_without_numbers_the_first_one_is_0(self) -> None:
        self.add(notice())
        self.assertEqual(self.talk.first, 0)

    def test_those_that_are_there_are_left_out(self) -> None:
        self.add(said(10))
        new = self.talk.extend(pages(8, 9, 9, 10))
        self.assertEqual([entry.seq for entry in new], [8, 9])
        self.assertEqual(self.shown(), [8, 9, 10])

    def test_what_was_missed_stands_behind_what_was_there(self) -> None:
        self.add(said(10), notice())
        self.talk.extend(pages(11, 12))
        self.assertEqual(self.shown(), [10, "notice", 11, 12])

    def test_what_was_left_out_stands_in_its_place(self) -> None:
        self.add(said(10), notice(), said(20))
        self.talk.extend(pages(12, 14, 8))
        self.assertEqual(self.shown(), [8, 10, "notice", 12, 14, 20])

    def test_what_was_imported_stays_where_the_server_puts_it(self) -> None:
        self.add(said(10))
        self.talk.extend(pages(5000, 5001, 8, 9), before=10)
        self.assertEqual(self.shown(), [5000, 5001, 8, 9, 10])

    def test_history_stands_above_what_the_client_told(self) -> None:
        self.add(notice("Welcome"))
        self.talk.extend(pages(8, 9))
        self.assertEqual(self.shown(), [8, 9, "Welcome"])


class Finding(TalkTestCase):
    def test_what_was_put_before_is_found(self) -> None:
        self.add(said(10))
        self.talk.extend(pages(8, 9))
        self.assertIs(self.talk.find(9), self.talk.entries[1])

    def test_what_was_taken_out_is_not_found(self) -> None:
        entry = self.talk.add(said(10))
        self.talk.remove(entry)
        self.assertIsNone(self.talk.find(10))

    def test_what_was_cut_is_not_found(self) -> None:
        self.patch(talks, "MOST_ENTRIES", 10)
        self.add(*(said(number) for number in range(1, 13)))
        self.assertIsNone(self.talk.find(1))

    def test_what_was_forgotten_is_not_found(self) -> None:
        self.add(said(10), notice())
        self.talk.forget()
        self.assertEqual((self.talk.find(10), self.shown()), (None, ["notice"]))

    def test_another_history_may_have_the_same_numbers(self) -> None:
        self.add(said(10))
        self.talk.forget()
        self.add(said(10))
        self.assertEqual(self.shown(), [10])

    def test_what_has_no_number_is_not_found_by_one(self) -> None:
        self.add(notice())
        self.assertIsNone(self.talk.find(0))

    def test_what_was_taken_is_found_by_the_number_that_it_has_now(self) -> None:
        entry = self.talk.add(said(0, state=State.WAITING))
        self.talk.remove(entry)
        entry.seq, entry.state = 7, State.TAKEN
        self.add(entry)
        self.assertIs(self.talk.find(7), entry)


class Bounds(TalkTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.patch(talks, "MOST_ENTRIES", 20)
        self.patch(talks, "MOST_READ", 100)

    def fill(self) -> None:
        self.talk.is_read_back = True
        self.add(*pages(*range(1001, 1051)))
        self.talk.extend(pages(*range(941, 1001)), before=1001)

    def test_at_the_end_the_oldest_are_cut(self) -> None:
        self.add(*pages(*range(1, 24)))
        self.assertEqual(self.shown(), list(range(4, 24)))

    def test_what_was_cut_is_on_the_server(self) -> None:
        self.talk.is_whole = True
        self.add(*pages(*range(1, 24)))
        self.assertFalse(self.talk.is_whole)

    def test_while_somebody_reads_back_more_are_kept(self) -> None:
        self.talk.is_read_back = True
        self.add(*pages(*range(1, 90)))
        self.assertEqual(len(self.talk.entries), 89)

    def test_what_is_read_and_the_end_stay_when_the_rest_is_cut(self) -> None:
        self.fill()
        self.talk.extend(pages(*range(931, 941)), before=941)
        self.assertTrue(self.talk.shorten(notice("gap")))
        expected = [*range(931, 1011), "gap", *range(1031, 1051)]
        self.assertEqual(self.shown(), expected)

    def test_nothing_is_cut_for_a_few(self) -> None:
        self.fill()
        self.assertFalse(self.talk.shorten(notice("gap")))


class Same(SynchronousTestCase):
    """Whatever happens in which order, the numbers are in order, each once, and not too many."""

    @given(st.data())
    def test_any_order_of_events_leaves_the_numbers_in_order(self, data: st.DataObject) -> None:
        self.patch(talks, "MOST_ENTRIES", 10)
        self.patch(talks, "MOST_READ", 20)
        talk = Talk("lobby", is_room=True)
        waiting: list[Entry] = []
        numbers = st.integers(1, 60)
        page = st.lists(numbers, max_size=8).map(sorted)

        def say() -> None:
            talk.add(said(data.draw(numbers), minutes=data.draw(st.integers(-99, 99))))

        def tell() -> None:
            talk.add(data.draw(st.sampled_from([notice, lambda: came("eva")]))())

        def type_() -> None:
            waiting.append(talk.add(said(0, state=State.WAITING)))

        def take() -> None:
            if waiting:
                entry = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
                talk.remove(entry)
                entry.seq, entry.state = data.draw(numbers), State.TAKEN
                talk.add(entry)

        def refuse() -> None:
            if waiting:
                waiting.pop().state = State.REFUSED

        def put_before() -> None:
            talk.extend(pages(*data.draw(page)))
            talk.shorten(notice("gap"))

        def read_back() -> None:
            first = talk.first
            talk.extend(
                pages(*(number for number in data.draw(page) if not first or number < first)),
                before=first,
            )
            talk.shorten(notice("gap"))

        def remove() -> None:
            if talk.entries:
                entry = data.draw(st.sampled_from(talk.entries))
                talk.remove(entry)
                if entry in waiting:
                    waiting.remove(entry)

        def turn() -> None:
            talk.is_read_back = not talk.is_read_back

        steps: list[Callable[[], None]] = [
            *(say, tell, type_, take, refuse, put_before, read_back, remove, turn, talk.forget)
        ]
        for step in data.draw(st.lists(st.sampled_from(steps), max_size=40)):
            step()
            there = [entry.seq for entry in talk.entries if entry.seq]
            self.assertEqual(there, sorted(set(there)))
            self.assertEqual(
                [talk.find(number) for number in there],
                [entry for entry in talk.entries if entry.seq],
            )
            self.assertEqual([n for n in range(61) if talk.find(n) and n not in there], [])
            self.assertLessEqual(len(talk.entries), 20 + 20 // CUT)
