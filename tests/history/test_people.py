"""What there is of one person, in memory and on disk alike: what waits for them, what they said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Corrected, Deleted, Event, Removed, Said, Whispered
from chatservice.core.log import (
    MOST_LOOKED_THROUGH,
    Kept,
    Last,
    Log,
    NotReadError,
    Record,
    Since,
    Unread,
)
from chatservice.core.names import key_of
from chatservice.core.people import FOR_EVER
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from chatservice.history.whispers import MOST_PRIVATE
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

NOBODY = frozenset[str]()


def keep(log: Log, *events: Event, author: int = JUAN, receiver: int = 0) -> list[int]:
    """Let events be kept in one turn; returns their numbers."""
    return list(log.append([Record(event, author, receiver) for event in events]))


def waiting(log: Log, identity: int, after: int = 0, count: int = 9) -> list[str]:
    """Return the texts of what waits for somebody."""
    return [kept.message.text for kept in log.waiting(identity, after, count).messages]


def of_person(log: Log, identity: int, keys: frozenset[str] = NOBODY, count: int = 9) -> list[str]:
    """Return what somebody said in the lobby, the newest first."""
    return [kept.message.text for kept in log.of_person("lobby", keys, identity, count)]


def last(log: Log) -> list[str]:
    """Return what is kept of the lobby."""
    return [kept.message.text for kept in log.last(Last("lobby", 100))]


class InMemory(SynchronousTestCase):
    """What holds of every log."""

    def new_log(self) -> Log:
        return MemoryHistory()

    def setUp(self) -> None:
        self.log = self.new_log()

    # -- what waits ----------------------------------------------------------------------------

    def test_a_private_message_waits_for_who_it_is_for_and_for_nobody_else(self) -> None:
        keep(self.log, whispered("psst"), receiver=ANA)

        self.assertEqual(waiting(self.log, ANA), ["psst"])
        for identity in (JUAN, OTHER_ANA, 0):
            self.assertEqual(self.log.waiting(identity, 0, 9), Unread((), 0))

    def test_for_nobody_known_nothing_waits(self) -> None:
        keep(self.log, whispered("psst"), receiver=0)

        self.assertEqual(self.log.waiting(0, 0, 9), Unread((), 0))

    def test_it_comes_whole_as_it_was_said(self) -> None:
        (number,) = keep(self.log, whispered("psst"), receiver=ANA)

        self.assertEqual(self.log.waiting(ANA, 0, 9), Unread((Kept(number, whispered("psst")),), 1))

    def test_what_was_said_up_to_a_number_waits_no_longer(self) -> None:
        _, second, _ = keep(
            self.log, *(whispered(text) for text in ("one", "two", "three")), receiver=ANA
        )

        self.assertEqual(waiting(self.log, ANA, second), ["three"])

    def test_of_more_than_are_wanted_the_last_come_and_all_are_counted(self) -> None:
        keep(self.log, *(whispered(str(number)) for number in range(5)), receiver=ANA)

        found = self.log.waiting(ANA, 0, 2)

        self.assertEqual([kept.message.text for kept in found.messages], ["3", "4"])
        self.assertEqual(found.total, 5)

    def test_what_they_wrote_themselves_comes_with_it_if_that_is_wanted(self) -> None:
        keep(self.log, whispered("to Ana"), author=JUAN, receiver=ANA)
        keep(self.log, whispered("to Juan"), author=ANA, receiver=JUAN)
        keep(self.log, said("to all"), author=ANA)

        found = self.log.waiting(ANA, 0, 9, sent=True)

        texts = [kept.message.text for kept in found.messages]
        self.assertEqual((texts, found.total), (["to Ana", "to Juan"], 2))

    def test_of_both_together_the_last_come_and_none_up_to_the_number(self) -> None:
        for number in range(3):
            keep(self.log, whispered(f"to Ana {number}"), author=JUAN, receiver=ANA)
            keep(self.log, whispered(f"to Juan {number}"), author=ANA, receiver=JUAN)

        texts = [
            [kept.message.text for kept in self.log.waiting(ANA, after, count, sent=True).messages]
            for after, count in ((0, 3), (4, 9))
        ]

        self.assertEqual(texts, [["to Juan 1", "to Ana 2", "to Juan 2"], ["to Ana 2", "to Juan 2"]])

    def test_nobody_known_wrote_nothing(self) -> None:
        keep(self.log, whispered("psst"), author=0, receiver=ANA)

        self.assertEqual(self.log.waiting(0, 0, 9, sent=True), Unread((), 0))

    def test_when_none_are_wanted_they_are_counted(self) -> None:
        keep(self.log, whispered("one"), receiver=ANA)

        self.assertEqual(self.log.waiting(ANA, 0, 0), Unread((), 1))

    def test_it_waits_under_every_name_that_they_bore(self) -> None:
        keep(self.log, whispered("one", to="Ana"), whispered("two", to="Anita"), receiver=ANA)

        self.assertEqual(waiting(self.log, ANA), ["one", "two"])

    def test_what_is_said_to_a_room_waits_for_nobody(self) -> None:
        keep(self.log, said("hola"), receiver=ANA)

        self.assertEqual(self.log.waiting(ANA, 0, 9).total, 0)

    def test_it_waits_as_it_reads_now(self) -> None:
        one, two, three = keep(
            self.log, *(whispered(text) for text in ("one", "two", "three")), receiver=ANA
        )
        keep(
            self.log,
            Corrected(NOW, "", "Juan", "uno", one),
            Deleted(NOW, "", "Juan", two),
        )

        self.assertEqual(
            self.log.waiting(ANA, 0, 9),
            Unread((Kept(one, whispered("uno"), edited=True), Kept(three, whispered("three"))), 2),
        )

    def test_somebody_left_out_up_to_a_time_is_not_counted_until_then(self) -> None:
        later = NOW + timedelta(seconds=1)
        keep(
            self.log,
            whispered("before"),
            replace(whispered("after"), at=later),
            whispered("from Beto", "Beto"),
            receiver=ANA,
        )

        found = self.log.waiting(ANA, 0, 1, {"juan": NOW, "beto": FOR_EVER})

        self.assertEqual([kept.message.text for kept in found.messages], ["after"])
        self.assertEqual(found.total, 1)

    # -- what somebody said --------------------------------------------------------------------

    def test_what_somebody_said_in_a_room_comes_newest_first(self) -> None:
        keep(self.log, said("one"), said("elsewhere", "cocina"), said("two"), said("three"))
        keep(self.log, said("other", who="Ana"), author=ANA)

        self.assertEqual(of_person(self.log, JUAN, count=2), ["three", "two"])

    def test_it_comes_whatever_they_were_called(self) -> None:
        keep(self.log, said("one", who="Juan"), said("two", who="Juanito"))

        self.assertEqual(of_person(self.log, JUAN, frozenset({"juan"})), ["two", "one"])

    def test_what_others_of_that_name_said_is_not_theirs(self) -> None:
        keep(self.log, said("one", who="Ana"), author=ANA)
        keep(self.log, said("two", who="Ana"), author=OTHER_ANA)

        self.assertEqual(of_person(self.log, ANA, frozenset({"ana"})), ["one"])

    def test_without_an_identity_all_comes_of_who_had_one_of_the_names(self) -> None:
        for identity, name in ((ANA, "Ana"), (OTHER_ANA, "ANA"), (JUAN, "Juan"), (0, "Beto")):
            keep(self.log, said(name, who=name), author=identity)

        self.assertEqual(of_person(self.log, 0, frozenset({"ana", "beto"})), ["Beto", "ANA", "Ana"])

    def test_without_an_identity_nothing_comes_of_those_who_are_left_out(self) -> None:
        for identity, text in ((ANA, "one"), (OTHER_ANA, "two"), (0, "three")):
            keep(self.log, said(text, who="Ana"), author=identity)

        found = self.log.of_person("lobby", frozenset({"ana"}), 0, 9, frozenset({ANA, JUAN}))

        self.assertEqual([kept.message.text for kept in found], ["three", "two"])

    def test_without_an_identity_and_a_name_nothing_comes(self) -> None:
        keep(self.log, said("one"), author=0)

        self.assertEqual(of_person(self.log, 0), [])

    def test_nothing_private_comes(self) -> None:
        keep(self.log, whispered("psst"), receiver=ANA)

        self.assertEqual(of_person(self.log, JUAN), [])

    def test_in_a_room_where_nobody_spoke_nothing_comes(self) -> None:
        self.assertEqual(of_person(self.log, JUAN), [])

    # -- what is private, both ways ------------------------------------------------------------

    def test_with_what_they_sent_the_last_private_messages_come_in_order(self) -> None:
        keep(self.log, whispered("one"), receiver=ANA)
        keep(self.log, whispered("two", "Ana", "Juan"), author=ANA, receiver=JUAN)
        keep(self.log, whispered("not theirs", "Ana", "Beto"), author=OTHER_ANA, receiver=44)
        keep(self.log, said("three"), author=ANA)
        keep(self.log, whispered("four"), receiver=ANA)

        for count, told in ((9, ["one", "two", "four"]), (2, ["two", "four"]), (1, ["four"])):
            found = self.log.waiting(ANA, 0, count, sent=True)

            self.assertEqual([kept.message.text for kept in found.messages], told)
            self.assertEqual(found.total, min(3, count + 1))

    def test_with_what_they_sent_nothing_comes_from_before(self) -> None:
        (one,) = keep(self.log, whispered("one"), receiver=ANA)
        keep(self.log, whispered("two", "Ana", "Juan"), author=ANA, receiver=JUAN)

        found = self.log.waiting(ANA, one, 9, sent=True)

        self.assertEqual([kept.message.text for kept in found.messages], ["two"])

    def test_with_what_they_sent_who_is_ignored_is_left_out(self) -> None:
        keep(self.log, whispered("one"), receiver=ANA)
        keep(self.log, whispered("two", "Ana", "Juan"), author=ANA, receiver=JUAN)

        found = self.log.waiting(ANA, 0, 9, {"juan": FOR_EVER, "ana": FOR_EVER}, sent=True)

        self.assertEqual([kept.message.text for kept in found.messages], ["two"])

    def test_what_was_sent_and_forgotten_does_not_come(self) -> None:
        keep(self.log, whispered("one"), receiver=ANA)
        self.log.forget(JUAN)

        for identity in (JUAN, ANA):
            self.assertEqual(self.log.waiting(identity, 0, 9, sent=True), Unread((), 0))

    def test_nobody_known_has_sent_nothing(self) -> None:
        keep(self.log, whispered("one"), author=0)

        self.assertEqual(self.log.waiting(0, 0, 9, sent=True), Unread((), 0))

    # -- numbers -------------------------------------------------------------------------------

    def test_before_anything_was_said_the_last_number_is_0(self) -> None:
        self.assertEqual(self.log.last_number(), 0)

    def test_the_last_number_is_that_of_the_last_change_though_its_message_is_gone(self) -> None:
        *_, number = keep(self.log, said("one"), whispered("two"))
        (change,) = keep(self.log, Deleted(NOW, "", "Juan", number))

        self.assertEqual((self.log.last_number(), change), (number + 1, number + 1))

    # -- removing several ----------------------------------------------------------------------

    def test_what_is_removed_is_gone_and_nothing_else(self) -> None:
        one, _, three = keep(self.log, said("one"), said("two"), said("three"))

        keep(self.log, Removed(NOW, "lobby", "Ana", "Juan", (three, one)))

        self.assertEqual((last(self.log), of_person(self.log, JUAN)), (["two"], ["two"]))

    def test_a_removal_has_one_number_of_its_own(self) -> None:
        one, two = keep(self.log, said("one"), said("two"))

        numbers = keep(self.log, Removed(NOW, "lobby", "Ana", "Juan", (one, two)), said("three"))

        self.assertEqual(numbers, [two + 1, two + 2])

    def test_removing_what_is_gone_already_changes_nothing(self) -> None:
        one, _ = keep(self.log, said("one"), said("two"))
        gone = Removed(NOW, "lobby", "Ana", "Juan", (one,))

        keep(self.log, gone, gone)

        self.assertEqual(last(self.log), ["two"])

    def test_what_is_said_and_removed_in_one_turn_is_gone(self) -> None:
        keep(self.log, said("one"), Removed(NOW, "lobby", "Ana", "Juan", (1,)))

        self.assertEqual(last(self.log), [])

    # -- forgetting ----------------------------------------------------------------------------

    def test_all_that_somebody_said_is_forgotten_at_once(self) -> None:
        numbers = keep(
            self.log, said("one"), said("two", who="Juanito"), whispered("psst"), receiver=ANA
        )

        self.log.forget(JUAN)

        self.assertEqual((last(self.log), of_person(self.log, JUAN)), ([], []))
        self.assertEqual((waiting(self.log, ANA), self.log.messages(numbers)), ([], []))
        self.assertEqual(self.log.since(Since(("lobby",), 0, 9)).messages, ())
        self.assertEqual(self.log.start_of(Since(("lobby",), 0, 9))[1], 0)

    def test_what_others_said_stays(self) -> None:
        keep(self.log, said("one"))
        keep(self.log, said("two", who="Juan"), author=OTHER_ANA)
        keep(self.log, whispered("psst", "Ana", "Juan"), author=ANA, receiver=JUAN)

        self.log.forget(JUAN)

        self.assertEqual((last(self.log), waiting(self.log, JUAN)), (["two"], ["psst"]))

    def test_what_they_say_from_then_on_is_kept(self) -> None:
        keep(self.log, said("before"))
        self.log.forget(JUAN)

        keep(self.log, said("after"), whispered("psst"), receiver=ANA)

        self.assertEqual((last(self.log), waiting(self.log, ANA)), (["after"], ["psst"]))

    def test_it_is_forgotten_as_often_as_they_like(self) -> None:
        for _ in range(3):
            keep(self.log, said("one"), whispered("psst", to="Juan"), receiver=JUAN)
            self.log.forget(JUAN)

        self.assertEqual((last(self.log), waiting(self.log, JUAN)), ([], []))

    def test_nobody_known_is_never_forgotten(self) -> None:
        keep(self.log, said("one"), author=0)

        self.log.forget(0)

        self.assertEqual(last(self.log), ["one"])

    def test_no_number_is_given_twice_after_it(self) -> None:
        *_, number = keep(self.log, said("one"), said("two"))

        self.log.forget(JUAN)

        self.assertEqual(keep(self.log, said("three")), [number + 1])


class InAFolder(InMemory):
    def new_log(self) -> Log:
        return in_a_folder(self)


class Bounds(SynchronousTestCase):
    def test_in_memory_the_last_private_messages_wait(self) -> None:
        log = MemoryHistory()
        keep(log, *(whispered(str(n)) for n in range(MOST_PRIVATE + 1)), receiver=ANA)

        self.assertEqual(log.waiting(ANA, 0, 0).total, MOST_PRIVATE)

    def test_on_disk_so_many_messages_of_a_room_are_looked_through(self) -> None:
        log = in_a_folder(self)
        keep(log, said("far"), said("near"))
        keep(log, *[said("x", who="Ana")] * (MOST_LOOKED_THROUGH - 1), author=ANA)

        self.assertEqual(of_person(log, JUAN), ["near"])


class Rows(FolderTestCase):
    def test_however_much_was_said_since_what_is_private_is_found_at_once(self) -> None:
        history = self.opened()
        for _ in range(2):
            keep(history, *[whispered("psst")] * 1000, receiver=ANA)
            keep(history, *[said("hello")] * 1000)

        for identity in (JUAN, ANA, OTHER_ANA):
            look = partial(history.waiting, identity, 0, 5, sent=True)
            self.assertLess(steps(history, look), 100)


class Broken(FolderTestCase):
    def test_a_log_that_is_broken_cannot_be_read(self) -> None:
        history = self.opened()
        history._connection.execute("PRAGMA writable_schema=ON")
        history._connection.execute("DROP TABLE messages")

        self.assertRaises(NotReadError, history.waiting, ANA, 0, 9)
        self.assertRaises(NotReadError, history.of_person, "lobby", NOBODY, JUAN, 9)
        self.assertRaises(NotReadError, history.last_number)


@dataclass
class Message:
    """What the simplest log has of a message."""

    number: int
    author: int
    receiver: int
    event: Said | Whispered
    edited: bool = False

    @property
    def kept(self) -> Kept:
        return Kept(self.number, self.event, self.edited)


class SimplestLog:
    """A list of messages, each looked at one by one."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.given = 0

    def keep(self, event: Said | Whispered, author: int, receiver: int) -> None:
        self.given += 1
        self.messages.append(Message(self.given, author, receiver, event))

    def drop(self, *numbers: int) -> None:
        self.given += 1
        self.messages = [each for each in self.messages if each.number not in numbers]

    def forget(self, identity: int) -> None:
        self.messages = [each for each in self.messages if each.author != identity]

    def of_room(self, room: str) -> list[Message]:
        return [
            each
            for each in self.messages
            if isinstance(each.event, Said) and key_of(each.event.room) == room
        ]

    def last(self, room: str) -> list[Kept]:
        return [each.kept for each in self.of_room(room)]

    def waiting(self, identity: int, after: int, count: int) -> Unread:
        found = [
            each.kept
            for each in self.messages
            if isinstance(each.event, Whispered)
            if each.receiver == identity and each.number > after
        ]
        return Unread(tuple(found[-count:]) if count else (), len(found))

    def of_person(self, room: str, keys: frozenset[str], identity: int, count: int) -> list[Kept]:
        found = [
            each.kept
            for each in self.of_room(room)
            if (each.author == identity if identity else key_of(each.event.who) in keys)
        ]
        return found[::-1][:count]


