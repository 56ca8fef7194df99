"""Lines typed behind a command that turns somewhere, before the server has answered it."""

from __future__ import annotations

from typing import Any

from chatservice.client.streams.standard import Standard
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.entries import Entry, State
from tests.client.streams.fronts import InAndOut
from tests.client.talk.servers import AT, SessionTestCase


class TurningCase(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def type(self, *lines: str) -> None:
        for line in lines:
            self.assertTrue(self.session.type(line))

    def refuse(self, request: dict[str, Any], code: str = "unknown-user") -> None:
        self.tells("error", id=request["id"], code=code, text="No.", details={"name": "ghost"})

    def enter(self, request: dict[str, Any], room: str = "kitchen") -> None:
        """Answer a request: one is in a room now."""
        self.tells("room-entered", id=request["id"], room=room)
        self.ok(request)

    def leave(self, request: dict[str, Any], room: str = "kitchen") -> None:
        """Answer a request: one is no longer in a room."""
        self.tells("room-left", id=request["id"], room=room, current="lobby")
        self.ok(request)

    def in_kitchen(self) -> None:
        """Enter a second room."""
        self.type("/join kitchen")
        self.enter(self.next("line"))
        self.settle()

    def sent(self) -> list[tuple[str, str]]:
        """Have the server take all that is said; return where it goes, and the text."""
        found = []
        for _ in range(20):
            for each in self.heard():
                if each["type"] in ("say", "msg"):
                    found.append((each.get("room") or f"@{each['to']}", each["text"]))
                self.ok(each)
        return found

    def refused(self) -> list[Entry]:
        """Return what stands in the current talk and was not taken."""
        return [
            each
            for each in self.chat.current.entries
            if each.is_message and each.state is State.REFUSED
        ]


class Behind(TurningCase):
    def test_a_line_behind_a_join_is_said_in_that_room(self) -> None:
        self.type("/join kitchen", "hello kitchen")
        self.enter(self.next("line"))
        self.assertEqual(self.sent(), [("kitchen", "hello kitchen")])

    def test_a_line_behind_a_private_message_goes_to_the_same_person(self) -> None:
        self.type("/msg juan hi", "secret")
        self.ok(self.next("msg"), 11)
        self.assertEqual(self.sent(), [("@juan", "secret")])

    def test_a_line_behind_a_private_message_to_nobody_is_not_sent(self) -> None:
        self.type("/msg ghost x", "secret")
        self.refuse(self.next("msg"))
        self.assertEqual(self.sent(), [])

    def test_a_line_that_is_not_sent_stays_with_its_text_and_why(self) -> None:
        self.type("/msg ghost x", "secret")
        self.refuse(self.next("msg"))
        (entry,) = self.refused()
        self.assertEqual(entry.text, "secret")
        self.assertIn("Not sent: ", entry.problem)

    def test_a_line_behind_a_reply_that_is_refused_is_not_sent(self) -> None:
        self.type("/reply yes", "secret")
        self.refuse(self.next("line"))
        self.assertEqual(self.sent(), [])

    def test_a_line_behind_a_leave_goes_where_one_is_then(self) -> None:
        self.in_kitchen()
        self.type("/leave", "hello lobby")
        self.leave(self.next("line"))
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])

    def test_a_line_behind_the_leave_of_another_room_is_said_at_once(self) -> None:
        self.in_kitchen()
        self.chat.open(self.chat.talks[0])
        self.type("/leave kitchen", "hello lobby")
        self.assertFalse(self.session.is_turning)
        self.leave(self.next("line"))
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])

    def test_a_line_behind_a_misspelt_command_is_not_sent(self) -> None:
        self.type("/mgs ghost x", "secret")
        self.refuse(self.next("line"), "unknown-command")
        self.assertEqual(self.sent(), [])

    def test_lines_follow_each_command_in_their_order(self) -> None:
        self.type("/join kitchen", "one", "/msg juan two", "three")
        self.enter(self.next("line"))
        self.assertEqual(self.next("say")["text"], "one")
        self.assertTrue(self.session.is_turning)

    def test_a_line_behind_two_commands_goes_where_the_second_leads(self) -> None:
        self.type("/join kitchen", "/msg juan two", "three")
        self.enter(self.next("line"))
        self.assertEqual(self.sent(), [("@juan", "two"), ("@juan", "three")])

    def test_what_says_itself_where_it_goes_is_sent_behind_a_refused_command(self) -> None:
        self.type("/msg ghost x", "secret", "/msg juan hi", "there?")
        self.refuse(self.next("msg"))
        self.assertEqual(self.sent(), [("@juan", "hi"), ("@juan", "there?")])

    def test_a_room_that_is_left_without_its_name_behind_a_refused_command_is_kept(self) -> None:
        self.type("/join kitchen", "/leave")
        self.refuse(self.next("line"), "banned")
        self.settle()
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])
        self.assertEqual([each.text for each in self.refused()], ["/leave"])

    def test_a_reply_that_waits_goes_to_whoever_had_written_when_it_was_typed(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.type("/join kitchen", "/reply yes")
        asked = self.next("line")
        self.tells("whispered", seq=12, at=AT, from_="eva", to="ana", text="hey")
        self.enter(asked)
        self.assertEqual(self.sent(), [("@juan", "yes")])

    def test_a_line_that_waits_is_seen_where_it_was_typed(self) -> None:
        self.type("/join kitchen", "hello")
        self.assertEqual((self.last().text, self.last().state), ("hello", State.WAITING))

    def test_a_line_that_waited_is_seen_once(self) -> None:
        self.type("/join kitchen", "hello")
        self.enter(self.next("line"))
        places = [
            talk.title for talk in self.chat.talks for each in talk.entries if each.text == "hello"
        ]
        self.assertEqual(places, ["#kitchen"])

    def test_lines_are_typed_where_one_is_once_it_is_answered(self) -> None:
        self.type("/msg ghost x")
        self.refuse(self.next("msg"))
        self.clock.advance(0)
        self.type("hello lobby")
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])

    def test_a_line_is_not_sent_that_was_there_before_the_refusal_could_be_seen(self) -> None:
        self.type("/msg ghost x")
        self.refuse(self.next("msg"))
        self.type("secret")
        self.assertEqual(self.sent(), [])

    def test_a_line_behind_a_message_that_is_too_long_is_not_sent(self) -> None:
        self.assertFalse(self.session.type("/msg ghost " + "x" * 5000))
        self.type("secret")
        self.assertEqual(self.sent(), [])

    def test_a_line_behind_a_talk_that_there_is_not_is_not_sent(self) -> None:
        self.type("/talk 7", "secret")
        self.assertEqual(self.sent(), [])

    def test_a_line_behind_a_command_that_was_lost_with_the_connection_is_not_sent(self) -> None:
        self.type("/msg ghost x", "secret")
        self.next("msg")
        self.lose()
        self.connect()
        self.welcome()
        self.assertEqual(self.sent(), [])

    def test_it_waits_for_an_answer_and_no_longer(self) -> None:
        self.type("/join kitchen")
        self.assertTrue(self.session.is_turning)
        self.enter(self.next("line"))
        self.assertFalse(self.session.is_turning)


