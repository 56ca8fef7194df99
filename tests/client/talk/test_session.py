"""Coming in, and what a server or a program may say."""

from __future__ import annotations

from typing import Any

from chatservice.client.talk.chat import Status
from tests.client.talk.servers import SessionTestCase


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


class InRooms(SessionTestCase):
    rooms = ("kitchen", "garden")

    def test_the_rooms_that_are_wanted_are_in_the_hello(self) -> None:
        self.assertEqual(self.heard()[0]["rooms"], ["kitchen", "garden"])

    def test_the_last_one_is_turned_to(self) -> None:
        self.welcome()
        for room in self.rooms:
            self.tells("room-entered", id="client-hello", room=room)
        self.assertEqual(self.chat.current.title, "#garden")

    def test_the_welcome_is_read_there(self) -> None:
        self.welcome()
        self.tells("room-entered", id="client-hello", room="garden")
        self.assertIn("Welcome, ana!", self.texts()[0])

    def test_a_later_one_is_not_turned_to_by_itself(self) -> None:
        self.welcome()
        self.tells("room-entered", id="client-hello", room="garden")
        self.tells("room-entered", room="cellar")
        self.assertEqual(self.chat.current.title, "#garden")


class Reasons(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.welcome()

    def refuse(self, code: str, its_id: str | None = None) -> None:
        self.tells("error", code=code, text="No.", details={"seconds": 60}, id=its_id)

    def test_a_refusal_of_what_a_program_asked_for_ends_nothing(self) -> None:
        self.refuse("banned", its_id="mine")
        self.lose()
        self.assertEqual(self.over, [])

    def test_nor_is_it_told_as_the_reason(self) -> None:
        self.refuse("unknown-user", its_id="mine")
        self.lose()
        self.assertEqual(self.chat.trouble, "")

    def test_what_the_server_says_last_is_why_it_closes(self) -> None:
        self.refuse("flooded")
        self.lose()
        self.assertEqual([is_well for is_well, _ in self.over], [False])

    def test_what_it_said_long_before_is_not(self) -> None:
        self.refuse("flooded")
        self.said("and on it goes", 12)
        self.lose()
        self.assertEqual((self.over, self.chat.trouble), ([], ""))


class Hostile(SessionTestCase):
    """A server may write any number anywhere."""

    def test_a_length_below_nothing_is_no_limit(self) -> None:
        self.welcome(limits={"text": -1})
        self.assertTrue(self.session.type("hello"))

    def test_a_pace_of_nothing_is_a_slow_one(self) -> None:
        self.welcome(limits={"burst": 5, "per_minute": 0})
        self.assertTrue(self.session.is_in)

    def test_a_pace_without_end_is_a_fast_one(self) -> None:
        self.welcome(limits={"burst": 2**53, "per_minute": 2**53})
        self.assertTrue(self.session.is_in)

    def test_a_mute_of_any_length_is_waited_for(self) -> None:
        self.welcome()
        self.session.type("hello")
        its_id = self.next("say")["id"]
        details = {"seconds": "abc"}
        self.tells("error", id=its_id, code="muted-for-flood", text="No.", details=details)
        self.clock.advance(1)
        self.assertEqual(self.heard()[0]["text"], "hello")


class Programs(SessionTestCase):
    """Requests of a program's own, as they are (`--json`)."""

    def test_what_it_asks_for_is_sent_as_it_is(self) -> None:
        self.welcome()
        fields = {"type": "topic", "id": "t"}
        self.assertTrue(self.session.ask(fields))
        self.assertEqual(self.heard(), [fields])

    def test_nothing_is_sent_at_the_door(self) -> None:
        self.heard()
        self.assertFalse(self.session.ask({"type": "topic"}))
        self.assertEqual(self.heard(), [])

    def test_nothing_is_sent_without_a_connection(self) -> None:
        self.welcome()
        self.lose()
        self.assertFalse(self.session.ask({"type": "topic"}))

    def test_what_can_not_be_written_is_not_sent(self) -> None:
        self.welcome()
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        for value in ("\ud800", 10**5_000, deep, object()):
            self.assertFalse(self.session.ask({"type": "say", "text": value}))
        self.assertEqual(self.heard(), [])

    def test_what_is_typed_and_is_no_text_is_refused_with_a_sentence(self) -> None:
        self.welcome()
        self.assertFalse(self.session.type("caf\udcff"))
        self.assertIn("UTF-8", self.notices()[-1])
