"""Reading what the server left out: as far as that is of use, and no farther."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network import missed
from chatservice.client.network.missed import Gap, Missed, Place
from chatservice.client.network.requests import Requests
from chatservice.render.messages import Event
from chatservice.render.messages.conversation import Error, History, Ok
from chatservice.render.messages.events import Joined, Said

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
LOBBY = Place("lobby")
ZOE = Place("zoe", is_room=False)


def said(seq: int, room: str = "lobby") -> Said:
    return Said(seq=seq, at=NOW, room=room, from_="juan", text=str(seq))


class Case(SynchronousTestCase):
    def setUp(self) -> None:
        self.patch(missed, "PAGE", 10)
        self.sent: list[dict[str, Any]] = []
        self.told: list[Event] = []
        self.gaps: list[Gap] = []
        self.certain: list[bool] = []
        self.requests = Requests(Clock())
        self.requests.allow(0, 0)
        self.requests.connected(self.sent.append, is_behind=True)
        self.missed = Missed(10, self.requests, self.told.append, self.gaps.append)
        self.missed.resumed(10)

    def page(self, *numbers: int, room: str = "lobby") -> None:
        """Answer the last request with messages of those numbers."""
        its_id, messages = self.sent[-1]["id"], [said(number, room) for number in numbers]
        self.requests.answered(History(id=its_id, room=room, messages=messages, asked=True))
        self.requests.answered(Ok(id=its_id, seq=1))

    def refuse(self) -> None:
        its_id = self.sent[-1]["id"]
        self.requests.answered(Error(id=its_id, code="not-read", text="No.", details={}))

    def numbers(self) -> list[int]:
        return [event.seq for event in self.told if isinstance(event, Said)]


class Reading(Case):
    def test_what_was_said_privately_is_read_as_well(self) -> None:
        self.missed.left_out([LOBBY, ZOE])
        self.page(11)
        self.assertEqual(self.sent[-1]["which"], "private @zoe 10")

    def test_a_place_that_is_refused_keeps_nobody_from_the_others(self) -> None:
        self.missed.left_out([Place("kitchen"), LOBBY])
        self.refuse()
        self.page(11, 12)
        self.assertEqual(self.numbers(), [11, 12])

    def test_a_place_that_is_refused_is_told_with_the_reason(self) -> None:
        self.missed.left_out([LOBBY])
        self.refuse()
        told = [(gap.place, gap.refused and gap.refused.code) for gap in self.gaps]
        self.assertEqual(told, [(LOBBY, "not-read")])

    def test_no_more_is_read_of_a_place_than_a_talk_keeps(self) -> None:
        self.missed.left_out([LOBBY])
        for last in (1000, 990, 980, 970):
            self.page(*range(last - 9, last + 1))
        self.assertEqual(self.numbers(), [*range(961, 1001)])

    def test_what_is_not_read_of_a_place_is_told(self) -> None:
        self.missed.left_out([LOBBY])
        for last in (1000, 990, 980, 970):
            self.page(*range(last - 9, last + 1))
        self.assertEqual(self.gaps, [Gap(LOBBY, 961)])

    def test_a_server_that_tells_one_page_again_and_again_is_asked_no_more(self) -> None:
        self.missed.left_out([LOBBY])
        self.page(*range(991, 1001))
        self.page(*range(991, 1001))
        self.assertEqual((len(self.sent), len(self.gaps)), (2, 1))

    def test_a_page_is_no_longer_than_was_asked_for(self) -> None:
        self.missed.left_out([LOBBY])
        self.page(*range(11, 100))
        self.page()
        self.assertEqual(self.numbers(), [*range(90, 100)])

    def test_no_more_than_so_much_is_read_in_all(self) -> None:
        self.missed._bounds = missed.Bounds(4, 3, 2_000)
        self.missed.left_out(Place(f"room{number}") for number in range(5))
        for _ in range(3):
            self.page(11)
        self.assertEqual([gap.place.name for gap in self.gaps], ["room3", "room4"])


class Meanwhile(Case):
    def test_what_comes_stands_between_what_is_read_by_its_number(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.event(said(13))
        self.missed.event(said(16))
        self.page(12, 13, 14, 15, 16)
        self.assertEqual(self.numbers(), [12, 13, 14, 15, 16])

    def test_what_has_no_number_stays_behind_what_it_came_after(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.event(said(13))
        joined = Joined(at=NOW, room="lobby", who=["zoe"])
        self.missed.event(joined)
        self.page(11, 12, 13)
        self.assertEqual(self.told[2:], [said(13), joined])

    def test_too_much_of_it_is_shown_without_waiting_any_longer(self) -> None:
        self.missed._bounds = missed.Bounds(4, 100, 3)
        self.missed.left_out([LOBBY])
        for number in (21, 22, 23):
            self.missed.event(said(number))
        self.assertEqual((self.numbers(), self.gaps), ([21, 22, 23], [Gap(LOBBY)]))

    def test_the_answer_that_comes_too_late_then_is_for_nobody(self) -> None:
        self.missed._bounds = missed.Bounds(4, 100, 1)
        self.missed.left_out([LOBBY])
        self.missed.event(said(21))
        self.page(*range(11, 21))
        self.missed.event(said(22))
        self.assertEqual((self.numbers(), len(self.sent)), ([21, 22], 1))

    def test_it_is_read_again_if_more_is_left_out(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.event(said(15))
        self.missed.left_out([LOBBY])
        self.missed.event(said(20))
        self.page(*range(11, 16))
        self.page(*range(12, 21))
        self.assertEqual(self.numbers(), [*range(11, 21)])

    def test_it_is_not_read_again_for_ever(self) -> None:
        self.missed.left_out([LOBBY])
        for _ in range(missed.MOST_ROUNDS):
            self.missed.left_out([LOBBY])
            self.page(11)
        self.assertEqual((self.numbers(), self.gaps), ([11], [Gap(LOBBY)]))


class Certainty(Case):
    def test_it_is_certain_where_nothing_was_left_out(self) -> None:
        self.missed.when_read(self.certain.append)
        self.assertEqual(self.certain, [True])

    def test_nobody_is_told_before_all_is_read(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.when_read(self.certain.append)
        self.assertEqual(self.certain, [])

    def test_it_is_certain_where_all_was_read(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.when_read(self.certain.append)
        self.page(11)
        self.assertEqual(self.certain, [True])

    def test_it_is_not_certain_where_something_was_refused(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.when_read(self.certain.append)
        self.refuse()
        self.assertEqual(self.certain, [False])

    def test_it_is_not_certain_in_another_history(self) -> None:
        self.missed.resumed(50, is_other=True)
        self.missed.when_read(self.certain.append)
        self.assertEqual(self.certain, [False])

    def test_it_is_certain_again_on_the_connection_after_that(self) -> None:
        self.missed.resumed(50, is_other=True)
        self.missed.lost()
        self.missed.resumed(50)
        self.missed.when_read(self.certain.append)
        self.assertEqual(self.certain, [True])

    def test_nobody_is_told_where_the_connection_is_lost_again(self) -> None:
        self.missed.left_out([LOBBY])
        self.missed.when_read(self.certain.append)
        self.missed.lost()
        self.requests.disconnected()
        self.assertEqual((self.certain, self.missed.since), ([], 10))
