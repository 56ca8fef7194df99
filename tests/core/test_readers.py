"""Those who read pages: they are counted apart from those who talk."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.addresses import Networks
from chatservice.core.limits import READERS_EACH, Limits
from chatservice.core.refusals import Code
from chatservice.core.visits import Visit
from tests.core.conversation import WITHOUT_LIMITS, Chat
from tests.core.test_door import turned_away

FAR = "192.0.2.7"


def code_of(visit: Visit) -> Code | None:
    return None if visit.refused is None else visit.refused.code


class ReadersTestCase(SynchronousTestCase):
    def chat(
        self, *, connections: int | None = None, readers: int = 100, limits: Limits = WITHOUT_LIMITS
    ) -> Chat:
        chat = Chat(connections=connections, readers=readers, limits=limits)
        self.hub = chat.hub
        return chat

    def reader(self, address: str = FAR) -> Visit:
        """Let somebody come who reads pages."""
        visit = self.hub.visit(address)
        self.hub.reads(visit)
        return visit

    def readers(self, count: int, address: str = FAR) -> list[bool]:
        """Let so many come; return of each whether they may."""
        return [self.reader(address).refused is None for _ in range(count)]


class Places(ReadersTestCase):
    def test_who_reads_pages_takes_none(self) -> None:
        self.chat(connections=1)

        self.reader()

        self.assertIsNone(code_of(self.hub.visit(FAR)))

    def test_who_came_when_all_were_taken_may_read_pages(self) -> None:
        self.chat(connections=0)

        self.assertIsNone(code_of(self.reader()))

    def test_who_wants_to_talk_needs_one(self) -> None:
        self.chat(connections=1)
        found = []
        for _ in range(2):
            visit = self.reader()
            self.hub.talks(visit)
            found.append(code_of(visit))

        self.assertEqual(found, [None, Code.SERVER_FULL])

    def test_who_talks_and_goes_makes_one(self) -> None:
        self.chat(connections=1)
        visit = self.reader()
        self.hub.talks(visit)
        self.hub.gone(visit)

        self.assertIsNone(code_of(self.hub.visit(FAR)))

    def test_there_are_so_many_for_readers_and_not_one_more(self) -> None:
        self.chat(readers=2)

        self.assertEqual(self.readers(3), [True, True, False])

    def test_readers_are_bounded_from_trusted_addresses_too(self) -> None:
        self.chat(readers=2)

        self.assertEqual(self.readers(3, "127.0.0.1"), [True, True, False])

    def test_a_reader_that_goes_makes_place_for_another(self) -> None:
        self.chat(readers=1)
        self.hub.gone(self.reader())

        self.assertEqual(self.readers(2), [True, False])

    def test_a_reader_that_talks_makes_place_for_another(self) -> None:
        self.chat(readers=1)
        self.hub.talks(self.reader())

        self.assertEqual(self.readers(2), [True, False])

    def test_who_may_not_read_may_talk(self) -> None:
        self.chat(readers=0)
        visit = self.reader()
        before = code_of(visit)

        self.hub.talks(visit)

        self.assertEqual((before, code_of(visit)), (Code.SERVER_FULL, None))


class FromOneAddress(ReadersTestCase):
    def test_readers_leave_the_places_of_their_address_to_those_who_talk(self) -> None:
        self.chat(limits=Limits(address_connections=2, address_arrivals=None))
        self.readers(5)

        self.assertEqual(
            [code_of(self.hub.visit(FAR)) for _ in range(3)],
            [None, None, Code.TOO_MANY_FROM_ADDRESS],
        )

    def test_they_leave_the_arrivals_of_a_minute_too(self) -> None:
        self.chat(limits=Limits(address_connections=None, address_arrivals=2))
        self.readers(5)

        self.assertEqual(
            [code_of(self.hub.visit(FAR)) for _ in range(3)],
            [None, None, Code.TOO_MANY_ARRIVALS_FROM_ADDRESS],
        )

    def test_they_leave_the_arrivals_from_everywhere(self) -> None:
        self.chat(limits=Limits(arrivals=2))
        self.readers(5)

        self.assertEqual(
            [code_of(self.hub.visit(FAR)) for _ in range(3)], [None, None, Code.TOO_MANY_ARRIVALS]
        )

    def test_some_may_read_at_once_for_each_that_may_talk(self) -> None:
        self.chat(limits=Limits(address_connections=2, address_arrivals=None))

        self.assertEqual(self.readers(2 * READERS_EACH + 1).index(False), 2 * READERS_EACH)

    def test_some_may_come_to_read_within_a_minute_for_each_that_may_come_to_talk(self) -> None:
        chat = self.chat(limits=Limits(address_connections=None, address_arrivals=2))
        found = []
        for _ in range(2 * READERS_EACH + 1):
            visit = self.reader()
            found.append(code_of(visit))
            self.hub.gone(visit)
        chat.passes(60)

        self.assertEqual(found[-2:], [None, Code.TOO_MANY_ARRIVALS_FROM_ADDRESS])
        self.assertEqual(self.readers(1), [True])

    def test_whoever_reads_and_then_talks_has_come_to_talk_alone(self) -> None:
        limits = Limits(address_connections=2, address_arrivals=2)
        chat = self.chat(limits=limits)
        talking = [self.reader() for _ in range(2)]
        for visit in talking:
            self.hub.talks(visit)

        self.assertEqual(sum(self.readers(2 * READERS_EACH)), 2 * READERS_EACH)
        self.assertIsNotNone(self.hub.visit(FAR).refused)
        chat.passes(60)
        self.hub.gone(talking[0])
        self.assertIsNone(self.hub.visit(FAR).refused)

    def test_without_a_limit_for_those_who_talk_there_is_none_for_readers(self) -> None:
        self.chat(limits=Limits(address_connections=None, address_arrivals=None, arrivals=None))

        self.assertTrue(all(self.readers(100)))

    def test_who_is_trusted_is_exempt(self) -> None:
        self.chat(limits=Limits(address_connections=1, trusted=Networks((f"{FAR}/32",))))

        self.assertTrue(all(self.readers(100)))


class TheLog(ReadersTestCase):
    def test_who_may_read_after_all_was_not_turned_away(self) -> None:
        chat = self.chat(connections=0)

        self.hub.gone(self.reader())

        self.assertEqual(turned_away(chat), [])

    def test_readers_who_may_not_are_told_by_themselves(self) -> None:
        chat = self.chat(connections=0, readers=0)
        for visit in (self.hub.visit(FAR), self.reader()):
            self.hub.gone(visit)
            self.hub.gone(visit)

        full, readers = turned_away(chat)
        self.assertIn("FullError: (1, 0)", full)
        self.assertIn(f"TurnedAwayError: ('server-full', 1, '{FAR}')", readers)


class WhatIsRemembered(ReadersTestCase):
    @given(st.lists(st.tuples(st.sampled_from(["192.0.2.1", "::1", ""]), st.integers(0, 3))))
    def test_nothing_of_who_has_gone_a_minute_ago(self, comers: list[tuple[str, int]]) -> None:
        limits = Limits(address_connections=2, address_arrivals=4, arrivals=6)
        self.chat(connections=3, readers=3, limits=limits)
        door, visits = self.hub.door, []
        for address, what in comers:
            visit = self.hub.visit(address)
            visits.append(visit)
            if what:
                self.hub.reads(visit)
            if what > 1:
                self.hub.talks(visit)
            if what > 2:
                self.hub.gone(visit)
            self.assertLessEqual(len(self.hub.visits), 3)
            self.assertLessEqual(door.readers, 3)
        for visit in visits:
            self.hub.gone(visit)
        door.tell(self.hub.now() + timedelta(seconds=60))

        for entrance in (door._entrance, door._readers_entrance):
            kept = (entrance._groups, entrance._inside, entrance._arrived, entrance._recent)
            self.assertEqual(sum(map(len, kept)), 0)
        self.assertEqual((self.hub.visits, door.readers), ({}, 0))
