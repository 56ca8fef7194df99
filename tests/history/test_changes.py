"""What was corrected or taken back since a number, in memory and on disk alike."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import (
    Corrected,
    Deleted,
    Event,
    Removed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Changed, Log, Record
from chatservice.core.names import key_of
from chatservice.history import revisions, schema
from chatservice.history.disk import DiskHistory
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
    steps,
    whispered,
)

ALL = 100


def keep(log: Log, *events: Event, author: int = JUAN, receiver: int = 0) -> list[int]:
    """Let events be kept in one turn; returns their numbers."""
    return list(log.append([Record(event, author, receiver) for event in events]))


def told(log: Log, after: int, identity: int = 0, count: int = ALL) -> list[Changed]:
    """Return what changed in the lobby, and of that person's private messages."""
    return list(log.changes(("lobby",), after, identity, count))


def corrected(number: int, text: str, room: str = "lobby") -> Corrected:
    return Corrected(NOW, room, "Juan", text, number)


def deleted(number: int, room: str = "lobby") -> Deleted:
    return Deleted(NOW, room, "Juan", number)


def removed(*numbers: int) -> Removed:
    return Removed(NOW, "lobby", "Ana", "Juan", numbers)


class InMemory(SynchronousTestCase):
    """What holds of every log."""

    def new_log(self) -> Log:
        return MemoryHistory()

    def setUp(self) -> None:
        self.log = self.new_log()
        self.one, self.two, self.last = keep(self.log, said("one"), said("two"), said("three"))

    # -- numbers -------------------------------------------------------------------------------

    def test_each_change_has_a_number_of_its_own(self) -> None:
        numbers = keep(
            self.log, corrected(self.one, "uno"), deleted(self.one), removed(self.two), said("on")
        )

        self.assertEqual(numbers, list(range(self.last + 1, self.last + 5)))

    def test_so_has_the_change_of_what_is_gone_already(self) -> None:
        numbers = keep(self.log, deleted(self.one), deleted(self.one), corrected(self.one, "uno"))

        self.assertEqual(numbers, list(range(self.last + 1, self.last + 4)))

    def test_a_topic_has_none(self) -> None:
        numbers = keep(self.log, TopicChanged(NOW, "lobby", "Juan", "Tea"), said("four"))

        self.assertEqual(numbers, [self.last, self.last + 1])

    # -- what is told --------------------------------------------------------------------------

    def test_a_correction_is_told_with_its_number(self) -> None:
        event = corrected(self.one, "uno")
        (number,) = keep(self.log, event)

        self.assertEqual(told(self.log, self.last), [Changed(number, event)])

    def test_a_deletion_is_told_with_its_number(self) -> None:
        event = deleted(self.one)
        (number,) = keep(self.log, event)

        self.assertEqual(told(self.log, self.last), [Changed(number, event)])

    def test_a_removal_of_several_is_told_as_one(self) -> None:
        event = removed(self.one, self.two)
        (number,) = keep(self.log, event)

        self.assertEqual(told(self.log, self.last), [Changed(number, event)])

    def test_of_a_removal_nothing_is_told_of_later_messages(self) -> None:
        (number,) = keep(self.log, removed(self.one, self.two, self.last))

        self.assertEqual(told(self.log, self.two), [Changed(number, removed(self.one, self.two))])

    def test_what_was_changed_up_to_a_number_is_not_told_again(self) -> None:
        first, second = keep(self.log, corrected(self.one, "uno"), deleted(self.two))

        self.assertEqual(told(self.log, first), [Changed(second, deleted(self.two))])
        self.assertEqual(told(self.log, second), [])

    def test_what_became_of_later_messages_is_not_told(self) -> None:
        keep(self.log, corrected(self.two, "dos"), deleted(self.last))

        self.assertEqual(told(self.log, self.one), [])

    def test_of_several_corrections_the_last_is_told(self) -> None:
        keep(self.log, corrected(self.one, "uno"))
        (number,) = keep(self.log, corrected(self.one, "un"))

        self.assertEqual(told(self.log, self.last), [Changed(number, corrected(self.one, "un"))])

    def test_of_what_was_corrected_and_deleted_the_deletion_is_told(self) -> None:
        keep(self.log, corrected(self.one, "uno"))
        (number,) = keep(self.log, deleted(self.one))

        self.assertEqual(told(self.log, self.last), [Changed(number, deleted(self.one))])

    def test_what_was_gone_already_is_not_told_once_more(self) -> None:
        first, second = keep(self.log, deleted(self.one), deleted(self.one))

        self.assertEqual(told(self.log, self.last), [Changed(first, deleted(self.one))])
        self.assertEqual(told(self.log, second - 1), [])

    def test_of_more_than_are_wanted_the_last_are_told_oldest_first(self) -> None:
        _, second, third = keep(
            self.log, deleted(self.one), corrected(self.two, "dos"), deleted(self.last)
        )

        self.assertEqual(
            [change.seq for change in told(self.log, self.last, count=2)], [second, third]
        )
        self.assertEqual(told(self.log, self.last, count=0), [])

    # -- to whom -------------------------------------------------------------------------------

    def test_rooms_are_those_that_are_asked_for_whatever_the_case_of_their_names(self) -> None:
        here, there = keep(self.log, said("here", "Cocina"), said("there", "taller"))
        keep(self.log, deleted(here, "COCINA"), deleted(there, "taller"))

        found = self.log.changes(("cocina",), there, 0, ALL)

        self.assertEqual([change.event.message for change in found], [here])  # type: ignore[union-attr]

    def test_what_was_private_is_told_to_the_two_and_to_nobody_else(self) -> None:
        (private,) = keep(self.log, whispered("psst"), receiver=ANA)
        event = corrected(private, "pssst", room="")
        (number,) = keep(self.log, event)

        for identity in (JUAN, ANA):
            self.assertEqual(told(self.log, private, identity), [Changed(number, event)])
        for identity in (OTHER_ANA, 0):
            self.assertEqual(told(self.log, private, identity), [])

    def test_of_what_was_private_and_is_gone_the_two_are_told_and_nobody_else(self) -> None:
        (private,) = keep(self.log, whispered("psst"), receiver=ANA)
        (number,) = keep(self.log, deleted(private, room=""))

        for identity in (JUAN, ANA):
            self.assertEqual(
                told(self.log, private, identity), [Changed(number, deleted(private, room=""))]
            )
        for identity in (OTHER_ANA, 0):
            self.assertEqual(told(self.log, private, identity), [])

    def test_what_was_private_to_nobody_known_is_nobodys(self) -> None:
        (private,) = keep(self.log, whispered("psst"), author=0, receiver=0)
        keep(self.log, deleted(private, room=""))

        self.assertEqual(told(self.log, private, 0), [])

    def test_of_what_somebody_said_who_is_forgotten_nothing_is_told(self) -> None:
        (other,) = keep(self.log, said("hola", who="Ana"), author=ANA)
        keep(self.log, deleted(self.one), corrected(self.two, "dos"), deleted(other))

        self.log.forget(JUAN)

        self.assertEqual([c.event for c in told(self.log, other)], [deleted(other)])


