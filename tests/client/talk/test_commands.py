"""Commands: those of the server, those of the client, and where they turn."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from chatservice.client.streams.recording import Recorder
from tests.client.talk.servers import AT, SessionTestCase


class Commands(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_in_a_private_talk_what_is_typed_goes_to_that_person(self) -> None:
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.session.type("hi")
        sent = self.next("msg")
        self.assertEqual((sent["to"], sent["text"]), ("juan", "hi"))

    def test_a_message_to_somebody_opens_a_talk_once_it_is_sent(self) -> None:
        self.session.type("/msg juan hi")
        sent = self.next("msg")
        self.assertEqual(self.chat.current.title, "#lobby")
        self.ok(sent, 11)
        self.assertEqual((self.chat.current.title, self.texts()), ("juan", ["hi"]))

    def test_a_message_to_nobody_opens_none(self) -> None:
        self.session.type("/susurro nobody hi")
        sent = self.next("msg")
        self.tells(
            "error", id=sent["id"], code="unknown-user", text="Nobody.", details={"name": "nobody"}
        )
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])
        self.assertIn("nobody called nobody", self.last().problem)

    def test_a_reply_goes_to_who_wrote_last(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.session.type("/r yes?")
        self.assertEqual(self.next("msg")["to"], "juan")

    def test_commands_go_to_the_server_with_the_room_where_one_is(self) -> None:
        self.session.type("/topic tea")
        sent = self.next("line")
        self.assertEqual((sent["text"], sent["room"]), ("/topic tea", "lobby"))

    def test_a_command_for_rooms_is_refused_in_a_private_talk(self) -> None:
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.session.type("/topic tea")
        self.assertIn("for a room", self.last().problem)
        self.assertEqual(self.heard(), [])

    def test_leaving_a_private_talk_closes_it(self) -> None:
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.session.type("/leave")
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])

    def test_without_a_connection_a_command_is_refused_and_not_left_in_the_line(self) -> None:
        self.lose()
        self.assertTrue(self.session.type("/users"))
        self.assertIn("no connection", self.texts()[-1])

    def test_a_room_where_one_is_already_is_turned_to_without_asking(self) -> None:
        self.chat.talk("Kitchen", is_room=True)
        self.session.type("/join #kitchen")
        self.assertEqual((self.chat.current.title, self.heard()), ("#Kitchen", []))

    def test_a_reply_to_somebody_whom_only_the_server_knows_is_shown(self) -> None:
        self.session.type("/reply yes?")
        asked = self.next("line")
        self.tells("whisper-sent", id=asked["id"], to="juan")
        self.ok(asked, 11)
        self.assertEqual((self.chat.current.title, self.texts()), ("juan", ["yes?"]))

    def test_a_reply_goes_to_the_new_name_of_who_wrote_last(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.tells("renamed", at=AT, who="juan", name="john")
        self.session.type("/reply yes?")
        self.assertEqual(self.next("msg")["to"], "john")

    def test_a_number_of_thousands_of_digits_is_no_talk(self) -> None:
        self.session.type("/talk " + "1" * 4500)
        self.assertEqual(self.chat.current.title, "#lobby")

    def test_whoever_types_that_they_leave_is_told_to_who_keeps_the_connection(self) -> None:
        for typed in ("exit", "/quit", "/salir"):
            left: list[bool] = []
            self.session.leaving = lambda left=left: left.append(True)  # type: ignore[misc]
            self.session.type(typed)
            self.assertEqual(left, [True], typed)

    def test_the_reason_for_leaving_is_told_to_the_others(self) -> None:
        self.session.type("/quit to bed")
        self.assertEqual(self.next("quit")["reason"], "to bed")


class Passwords(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_a_password_is_asked_for_and_nothing_is_sent_before_it_is_given(self) -> None:
        self.session.type("/register")
        asked = self.next("line")
        self.tells("password-asked", id=asked["id"], wanted="new", nick="ana")
        self.ok(asked)
        assert self.chat.question is not None
        self.assertTrue(self.chat.question.hidden)
        self.session.type("meanwhile")
        self.assertEqual(self.heard(), [])
        self.chat.question.answer("correct horse")
        (secret,) = self.heard()
        self.assertEqual((secret["type"], secret["text"]), ("secret", "correct horse"))
        self.tells("registered", id=secret["id"], nick="ana")
        self.ok(secret)
        self.assertEqual(self.next("say")["text"], "meanwhile")
        self.assertEqual(self.session.door.password, "correct horse")

    def test_no_password_stands_anywhere(self) -> None:
        file = Path(self.enterContext(TemporaryDirectory())) / "log"
        recorder = Recorder(self.chat, file, lambda write: self.clock.callLater(0, write))
        self.chat.watchers.append(recorder)
        self.session.type("/register")
        asked = self.next("line")
        self.tells("password-asked", id=asked["id"], wanted="new", nick="ana")
        self.ok(asked)
        self.chat.question.answer("correct horse")  # type: ignore[union-attr]
        self.session.type("afterwards")
        (secret,) = [each for each in self.heard() if each["type"] == "secret"]
        self.tells("registered", id=secret["id"], nick="ana")
        self.ok(secret)
        self.ok(self.next("say"), 11)
        recorder.close()
        recorded = file.read_text()
        self.assertIn("afterwards", recorded)
        self.assertNotIn("horse", recorded)
        self.assertFalse(any("horse" in entry.text for _, entry in self.watching.entries))