PEOPLE = (JUAN, ANA, OTHER_ANA)
NAMES = ("Juan", "Ana", "Anita")
ROOMS = ("lobby", "Cocina")

people, names, rooms = st.sampled_from(PEOPLE), st.sampled_from(NAMES), st.sampled_from(ROOMS)
numbers = st.integers(1, 15)
acts = st.one_of(
    st.tuples(st.just("say"), people, names, rooms),
    st.tuples(st.just("whisper"), people, names, people, names),
    st.tuples(st.just("correct"), numbers),
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("remove"), st.lists(numbers, max_size=4, unique=True)),
    st.tuples(st.just("forget"), people),
    st.tuples(st.just("put in order")),
)
scripts = st.lists(acts, max_size=25)


class AgainstTheSimplestLog(SynchronousTestCase):
    def play(self, log: Log, script: list[tuple[object, ...]]) -> SimplestLog:
        """Do what the script says in both logs; returns the simplest one."""
        simple = SimplestLog()
        for turn, act in enumerate(script):
            at = NOW + timedelta(seconds=turn)
            match act:
                case ("say", int(author), str(name), str(room)):
                    spoken = Said(at, room, name, str(turn))
                    log.append([Record(spoken, author)])
                    simple.keep(spoken, author, 0)
                case ("whisper", int(author), str(name), int(receiver), str(to)):
                    told = Whispered(at, name, to, str(turn))
                    log.append([Record(told, author, receiver)])
                    simple.keep(told, author, receiver)
                case ("correct" | "delete" as what, int(number)):
                    self.change(log, simple, what, number)
                case ("remove", list(gone)):
                    in_lobby = [each.number for each in simple.of_room("lobby")]
                    mine = tuple(number for number in gone if number in in_lobby)
                    log.append([Record(Removed(at, "lobby", "Ana", "Juan", mine), ANA)])
                    simple.drop(*mine)
                case ("forget", int(identity)):
                    log.forget(identity)
                    simple.forget(identity)
                case _:
                    if isinstance(log, DiskHistory):
                        log.keep_up(at)
        return simple

    def change(self, log: Log, simple: SimplestLog, what: str, number: int) -> None:
        """Correct or delete a message that is still there."""
        for each in simple.messages:
            if each.number == number:
                event = each.event
                room = event.room if isinstance(event, Said) else ""
                if what == "delete":
                    log.append([Record(Deleted(event.at, room, event.who, number), each.author)])
                    simple.drop(number)
                    return
                corrected = Corrected(event.at, room, event.who, "corrected", number)
                log.append([Record(corrected, each.author)])
                simple.given += 1
                each.event = replace(event, text="corrected")
                each.edited = True

    def assert_same(self, log: Log, simple: SimplestLog) -> None:
        self.assertEqual(log.last_number(), simple.given)
        for room in map(key_of, ROOMS):
            self.assertEqual(log.last(Last(room, 100)), simple.last(room))
            for identity in PEOPLE:
                wanted = (room, NOBODY, identity, 3)
                self.assertEqual(list(log.of_person(*wanted)), simple.of_person(*wanted))
            for keys in (frozenset({"ana", "anita"}), frozenset({"juan"})):
                self.assertEqual(
                    list(log.of_person(room, keys, 0, 100)), simple.of_person(room, keys, 0, 100)
                )
        for identity in PEOPLE:
            for after, count in ((0, 100), (0, 2), (5, 100), (5, 0)):
                self.assertEqual(
                    log.waiting(identity, after, count), simple.waiting(identity, after, count)
                )

    @given(scripts)
    def test_the_log_in_memory_tells_as_much_of_everybody(
        self, script: list[tuple[object, ...]]
    ) -> None:
        log = MemoryHistory()

        self.assert_same(log, self.play(log, script))

    @settings(max_examples=40)
    @given(scripts)
    def test_so_does_the_log_on_disk_then_and_when_all_is_in_order_and_in_a_later_process(
        self, script: list[tuple[object, ...]]
    ) -> None:
        with TemporaryDirectory() as folder:
            log = DiskHistory(Path(folder))
            log.open()
            try:
                simple = self.play(log, script)
                self.assert_same(log, simple)
                put_in_order(log)
                self.assert_same(log, simple)
            finally:
                log.close()
            log = DiskHistory(Path(folder))
            log.open()
            try:
                self.assert_same(log, simple)
            finally:
                log.close()