class InAFolder(InMemory):
    def new_log(self) -> Log:
        return in_a_folder(self)


class InMemoryAlone(SynchronousTestCase):
    def test_the_last_ones_are_kept(self) -> None:
        self.patch(revisions, "MOST_CHANGED", 2)
        log = MemoryHistory()
        numbers = keep(log, said("one"), said("two"), said("three"))

        keep(log, *(deleted(number) for number in numbers))

        self.assertEqual(
            [change.event for change in told(log, numbers[-1])],
            [deleted(number) for number in numbers[1:]],
        )

    def test_of_what_was_dropped_no_correction_is_told(self) -> None:
        log = MemoryHistory(kept=1)
        (number,) = keep(log, said("one"))

        last = keep(log, corrected(number, "uno"), said("two"))[-1]

        self.assertEqual(told(log, number), [])
        self.assertEqual(log.last_number(), last)


class Rows(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened(retain=timedelta(days=1))

    def count(self) -> int:
        found: int = self.history._connection.execute("SELECT count(*) FROM changes").get
        return found

    def test_what_is_too_old_goes_and_no_number_is_given_twice(self) -> None:
        one, two = keep(self.history, said("one"), said("two"))
        (last,) = keep(self.history, corrected(one, "uno"), deleted(two))[-1:]

        put_in_order(self.history, NOW + timedelta(days=1, seconds=1))

        self.assertEqual(self.count(), 0)
        self.history.close()
        self.assertEqual(keep(self.opened(), said("three")), [last + 1])

    def test_what_is_not_goes_not(self) -> None:
        (one,) = keep(self.history, said("one"))
        change = Deleted(NOW + timedelta(hours=1), "lobby", "Juan", one)
        (number,) = keep(self.history, change)

        put_in_order(self.history, NOW + timedelta(days=1, seconds=1))

        self.assertEqual(told(self.history, one), [Changed(number, change)])

    def test_a_correction_whose_message_was_too_old_is_not_told(self) -> None:
        (one,) = keep(self.history, said("one"))
        keep(self.history, Corrected(NOW + timedelta(hours=1), "lobby", "Juan", "uno", one))

        put_in_order(self.history, NOW + timedelta(days=1, seconds=1))

        self.assertEqual(told(self.history, one), [])

    def test_what_became_of_a_forgotten_persons_messages_goes(self) -> None:
        numbers = keep(self.history, *(said(str(number)) for number in range(300)))
        (other,) = keep(self.history, said("hola", who="Ana"), author=ANA)
        keep(self.history, *(deleted(number) for number in numbers), deleted(other))

        self.history.forget(JUAN)
        put_in_order(self.history)

        self.assertEqual(self.count(), 1)
        self.assertEqual([c.event for c in told(self.history, other)], [deleted(other)])

    def test_however_much_was_changed_since_it_is_told_at_once(self) -> None:
        numbers = keep(self.history, *(said(str(number)) for number in range(2000)))
        keep(self.history, *(deleted(number) for number in numbers))

        self.assertLess(steps(self.history, lambda: told(self.history, numbers[2])), 120)

    def test_of_very_many_changes_of_long_ago_the_last_are_told_at_once(self) -> None:
        numbers = keep(self.history, *(said(str(number)) for number in range(2000)))
        last = keep(self.history, *[said("x")] * (schema.LONG_AGO + 1))[-1]
        for number in numbers:
            keep(self.history, corrected(number, "new"))

        self.assertLess(
            steps(self.history, lambda: self.history.changes(("lobby",), last, JUAN, 5)), 200
        )

    def test_of_many_the_last_are_told_whole(self) -> None:
        numbers = keep(self.history, *(said(str(number)) for number in range(9)))
        keep(self.history, corrected(numbers[0], "new"))
        last_two = [removed(*numbers[2:6]), corrected(numbers[7], "new")]
        keep(self.history, *last_two)

        found = self.history.changes(("lobby",), numbers[-1], JUAN, 2)

        self.assertEqual([each.event for each in found], last_two)

    def test_a_change_of_long_ago_is_told_once(self) -> None:
        (one,) = keep(self.history, said("one"))
        for _ in range(2):
            keep(self.history, *[said("x")] * (schema.LONG_AGO // 2))
        (two,) = keep(self.history, said("two"))
        keep(self.history, deleted(one), deleted(two))

        self.assertEqual(
            [change.event for change in told(self.history, two)], [deleted(one), deleted(two)]
        )
        self.assertEqual([change.event for change in told(self.history, one + 1)], [deleted(one)])


ROOMS = ("lobby", "cocina")
PEOPLE = (JUAN, ANA, OTHER_ANA)
numbers = st.integers(1, 12)
acts = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(PEOPLE), st.sampled_from(ROOMS)),
    st.tuples(st.just("whisper"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("correct"), numbers, st.sampled_from(("a", "b"))),
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("remove"), st.lists(numbers, min_size=1, max_size=4, unique=True)),
)
scripts = st.lists(acts, max_size=25)

Act = tuple[Any, ...]


class AgainstWhoRemainsConnected(SynchronousTestCase):
    """Who comes again with a number has in the end what somebody has who heard everything."""

    def play(self, log: Log, script: list[Act]) -> None:
        """Do what the script says, and compare what each has who was away from some number on."""
        heard: list[tuple[int, Event, int, int]] = []
        """What was said and changed: its number, and the identities of its message."""
        alive: dict[int, tuple[Said | Whispered, int, int]] = {}
        for act in script:
            record = self.record(act, alive)
            if record is None:
                continue
            (number,) = log.append([record])
            people = record.author, record.receiver
            event = record.event
            if isinstance(event, Said | Whispered):
                alive[number] = (event, *people)
            else:
                assert isinstance(event, Corrected | Deleted | Removed)
                people = self.people_of(event, alive)
                self.change(event, alive)
            heard.append((number, event, *people))
        for after in range(log.last_number() + 1):
            for rooms in ((), ("cocina",), ROOMS):
                for identity in (0, *PEOPLE):
                    self.compare(log, heard, after, rooms, identity)

    def record(self, act: Act, alive: dict[int, Any]) -> Record | None:
        """Return what is to be kept, if the act is possible."""
        match act:
            case ("say", int(author), str(room)):
                return Record(said("hola", room), author)
            case ("whisper", int(author), int(receiver)):
                return Record(whispered("psst"), author, receiver)
            case ("correct" | "delete" as what, int(number), *texts) if number in alive:
                event, author, _ = alive[number]
                room = getattr(event, "room", "")
                if what == "delete":
                    return Record(deleted(number, room), author)
                return Record(corrected(number, str(texts[0]), room), author)
            case ("remove", list(gone)):
                in_lobby = [
                    n for n in gone if getattr(alive.get(n, ("",))[0], "room", "") == "lobby"
                ]
                return Record(removed(*sorted(in_lobby)), ANA)
            case _:
                return None

    def people_of(
        self, event: Corrected | Deleted | Removed, alive: dict[int, Any]
    ) -> tuple[int, int]:
        if isinstance(event, Removed):
            return (0, 0)
        _, author, receiver = alive[event.message]
        return author, receiver

    def change(self, event: Corrected | Deleted | Removed, alive: dict[int, Any]) -> None:
        if isinstance(event, Corrected):
            return
        for number in event.messages if isinstance(event, Removed) else (event.message,):
            alive.pop(number, None)

    def compare(
        self,
        log: Log,
        heard: list[tuple[int, Event, int, int]],
        after: int,
        rooms: tuple[str, ...],
        identity: int,
    ) -> None:
        """Let one hear all, and another be told what changed after a number."""

        def concerns(event: Any, author: int, receiver: int) -> bool:
            if getattr(event, "room", ""):
                return key_of(event.room) in rooms
            return identity != 0 and identity in (author, receiver)

        theirs = [each for each in heard if concerns(each[1], *each[2:])]
        before = [(seq, event) for seq, event, *_ in theirs if seq <= after]
        now = self.screen([(seq, event) for seq, event, *_ in theirs])
        found = log.changes(rooms, after, identity, ALL)
        self.assertEqual([c.seq for c in found], sorted({c.seq for c in found}))
        for change in found:
            self.assertGreater(change.seq, after)
        again = self.screen([*before, *((change.seq, change.event) for change in found)])
        self.assertEqual(again, {seq: text for seq, text in now.items() if seq <= after})

    def screen(self, events: list[tuple[int, Any]]) -> dict[int, str]:
        """Return what somebody has before them who was told that: texts by their numbers."""
        shown: dict[int, str] = {}
        for seq, event in events:
            if isinstance(event, Said | Whispered):
                shown[seq] = event.text
            elif isinstance(event, Corrected):
                assert event.message in shown, "nothing is told of what they never had"
                shown[event.message] = event.text
            else:
                for number in event.messages if isinstance(event, Removed) else (event.message,):
                    assert number in shown, "nothing is told of what they never had"
                    del shown[number]
        return shown

    @given(scripts)
    def test_the_log_in_memory_tells_who_comes_again_all_of_it(self, script: list[Act]) -> None:
        self.play(MemoryHistory(), script)

    @settings(max_examples=40)
    @given(scripts)
    def test_so_does_the_log_on_disk(self, script: list[Act]) -> None:
        with TemporaryDirectory() as folder:
            log = DiskHistory(Path(folder))
            log.open()
            try:
                self.play(log, script)
            finally:
                log.close()
