"""Coming back: what was missed, what may be lost, where one was."""

from __future__ import annotations

from chatservice.client.talk.entries import State
from tests.client.talk.servers import AT, SessionTestCase


class ComingBack(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome(seq=10)
        self.said("before", 11)

    def back(self) -> None:
        self.connect()

    def test_the_hello_goes_on_after_the_last_number(self) -> None:
        self.lose()
        self.back()
        hello = self.heard()[0]
        self.assertEqual((hello["since"], hello["history_id"]), (11, "h"))

    def test_the_number_of_ones_own_last_line_counts_as_well(self) -> None:
        self.session.type("mine")
        self.ok(self.next("say"), 12)
        self.lose()
        self.back()
        self.assertEqual(self.heard()[0]["since"], 12)

    def test_the_rooms_where_one_was_are_entered_again_the_current_one_last(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.chat.open(self.chat.talks[0])
        self.lose()
        self.back()
        self.assertEqual(self.heard()[0]["rooms"], ["kitchen", "lobby"])

    def test_what_was_missed_comes_once(self) -> None:
        self.lose()
        self.back()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        self.said("before", 11)
        self.said("missed", 12)
        self.assertEqual(
            [t for t in self.texts() if t in ("before", "missed")], ["before", "missed"]
        )

    def test_what_is_typed_meanwhile_is_sent_once_one_is_back(self) -> None:
        self.lose()
        self.session.type("meanwhile")
        self.assertIs(self.last().state, State.WAITING)
        self.back()
        self.heard()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        said = self.next("say")
        self.assertEqual((said["text"], said["room"]), ("meanwhile", "lobby"))
        self.ok(said, 12)
        self.assertIs(self.chat.current.entries[-1].state, State.TAKEN)

    def test_what_was_on_its_way_and_is_told_again_is_not_sent_twice(self) -> None:
        self.session.type("unsure")
        self.next("say")
        self.lose()
        self.back()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        self.said("unsure", 12, who="ana")
        self.settle(12)
        self.assertEqual(self.texts().count("unsure"), 1)
        self.assertEqual([e["type"] for e in self.heard() if e["type"] == "say"], [])

    def test_what_was_on_its_way_and_is_not_told_again_is_sent_again(self) -> None:
        self.session.type("unsure")
        self.next("say")
        self.lose()
        self.back()
        self.heard()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        self.assertEqual(self.next("say")["text"], "unsure")

    def test_what_is_unsure_comes_before_what_was_typed_later(self) -> None:
        self.session.type("first")
        self.next("say")
        self.lose()
        self.session.type("second")
        self.back()
        self.heard()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        first = self.next("say")
        self.assertEqual(first["text"], "first")
        self.ok(first, 12)
        self.assertEqual(self.next("say")["text"], "second")

    def test_a_private_line_of_a_guest_that_may_be_lost_is_left_to_the_person(self) -> None:
        self.tells("whispered", seq=12, at=AT, from_="juan", to="ana", text="psst")
        self.session.type("/reply what?")
        self.next("msg")
        self.lose()
        private = self.chat.talk("juan", is_room=False)
        self.assertIs(private.entries[-1].state, State.DOUBTFUL)

    def test_a_name_that_the_lost_connection_still_holds_is_waited_for(self) -> None:
        self.lose()
        self.back()
        self.tells("error", id="client-hello", code="name-taken", text="Taken.", details={})
        self.assertTrue(self.transport.disconnecting)
        self.assertEqual((self.chat.question, self.over), (None, []))

    def test_another_history_is_begun_anew(self) -> None:
        self.lose()
        self.back()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=2, history_id="i"
        )
        self.assertNotIn("before", self.texts())

    def test_rooms_from_which_one_is_shut_out_are_closed(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.settle()
        self.lose()
        self.back()
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=11, history_id="h"
        )
        rooms = self.next("rooms")
        self.tells("rooms", id=rooms["id"], rooms=[], joined=["lobby"], more=0)
        self.ok(rooms)
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])


class Renamed(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.welcome()
        self.tells("renamed", seq=11, at=AT, who="ana", name="lola")

    def test_the_next_hello_has_the_name_that_one_has_by_then(self) -> None:
        self.lose()
        self.connect()
        self.assertEqual(self.heard()[0]["nick"], "lola")

    def test_it_is_so_where_it_was_told_after_a_loss_too(self) -> None:
        self.lose()
        self.comes_back(nick="lola")
        self.tells("renamed", seq=12, at=AT, who="lola", name="eva")
        self.lose()
        self.connect()
        self.assertEqual(self.heard()[0]["nick"], "eva")

    def test_somebody_else_s_name_is_not_ones_own(self) -> None:
        self.tells("renamed", seq=12, at=AT, who="juan", name="pedro")
        self.lose()
        self.connect()
        self.assertEqual(self.heard()[0]["nick"], "lola")


class AnotherHistory(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.welcome()
        self.session.type("unsure")
        self.next("say")
        self.lose()
        self.comes_back(5, history_id="i")

    def states(self) -> list[State]:
        return [e.state for e in self.chat.current.entries if e.text == "unsure"]

    def test_what_may_have_been_sent_is_not_sent_again(self) -> None:
        self.is_told()
        self.settle()
        self.assertEqual(self.states(), [State.DOUBTFUL])

    def test_what_stands_in_it_was_taken(self) -> None:
        said = {"type": "said", "seq": 4, "at": AT, "room": "lobby", "from": "ana"}
        self.tells("history", room="lobby", messages=[{**said, "text": "unsure"}])
        self.is_told()
        self.assertEqual(self.states(), [State.TAKEN])
