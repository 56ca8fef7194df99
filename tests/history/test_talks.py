"""What two people told each other in private, read back page by page from either log."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Deleted, Event, Said, Whispered
from chatservice.core.log import Log, Record, Search
from chatservice.core.people import FOR_EVER
from chatservice.core.query import Query
from chatservice.history.memory import MemoryHistory
from tests.history.folders import (
    ANA,
    JUAN,
    NOW,
    OTHER_ANA,
    FolderTestCase,
    in_a_folder,
    put_in_order,
    said,
    whispered,
)
from tests.history.test_order import import_into

BETO = 44

NAMES = {JUAN: "Juan", ANA: "Ana", OTHER_ANA: "Ana", BETO: "Beto"}


def whisper(log: Log, author: int, receiver: int, text: str = "psst") -> int:
    (number,) = log.append(
        [Record(whispered(text, NAMES[author], NAMES[receiver]), author, receiver)]
    )
    return number


def say(log: Log, author: int, room: str = "lobby") -> int:
    (number,) = log.append([Record(said("hello", room, NAMES[author]), author)])
    return number


def talk(count: int, before: int | None = None, *, private: bool = True) -> Search:
    """Return what Juan asks for when he reads what there is of Ana."""
    query = Query(room="lobby")
    return Search(query, JUAN, count, partner="ana", private=private, before=before)


def paged_back(log: Log, count: int, *, private: bool = True) -> list[int]:
    """Return the numbers of all of it, read from its end, each page before the one below."""
    numbers: list[int] = []
    before = None
    while page := log.search(talk(count, before, private=private)).messages:
        numbers = [*(kept.seq for kept in reversed(page)), *numbers]
        before = page[-1].seq
    return numbers


class InMemory(SynchronousTestCase):
    """What holds of every log."""

    def new_log(self) -> Log:
        return MemoryHistory()

    def setUp(self) -> None:
        self.log = self.new_log()

    def a_long_talk(self) -> list[int]:
        """Let Juan and Ana talk, and others in between, and in rooms; returns the former's."""
        theirs = []
        for number in range(130):
            say(self.log, (JUAN, ANA, BETO)[number % 3])
            theirs.append(whisper(self.log, *((JUAN, ANA), (ANA, JUAN))[number % 2]))
            for author, receiver in (
                *((BETO, JUAN), (JUAN, BETO), (BETO, ANA), (ANA, BETO)),
                *((OTHER_ANA, BETO), (BETO, OTHER_ANA)),
            ):
                whisper(self.log, author, receiver)
        return theirs

    def test_page_by_page_all_of_it_comes_once(self) -> None:
        theirs = self.a_long_talk()

        self.assertEqual(paged_back(self.log, 50), theirs)

    def test_a_page_is_full_while_there_is_more(self) -> None:
        theirs = self.a_long_talk()

        found = self.log.search(talk(50, theirs[100])).messages

        self.assertEqual([kept.seq for kept in found], theirs[50:100][::-1])

    def test_with_what_was_said_in_the_room_all_comes_once(self) -> None:
        first, second = say(self.log, ANA), whisper(self.log, JUAN, ANA)
        say(self.log, JUAN)
        say(self.log, ANA, "cocina")
        third, fourth = say(self.log, ANA), whisper(self.log, ANA, JUAN)

        for count in (1, 2, 3):
            self.assertEqual(
                paged_back(self.log, count, private=False), [first, second, third, fourth]
            )

    def test_before_a_number_of_somebody_else_come_those_before_it(self) -> None:
        first = whisper(self.log, JUAN, ANA)
        between = say(self.log, BETO)
        whisper(self.log, JUAN, ANA)

        found = self.log.search(talk(9, between)).messages

        self.assertEqual([kept.seq for kept in found], [first])

    def test_before_the_number_of_what_is_gone_come_those_before_it(self) -> None:
        first, gone, _ = (whisper(self.log, JUAN, ANA) for _ in range(3))
        self.log.append([Record(Deleted(NOW, "", "Juan", gone), JUAN)])

        found = self.log.search(talk(9, gone)).messages

        self.assertEqual([kept.seq for kept in found], [first])

    def test_before_a_number_that_was_never_given_come_the_last(self) -> None:
        _, last = (whisper(self.log, JUAN, ANA) for _ in range(2))

        found = self.log.search(talk(1, 10**30)).messages

        self.assertEqual([kept.seq for kept in found], [last])

    def test_before_the_first_there_is_nothing(self) -> None:
        first = whisper(self.log, JUAN, ANA)

        self.assertEqual(self.log.search(talk(9, first)).messages, ())

    def test_nobody_reads_what_others_told_each_other(self) -> None:
        whisper(self.log, BETO, ANA)
        whisper(self.log, ANA, BETO)

        self.assertEqual(self.log.search(talk(9)).messages, ())

    def test_who_is_nobody_reads_nothing_of_others_who_are_nobody(self) -> None:
        self.log.append([Record(whispered("psst"), 0, 0)])
        wanted = Search(Query(), 0, 9, partner="ana", private=True)

        self.assertEqual(self.log.search(wanted).messages, ())

    def test_who_is_ignored_is_left_out(self) -> None:
        own = whisper(self.log, JUAN, ANA)
        whisper(self.log, ANA, JUAN)
        wanted = Search(Query(), JUAN, 9, {"ana": FOR_EVER}, partner="ana", private=True)

        self.assertEqual([kept.seq for kept in self.log.search(wanted).messages], [own])

    def test_a_search_for_words_finds_ones_own(self) -> None:
        own = whisper(self.log, ANA, JUAN, "buy tea")
        whisper(self.log, ANA, BETO, "more tea")

        found = self.log.search(Search(Query(phrases=(("tea",),)), JUAN, 9))

        self.assertEqual([kept.seq for kept in found.messages], [own])