class Meanwhile(TurningCase):
    """The person turns somewhere by hand, before the server has answered."""

    def setUp(self) -> None:
        super().setUp()
        self.in_kitchen()

    def test_a_private_talk_is_not_turned_to_then(self) -> None:
        self.type("/msg juan hi")
        self.chat.open(self.chat.talks[0])
        self.ok(self.next("msg"), 11)
        self.assertEqual(self.chat.current.title, "#lobby")

    def test_a_room_is_not_turned_to_then(self) -> None:
        self.type("/join garden")
        self.chat.open(self.chat.talks[0])
        self.enter(self.next("line"), "garden")
        self.assertEqual(self.chat.current.title, "#lobby")

    def test_what_was_typed_before_goes_where_the_command_leads_all_the_same(self) -> None:
        self.type("/msg juan hi", "secret")
        self.chat.open(self.chat.talks[0])
        self.ok(self.next("msg"), 11)
        self.assertEqual(self.sent(), [("@juan", "secret")])

    def test_what_is_typed_there_is_said_there(self) -> None:
        self.type("/msg ghost x")
        self.chat.open(self.chat.talks[0])
        self.type("hello lobby")
        self.refuse(self.next("msg"))
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])

    def test_a_line_behind_a_leave_is_not_said_where_one_has_turned_instead(self) -> None:
        self.type("/leave", "hello")
        self.chat.open(self.chat.talks[0])
        self.leave(self.next("line"))
        self.assertEqual(self.sent(), [])


