"""Coming in, being lost, coming back, leaving."""

from __future__ import annotations

from chatservice.client.talk.chat import Status
from chatservice.client.talk.entries import Kind, State
from tests.client.talk.servers import AT, SessionTestCase


class ComingIn(SessionTestCase):
    def test_the_first_message_says_who_one_is(self) -> None:
        self.assertEqual(
            self.heard(),
            [
                {
                    "type": "hello",
                    "id": "client-hello",
                    "version": 1,
                    "nick": "ana",
                    "language": "en",
                }
            ],
        )

    def test_the_room_of_the_welcome_is_turned_to(self) -> None:
        self.welcome(topic="tea")
        self.assertEqual(
            (self.chat.current.title, self.chat.current.topic, self.chat.status),
            ("#lobby", "tea", Status.CONNECTED),
        )

    def test_who_is_there_is_asked_for(self) -> None:
        self.tells(
            "welcome", nick="ana", room="lobby", server="1", limits={}, seq=1, id="client-hello"
        )
        self.ok(self.next("rooms"))
        users = self.next("users")
        self.tells("users", id=users["id"], room="lobby", people=[{"name": "ana"}, {"name": "zoe"}])
        self.ok(users)
        self.assertEqual([each.name for each in self.chat.people()], ["ana", "zoe"])

    def test_a_taken_name_is_told_and_another_one_asked_for(self) -> None:
        self.tells(
            "error", id="client-hello", code="name-taken", text="The name ana is taken.", details={}
        )
        self.assertEqual(self.texts(), ["The name ana is taken."])
        assert self.chat.question is not None
        self.assertEqual(self.chat.question.text, "Your nickname: ")
        self.heard()
        self.chat.question.answer("bea")
        self.assertEqual(self.heard()[0]["nick"], "bea")

    def test_a_registered_name_asks_for_its_password(self) -> None:
        self.tells("error", id="client-hello", code="name-registered", text="x", details={})
        assert self.chat.question is not None
        self.assertTrue(self.chat.question.hidden)
        self.heard()
        self.chat.question.answer("correct horse")
        self.assertEqual(self.heard()[0]["password"], "correct horse")

    def test_a_wrong_password_is_asked_for_again(self) -> None:
        self.tells("error", id="client-hello", code="name-registered", text="x", details={})
        self.chat.question.answer("wrong")  # type: ignore[union-attr]
        self.tells("error", id="client-hello", code="wrong-password", text="Wrong.", details={})
        assert self.chat.question is not None
        self.assertTrue(self.chat.question.hidden)
        self.assertIn("Name or password are wrong.", self.texts()[-1])

    def test_an_empty_password_goes_back_to_the_nickname(self) -> None:
        self.tells("error", id="client-hello", code="name-registered", text="x", details={})
        self.chat.question.answer("")  # type: ignore[union-attr]
        assert self.chat.question is not None
        self.assertFalse(self.chat.question.hidden)

    def test_who_is_banned_is_told_why_and_not_tried_again(self) -> None:
        self.tells("error", code="banned", text="You are banned.", details={"seconds": 60})
        self.lose()
        self.assertEqual(self.over, [(False, "You are banned.")])


class WithoutANickname(SessionTestCase):
    nick = None

    def test_it_is_asked_for_before_the_server_is_told_who_one_is(self) -> None:
        self.assertEqual([each["type"] for each in self.heard()], ["ping"])
        assert self.chat.question is not None
        self.chat.question.answer("ana")
        self.assertEqual(self.heard()[0]["nick"], "ana")

    def test_whoever_takes_longer_than_the_server_waits_can_still_answer(self) -> None:
        self.tells("error", code="name-too-late", text="Too late.", details={"seconds": 60})
        self.lose()
        wanted: list[bool] = []
        self.session.wanted = lambda: wanted.append(True)
        self.chat.question.answer("ana")  # type: ignore[union-attr]
        self.assertEqual((wanted, self.over), ([True], []))
        self.connect()
        self.assertEqual(self.heard()[0]["nick"], "ana")

    def test_quit_instead_of_a_nickname_ends_it(self) -> None:
        self.chat.question.answer("/quit")  # type: ignore[union-attr]
        self.assertEqual(self.over, [(True, "")])


class InRooms(SessionTestCase):
    rooms = ("kitchen", "garden")

    def test_the_rooms_that_are_wanted_are_in_the_hello(self) -> None:
        self.assertEqual(self.heard()[0]["rooms"], ["kitchen", "garden"])


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


class Leaving(SessionTestCase):
    def test_quit_is_answered_and_then_it_is_over(self) -> None:
        self.welcome()
        self.session.leave()
        self.assertEqual(self.heard()[-1]["type"], "quit")
        self.tells("goodbye", id="client-quit")
        self.assertEqual([is_well for is_well, _ in self.over], [True])

    def test_nothing_is_said_any_more_that_waited(self) -> None:
        self.welcome()
        self.session.type("late")
        self.session.leave()
        self.assertTrue(self.session.saying.is_idle)

    def test_who_was_thrown_off_the_server_is_told(self) -> None:
        self.welcome()
        self.tells("out-of-server", by="zoe", reason="spam")
        self.lose()
        self.assertEqual([is_well for is_well, _ in self.over], [False])
        self.assertTrue(
            any(
                "zoe" in entry.text
                for _, entry in self.watching.entries
                if entry.kind is Kind.NOTICE
            )
        )
