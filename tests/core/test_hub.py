from __future__ import annotations

from collections.abc import Sequence

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
from chatservice.core.log import Record
from chatservice.core.refusals import Code, Refused
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import HALF_PAST_TWO, Chat


class _Notebook(MemoryHistory):
    """A history that can be asked what it was given, turn by turn."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[list[Event]] = []

    def append(self, records: Sequence[Record]) -> list[int]:
        self.turns.append([record.event for record in records])
        return super().append(records)


class TheTurn(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = _Notebook()
        self.chat = Chat(log=self.log)
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.log.turns.clear()

    def test_nobody_reads_anything_before_the_turn_ends(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.assertEqual(self.ana.reads(), [])

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_the_log_gets_all_messages_of_a_turn_in_one_step(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("two")

        self.assertEqual(
            self.log.turns,
            [
                [
                    Said(HALF_PAST_TWO, "lobby", "Juan", "one"),
                    Said(HALF_PAST_TWO, "lobby", "Ana", "two"),
                ]
            ],
        )

    def test_the_log_gets_what_is_said_and_not_who_comes_and_goes(self) -> None:
        self.juan.types(
            *("hola", "/me waves", "/msg Ana psst", "/join cocina", "/topic Tea", "/edit pst"),
            *("/delete", "/leave", "/rename Pedro", "/quit bye"),
        )

        self.assertEqual(
            [event for turn in self.log.turns for event in turn],
            [
                Said(HALF_PAST_TWO, "lobby", "Juan", "hola"),
                Acted(HALF_PAST_TWO, "lobby", "Juan", "waves"),
                Whispered(HALF_PAST_TWO, "Juan", "Ana", "psst"),
                TopicChanged(HALF_PAST_TWO, "cocina", "Juan", "Tea"),
                Corrected(HALF_PAST_TWO, "", "Juan", "pst", 3),
                Deleted(HALF_PAST_TWO, "", "Juan", 3),
            ],
        )

    def test_a_turn_with_nothing_to_keep_is_none_of_the_logs(self) -> None:
        self.juan.types("/join cocina", "/leave", "/rename Pedro", "/quit")

        self.assertEqual(self.log.turns, [])

    def test_a_reply_is_nothing_for_the_log(self) -> None:
        self.juan.types("/help", "/users", "/nonsense")

        self.assertEqual(self.log.turns, [])

    def test_the_log_has_an_event_before_anybody_is_told(self) -> None:
        log, ana = self.log, self.ana
        seen: list[int] = []
        take = ana.take

        def told(data: bytes) -> int:
            seen.append(len(log.turns))
            return take(data)

        self.patch(ana, "take", told)

        self.juan.types("hola")

        self.assertEqual(seen, [1])

    def test_the_end_of_a_turn_is_asked_for_once(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "two", "/version")
            self.assertEqual(len(self.chat._due), 1)

    def test_an_event_has_the_time_at_which_the_first_of_its_turn_happened(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.chat.now = HALF_PAST_TWO.replace(minute=36)
            self.juan.types("two")
        self.juan.types("three")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: one", "[14:35] Juan: two", "[14:36] Juan: three"],
        )


class Closing(SynchronousTestCase):
    def test_everyone_is_told_and_every_connection_is_closed(self) -> None:
        chat = Chat()
        (juan,) = chat.people("Juan")
        stranger = chat.connect()
        stranger.reads()

        chat.closes()

        for visitor in (juan, stranger):
            self.assertEqual(visitor.reads(), ["The server is closing. Try again in a moment."])
            self.assertTrue(visitor.closed)

    def test_nobody_is_told_of_the_others_who_go_too(self) -> None:
        chat = Chat()
        juan, ana = chat.people("Juan", "Ana")

        chat.closes()
        juan.vanishes()

        self.assertEqual(len(ana.reads()), 1)

    def test_an_empty_server_closes_in_silence(self) -> None:
        chat = Chat()

        chat.closes()

        self.assertEqual(chat.reports, [])

    def test_the_turn_ends_at_once(self) -> None:
        chat = Chat()
        (juan,) = chat.people("Juan")

        chat.hub.close()

        self.assertTrue(juan.closed)


class Keeping(SynchronousTestCase):
    """What the hub holds of those who went: nothing."""

    def setUp(self) -> None:
        self.chat = Chat()

    def held(self) -> tuple[int, int, int, int, int]:
        hub = self.chat.hub
        return (
            *(len(hub.people), len(hub.rooms), len(hub.sessions)),
            *(len(hub._negotiating), len(hub._ringing)),
        )

    def test_nothing_is_kept_of_somebody_who_chatted(self) -> None:
        before = self.held()
        visitor = self.chat.join("Juan")

        visitor.types("/join cocina", "/set bell on", "/rename Pedro", "hola", "/quit")
        visitor.vanishes()

        self.assertEqual(self.held(), before)

    def test_nothing_is_kept_of_somebody_who_never_chose_a_name(self) -> None:
        before = self.held()

        self.chat.connect().vanishes()

        self.assertEqual(self.held(), before)

    def test_nobody_waits_for_the_name_of_somebody_who_has_one(self) -> None:
        self.chat.join("Juan")

        self.assertEqual(len(self.chat.hub._negotiating), 0)

    def test_nothing_is_kept_of_somebody_who_was_silent_too_long(self) -> None:
        before = self.held()
        visitor = self.chat.connect()

        self.chat.passes(60)
        visitor.vanishes()

        self.assertEqual(self.held(), before)


class FindingSomebody(SynchronousTestCase):
    def setUp(self) -> None:
        self.hub = Chat().hub

    def test_nobody_is_found_where_nobody_is(self) -> None:
        refused = self.assertRaises(Refused, self.hub.arrivals.person, "Ana")

        self.assertEqual((refused.code, refused.details), (Code.UNKNOWN_USER, {"name": "Ana"}))

    def test_a_room_that_there_is_not_is_refused_by_its_name(self) -> None:
        refused = self.assertRaises(Refused, self.hub.membership.room, "cocina")

        self.assertEqual((refused.code, refused.details), (Code.UNKNOWN_ROOM, {"name": "cocina"}))

    def test_a_room_is_found_in_any_case(self) -> None:
        self.assertIs(self.hub.membership.room("LOBBY"), self.hub.lobby)