class InAFolder(InMemory):
    def new_log(self) -> Log:
        return in_a_folder(self)


class Imported(FolderTestCase):
    def test_page_by_page_all_comes_once_in_the_order_of_time(self) -> None:
        history = self.opened()
        (first,) = history.append(
            [Record(Whispered(NOW, "Juan", "Ana", "psst"), JUAN, ANA)],
        )
        import_into(self.directory, *"abc", at=-10)
        (last,) = history.append(
            [Record(Said(NOW + timedelta(seconds=9), "lobby", "Ana", "hello"), ANA)]
        )
        imported = [first + 1, first + 2, first + 3]
        before = Search(Query(room="lobby"), JUAN, 9, before=first)

        found = history.search(before).messages

        self.assertEqual([kept.seq for kept in found], imported[::-1])
        self.assertEqual(paged_back(history, 1, private=False), [first, last])


acts = st.lists(
    st.one_of(
        st.tuples(st.just("whisper"), st.sampled_from([*NAMES]), st.sampled_from([*NAMES])),
        st.tuples(st.just("say"), st.sampled_from([*NAMES]), st.sampled_from(["lobby", "cocina"])),
        st.tuples(st.just("delete"), st.integers(1, 20), st.just("")),
    ),
    max_size=25,
)


class WhateverIsSaid(SynchronousTestCase):
    @settings(max_examples=40)
    @given(acts, st.integers(1, 4), st.booleans())
    def test_both_logs_give_all_of_it_once(
        self, script: list[tuple[str, int, int | str]], count: int, private: bool
    ) -> None:
        kept: dict[int, tuple[Event, int, int]] = {}
        disk, memory = in_a_folder(self), MemoryHistory()
        for second, (what, who, where) in enumerate(script):
            at = NOW + timedelta(seconds=second // 3)
            event: Event
            receiver = 0
            if what == "delete":
                if who not in kept:
                    continue
                gone = kept.pop(who)[0]
                event = Deleted(at, getattr(gone, "room", ""), "Juan", who)
            elif isinstance(where, int):
                receiver = where
                event = Whispered(at, NAMES[who], NAMES[where], "psst")
            else:
                event = (Said, Acted)[second % 2](at, where, NAMES[who], "hello")
            record = Record(event, who, receiver)
            (number,) = disk.append([record])
            self.assertEqual(memory.append([record]), [number])
            if what != "delete":
                kept[number] = (event, who, receiver)
            if second % 7 == 0:
                put_in_order(disk)

        theirs = [number for number, each in kept.items() if _is_theirs(*each, private=private)]
        for log in (disk, memory):
            self.assertEqual(paged_back(log, count, private=private), theirs)


def _is_theirs(event: Event, author: int, receiver: int, *, private: bool) -> bool:
    """Return whether Juan reads it when he asks for what there is of anybody called Ana."""
    if isinstance(event, Whispered):
        return (author == JUAN and event.to == "Ana") or (receiver == JUAN and event.who == "Ana")
    assert isinstance(event, Said | Acted)
    return not private and event.who == "Ana" and event.room == "lobby"


class Fast(FolderTestCase):
    def test_a_page_of_long_ago_is_found_without_walking_there(self) -> None:
        history = self.opened()
        theirs = [Record(whispered("psst"), JUAN, ANA) for _ in range(60)]
        others = [
            record
            for number in range(6000)
            for record in (
                Record(whispered("psst", "Beto", "Ana"), BETO, ANA),
                Record(said(str(number), who="Beto"), BETO),
            )
        ]
        numbers = history.append(theirs)
        history.append(others)
        put_in_order(history)
        history.search(talk(1))
        finder = history._index._opened_finder()
        steps = 0

        def count() -> bool:
            nonlocal steps
            steps += 1
            return False

        for connection in (finder._history, finder._index):
            connection.set_progress_handler(count, 10)
        found = finder.page(talk(50, numbers[-1])).messages

        self.assertEqual([kept.seq for kept in found], numbers[9:59][::-1])
        self.assertLess(steps, 500)