class OfPrograms(TurningCase):
    """What no person types: nobody sees where it goes."""

    def type(self, *lines: str) -> None:
        for line in lines:
            self.session.type(line, is_attended=False)
            self.clock.advance(1)

    def test_after_a_refusal_nothing_is_said_however_late(self) -> None:
        self.type("/msg ghost x")
        self.refuse(self.next("msg"))
        self.clock.advance(60)
        self.type("secret")
        self.assertEqual(self.sent(), [])

    def test_it_is_told_how_to_go_on(self) -> None:
        self.type("/msg ghost x")
        self.refuse(self.next("msg"))
        self.type("secret")
        (entry,) = self.refused()
        self.assertIn("/join", entry.problem)

    def test_turning_to_a_room_goes_on_there(self) -> None:
        self.type("/msg ghost x")
        self.refuse(self.next("msg"))
        self.type("secret", "/join lobby", "hello lobby")
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])

    def test_nothing_is_said_elsewhere_after_one_was_thrown_out(self) -> None:
        self.in_kitchen()
        self.type("in the kitchen")
        self.sent()
        self.tells("out-of-room", room="kitchen", by="zoe", current="lobby", banned=False)
        self.type("for the kitchen alone")
        self.assertEqual(self.sent(), [])

    def test_closing_a_private_talk_goes_on_in_the_room(self) -> None:
        self.type("/msg juan hi")
        self.ok(self.next("msg"), 11)
        self.type("/close", "hello lobby")
        self.assertEqual(self.sent(), [("lobby", "hello lobby")])


class FromStandardInput(TurningCase):
    """A front reads lines as fast as they are taken."""

    def setUp(self) -> None:
        super().setUp()
        self.io = InAndOut()

    def read(self, *lines: str, typed: bool = False) -> None:
        front = Standard(self.clock, self.chat, self.session, Surroundings(typed), self.standard_io)
        front.start()
        front.dataReceived("".join(f"{line}\n" for line in lines).encode())

    def standard_io(self, protocol: Standard, reactor: Any) -> None:
        self.io.protocol = protocol
        protocol.makeConnection(self.io)

    def test_each_line_goes_where_the_one_before_it_leads(self) -> None:
        self.read("/join kitchen", "one", "/msg juan two", "three", "/join lobby", "four")
        self.enter(self.next("line"))
        self.assertEqual(
            self.sent(),
            [("kitchen", "one"), ("@juan", "two"), ("@juan", "three"), ("lobby", "four")],
        )

    def test_a_program_says_nothing_behind_a_refused_command(self) -> None:
        self.read("/msg ghost x", "secret")
        self.refuse(self.next("msg"))
        self.assertEqual((self.sent(), len(self.refused())), ([], 1))

    def test_what_a_person_had_typed_already_is_not_said_behind_a_refused_command(self) -> None:
        self.read("/msg ghost x", "secret", typed=True)
        self.refuse(self.next("msg"))
        self.assertEqual((self.sent(), len(self.refused())), ([], 1))
