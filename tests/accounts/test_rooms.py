"""What is kept of rooms: the same on disk and in memory."""

from __future__ import annotations

from dataclasses import replace

from chatservice.core.accounts import Mode, RoomRecord
from chatservice.core.names import parse_name
from tests.accounts.stores import ANA, COCINA, JUAN, StoreTestCase


class Rooms(StoreTestCase):
    def test_a_record_is_kept(self) -> None:
        self.store.save_room(COCINA)

        self.assertEqual(self.reopened().room("cocina"), COCINA)
        self.assertEqual(str(COCINA.name), "Cocina")

    def test_a_record_takes_the_place_of_the_one_before(self) -> None:
        self.store.save_room(COCINA)
        new = RoomRecord(parse_name("cocina"), JUAN, invited=frozenset({ANA}))

        self.store.save_room(new)

        self.assertEqual(self.reopened().room("cocina"), new)

    def test_a_record_that_is_removed_is_gone(self) -> None:
        self.store.save_room(COCINA)

        self.store.remove_room("cocina")
        self.store.remove_room("patio")

        self.assertIsNone(self.reopened().room("cocina"))

    def test_nothing_is_left_of_who_was_in_a_room_that_is_removed(self) -> None:
        self.store.save_room(COCINA)
        self.store.remove_room("cocina")

        self.store.save_room(plain := RoomRecord(COCINA.name))

        self.assertEqual(self.reopened().room("cocina"), plain)

    def test_rooms_that_not_everyone_may_search_are_listed(self) -> None:
        for name, *modes in (
            ("secret", Mode.SECRET, Mode.MODERATED),
            ("open",),
            ("club", Mode.INVITE_ONLY),
            ("quiet", Mode.MODERATED, Mode.REGISTERED),
        ):
            self.store.save_room(replace(COCINA, name=parse_name(name), modes=frozenset(modes)))

        closed = self.reopened().closed_rooms()

        self.assertEqual(closed, [self.store.room(key) for key in ("club", "quiet", "secret")])

    def test_of_an_owners_rooms_those_are_counted_of_which_more_is_kept(self) -> None:
        for number, record in enumerate(
            (
                RoomRecord(COCINA.name, owner=7),
                RoomRecord(COCINA.name, owner=7, modes=frozenset((Mode.MODERATED,))),
                RoomRecord(COCINA.name, owner=7, slow=1),
                RoomRecord(COCINA.name, owner=7, moderators=frozenset((8,))),
                RoomRecord(COCINA.name, owner=7, invited=frozenset((8, 9))),
                RoomRecord(COCINA.name, owner=8, slow=1),
            )
        ):
            self.store.save_room(replace(record, name=parse_name(f"room{number}")))

        self.assertEqual(self.reopened().rooms_of(7), 4)

    def test_rooms_of_nobody_are_nobodys(self) -> None:
        self.store.save_room(RoomRecord(COCINA.name, slow=1))

        self.assertEqual(self.reopened().rooms_of(0), 0)


class RoomsInMemory(Rooms):
    is_kept = False
