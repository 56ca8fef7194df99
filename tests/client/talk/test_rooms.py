"""Who is in which room, and the rooms where one is."""

from __future__ import annotations

from chatservice.client.talk.entries import Kind, State
from tests.client.talk.servers import AT, SessionTestCase


class Rooms(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_people_who_come_and_go_are_told_together(self) -> None:
        self.tells("joined", at=AT, room="lobby", who=["juan", "zoe"])
        self.tells("joined", at=AT, room="lobby", who=["eva"])
        self.tells("left", at=AT, room="lobby", who="zoe")
        presence = [entry for entry in self.chat.current.entries if entry.kind is Kind.PRESENCE]
        self.assertEqual(
            [(entry.came, entry.went) for entry in presence], [(["juan", "zoe", "eva"], ["zoe"])]
        )
        self.assertEqual([each.name for each in self.chat.people()], ["eva", "juan"])

    def test_what_is_said_in_between_parts_them(self) -> None:
        self.tells("joined", at=AT, room="lobby", who=["juan"])
        self.said("hi", 11)
        self.tells("left", at=AT, room="lobby", who="juan")
        kinds = [entry.kind for entry in self.chat.current.entries]
        self.assertEqual(kinds[-3:], [Kind.PRESENCE, Kind.SAID, Kind.PRESENCE])

    def test_who_is_gone_is_gone_from_all_rooms(self) -> None:
        self.tells("room-entered", room="kitchen")
        for room in ("lobby", "kitchen"):
            self.tells("joined", at=AT, room=room, who=["juan"])
        self.tells("quit", at=AT, who="juan", reason="bye")
        self.assertEqual([talk.entries[-1].went for talk in self.chat.talks], [["juan (bye)"]] * 2)

    def test_a_new_name_moves_the_private_talk(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.tells("renamed", at=AT, who="juan", name="john")
        self.assertEqual(self.chat.talks[1].title, "john")

    def test_ones_own_new_name_is_the_one_that_is_mentioned(self) -> None:
        self.tells("renamed", at=AT, who="ana", name="bea")
        self.said("bea?", 11)
        self.assertTrue(self.last().mention)

    def test_the_room_one_was_thrown_out_of_is_closed(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.tells("out-of-room", room="kitchen", by="zoe", current="lobby", banned=False)
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])

    def test_what_was_on_its_way_to_the_room_one_was_thrown_out_of_stays_to_be_read(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.settle()
        self.chat.open(self.chat.talks[1])
        self.session.type("in the kitchen")
        said = self.next("say")
        self.tells("out-of-room", room="kitchen", by="zoe", current="lobby", banned=False)
        self.tells("error", id=said["id"], code="not-in-room", text="No.", details={})
        refused = [each.text for each in self.chat.current.entries if each.state is State.REFUSED]
        self.assertEqual((self.chat.current.title, refused), ("#lobby", ["in the kitchen"]))

    def test_a_new_name_that_another_talk_has_moves_none(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.tells("whispered", seq=12, at=AT, from_="john", to="ana", text="hey")
        self.tells("renamed", at=AT, who="juan", name="john")
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby", "juan", "john"])
